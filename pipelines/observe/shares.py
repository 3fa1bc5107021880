"""Has a share changed: of pages without text, of a language, of articles with a field, with a leak, or that a rule took something from?

The newest articles (those of two days at least, of two weeks at most) are compared with those of the four
weeks before. A change alerts when three things are true: it is large, it is unlikely by chance, and no stretch of as many articles in those
four weeks was as bad. The last keeps what comes in swells (a day of videos, a weekend's sports pages) from alerting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipelines.observe.chance import binomial_at_least, binomial_at_most, interval
from pipelines.observe.numbers import Past, Seen

RECENT_DAYS, USUAL_DAYS = 14, 28
RECENT = (12, 24, 48)
"""At least so many of the newest articles are looked at; a sudden change shows in few, a partial one in many."""
SPAN_HOURS = 40
"""They come from crawls of two days at least: what is odd for a day is over before anybody could look."""
USUAL, USUAL_CRAWLS, USUAL_SPAN = 30, 3, 7
"""Without so many articles, from so many crawls of so many days, nobody knows what is usual."""
UNLIKELY = 0.0001

Count = Callable[[Seen], int]


@dataclass(frozen=True, slots=True)
class Pools:
    """The newest articles and those they are compared with."""

    recent: tuple[Seen, ...]
    usual: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1."""
        return self.hits / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.value:.0%} of {self.of}"


@dataclass(frozen=True, slots=True)
class Change:
    """A share that is not what it was."""

    usual: Share
    recent: Share


def pools(now: Seen, past: Past, frozen: Past, of: Count) -> Iterator[Pools]:
    """Yield newest against usual, for each number of newest; nothing where there is too little of either.

    ``frozen`` is ``past`` before an alert of this began that is still open.
    """
    if not of(now):
        return
    for least in RECENT:
        recent, total = [now], of(now)
        for seen in reversed(past.before):
            if total >= least and now.at - recent[-1].at >= timedelta(hours=SPAN_HOURS):
                break
            if seen.at < now.at - timedelta(days=RECENT_DAYS):
                break
            if of(seen):
                recent.append(seen)
                total += of(seen)
        if total < least or now.at - recent[-1].at < timedelta(hours=SPAN_HOURS):
            return
        end = min([recent[-1].at, *(seen.at + timedelta(seconds=1) for seen in frozen.before[-1:])])
        usual = tuple(seen for seen in frozen.within(end, USUAL_DAYS) if of(seen))
        if (
            len(usual) >= USUAL_CRAWLS
            and end - usual[0].at >= timedelta(days=USUAL_SPAN)
            and sum(map(of, usual)) >= USUAL
        ):
            yield Pools(tuple(recent), usual)


def share(seen: Sequence[Seen], hits: Count, of: Count) -> Share:
    """Return the share of all of them together."""
    return Share(sum(map(hits, seen)), sum(map(of, seen)))


def dropped(found: Pools, hits: Count, of: Count, *, least: float, to: float) -> Change | None:
    """Find a share that was at least ``least`` and is now at most ``to`` times what it was."""
    recent = share(found.recent, hits, of)
    if recent.value > to:
        return None  # the usual share need not be counted: it is at most 1
    usual = share(found.usual, hits, of)
    if usual.value < least or recent.value > to * usual.value:
        return None
    low, _ = interval(usual.hits, usual.of)
    if binomial_at_most(recent.hits, recent.of, low) >= UNLIKELY:
        return None
    before = stretches(found.usual, hits, of, recent.of)
    if usual.of < 2 * recent.of or not before or recent.value >= min(before):
        return None
    return Change(usual, recent)


def rose(found: Pools, hits: Count, of: Count, *, by: float, least: int = 4) -> Change | None:
    """Find a share that has risen by ``by`` (0.2: from 10 % to 30 %), with at least ``least`` hits now."""
    recent = share(found.recent, hits, of)
    if recent.hits < least or recent.value < by:
        return None
    usual = share(found.usual, hits, of)
    if recent.value < usual.value + by:
        return None
    worst = max(found.recent, key=hits)
    if share([seen for seen in found.recent if seen is not worst], hits, of).value < usual.value + by / 2:
        return None  # a single crawl was odd
    _, high = interval(usual.hits, usual.of)
    if binomial_at_least(recent.hits, recent.of, high) >= UNLIKELY:
        return None
    before = stretches(found.usual, hits, of, recent.of)
    if usual.of < 2 * recent.of or not before or recent.value <= max(before):
        return None
    return Change(usual, recent)


def stretches(seen: Sequence[Seen], hits: Count, of: Count, size: int) -> list[float]:
    """Return the share of each stretch of about ``size`` articles, crawl after crawl."""
    return [share(stretch, hits, of).value for stretch in cut(seen, of, size)]


def cut(seen: Sequence[Seen], of: Count, size: int) -> list[Sequence[Seen]]:
    """Return all stretches of about ``size`` articles: one begins with each crawl that has enough after it."""
    found: list[Sequence[Seen]] = []
    for first in range(len(seen)):
        total = 0
        for last in range(first, len(seen)):
            total += of(seen[last])
            if total >= 0.8 * size:
                found.append(seen[first : last + 1])
                break
    return found
