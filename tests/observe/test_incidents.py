"""From findings to alerts: told once, counted, told as over; and nobody is told twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipelines.observe.findings import Finding, Kind
from pipelines.observe.incidents import Ended, Open, follow
from pipelines.observe.reckoning import Reckoned

NOW = datetime(2026, 11, 2, 6, tzinfo=UTC)
SILENT = Finding(Kind.SILENT, "sana", "12 answers", "none")


def an_open(finding: Finding = SILENT, days: float = 1, runs: int = 1) -> Open:
    return Open(finding.key, "r1", 0, runs, NOW - timedelta(days=days))


def reckoned(*findings: Finding, judged: tuple[Finding, ...] = ()) -> Reckoned:
    return Reckoned(findings, frozenset(each.key for each in (*findings, *judged)))


def test_what_is_found_first_is_new() -> None:
    done = follow([], reckoned(SILENT), NOW, crawled=None)
    assert (done.new, done.lasting, done.ended) == ((SILENT,), (), ())


def test_what_is_found_again_lasts() -> None:
    one = an_open()
    done = follow([one], reckoned(SILENT), NOW, crawled=None)
    assert (done.new, done.lasting, done.ended) == ((), ((one, SILENT),), ())


def test_what_was_looked_for_and_not_found_is_over() -> None:
    one = an_open()
    done = follow([one], reckoned(judged=(SILENT,)), NOW, crawled=None)
    assert done.ended == ((one, Ended.RECOVERED),)


def test_what_could_not_be_looked_for_stays_open() -> None:
    done = follow([an_open()], reckoned(), NOW, crawled={"sana"})
    assert (done.new, done.lasting, done.ended) == ((), (), ())


def test_a_source_that_is_crawled_no_more_leaves_no_alert_behind() -> None:
    one = an_open()
    assert follow([one], reckoned(), NOW, crawled={"qadim"}).ended == ((one, Ended.DROPPED),)
    assert follow([one], reckoned(), NOW, crawled=None).ended == ()


def test_what_lasts_for_four_weeks_is_the_usual_state() -> None:
    one = an_open(days=29, runs=29)
    assert follow([one], reckoned(SILENT), NOW, crawled=None).ended == ((one, Ended.USUAL),)


def test_what_another_finding_explains_is_not_new_and_not_over() -> None:
    covered = Finding(Kind.SILENT, "sana", "12 answers", "none", covered=True)
    assert follow([], reckoned(covered), NOW, crawled=None).new == ()
    one = an_open()
    assert follow([one], reckoned(covered), NOW, crawled=None).lasting == ((one, covered),)


def test_two_fields_of_one_source_are_two_alerts() -> None:
    one = Finding(Kind.FIELD_LOST, "sana", "", "", subject="authors")
    other = Finding(Kind.FIELD_LOST, "sana", "", "", subject="section")
    done = follow([an_open(one)], reckoned(one, other), NOW, crawled=None)
    assert done.new == (other,)
