"""Runs: interrupted ones are found, carried on once, and every run's account balances or says where it does not."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy.orm import Session

from pipelines.run import Run
from pipelines.store.alive import Heart
from pipelines.store.errors import NoSuchRun, StoreBusy
from pipelines.store.lookup import find_article
from pipelines.store.models import RunRow
from pipelines.store.reports import run_report
from pipelines.store.session import migration_config, upgrade
from pipelines.types import Fate

from .conftest import DEAD_PID, NOON, Store, accepted, at, candidate

A, B, C = (f"https://jannah.example/{letter}" for letter in "abc")
ALIVE = os.getppid()
ASKING = DEAD_PID + 1
"""No process, and in a container not the parent of the tests, which is 1 there."""


def open_urls(store: Store, run_id: str, *sources: str) -> list[str]:
    return [item.url for item in store.do(lambda r: r.pending(run_id, sources or ("jannah",)))]


def status(store: Store) -> dict[str, str]:
    return dict(store.rows("SELECT run_id, status FROM runs"))


def test_the_first_run_resumes_nothing(store: Store) -> None:
    assert store.start("one") is None
    assert open_urls(store, "one") == []


def test_two_runs_of_one_name_are_refused(store: Store) -> None:
    store.start("one")
    with pytest.raises(ValueError, match="already"):
        store.start("one")
    assert status(store) == {"one": "running"}


def test_a_run_whose_process_is_gone_is_interrupted_and_carried_on(store: Store) -> None:
    store.start("one")
    store.admit("one", candidate(B, title="ثان"), candidate(A), candidate(C))
    store.commit("one", C, accepted())
    assert store.start("two") == "one"
    assert status(store) == {"one": "interrupted", "two": "running"}
    resumed = store.do(lambda r: r.pending("two", ["jannah"]))
    assert [(item.url, item.channel, item.title) for item in resumed] == [
        (A, "resumed", None),
        (B, "resumed", "ثان"),
    ]
    assert len(store.admit("two", *resumed)) == 2
    assert open_urls(store, "two") == []
    assert store.fates("one") == {A: "pending", B: "pending", C: "stored"}


def test_a_run_that_is_alive_or_elsewhere_is_left_alone(store: Store) -> None:
    store.start("one", pid=ALIVE)
    store.start("two")
    store.do(
        lambda r: r._session.connection().exec_driver_sql("UPDATE runs SET host = 'x' WHERE run_id = 'two'")
    )
    assert store.start("three") is None
    assert status(store) == {"one": "running", "two": "running", "three": "running"}


def test_what_a_later_run_settled_is_not_offered_a_third_time(store: Store) -> None:
    store.start("one")
    store.admit("one", candidate(A), candidate(B))
    store.start("two")
    store.admit("two", candidate(A), candidate(B))
    store.commit("two", A, accepted())
    assert store.start("three") == "two"
    assert open_urls(store, "three") == [B]
    store.admit("three", candidate(B))
    store.do(lambda r: r.settle("three", candidate(B).key, Fate.REJECTED, "no_text", now=NOON))
    store.finish("three", 1)
    assert store.start("four") is None
    assert open_urls(store, "four") == []


def test_only_the_sources_of_the_run_are_carried_on(store: Store) -> None:
    store.start("one", sources=("jannah", "coast"))
    store.admit("one", candidate(A), candidate("https://coast.example/x", source="coast"))
    assert store.start("two", sources=("jannah",)) == "one"
    assert open_urls(store, "two", "jannah") == [A]
    store.admit("two", candidate(A))
    store.do(lambda r: r.settle("two", candidate(A).key, Fate.REJECTED, "no_text", now=NOON))
    store.finish("two", 1)
    assert store.start("three", sources=("other",)) is None
    store.finish("three", 0)
    assert store.start("four", sources=("coast",)) == "one"
    assert open_urls(store, "four", "coast") == ["https://coast.example/x"]


def test_resumed_pages_are_fetched_however_old_they_are(store: Store) -> None:
    store.start("one")
    store.take("one", A, accepted())
    store.finish("one", 1)
    store.start("two")
    store.admit("two", candidate(A))
    store.start("three")
    store.recheck_since = at(1000)
    assert len(store.admit("three", *store.do(lambda r: r.pending("three", ["jannah"])))) == 1


def test_a_run_balances_and_its_counts_are_written(store: Store) -> None:
    store.start("one")
    store.admit("one", candidate(A), candidate(A + "/"), candidate(B))
    store.commit("one", A, accepted())
    store.do(lambda r: r.settle("one", candidate(B).key, Fate.FAILED, "http_500", now=NOON))
    store.do(lambda r: r.skip("one", [candidate(C)], "limit", now=NOON))
    account = store.finish("one", 4)
    assert account.balanced
    [line] = account.sources
    assert [(item.fate, item.reason, item.count) for item in line.counts] == [
        (Fate.STORED, "", 1),
        (Fate.DUPLICATE, "same_url", 1),
        (Fate.FAILED, "http_500", 1),
        (Fate.SKIPPED, "limit", 1),
    ]
    assert store.rows("SELECT sum(count) FROM run_counts") == [(4,)]


@pytest.mark.parametrize(("discovered", "word"), [(2, "2 discovered, but 1"), (0, "0 discovered, but 1")])
def test_a_lost_page_is_a_problem_of_the_balance(store: Store, discovered: int, word: str) -> None:
    store.start("one")
    store.take("one", A, accepted())
    account = store.finish("one", discovered)
    assert not account.balanced
    assert word in account.problems[0]


def test_pending_pages_are_a_problem_unless_the_run_was_interrupted(store: Store) -> None:
    store.start("one")
    store.admit("one", candidate(A))
    assert store.finish("one", 1, "interrupted").balanced
    assert "still pending" in store.finish("one", 1, "finished").problems[0]


def test_the_report_of_a_run_tells_rules_slow_pages_and_rejections(store: Store) -> None:
    store.start("one")
    store.admit("one", candidate(A), candidate(B), candidate(C))
    for url in (A, B):
        store.commit("one", url, accepted(f"نص {url}"))
    store.do(
        lambda r: r.settle(
            "one", candidate(C).key, Fate.REJECTED, "no_text", now=NOON, detail="فارغة", elapsed_ms=12.0
        )
    )
    store.finish("one", 3)
    with Session(store.engine) as session:
        report = run_report(session)
    assert (report.run_id, report.status, report.balanced, report.settings) == (
        "one",
        "finished",
        True,
        {"limit": 5},
    )
    assert [(item.rule_id, item.kind, item.hits) for item in report.rules] == [
        ("ar.read_also", "related_link", 2)
    ]
    assert [(item.url, item.elapsed_ms) for item in report.slowest] == [(C, 12.0)]
    assert [(item.url, item.fate, item.reason, item.detail) for item in report.rejections] == [
        (C, Fate.REJECTED, "no_text", "فارغة")
    ]


def test_a_run_that_runs_or_was_killed_has_a_report_too(store: Store) -> None:
    store.start("one", sources=("jannah", "quiet"))
    store.admit("one", candidate(A))
    for expected in ("running", "interrupted"):
        with Session(store.engine) as session:
            report = run_report(session, "one")
        assert (report.status, report.balanced) == (expected, True)
        assert [(line.source, line.discovered, line.counted) for line in report.sources] == [
            ("jannah", 1, 1),
            ("quiet", 0, 0),
        ]
        if expected == "running":
            store.start("two")


def test_a_run_that_is_not_there_is_said_with_those_that_are(store: Store) -> None:
    with Session(store.engine) as session, pytest.raises(NoSuchRun, match="start a crawl"):
        run_report(session)
    store.start("one")
    with Session(store.engine) as session, pytest.raises(NoSuchRun, match=r"'two'.*one"):
        run_report(session, "two")


def test_an_article_is_found_by_id_prefix_canonical_url_or_any_address_that_led_to_it(store: Store) -> None:
    store.start("one")
    done = store.take("one", A, accepted())
    store.take("one", f"{A}/amp", accepted(), A)
    store.take("one", B, accepted("نص آخر."))
    asked = (done.article_id, done.article_id[:6].upper(), A, f"{A}?utm_source=x#top", f"{A}/amp", f" {A} ")
    with Session(store.engine) as session:
        for name in asked:
            found = find_article(session, name)
            assert found is not None
            assert found.article_id == done.article_id, name
        assert found is not None
        assert found.urls == (A, f"{A}/amp")
        assert [line.reason for line in found.history] == ["first_seen"]
        for name in ("", "f", "https://jannah.example/none", "\ud800"):
            assert find_article(session, name) is None


def runs_of(store: Store, host: str, pid: int, *sources: str) -> dict[str, str]:
    found = store.do(lambda r: r.taken(command="crawl news", pid=pid, host=host, sources=sources))
    return {name: holder.run_id for name, holder in found.items()}


def change(store: Store, statement: str) -> None:
    store.do(lambda r: r._session.connection().exec_driver_sql(statement))


LATELY = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now', '-{} seconds') || '000+00:00'",
    "postgresql": "clock_timestamp() - interval '{} seconds'",
}


def beaten(store: Store, run_id: str, seconds_ago: int) -> None:
    when = LATELY[store.engine.dialect.name].format(seconds_ago)
    change(store, f"UPDATE runs SET beat_at = {when} WHERE run_id = '{run_id}'")


def test_a_source_is_taken_while_the_run_that_has_it_is_alive(store: Store) -> None:
    store.start("one", pid=ALIVE, sources=("jannah", "coast"))
    assert runs_of(store, "here", ASKING, "coast", "qadim", "jannah") == {"coast": "one", "jannah": "one"}
    assert runs_of(store, "here", ALIVE, "coast") == {}, "an earlier life of this process"
    store.finish("one", 0)
    assert runs_of(store, "here", ASKING, "coast") == {}


def test_a_run_on_another_machine_holds_its_sources_until_it_was_silent_for_long(store: Store) -> None:
    store.start("one")
    change(store, "UPDATE runs SET host = 'elsewhere'")
    assert runs_of(store, "here", ASKING, "jannah") == {"jannah": "one"}, (
        "it never had a heart, so nobody can tell"
    )
    beaten(store, "one", 240)
    assert runs_of(store, "here", ASKING, "jannah") == {"jannah": "one"}
    beaten(store, "one", 360)
    assert runs_of(store, "here", ASKING, "jannah") == {}
    store.admit("one", candidate(A))
    assert store.start("two") == "one"
    assert status(store) == {"one": "interrupted", "two": "running"}


def test_a_number_that_became_another_processs_does_not_keep_a_killed_run_alive(store: Store) -> None:
    store.start("one", pid=ALIVE)
    beaten(store, "one", 360)
    assert runs_of(store, "here", ASKING, "jannah") == {}


def test_an_import_or_a_reclean_does_not_hold_sources(store: Store) -> None:
    store.start("one", pid=ALIVE)
    change(store, "UPDATE runs SET command = 'import'")
    assert runs_of(store, "here", ASKING, "jannah") == {}


def test_nothing_begins_beside_what_takes_things_away(store: Store) -> None:
    store.start("one", pid=ALIVE, sources=())
    change(store, "UPDATE runs SET command = 'archive gc'")
    assert runs_of(store, "here", ASKING, "jannah") == {"jannah": "one"}
    with pytest.raises(StoreBusy, match=r"run one \(archive gc\) is under way on here"):
        store.start("two")
    assert status(store) == {"one": "running"}


def test_a_heart_beats_until_it_is_stopped_and_hears_of_its_loss(store: Store) -> None:
    store.start("one", pid=ALIVE)
    lost = threading.Event()
    with Heart(store.engine, "one", lost=lost.set, every=0.01):
        while store.rows("SELECT count(*) FROM runs WHERE beat_at IS NOT NULL") != [(1,)]:
            time.sleep(0.01)
        assert not lost.is_set()
        change(store, "UPDATE runs SET status = 'interrupted'")
        assert lost.wait(30)
    with Session(store.engine) as session:
        run = session.get_one(RunRow, "one")
        assert run.beat_at is not None
        assert abs(run.beat_at - datetime.now(UTC)) < timedelta(minutes=5), "the database's clock is in UTC"


def test_a_store_of_the_former_revision_gets_the_column_with_its_runs_in_it(store: Store) -> None:
    store.start("one", pid=ALIVE)
    with store.engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        command.downgrade(migration_config(connection), "0004")
    upgrade(store.engine.url.render_as_string(hide_password=False))
    with Session(store.engine) as session:
        assert session.get_one(RunRow, "one").beat_at is None


@pytest.mark.parametrize(
    ("sources", "entered"), [(("jannah", "coast"), ("coast",)), (("jannah",), ())], ids=["some", "all"]
)
def test_when_a_wait_is_over_what_is_free_is_crawled(
    store: Store, sources: tuple[str, ...], entered: tuple[str, ...]
) -> None:
    store.start("one", pid=ALIVE)
    run = Run(store.engine, recheck_days=0, tell=lambda **_: None)
    heard: list[list[str]] = []
    run.on_waiting = lambda taken: heard.append(sorted(taken))

    async def crawl() -> None:
        await run.start(
            command="crawl news",
            cleaner_version="1",
            rules_version="r1",
            sources=sources,
            settings={},
            wait=0.2,
        )
        if run.sources:
            await run.finish("finished")

    try:
        asyncio.run(crawl())
    finally:
        run.close()
    assert (run.sources, run.turned_away) == (entered, not entered)
    assert (sorted(run.taken), heard) == (["jannah"], [["jannah"]])
    assert len(status(store)) == 1 + bool(entered)
