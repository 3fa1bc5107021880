"""What a run alerts about, given what was seen before: histories of quiet, busy and sick sources, day after day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.observe.findings import Kind
from pipelines.observe.numbers import Crawl, Past, Seen
from pipelines.observe.reckoning import Reckoned, RunSeen, about_run, about_source, together

MONDAY = datetime(2026, 11, 2, 6, tzinfo=UTC)
FRIDAY = MONDAY + timedelta(days=4)


def crawl(at: datetime, **more: object) -> Crawl:
    return replace(Crawl(f"{at:%Y%m%dT%H%M%S}-0000", int(at.timestamp()), at, ("1", "r1")), **more)


def seen(at: datetime, stored: int = 10, source: str = "sana", **more: object) -> Seen:
    """A crawl like all others: every page is answered and a good article."""
    given = {
        "asked": stored + 40, "stored": stored, "answered": stored + 42, "pages": stored, "articles": stored,
        "words": 220 if stored else None, "checked": stored, "languages": {"ar": stored},
        "fields": dict.fromkeys(("title", "published_at", "authors", "section", "image_url"), stored),
        "rules": {"ar.read_also": stored},
    }  # fmt: skip
    return Seen(crawl(at), source, **given | more)  # type: ignore[arg-type]


def daily(
    days: int, stored: Callable[[datetime], int] = lambda _: 10, until: datetime = MONDAY, **more: object
) -> Past:
    """A crawl each morning of the ``days`` before ``until``."""
    times = [until - timedelta(days=day) for day in range(days, 0, -1)]
    return Past(tuple(seen(at, stored(at), **more) for at in times))


def kinds(
    now: Seen, past: Past, open_since: dict[tuple[str, str | None, str], datetime] | None = None
) -> list[str]:
    return [finding.kind for finding in about_source(now, past, open_since or {}).findings]


def since_two_days(past: Past, stored: int = 10, **bad: object) -> tuple[Seen, Past]:
    """The third crawl that is like this, and what was before it."""
    days = [MONDAY + timedelta(days=day) for day in range(3)]
    first, second, now = (seen(at, stored, **bad) for at in days)
    return now, Past((*past.before, first, second))


def down(at: datetime, source: str = "sana", **more: object) -> Seen:
    return Seen(crawl(at), source, asked=12, failed=12, unanswered=13, failures={"http_502": 12}, **more)  # type: ignore[arg-type]


def test_a_source_that_answers_nothing_fell_silent_after_one_crawl_in_which_it_did() -> None:
    [finding] = about_source(down(MONDAY), daily(1), {}).findings
    assert (finding.kind, finding.text) == (Kind.SILENT, "source fell silent: sana")
    assert "none of 13 requests was answered (12 × http_502)" in finding.seen
    assert "sources check sana" in finding.remedy


def test_a_source_that_never_answered_is_not_silent_now() -> None:
    assert kinds(down(MONDAY), Past()) == []
    assert (
        kinds(down(MONDAY), Past(tuple(down(MONDAY - timedelta(days=day)) for day in range(20, 0, -1)))) == []
    )


def test_a_silent_source_stays_silent_however_long_it_lasts() -> None:
    past = Past(
        (
            *daily(30, until=MONDAY - timedelta(days=20)).before,
            *(down(MONDAY - timedelta(days=d)) for d in range(19, 0, -1)),
        )
    )
    assert kinds(down(MONDAY), past, {("silent", "sana", ""): MONDAY - timedelta(days=19)}) == [Kind.SILENT]


def test_a_source_that_was_asked_for_nothing_is_not_silent() -> None:
    assert kinds(Seen(crawl(MONDAY), "sana"), daily(10)) == []


def test_one_answer_is_no_silence() -> None:
    assert Kind.SILENT not in kinds(replace(down(MONDAY), answered=1), daily(1))


@pytest.mark.parametrize("stored", [0, 1, 10, 500])
def test_nothing_alerts_without_history(stored: int) -> None:
    assert kinds(seen(MONDAY, stored), Past()) == []


@pytest.mark.parametrize("days", [1, 3, 6])
def test_in_the_first_week_nobody_knows_what_is_usual(days: int) -> None:
    assert kinds(seen(MONDAY, 40, fields={}, words=20, leaks=40, rules={}), daily(days, lambda _: 40)) == []


@pytest.mark.parametrize("days", [1, 2, 3, 5])
def test_nothing_is_missed_after_a_first_crawl_that_brought_everything(days: int) -> None:
    past = daily(days, stored=lambda at: 300 if at == MONDAY - timedelta(days=days) else 0)
    assert kinds(seen(MONDAY, 0), past) == []


def busy_but_on_fridays(at: datetime) -> int:
    return 4 if at.weekday() == 4 else 40 + at.day % 5


def test_a_quiet_friday_is_like_other_fridays() -> None:
    assert kinds(seen(FRIDAY, 3), daily(40, busy_but_on_fridays, until=FRIDAY)) == []


def test_a_monday_like_a_friday_is_not() -> None:
    [finding] = about_source(seen(MONDAY, 4), daily(40, busy_but_on_fridays), {}).findings
    assert finding.kind == Kind.FELL
    assert finding.seen == "4 new articles in a day"
    assert "of the weeks before" in finding.expected


def test_a_holiday_that_halves_the_news_is_no_alert() -> None:
    assert kinds(seen(MONDAY, 20), daily(40, lambda _: 40)) == []


def test_three_articles_a_day_may_be_none_on_a_day_and_not_on_three() -> None:
    def stopped(at: datetime) -> int:
        return 0 if MONDAY - at < timedelta(days=3) else 3

    past = daily(40, lambda _: 3)
    assert kinds(seen(MONDAY, 0), past) == []
    assert kinds(seen(MONDAY, 0), daily(40, stopped)) == [Kind.FELL]


def test_two_articles_a_week_never_alert() -> None:
    past = daily(60, lambda at: int(at.weekday() in (1, 3) and MONDAY - at > timedelta(days=8)))
    assert kinds(seen(MONDAY, 0), past) == []


def test_hourly_crawls_are_judged_by_their_days() -> None:
    """Most of them bring nothing, and that is not remarkable; a day without anything is."""
    hours = [MONDAY - timedelta(hours=hour) for hour in range(24 * 35, 0, -1)]
    fine = Past(tuple(seen(at, int(at.hour % 3 == 0) * 2) for at in hours))
    assert kinds(seen(MONDAY + timedelta(hours=1), 0), fine) == []
    dry = Past(
        tuple(seen(at, 0 if MONDAY - at < timedelta(days=1) else int(at.hour % 3 == 0) * 2) for at in hours)
    )
    assert kinds(seen(MONDAY, 0), dry) == [Kind.FELL]


def test_without_weeks_the_last_days_are_compared_and_only_a_dead_stop_counts() -> None:
    assert kinds(seen(MONDAY, 8), daily(9, lambda _: 40)) == []
    assert kinds(seen(MONDAY, 0), daily(9, lambda _: 40)) == [Kind.FELL]


def test_after_a_pause_of_ours_nothing_is_missing_at_the_source() -> None:
    past = Past(tuple(one for one in daily(45, lambda _: 40).before if MONDAY - one.at > timedelta(days=9)))
    assert kinds(seen(MONDAY, 20), past) == []


def test_a_crawl_that_was_told_to_leave_pages_out_is_not_compared() -> None:
    now = seen(MONDAY, 0)
    assert kinds(replace(now, crawl=replace(now.crawl, whole=False)), daily(40, lambda _: 40)) == []


def test_a_fall_is_compared_with_what_was_before_it_as_long_as_it_is_open() -> None:
    fallen = MONDAY - timedelta(days=20)
    past = daily(60, lambda at: 2 if at >= fallen else 40)
    assert kinds(seen(MONDAY, 2), past, {("fell", "sana", ""): fallen}) == [Kind.FELL]


def test_pages_that_fail_as_many_did_before_are_no_alert_and_many_more_are() -> None:
    past = daily(10, failed=6)
    assert kinds(seen(MONDAY, failed=9), past) == []
    [finding] = about_source(seen(MONDAY, failed=30, failures={"http_403": 30}), past, {}).findings
    assert (finding.kind, "30 × http_403" in finding.seen) == (Kind.FAILURES, True)


def test_a_new_design_loses_a_field_and_then_it_comes_back() -> None:
    now, past = since_two_days(
        daily(30), fields={"title": 10, "published_at": 10, "section": 10, "image_url": 10}
    )
    [finding] = about_source(now, past, {}).findings
    assert (finding.kind, finding.subject) == (Kind.FIELD_LOST, "authors")
    assert (finding.expected, finding.seen) == (
        "100% of 280 articles have it",
        "0% of 30 of the last days",
    )
    key = ("field_lost", "sana", "authors")
    better = [seen(MONDAY + timedelta(days=day)) for day in range(3, 9)]
    reckoned = about_source(better[-1], Past((*past.before, now, *better[:-1])), {key: MONDAY})
    assert (reckoned.findings, key in reckoned.judged) == ((), True)


def test_what_is_odd_for_a_day_is_no_alert() -> None:
    bad = {"fields": {}, "rules": {}, "languages": {"en": 10}, "leaks": 10, "words": 20}
    assert kinds(seen(MONDAY, **bad), daily(30)) == []


def test_a_field_that_comes_and_goes_in_swells_is_no_alert() -> None:
    """Sports pages without a writer, every third day."""
    past = daily(30, fields={"authors": 10, "title": 10, "published_at": 10, "section": 10, "image_url": 10})
    swells = Past(
        tuple(
            replace(one, fields=dict(one.fields) | {"authors": 0 if number % 6 in (0, 1) else 10})
            for number, one in enumerate(past.before)
        )
    )
    now = seen(MONDAY, fields={"title": 10, "published_at": 10, "section": 10, "image_url": 10})
    before = replace(swells.before[-1], fields=now.fields)
    assert kinds(now, Past((*swells.before[:-1], before))) == []


def test_a_rule_that_stopped_firing_is_named() -> None:
    [finding] = about_source(*since_two_days(daily(30), rules={}), {}).findings
    assert finding.text == "a rule stopped firing: sana ar.read_also"


def test_a_rule_that_we_changed_ourselves_has_not_stopped() -> None:
    now = [seen(MONDAY + timedelta(days=day), rules={}) for day in range(3)]
    now = [replace(one, crawl=replace(one.crawl, versions=("1", "r2"))) for one in now]
    assert kinds(now[2], Past((*daily(30).before, *now[:2]))) == []


def test_a_language_that_vanishes_alerts_and_one_that_is_seldom_does_not() -> None:
    both = daily(30, lambda _: 12, languages={"ar": 8, "en": 3, "fr": 1})
    last = seen(MONDAY, 12, languages={"ar": 11, "fr": 1})
    now = [last, *(replace(last, crawl=crawl(MONDAY + timedelta(days=day))) for day in range(1, 5))]
    [finding] = about_source(now[-1], Past((*both.before, *now[:-1])), {}).findings
    assert finding.kind == Kind.LANGUAGE
    assert "en 24%" in finding.expected
    assert "en" not in finding.seen
    without = [replace(one, languages={"ar": 9, "en": 3}) for one in now]
    assert kinds(without[-1], Past((*both.before, *without[:-1]))) == []


def test_pages_refused_for_their_language_alert_when_they_become_many() -> None:
    past = daily(30, lambda _: 20, refused={"wrong_language": 1})
    assert kinds(*since_two_days(past, 12, refused={"wrong_language": 12}, pages=24)) == [Kind.LANGUAGE]


def test_new_pages_without_text_alert_when_they_become_many() -> None:
    past = daily(30, lambda _: 20, pages=22, refused={"video_only": 2})
    assert kinds(*since_two_days(past, 8, pages=20, refused={"no_text": 12})) == [Kind.EMPTY]
    assert kinds(*since_two_days(past, 8, pages=20, refused={"video_only": 12})) == []


def test_articles_that_are_none_any_more_alert_without_any_history() -> None:
    [finding] = about_source(seen(MONDAY, 0, reread=20, turned=18), Past(), {}).findings
    assert (finding.kind, finding.seen.split(" articles")[0]) == (Kind.EMPTY, "18 of 20")


def test_texts_of_half_their_length_alert() -> None:
    assert kinds(*since_two_days(daily(30, lambda _: 20), 20, words=60)) == [Kind.SHRUNKEN]
    assert kinds(*since_two_days(daily(30, lambda _: 20), 20, words=150)) == []


def test_leaks_alert_when_they_become_more_and_not_when_they_always_were() -> None:
    assert kinds(*since_two_days(daily(30, lambda _: 20, leaks=1), 20, leaks=9)) == [Kind.LEAKS]
    assert kinds(*since_two_days(daily(30, lambda _: 20, leaks=8), 20, leaks=9)) == []


def test_an_account_that_does_not_balance_and_a_crawl_that_broke_off_need_no_history() -> None:
    found = about_run(
        RunSeen(("sana: 5 discovered, but 4 have a fate in the ledger",), "the store failed")
    ).findings
    assert [finding.kind for finding in found] == [Kind.UNBALANCED, Kind.BROKEN_OFF]
    assert about_run(RunSeen()).findings == ()


def reckoned(down_ones: Iterable[str], up: Iterable[str]) -> Reckoned:
    one = [about_source(down(MONDAY, name), daily(3, source=name), {}) for name in down_ones]
    return together(
        [*one, *(about_source(seen(MONDAY, source=name), daily(3, source=name), {}) for name in up)]
    )


def test_where_most_sources_fall_silent_one_alert_says_so() -> None:
    found = reckoned("abcd", "ef")
    assert [finding.kind for finding in found.told] == [Kind.ALL_SILENT]
    assert "4 of 6 sources: a, b, c, d" in found.told[0].seen


def test_where_few_fall_silent_each_is_named() -> None:
    assert [finding.source for finding in reckoned("ab", "cdef").told] == ["a", "b"]


def test_a_single_source_that_falls_silent_is_not_all_of_them() -> None:
    assert [finding.kind for finding in reckoned("a", "").told] == [Kind.SILENT]
