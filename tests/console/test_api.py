"""The JSON API, on both databases: what it sends is what it describes, and who follows its changes has what the store has."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import BaseModel
from sqlalchemy.orm import Session

from console.api import models
from console.app import create_app
from console.options import Options
from console.problems import Problem
from pipelines.reading.table import rows
from pipelines.store import forget, revising
from pipelines.store.contract import BY_NAME
from pipelines.store.models import ArticleRow, RevisionRow
from pipelines.store.revising import Making
from pipelines.store.rows import article_id_of
from pipelines.store.session import open_store
from tests.console.asking import Asking
from tests.store.conftest import (  # noqa: F401 - fixtures
    Store,
    accepted,
    at,
    kind,
    make_store,
    new_store,
    new_url,
    on_sqlite,
    store,
)

HOST = "https://jannah.example"
API = "/api/v1"


@pytest.fixture
def filled(store: Store) -> Store:  # noqa: F811
    store.start("run")
    for number in range(5):
        store.hours = number
        store.take(
            "run", f"{HOST}/{number}", accepted(f"أعلنت وزارةُ النقل صيانة الجسر {number}.", f"الجسر {number}")
        )
    store.finish("run", 5)
    return store


@contextmanager
def served(store: Store, **more: Any) -> Iterator[Asking]:  # noqa: F811
    app = create_app(Options(database_url=store.url, **more))
    yield Asking(app.state.options, app=app)
    app.state.store.engine.dispose()


@pytest.fixture
def client(filled: Store) -> Iterator[Asking]:
    with served(filled) as client:
        yield client


def of(page: int) -> str:
    return article_id_of(f"{HOST}/{page}")


def take_down(store: Store, page: int, run_id: str) -> None:  # noqa: F811
    with Session(store.engine) as session, session.begin():
        subject = forget.subject_of(session, f"{HOST}/{page}")
        assert subject is not None
        forget.erase_one(session, run_id, subject, "طلب الناشر", at(9))


def withdraw(store: Store, page: int) -> None:  # noqa: F811
    with Session(store.engine) as session, session.begin():
        article = session.get_one(ArticleRow, of(page))
        current = session.get_one(RevisionRow, (article.article_id, article.revision))
        revising.withdraw(session, article, current, Making("run", "withdrawn", at(9)))


PATHS: dict[str, type[BaseModel]] = {
    "/articles": models.Articles,
    "/articles?limit=2&fields=title,published_at": models.Articles,
    f"/search?q={quote('الجسر')}": models.Hits,
    f"/articles/{of(1)}": models.Article,
    f"/articles/{of(1)}/removals": models.Removals,
    "/changes": models.Changes,
    "/changes?since=4&fields=title": models.Changes,
    "/tombstones": models.Tombstones,
    "/runs": models.Runs,
    "/runs/run": models.Balance,
    "/sources": models.Sources,
}


def test_what_is_sent_is_what_is_described(client: Asking, filled: Store) -> None:
    take_down(filled, 4, "run")
    withdraw(filled, 3)
    for path, model in PATHS.items():
        answer = client.get(API + path)
        assert answer.status_code == 200, answer.text
        model.model_validate_json(answer.text, strict=True)


def test_an_article_is_its_row_of_the_view(client: Asking, filled: Store) -> None:
    sent = client.get(f"{API}/articles/{of(2)}").json()
    assert list(sent) == list(BY_NAME)
    with Session(filled.engine) as session:
        row = rows(session, [of(2)])[of(2)]
    assert {name: sent[name] for name in ("title", "text", "flags", "change") if name in sent} == {
        name: row[name] for name in ("title", "text", "flags")
    }
    assert sent["first_seen_at"] == "2026-03-05T14:00:00Z"
    assert "وزارةُ" in client.get(f"{API}/articles/{of(2)}").text


@on_sqlite
def test_only_the_fields_asked_for_are_sent(client: Asking) -> None:
    assert client.get(f"{API}/articles/{of(2)}?fields=title,%20language").json() == {
        "title": "الجسر 2",
        "language": "ar",
    }


def test_a_list_is_gone_through_by_its_cursor(client: Asking) -> None:
    seen, cursor = [], ""
    for _ in range(3):
        page = client.get(f"{API}/articles?limit=2&fields=title&cursor={cursor}").json()
        seen += [each["title"] for each in page["articles"]]
        cursor = page["next"]
    assert (seen, cursor) == ([f"الجسر {number}" for number in (4, 3, 2, 1, 0)], None)


def test_found_words_are_told_by_their_places(client: Asking) -> None:
    page = client.get(f"{API}/search?q={quote('وزاره الجسر')}&limit=1").json()
    [hit] = page["hits"]
    text = hit["snippet"]["text"]
    assert [text[start:end] for start, end in hit["snippet"]["found"]] == ["وزارةُ", "الجسر"]
    assert [hit["title"]["text"][start:end] for start, end in hit["title"]["found"]] == ["الجسر"]
    assert (page["count"], page["more"]) == (5, False)


def test_filters_take_days_and_times(client: Asking) -> None:
    def count(query: str) -> int:
        found: int = client.get(f"{API}/articles?fields=title&{query}").json()["count"]
        return found

    assert count("seen_from=2026-03-05T14:00:00Z") == 3
    assert count("seen_from=2026-03-05T16:00:00+02:00") == 3
    assert count("seen_to=2026-03-05%2014:00") == 2
    assert count("seen_to=2026-03-05") == 0
    assert count("source=other") == 0
    assert count("published_from=2026-01-01") == 0


def test_removals_come_in_pages(client: Asking) -> None:
    page = client.get(f"{API}/articles/{of(1)}/removals").json()
    assert (page["revision"], page["next"]) == (1, None)
    [entry] = page["removals"]
    assert (entry["rule_id"], entry["text"]) == ("ar.read_also", "اقرأ أيضا: الأرصاد تحذر")
    assert client.get(f"{API}/articles/{of(1)}/removals?after=0").json()["removals"] == []


@on_sqlite
def test_who_has_it_already_is_not_sent_it_again(client: Asking, filled: Store) -> None:
    for path in PATHS:
        first = client.get(API + path)
        etag = first.headers["ETag"]
        for given in (etag, f'"other", W/{etag}', "*"):
            again = client.get(API + path, headers={"If-None-Match": given})
            assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag), path
        assert client.get(API + path, headers={"If-None-Match": '"other"'}).status_code == 200
    before = client.get(f"{API}/articles/{of(1)}").headers["ETag"]
    filled.start("another")
    filled.take("another", f"{HOST}/1", accepted("نص آخر.", "عنوان آخر"))
    assert client.get(f"{API}/articles/{of(1)}", headers={"If-None-Match": before}).status_code == 200


@on_sqlite
def test_answers_are_packed_for_who_takes_that_and_named_apart(client: Asking) -> None:
    plain = client.get(f"{API}/articles", headers={"Accept-Encoding": "identity"})
    packed = client.get(f"{API}/articles", headers={"Accept-Encoding": "gzip"})
    assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "gzip")
    assert packed.content == plain.content
    assert int(packed.headers["Content-Length"]) < len(gzip.compress(plain.content)) + 200
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@on_sqlite
def test_head_tells_what_get_would(client: Asking) -> None:
    head, got = (client.request(method, f"{API}/articles/{of(1)}") for method in ("HEAD", "GET"))
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", got.headers["ETag"])


REFUSED = (
    ("/articles?limit=0", 422, "limit"),
    ("/articles?limit=101", 422, "limit"),
    ("/articles?limit=many", 422, "limit"),
    ("/articles?fields=title,headline", 422, "no column headline"),
    ("/articles?cursor=x", 422, "another search"),
    ("/articles?seen_from=yesterday", 422, "neither a day nor a time"),
    ("/articles?seen_from=0001-01-01T00:00:00%2B14:00", 422, "neither a day nor a time"),
    ("/articles/xyz", 422, "article_id"),
    ("/articles/" + "0" * 32, 404, "no article"),
    ("/articles/" + "0" * 32 + "/removals", 404, "no article"),
    ("/articles/" + of(4), 410, "taken down on 2026-03-05"),
    ("/search?q=" + "x" * 501, 422, "at most 500"),
    ("/search?q=%22", 422, "no word"),
    ("/search?sort=best", 422, "sort"),
    ("/changes?since=-1", 422, "since"),
    ("/changes?since=99999999999999999999", 422, "since"),
    ("/runs/%00", 404, "no run"),
    ("/nothing", 404, ""),
)


def test_a_refusal_says_what_is_wrong_and_what_to_do(client: Asking, filled: Store) -> None:
    take_down(filled, 4, "run")
    for path, status, told in REFUSED:
        answer = client.get(API + path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), (
            path
        )
        problem = Problem.model_validate_json(answer.text, strict=True)
        assert told in problem.detail
        assert problem.remedy
        assert (problem.status, problem.type) == (status, "about:blank")


@on_sqlite
def test_the_token_opens_the_api_and_nothing_else_does(filled: Store) -> None:
    with served(filled, token="a-token-nobody-guesses") as locked:
        refused = locked.get(f"{API}/articles")
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert "Bearer" in Problem.model_validate_json(refused.text).remedy
        given = locked.get(f"{API}/articles", headers={"Authorization": "Bearer a-token-nobody-guesses"})
        assert given.status_code == 200
        assert locked.get("/api/openapi.json").status_code == 401


@on_sqlite
def test_nothing_can_be_written(client: Asking) -> None:
    refused = client.request("DELETE", f"{API}/articles/{of(1)}")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")
    assert Problem.model_validate_json(refused.text).remedy


def copied(client: Asking, copy: dict[str, Any], since: int, seen: list[int], limit: int = 100) -> int:
    """Follow the changes as a downstream program would, and return where it stands."""
    while True:
        piece = client.get(f"{API}/changes?since={since}&limit={limit}").json()
        for change in piece["changes"]:
            seen.append(change["change"])
            if change["kind"] == "upsert":
                copy[change["article_id"]] = change["article"]
            else:
                copy.pop(change["article_id"], None)
        assert piece["next"] >= since
        since = piece["next"]
        if not piece["more"]:
            return since


def current(client: Asking) -> dict[str, Any]:
    page = client.get(f"{API}/articles?limit=100").json()
    return {each["article_id"]: each for each in page["articles"]}


def test_changes_tell_what_to_put_in_place_and_what_to_delete(client: Asking, filled: Store) -> None:
    copy: dict[str, Any] = {}
    since = copied(client, copy, 0, [], limit=2)
    assert copy == current(client)
    assert client.get(f"{API}/changes?since={since}").json()["changes"] == []
    withdraw(filled, 0)
    take_down(filled, 1, "run")
    filled.start("another")
    filled.take("another", f"{HOST}/2", accepted("نص آخر.", "عنوان آخر"))
    told = client.get(f"{API}/changes?since={since}&fields=title").json()
    assert [(each["article_id"], each["kind"], each["why"]) for each in told["changes"]] == [
        (of(0), "removal", "withdrawn"),
        (of(1), "removal", "forgotten"),
        (of(2), "upsert", None),
    ]
    assert told["changes"][2]["article"] == {"title": "عنوان آخر"}
    assert told["newest"] == told["next"] == told["changes"][2]["change"]
    [stone] = client.get(f"{API}/tombstones").json()["tombstones"]
    assert (stone["article_id"], stone["reason"]) == (of(1), "طلب الناشر")
    copied(client, copy, since, [])
    assert copy == current(client)


def test_who_follows_while_a_crawl_writes_sees_every_change_once_and_in_order(
    filled: Store, client: Asking
) -> None:
    def write() -> None:
        writing = Store(open_store(filled.url))
        writing.start("busy")
        for number in range(10, 40):
            writing.take("busy", f"{HOST}/{number}", accepted(f"خبر {number}.", f"عنوان {number}"))
            if number % 7 == 0:
                withdraw(writing, number)
            if number % 9 == 0:
                take_down(writing, number, "busy")
        writing.engine.dispose()

    copy: dict[str, Any] = {}
    seen: list[int] = []
    writer = threading.Thread(target=write)
    writer.start()
    since = rounds = 0
    while writer.is_alive():
        since = copied(client, copy, since, seen, limit=3)
        rounds += 1
    writer.join()
    copied(client, copy, since, seen, limit=3)
    assert rounds > 1
    assert seen == sorted(set(seen))
    assert copy == current(client)
    assert len(copy) == 5 + 30 - len({14, 21, 28, 35} | {18, 27, 36})


@on_sqlite
def test_the_description_tells_of_every_path_and_shows_examples(client: Asking) -> None:
    told = client.get("/api/openapi.json").json()
    assert set(told["paths"]) == {
        f"{API}{path}"
        for path in (
            "/articles",
            "/search",
            "/articles/{article_id}",
            "/articles/{article_id}/removals",
            "/changes",
            "/tombstones",
            "/runs",
            "/runs/{run_id}",
            "/sources",
        )
    }
    article = told["components"]["schemas"]["Article"]["properties"]
    assert list(article) == list(BY_NAME)
    assert all(each["description"] and "examples" in each for each in article.values())
    for path in told["paths"].values():
        operation = path["get"]
        assert operation["summary"]
        assert operation["description"]
        assert operation["responses"]["422"]["content"].keys() == {"application/problem+json"}
        assert all(given["description"] for given in operation.get("parameters", []))


def test_a_store_that_is_not_there_is_a_problem_for_later(tmp_path: Path) -> None:
    app = create_app(Options(database_url=f"sqlite:///{tmp_path}/none.db"))
    assert app.openapi()["info"]["title"] == "Naqi"
    answer = Asking(app.state.options, app=app).get(f"{API}/articles")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "There is no store" in Problem.model_validate_json(answer.text).detail
