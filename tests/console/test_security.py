"""Who gets a page and who does not: the guard around the real console, on a store of its own."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from console.addresses import readable, web_url
from console.app import create_app
from console.options import BadOption, Options, check
from console.security import COOKIE, HEADERS, is_session, local_path, new_session
from console.visible import visible
from pipelines.store.session import open_store
from tests.console.asking import Asking

TOKEN = "a-token-nobody-guesses"


@pytest.fixture
def options(tmp_path: Path) -> Options:
    url = f"sqlite:///{tmp_path / 'naqi.db'}"
    open_store(url).dispose()
    return Options(database_url=url)


@pytest.fixture
def locked(options: Options) -> Options:
    return dataclasses.replace(options, token=TOKEN)


def test_every_answer_carries_the_policy(options: Options) -> None:
    client = Asking(options)
    for path in ("/", "/nothing/here", "/static/console.css", "/static/none.css", "/api/openapi.json"):
        headers = client.get(path).headers
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, path
    refused = client.get("/", headers={"Host": "evil.example"})
    assert refused.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["127.0.0.1:8470", "localhost:8470", "[::1]:8470", "192.0.2.7"])
def test_addresses_of_this_machine_are_answered(options: Options, host: str) -> None:
    assert Asking(options).get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8470", "127.0.0.1.evil.example", "localhost.evil.example", ""]
)
def test_a_name_that_is_not_ours_is_refused(options: Options, host: str) -> None:
    assert Asking(options).get("/", headers={"Host": host}).status_code == 421


def test_a_name_of_the_operators_is_answered(locked: Options) -> None:
    named = dataclasses.replace(locked, names=("news.example",))
    assert Asking(named).get("/login", headers={"Host": "news.example"}).status_code == 200
    assert Asking(named).get("/login", headers={"Host": "other.example"}).status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_but_reading_is_allowed(options: Options, method: str) -> None:
    assert Asking(options).request(method, "/").status_code == 405


def test_head_is_get_without_the_page(options: Options) -> None:
    head = Asking(options).request("HEAD", "/")
    assert (head.status_code, head.content) == (200, b"")


def test_another_sites_page_may_link_to_us_and_nothing_else(options: Options) -> None:
    client = Asking(options)
    from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
    follow = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    frame = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    assert client.get("/", headers=from_elsewhere | follow).status_code == 200
    assert client.get("/", headers=from_elsewhere | frame).status_code == 403
    assert client.get("/", headers=from_elsewhere | {"Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert client.post("/login", headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.post("/login", headers={"Origin": "null"}).status_code == 403


def test_without_the_token_nothing_is_shown_but_the_form(locked: Options) -> None:
    client = Asking(locked)
    sent = client.get("/sources?x=1")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/login?next=%2Fsources%3Fx%3D1")
    assert client.get("/login").status_code == 200
    assert client.get("/static/console.css").status_code == 200
    api = client.get("/api/openapi.json")
    assert (api.status_code, api.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_the_token_opens_as_a_header(locked: Options) -> None:
    client = Asking(locked)
    assert client.get("/", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 303
    assert client.get("/", headers={"Authorization": TOKEN}).status_code == 303


def test_logging_in_gives_a_cookie_that_scripts_and_other_sites_do_not_get(locked: Options) -> None:
    client = Asking(locked)
    done = client.post("/login", data={"token": TOKEN, "next": "/sources"})
    assert (done.status_code, done.headers["Location"]) == (303, "/sources")
    cookie = done.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert client.get("/").status_code == 200
    client.get("/logout")
    assert client.get("/").status_code == 303


def test_a_wrong_token_is_told_so(locked: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.pages.login._AFTER_A_WRONG_ONE", 0.0)
    told = Asking(locked).post("/login", data={"token": "رمز آخر"})  # "another token"
    assert told.status_code == 401
    assert "not the token" in told.text
    assert "Set-Cookie" not in told.headers


def test_a_cookie_ends_and_cannot_be_forged() -> None:
    now = time.time()
    cookie = new_session(TOKEN, now)
    assert is_session(cookie, TOKEN, now)
    assert not is_session(cookie, TOKEN, now + 8 * 24 * 3600)
    assert not is_session(cookie, TOKEN + "2", now)
    ends, _, signature = cookie.partition(".")
    assert not is_session(f"{int(ends) + 1}.{signature}", TOKEN, now)
    assert not any(is_session(text, TOKEN, now) for text in ("", ".", "x", "9" * 30, "٣.٣"))
    assert COOKIE.isascii()


@pytest.mark.parametrize(
    "asked", ["//evil.example", "https://evil.example/", "/\\evil.example", "evil", "/login", "/a\n"]
)
def test_a_log_in_leads_nowhere_else(asked: str) -> None:
    assert local_path(asked) == "/"
    assert local_path("/search?q=1") == "/search?q=1"


def test_strangers_need_a_token_that_cannot_be_guessed() -> None:
    check(Options("sqlite://", host="::1"))
    check(Options("sqlite://", host="0.0.0.0", token=TOKEN))
    for options in (
        Options("sqlite://", host="0.0.0.0"),
        Options("sqlite://", names=("news.example",)),
        Options("sqlite://", token="short"),
        Options("sqlite://", token="كلمة سر طويلة جدا جدا"),  # "a very long password"; headers are ASCII
    ):
        with pytest.raises(BadOption, match="→"):
            check(options)


def test_a_store_that_is_gone_or_of_another_version_is_told_with_the_remedy(
    tmp_path: Path, options: Options
) -> None:
    gone = Asking(dataclasses.replace(options, database_url=f"sqlite:///{tmp_path / 'none.db'}")).get("/")
    assert (gone.status_code, "Start a crawl" in gone.text) == (503, True)
    assert not (tmp_path / "none.db").exists()
    engine = open_store(options.database_url)
    client = Asking(options)
    assert client.get("/").status_code == 200
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    stale = client.get("/")
    assert (stale.status_code, "scrapy db upgrade" in stale.text) == (503, True)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    engine.dispose()
    empty = client.get("/")
    assert (empty.status_code, "holds no store" in empty.text) == (503, True)
    (tmp_path / "naqi.db").write_bytes(b"no database " * 99)
    broken = client.get("/")
    assert (broken.status_code, "not a database" in broken.text) == (503, True)


def test_an_unknown_address_is_told_as_a_page(options: Options) -> None:
    missing = Asking(options).get("/nothing")
    assert (missing.status_code, "Nothing is here" in missing.text) == (404, True)
    problem = Asking(options).get("/api/nothing").json()
    assert (problem["status"], problem["title"]) == (404, "Nothing is here")


def test_a_page_that_fails_says_so_under_the_same_policy(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(options)
    app.state.store = None
    failed = Asking(options, app=app).get("/")
    assert (failed.status_code, "could not be made" in failed.text) == (500, True)
    assert failed.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_pages_travel_compressed(options: Options) -> None:
    page = Asking(options).get("/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"


def test_unseen_characters_are_shown_and_joiners_stay() -> None:
    assert visible("خبر\u202eمقلوب\u2066") == "خبر⟦RLO⟧مقلوب⟦LRI⟧"  # "a story turned around"
    assert visible("a\u200bb\x00c\U000e0041") == "a⟦ZWSP⟧b⟦U+0000⟧c⟦U+E0041⟧"
    assert visible("می\u200cخواهم\n\t👨\u200d👩") == "می\u200cخواهم\n\t👨\u200d👩"  # Persian: "I want"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScript:alert(1)", " https://a.example", "data:text/html,x", "http:", "//a.example",
     "http://[", "https://a.example/\u202e", None, ""],
)  # fmt: skip
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    assert web_url(url) is None
    assert web_url("https://a.example/خبر") == "https://a.example/خبر"


def test_addresses_are_shown_as_people_read_them() -> None:
    assert (
        readable("http://a.example/%D8%AE%D8%A8%D8%B1/?q=%20%2F%D8%AE") == "http://a.example/خبر/?q=%20%2Fخ"
    )  # "story"
    assert readable("http://a.example/%FF%D8") == "http://a.example/%FF%D8"
