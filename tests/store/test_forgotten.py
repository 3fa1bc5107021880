"""What was taken down does not come back, by whatever address and through whatever door."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from pipelines.store.models import ForgottenKeyRow, TombstoneRow
from pipelines.store.rows import article_id_of
from pipelines.types import Fate
from tests.store.conftest import Store, accepted, at, candidate

URL = "http://jannah.example/2026/03/أمطار"
CANONICAL = "http://jannah.example/2026/03/%D8%A3%D9%85%D8%B7%D8%A7%D8%B1"
KEY = "jannah.example/2026/03/%D8%A3%D9%85%D8%B7%D8%A7%D8%B1"


@pytest.fixture
def store(store: Store) -> Store:
    """A store in which one article was taken down."""
    store.start("forget")
    with Session(store.engine) as session, session.begin():
        session.add(
            TombstoneRow(
                article_id=article_id_of(CANONICAL),
                canonical_url=CANONICAL,
                canonical_key=KEY,
                source="jannah",
                reason="طلب الناشر",
                created_at=at(0),
                run_id="forget",
            )
        )
        session.flush()
        session.add(ForgottenKeyRow(key=KEY, article_id=article_id_of(CANONICAL)))
    store.start("crawl")
    return store


def column(store: Store, sql: str) -> list[Any]:
    return [row[0] for row in store.rows(sql)]


def test_an_address_of_a_forgotten_article_is_not_fetched_and_its_title_not_kept(store: Store) -> None:
    work = store.admit(
        "crawl", candidate(URL, title="أمطار على الساحل"), candidate("http://jannah.example/b")
    )
    assert [item.candidate.url for item in work] == ["http://jannah.example/b"]
    assert store.fates("crawl")[URL] == "skipped forgotten"
    assert column(store, "SELECT title FROM candidates WHERE title IS NOT NULL") == []
    assert store.do(lambda r: r.forgotten([KEY, "jannah.example/b"])) == {KEY}


def test_candidates_over_the_limit_lose_their_titles_as_well(store: Store) -> None:
    store.do(lambda r: r.skip("crawl", [candidate(URL, title="أمطار على الساحل")], "limit", now=at(0)))
    assert store.rows("SELECT fate, reason, title FROM candidates") == [("skipped", "limit", None)]


@pytest.mark.parametrize("canonical", [CANONICAL, "https://www.jannah.example/2026/03/أمطار/"])
def test_a_page_that_names_a_forgotten_article_as_its_canonical_page_is_rejected(
    store: Store, canonical: str
) -> None:
    amp = "http://jannah.example/amp/77"
    store.admit("crawl", candidate(amp, title="أمطار على الساحل"))
    done = store.commit("crawl", amp, accepted(), canonical)
    assert (done.fate, done.reason, done.article_id) == (Fate.REJECTED, "forgotten", article_id_of(CANONICAL))
    assert store.fates("crawl") == {amp: "rejected forgotten"}
    assert store.rows("SELECT count(*) FROM articles") == [(0,)]
    assert column(store, "SELECT detail FROM rejections") == [""]
    assert column(store, "SELECT title FROM candidates") == [None]
    assert store.do(lambda r: r.forgotten(["jannah.example/amp/77"])) == {"jannah.example/amp/77"}


def test_a_page_without_discovery_before_it_is_refused_by_its_address(store: Store) -> None:
    done = store.commit("crawl", URL, accepted(), "http://jannah.example/elsewhere")
    assert (done.fate, done.reason) == (Fate.REJECTED, "forgotten")
    assert store.rows("SELECT count(*) FROM articles") == [(0,)]
