"""What is counted of a crawl, and what the next ones are compared with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cleaners.types import Accepted
from pipelines.observe.incidents import USUAL_DAYS
from pipelines.observe.numbers import Past, Seen
from pipelines.observe.reckoning import RunSeen
from pipelines.store import alerts, metrics
from pipelines.store.exposed import numbers
from pipelines.types import Fate
from pipelines.watching import Watched, watch

from .conftest import NOON, Store, accepted, at, candidate, fetched

HOST = "https://jannah.example"


def page(number: int) -> Accepted:
    """An article with a sentence of its own."""
    name = "".join("ابتثجحخدذر"[int(digit)] for digit in f"{number:03}")
    made = accepted(
        f"أعلنت بلدية {name}ان أن سوق {name}ية يفتح أبوابه في حي {name}ون مطلع الشهر.", f"سوق {name}ية"
    )
    return replace(made, cleaned=replace(made.cleaned, authors=("سامر علي",) if number % 2 else ()))


def crawl(store: Store, run_id: str, stored: range, *, failed: int = 0, answered: bool = True) -> None:
    """A crawl that stores some pages, and in which others fail."""
    store.start(run_id)
    for number in stored:
        url = f"{HOST}/{number}"
        if answered:
            store.do(lambda r, url=url: r.record_fetch(run_id, fetched(url, hours=store.hours)))
        store.take(run_id, url, page(number))
    for number in range(failed):
        one = candidate(f"{HOST}/lost/{number}")
        store.admit(run_id, one)
        store.do(lambda r, one=one: r.settle(run_id, one.key, Fate.FAILED, "http_503", now=at(store.hours)))
    store.finish(run_id, len(stored) + failed)


def watched(store: Store, run_id: str, **more: Any) -> Watched:
    given: dict[str, Any] = {"interrupted": False, "crawled": {"jannah"}, "now": at(store.hours)} | more
    return watch(store.engine, run_id, RunSeen(), **given)


def seen(store: Store, run_id: str) -> tuple[Seen, Past]:
    with Session(store.engine) as session:
        [found] = metrics.history(session, run_id)
    return found


def test_a_crawl_is_counted_source_by_source(store: Store) -> None:
    store.start("one")
    for number in range(6):
        store.do(lambda r, number=number: r.record_fetch("one", fetched(f"{HOST}/{number}")))
        store.take("one", f"{HOST}/{number}", page(number))
    refused, lost, forbidden = (candidate(f"{HOST}/{name}") for name in ("video", "lost", "private"))
    store.admit("one", refused, lost, forbidden)
    store.do(lambda r: r.settle("one", refused.key, Fate.REJECTED, "video_only", now=NOON, elapsed_ms=3.0))
    store.do(lambda r: r.settle("one", lost.key, Fate.FAILED, "http_503", now=NOON))
    store.do(lambda r: r.settle("one", forbidden.key, Fate.SKIPPED, "robots", now=NOON))
    store.finish("one", 9)
    assert watched(store, "one") == Watched("one")
    now, past = seen(store, "one")
    assert past == Past()
    assert now == Seen(
        now.crawl, "jannah", asked=9, stored=6, failed=1, answered=6, unanswered=2, pages=7, refused={"video_only": 1},
        articles=6, words=13, checked=6, languages={"ar": 6}, fields={"title": 6, "authors": 3},
        rules={"ar.read_also": 6}, failures={"http_503": 1, "robots": 1},
    )  # fmt: skip
    assert (now.crawl.versions, now.crawl.whole) == (("1", "r1"), False)  # it was limited: see Store.start


def test_the_past_is_there_oldest_first_and_only_that_of_crawls(store: Store) -> None:
    for number, run_id in enumerate(("one", "two", "three")):
        store.hours = 24.0 * number
        crawl(store, run_id, range(number * 3, number * 3 + 3))
        watched(store, run_id)
    now, past = seen(store, "three")
    assert ([each.crawl.run_id for each in past.before], now.crawl.run_id) == (["one", "two"], "three")
    assert [each.articles for each in (*past.before, now)] == [3, 3, 3]


@pytest.mark.parametrize("command", ["import", "reclean --apply"])
def test_imports_and_replays_are_neither_counted_nor_compared_with(store: Store, command: str) -> None:
    crawl(store, "one", range(3))
    with store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE runs SET command = '{command}'")
    watched(store, "one")
    assert store.rows("SELECT count(*) FROM run_metrics") == [(0,)]
    store.hours = 24
    crawl(store, "two", range(0), failed=3)
    assert watched(store, "two") == Watched("two")


def test_a_killed_crawl_is_counted_by_the_one_that_carries_it_on(store: Store) -> None:
    store.start("one")
    store.take("one", f"{HOST}/1", page(1))
    store.hours = 1
    crawl(store, "two", range(2, 4))
    watched(store, "two")
    assert store.rows("SELECT run_id, articles FROM run_metrics ORDER BY run_id") == [("one", 1), ("two", 2)]


def test_what_is_refused_again_and_again_is_a_new_page_once(store: Store) -> None:
    bad = candidate(f"{HOST}/video")
    for number, run_id in enumerate(("one", "two")):
        store.hours = 24.0 * number
        store.start(run_id)
        store.admit(run_id, bad)
        store.do(
            lambda r, run_id=run_id: r.settle(
                run_id, bad.key, Fate.REJECTED, "video_only", now=at(store.hours), elapsed_ms=2.0
            )
        )
        store.finish(run_id, 1)
        watched(store, run_id)
    assert store.rows("SELECT run_id, pages FROM run_metrics ORDER BY run_id") == [("one", 1), ("two", 0)]


def test_articles_whose_pages_turn_into_something_else_are_counted(store: Store) -> None:
    crawl(store, "one", range(6))
    watched(store, "one")
    store.hours = 24
    store.start("two")
    for number in range(6):
        one = candidate(f"{HOST}/{number}")
        store.do(lambda r, one=one: r.record_fetch("two", fetched(one.url, "<maintenance>", hours=24)))
        store.admit("two", one)
        store.do(
            lambda r, one=one: r.settle("two", one.key, Fate.REJECTED, "no_text", now=at(24), elapsed_ms=2.0)
        )
    store.finish("two", 6)
    [alert] = watched(store, "two").new
    assert (alert.kind, alert.seen.split(" articles")[0]) == ("empty", "6 of 6")


def down(store: Store, run_id: str, day: float) -> Watched:
    store.hours = 24 * day
    crawl(store, run_id, range(0), failed=4)
    return watched(store, run_id)


def test_an_alert_is_told_once_counted_and_told_as_over(store: Store) -> None:
    crawl(store, "one", range(3))
    assert watched(store, "one") == Watched("one")
    [alert] = down(store, "two", 1).new
    assert (alert.text, alert.runs, alert.created_at) == ("source fell silent: jannah", 1, at(24))
    for number, run_id in ((2, "three"), (3, "four")):
        again = down(store, run_id, number)
        assert (again.new, again.ended, again.worth_telling) == ((), (), False)
    [lasting] = again.lasting
    assert (lasting.runs, lasting.lasted, lasting.last_run_id, lasting.run_id) == (
        3,
        "for 3 runs",
        "four",
        "two",
    )
    store.hours = 96
    crawl(store, "five", range(10, 12))
    [over] = watched(store, "five").ended
    assert (over.ended, over.ended_at, over.ended_run_id) == ("recovered", at(96), "five")
    with Session(store.engine) as session:
        assert alerts.listed(session) == []
        assert [each.text for each in alerts.listed(session, runs=1)] == ["source fell silent: jannah"]
        assert [each.run_id for each in alerts.of_run(session, "four")] == ["two"]
        assert (
            alerts.listed(session, runs=9, source="qadim")
            == alerts.listed(session, runs=9, kind="fell")
            == []
        )


def test_watching_a_run_again_changes_nothing(store: Store) -> None:
    crawl(store, "one", range(3))
    watched(store, "one")
    first = down(store, "two", 1)
    before = store.rows("SELECT * FROM alerts"), store.rows("SELECT * FROM run_metrics ORDER BY run_id")
    assert watched(store, "two").new == first.new
    assert (
        store.rows("SELECT * FROM alerts"),
        store.rows("SELECT * FROM run_metrics ORDER BY run_id"),
    ) == before


def test_an_interrupted_crawl_is_counted_and_not_judged(store: Store) -> None:
    crawl(store, "one", range(3))
    watched(store, "one")
    store.hours = 24
    crawl(store, "two", range(0), failed=4)
    assert watched(store, "two", interrupted=True) == Watched("two")
    assert store.rows("SELECT failed FROM run_metrics WHERE run_id = 'two'") == [(4,)]


def test_a_silence_of_four_weeks_becomes_usual_and_is_not_told_again(store: Store) -> None:
    crawl(store, "one", range(3))
    watched(store, "one")
    down(store, "two", 1)
    for number in range(12):
        down(store, f"two-{number}", 2 + number)
    [over] = down(store, "three", USUAL_DAYS + 2).ended
    assert over.ended == "usual"
    assert down(store, "four", USUAL_DAYS + 3) == Watched("four")


def test_what_prometheus_is_told_is_of_the_newest_crawl_of_each_source(store: Store) -> None:
    crawl(store, "one", range(3))
    watched(store, "one")
    down(store, "two", 1)
    with Session(store.engine) as session:
        told = numbers(session, "two", success=True, now=at(24))
    assert told.pages == {("jannah", "failed"): 4}
    assert told.newest == {"jannah": NOON}
    assert told.leaks == {"jannah": 0.0}
    assert told.alerts == {("silent", "error"): 1}
    assert (told.finished_at, told.duration) == (at(24), timedelta(0).total_seconds())
