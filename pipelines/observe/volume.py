"""Does a source still answer, and does it bring as much as it uses to?

"As much as it uses to" is asked of windows of one, three and seven days that end with this crawl, each compared with the windows that
ended one to four weeks earlier: the same weekday and hour, so a Friday is compared with Fridays. The least of them counts, and
the number must be unlikely by chance besides; so three articles a day never alert for one empty day, and do for three empty ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from pipelines.observe.chance import poisson_at_most
from pipelines.observe.findings import Finding, Kind
from pipelines.observe.numbers import Past, Seen

WINDOWS = (1, 3, 7)
"""Days."""
SLACK_HOURS = 4
"""A window is so much shorter than its days, so that yesterday's crawl is not in it when today's ends a minute earlier."""
NEAR_HOURS = {1: 3, 3: 6, 7: 12}
"""So near to the same hour a crawl must have begun for its window to be compared."""
WEEKS, ENOUGH_WEEKS, FARTHEST = 4, 3, 8
LAST_DAYS, ENOUGH_DAYS = 14, 6
"""Where there are not enough weeks: windows of one day that ended on the last days."""
FALLEN = {1: 0.2, 3: 0.3, 7: 0.45}
"""Of the least usual number, by days: a holiday brings about half for some days, and single days vary most."""
FALLEN_AT_ONCE = 0.1
"""The same where weekdays cannot be told apart."""
UNLIKELY = 0.001
COVERAGE = 0.6
"""A window counts that was crawled at least so often as others: after a pause of ours, nothing is missing at the source."""
SPOKE_WITHIN = 10
"""Crawls of before; a source that answered in none of them is not silent now, it never spoke."""


@dataclass(frozen=True, slots=True)
class _Window:
    stored: int
    crawls: int


def silent(now: Seen, past: Past, *, known: bool) -> Finding | None:
    """Find that nothing of a source answers any more; needs one earlier crawl in which something did.

    ``known``: it was silent before and an alert is open.
    """
    if now.answered or not now.unanswered:
        return None
    spoke = [seen for seen in past.before[-SPOKE_WITHIN:] if seen.answered]
    if not spoke and not known:
        return None
    why = ", ".join(
        f"{number} × {reason}"
        for reason, number in sorted(now.failures.items(), key=lambda x: (-x[1], x[0]))[:3]
    )
    seen = f"none of {now.unanswered} requests was answered" + (f" ({why})" if why else "")
    expected = f"{spoke[-1].answered} answers, as on {spoke[-1].at:%d %b}" if spoke else "answers"
    return Finding(Kind.SILENT, now.source, expected, seen)


def fell(now: Seen, past: Past, cut: datetime | None) -> tuple[Finding | None, bool]:
    """Find that a source brings fewer new articles than it uses to; and say whether there was enough to tell by.

    ``cut``: since when an open alert says so; only what was before is compared.
    """
    crawls = (*past.before, now)
    judged = False
    for days in WINDOWS:
        usual = _weeks(crawls, now.at, days, cut)
        least, share = ENOUGH_WEEKS, FALLEN[days]
        if len(usual) < least and days == 1:
            usual, least, share = _days(crawls, now.at, cut), ENOUGH_DAYS, FALLEN_AT_ONCE
        today = _window(crawls, now.at, days)
        if len(usual) < least or today.crawls < COVERAGE * median(window.crawls for window in usual):
            continue
        judged = True
        low = min(window.stored for window in usual)
        if today.stored <= share * low and poisson_at_most(today.stored, low) < UNLIKELY:
            span = "a day" if days == 1 else f"{days} days"
            kind = "the same days of the weeks before" if least == ENOUGH_WEEKS else "the days before"
            expected = (
                f"{median(window.stored for window in usual):.0f} new articles in {span}, as on {kind}"
                f" (at least {low})"
            )
            seen = f"{today.stored} new articles in {span}"
            return Finding(Kind.FELL, now.source, expected, seen), True
    return None, judged


def _weeks(crawls: Sequence[Seen], now: datetime, days: int, cut: datetime | None) -> list[_Window]:
    """Return the windows that ended at this hour of this weekday, newest first; an open alert's own weeks are left out."""
    ends = [now - timedelta(weeks=week) for week in range(1, FARTHEST + 1)]
    if cut is None:
        ends = ends[:WEEKS]
    return _ended(crawls, ends, days, cut)[:WEEKS]


def _days(crawls: Sequence[Seen], now: datetime, cut: datetime | None) -> list[_Window]:
    return _ended(crawls, [now - timedelta(days=day) for day in range(1, LAST_DAYS + 1)], 1, cut)


def _ended(
    crawls: Sequence[Seen], ends: Sequence[datetime], days: int, cut: datetime | None
) -> list[_Window]:
    """Return the windows that end with the crawl nearest to each time, where there is one near enough and old enough."""
    near = timedelta(hours=NEAR_HOURS[days])
    first = crawls[0].at
    found = []
    for end in ends:
        if cut is not None and end >= cut:
            continue
        close = [seen.at for seen in crawls if seen.crawl.whole and abs(seen.at - end) <= near]
        # A window in which the source was crawled for the first time holds all that lay there.
        if (
            close
            and (at := min(close, key=lambda one: abs(one - end))) - timedelta(days=days) >= first - near
        ):
            found.append(_window(crawls, at, days))
    return found


def _window(crawls: Sequence[Seen], end: datetime, days: int) -> _Window:
    begin = end - timedelta(days=days) + timedelta(hours=SLACK_HOURS)
    inside = [seen for seen in crawls if begin < seen.at <= end]
    return _Window(sum(seen.stored for seen in inside), sum(seen.crawl.whole for seen in inside))
