"""What the console tells of runs and sources, on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pipelines.reading import overview, run, runs, source
from pipelines.store.models import AlertRow, RunCountRow, RunMetricRow
from pipelines.store.readonly import open_to_read
from pipelines.types import Fate
from tests.store.conftest import Store, accepted, at, candidate

SITE = "http://jannah.example"


def crawl(
    store: Store, run_id: str, *urls: str, hours: float, told: int | None = None, status: str = "finished"
) -> None:
    """A crawl that stores the pages ``urls`` and says that it discovered ``told`` of them, by default all."""
    store.hours = hours
    store.start(run_id)
    for url in urls:
        store.take(run_id, f"{SITE}{url}", accepted(f"وصلت السفينة رقم {url} إلى المرفأ."))
    store.finish(run_id, len(urls) if told is None else told, status)


def test_an_empty_store_has_nothing_to_tell(store: Store) -> None:
    with Session(store.engine) as session:
        found = overview.overview(session, at(0))
    assert (found.runs, found.troubled, found.alerts, found.sources, found.points) == ((), (), (), (), ())
    assert found.idle_since is None


def test_runs_are_told_newest_first_with_their_account(store: Store) -> None:
    crawl(store, "one", "/1", "/2", hours=0)
    crawl(store, "two", "/2", "/3", hours=6)
    with Session(store.engine) as session:
        found = overview.overview(session, at(7))
        older = runs.latest(session, 5, before=2)
    assert [(each.run_id, each.account.discovered, each.account.fates) for each in found.runs] == [
        ("two", 2, ((Fate.STORED, 1), (Fate.UNCHANGED, 1))),
        ("one", 2, ((Fate.STORED, 2),)),
    ]
    assert (found.troubled, found.idle_since) == ((), None)
    assert [point.stored for point in found.points] == [2, 1]
    assert [each.run_id for each in older] == ["one"]
    standing = found.sources[0]
    assert (standing.name, standing.day, standing.week, standing.stored) == ("jannah", 3, 3, (2, 1))
    assert (standing.newest_at, standing.silent) == (at(6), False)


def test_a_run_that_does_not_balance_or_was_not_carried_on_comes_first(store: Store) -> None:
    crawl(store, "lost", "/1", hours=0, told=2)
    crawl(store, "carried on", "/2", hours=1, status="interrupted")
    crawl(store, "good", "/3", hours=2)
    crawl(store, "broken", "/4", hours=3, status="interrupted")
    with Session(store.engine) as session:
        found = overview.overview(session, at(60))
        lost = run.run_page(session, "lost")
    assert [(each.run_id, each.balanced) for each in found.troubled] == [("broken", True), ("lost", False)]
    assert found.idle_since == at(3)
    assert lost is not None
    assert lost.wrong == ("jannah: 2 discovered, but 1 have a fate in the ledger",)


def test_a_source_is_silent_when_it_was_asked_long_after_its_newest_article(store: Store) -> None:
    crawl(store, "one", "/1", hours=0)
    crawl(store, "two", "/1", hours=40)
    with Session(store.engine) as session:
        standing = overview.overview(session, at(41)).sources[0]
    assert (standing.silent, standing.day, standing.week) == (True, 0, 1)


def test_a_run_that_still_runs_is_told_from_the_ledger(store: Store) -> None:
    store.start("one")
    store.take("one", f"{SITE}/1", accepted())
    store.admit("one", candidate(f"{SITE}/2"))
    with Session(store.engine) as session:
        line = runs.latest(session, 1)[0]
        turns = source.turns(session, "jannah")
    assert line.account.fates == ((Fate.STORED, 1), (Fate.PENDING, 1))
    assert (line.status, line.balanced) == ("running", True)
    assert turns[0].account.discovered == 2


def test_leaks_are_a_share_of_what_was_looked_through(store: Store) -> None:
    crawl(store, "one", "/1", hours=0)
    numbers = dict.fromkeys(
        ("asked", "stored", "failed", "answered", "unanswered", "pages", "reread", "turned", "articles"), 0
    )
    empty = {name: {} for name in ("refused", "languages", "fields", "rules")}
    with Session(store.engine) as session, session.begin():
        session.add(
            RunMetricRow(run_id="one", source="jannah", words=1, checked=4, leaks=1, **numbers, **empty)
        )
    with Session(store.engine) as session:
        assert overview.overview(session, at(1)).points[0].leaks == 0.25


def test_open_alerts_come_errors_first_and_those_that_ended_do_not(store: Store) -> None:
    crawl(store, "one", "/1", hours=0)
    with Session(store.engine) as session, session.begin():
        for position, (severity, ended) in enumerate((("warning", None), ("error", None), ("error", at(1)))):
            session.add(
                AlertRow(
                    run_id="one", position=position, kind="silent", severity=severity, source="jannah", subject="",
                    text=f"text {position}", expected="9", seen="0", remedy="look", runs=1, last_run_id="one",
                    created_at=at(0), ended_at=ended,
                )
            )  # fmt: skip
    with Session(store.engine) as session:
        assert [each.text for each in overview.open_alerts(session, 9)] == ["text 1", "text 0"]
        assert [each.text for each in overview.open_alerts(session, 1, source="jannah")] == ["text 1"]
        assert overview.open_alerts(session, 9, source="other") == ()
        page = run.run_page(session, "one")
    assert page is not None
    assert len(page.alerts) == 3


def test_a_reason_names_the_newest_run_in_which_it_was_met(store: Store) -> None:
    crawl(store, "one", "/1", hours=0)
    crawl(store, "two", "/2", hours=6)
    crawl(store, "three", "/3", hours=12)
    with Session(store.engine) as session, session.begin():
        for run_id, count in (("one", 2), ("two", 1)):
            session.add(
                RunCountRow(run_id=run_id, source="jannah", fate="rejected", reason="no_text", count=count)
            )
    with Session(store.engine) as session:
        [why] = source.reasons(session, "jannah", source.turns(session, "jannah"))
    assert (why.reason, why.counts, why.total, why.run_id) == ("no_text", (2, 1, 0), 3, "two")


def test_a_source_tells_its_articles_rules_and_channels(store: Store) -> None:
    crawl(store, "one", "/1", "/2", hours=0)
    crawl(store, "two", "/3", hours=6)
    with Session(store.engine) as session:
        history = source.turns(session, "jannah")
        newest = source.newest(session, "jannah")
        rules, of = source.rules(session, "jannah")
        channels = source.channels(session, "jannah", history)
        assert source.reasons(session, "jannah", history) == ()
        assert source.turns(session, "other") == ()
    assert [each.run_id for each in history] == ["two", "one"]
    assert newest[0].url == f"{SITE}/3"
    assert (len(newest), newest[0].removals, newest[0].language) == (3, 1, "ar")
    assert [(each.rule_id, each.articles, each.texts) for each in rules] == [("ar.read_also", 3, 3)]
    assert of == 3
    assert [(each.name, each.account.discovered) for each in channels] == [("feed", 3)]


def test_the_pages_of_a_run_are_told_in_parts(store: Store) -> None:
    crawl(store, "one", *(f"/{number}" for number in range(5)), hours=0)
    with Session(store.engine) as session:
        first = run.met(session, "one", limit=2)
        rest = run.met(session, "one", after=first[-1].url)
        assert run.met(session, "one", fate=Fate.FAILED) == ()
        assert len(run.met(session, "one", source="jannah", fate=Fate.STORED)) == 5
        assert run.met(session, "one", reason="http_404") == ()
        assert run.run_page(session, "none") is None
    assert [each.url for each in (*first, *rest)] == [f"{SITE}/{number}" for number in range(5)]


def test_through_a_readers_session_nothing_can_be_written(store: Store) -> None:
    crawl(store, "one", "/1", hours=0)
    reading = open_to_read(store.url)
    with reading.session() as session:
        assert [each.run_id for each in runs.latest(session, 5)] == ["one"]
    with Session(reading.engine) as session, pytest.raises(DBAPIError, match=r"read-?only"):
        session.execute(text("DELETE FROM removals"))
    with Session(reading.engine) as session, pytest.raises(DBAPIError, match=r"read-?only"):
        session.execute(text("CREATE TABLE mine (x INTEGER)"))
    reading.engine.dispose()
