"""Reading: every date that a line tells, what its label says of it, and the words that are left over.

This is the one reader behind :mod:`cleaners.dates`: a line is cut into tokens, days are found, two spellings of one day
are joined («1 رمضان 1441هـ الموافق 24 أبريل 2020»), times and labels are tied to the day they stand beside. What nobody
could know stays unknown: a time without a zone leaves the day, an order of day and month that the place does not settle
leaves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from datetime import time as time_of_day

from cleaners.dates.clock import Clock, clock_at
from cleaners.dates.days import MONTH_FIRST_REGIONS, Day, named_day, numeric_day, weekday_near
from cleaners.dates.letters import fold_dates
from cleaners.dates.names import WEEKDAYS
from cleaners.dates.pairing import NEAR, is_american_print, joined, with_clocks
from cleaners.dates.relative import day_of_age, day_word, spans_of_ages
from cleaners.dates.tokens import Token, tokens_of
from cleaners.dates.words import (
    HALVES,
    LABEL_WORDS,
    MODIFIED_WORDS,
    PUBLISHED_WORDS,
    Role,
    zone_named,
)
from cleaners.text import Folded
from cleaners.types import Dated, Origin, Precision, Span

_UPDATED = re.compile("ح\u064f|د\u064f?\u0651")  # «حُدّث» was updated, «حدث» happened
_LONGEST_STAMP = 500  # characters; in longer texts an age is part of what is told
_EDGES = frozenset("|•·,،:-()/»«؛;*")


@dataclass(frozen=True, slots=True)
class Where:
    """What is known of the place of publication: zone and order of day and month decide what numbers mean."""

    region: str | None = None
    timezone: str | None = None
    now: datetime | None = None
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One date of a line: where it stands in the line, what it says, and which date its label says it is."""

    span: Span
    dated: Dated
    role: Role


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a line tells of dates.

    ``stamped``: there is a date, even one that tells no day («31 فبراير 2020», «منذ أسبوع»); ``doubtful``: one of the dates
    is impossible or may be read in two ways; ``rest``: the words that belong neither to a date nor to a label.
    """

    mentions: tuple[Mention, ...]
    rest: tuple[str, ...]
    stamped: bool
    doubtful: bool


_NOTHING = Reading((), (), stamped=False, doubtful=False)


def read_dates(text: str, origin: Origin, where: Where) -> Reading:
    """Read ``text``; never raises, time grows linearly with its length."""
    folded = fold_dates(text)
    tokens = _without_bulletins(folded, tokens_of(folded.text))
    if not tokens:
        return _NOTHING
    days = joined(tokens, _days(tokens, _month_first(text, where), where))
    clocks = [clock for at in range(len(tokens)) if (clock := clock_at(tokens, at)) is not None]
    pairs = with_clocks(tokens, days, clocks)
    used = [token.kind == "mark" or token.text in LABEL_WORDS or token.text in WEEKDAYS for token in tokens]
    used = [known or token.text in HALVES for known, token in zip(used, tokens, strict=True)]
    if ":" in folded.text or _UPDATED.search(text):
        used = [known or token.text == "حدث" for known, token in zip(used, tokens, strict=True)]
    for first, end in (
        *((day.first, day.end) for day in days),
        *((clock.first, clock.end) for clock in clocks),
    ):
        used[first:end] = [True] * (end - first)
    mentions: list[Mention] = []
    doubtful = any(day.date is None for day in days)
    for index, (day, clock) in enumerate(pairs):
        if day.date is None:
            continue
        if is_american_print(tokens, day, clock) or _other_moon(tokens, day):
            doubtful = True
            continue
        span = _span(folded, tokens, day, clock)
        role = _role(tokens, pairs[index - 1][0].end if index else 0, day, clock)
        dated = _dated(day.date, clock, zone_of_place(where), text[span.start : span.end], origin)
        mentions.append(Mention(span, dated, role))
    ages = spans_of_ages(folded.text)
    at = 0
    for begin, end in ages:
        while at < len(tokens) and tokens[at].end <= end:
            used[at] = used[at] or tokens[at].start >= begin
            at += 1
    if not days and not ages:
        used = [known or day_word(token.text) is not None for known, token in zip(used, tokens, strict=True)]
    rest = tuple(token.text for token, known in zip(tokens, used, strict=True) if not known)
    if not days:
        mentions.extend(_ages(folded, tokens, ages, clocks, rest, origin, where))
    # «اليوم 10:30» is a stamp, «اليوم» alone is a word
    stamped = bool(days or ages) or (bool(clocks) and any(day_word(token.text) for token in tokens))
    return Reading(tuple(mentions), rest, stamped=stamped, doubtful=doubtful)


def _without_bulletins(folded: Folded, tokens: list[Token]) -> list[Token]:
    """Keep «نشرة الطقس» (the weather report) apart from «نشره» (its publication), which fold to one word."""
    if "نشرة" not in folded.original:
        return tokens
    kept: list[Token] = []
    for token in tokens:
        # «تم نشرة» is a slip of the pen for «تم نشره»
        if token.text == "نشره" and not (kept and kept[-1].text == "تم"):
            span = folded.span(token.start, token.end)
            if folded.original[span.start : span.end].endswith("ة"):
                token = token._replace(text="نشرة")
        kept.append(token)
    return kept


def zone_of_place(where: Where) -> tzinfo | None:
    """Return the publisher's zone, None when it is unknown."""
    return zone_named(where.timezone) if where.timezone else None


def _month_first(text: str, where: Where) -> bool | None:
    if where.region:
        return where.region.upper() in MONTH_FIRST_REGIONS
    if where.day_first is not None:
        return not where.day_first
    # Arabic letters or digits: every Arab country writes the day first
    return False if any("\u0600" <= char <= "\u06ff" for char in text) else None


def _days(tokens: Sequence[Token], month_first: bool | None, where: Where) -> list[Day]:
    found: list[Day] = []
    at = 0
    solar = (where.region or "").upper() in ("IR", "AF")
    while at < len(tokens):
        token = tokens[at]
        day: Day | None = None
        if token.kind == "numeric":
            day = numeric_day(
                tokens, at, month_first=month_first, weekday=weekday_near(tokens, at, at + 1), solar=solar
            )
        elif token.kind == "iso":
            day = Day(at, at + 1, "gregorian", _plain_date(token.numbers()))
        elif token.kind in ("number", "word"):
            day = named_day(tokens, at)
        if day is None:
            at += 1
        else:
            found.append(day)
            at = day.end
    return found


def _plain_date(numbers: Sequence[int]) -> date | None:
    try:
        found = date(numbers[0], numbers[1], numbers[2])
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2199 else None


def _other_moon(tokens: Sequence[Token], day: Day) -> bool:
    """Tell a Hijri day alone whose weekday shows that its country saw the new moon on another night."""
    if day.calendar != "hijri" or day.date is None:
        return False
    weekday = weekday_near(tokens, day.first, day.end)
    return weekday is not None and weekday != day.date.weekday()


def _span(folded: Folded, tokens: Sequence[Token], day: Day, clock: Clock | None) -> Span:
    first = min(day.first, clock.first) if clock else day.first
    end = max(day.end, clock.end) if clock else day.end
    return folded.span(tokens[first].start, tokens[end - 1].end)


def _role(tokens: Sequence[Token], start: int, day: Day, clock: Clock | None) -> Role:
    """Return what the last label in front of the date says it is."""
    first = min(day.first, clock.first) if clock else day.first
    for token in reversed(tokens[max(start, first - NEAR - 1) : first]):
        if token.text in MODIFIED_WORDS or token.text == "حدث":
            return "modified"
        if token.text in PUBLISHED_WORDS:
            return "published"
    return "plain"


def _dated(day: date, clock: Clock | None, local: tzinfo | None, raw: str, origin: Origin) -> Dated:
    midnight = datetime.combine(day, time_of_day(), UTC)
    if clock is None or clock.hour is None or clock.zone == "unknown":
        return Dated(midnight, raw, origin, "day")
    zone = clock.zone if isinstance(clock.zone, tzinfo) else local
    if zone is None:
        return Dated(midnight, raw, origin, "day")
    precision: Precision = "minute" if clock.second is None else "second"
    value = datetime.combine(day, time_of_day(clock.hour, clock.minute, clock.second or 0), zone)
    return Dated(value, raw, origin, precision)


def _ages(
    folded: Folded,
    tokens: Sequence[Token],
    ages: list[tuple[int, int]],
    clocks: list[Clock],
    rest: tuple[str, ...],
    origin: Origin,
    where: Where,
) -> list[Mention]:
    if where.now is None or where.now.tzinfo is None or len(folded.text) > _LONGEST_STAMP:
        return []
    zone = zone_of_place(where)
    found: list[Mention] = []
    for begin, end in ages:
        # inside a sentence («قال قبل يومين») an age dates what is told, not the telling
        if rest and not (
            _at_edge(folded.text[:begin].rstrip(), -1) and _at_edge(folded.text[end:].lstrip(), 0)
        ):
            continue
        day = day_of_age(folded.text[begin:end], where.now, zone)
        if day is not None:
            span = folded.span(begin, end)
            role = _role_at(tokens, begin)
            found.append(
                Mention(span, _dated(day, None, zone, folded.original[span.start : span.end], origin), role)
            )
    if not ages and not rest and len(clocks) <= 1:
        for token in tokens:
            if token.kind == "word" and day_word(token.text) is not None:
                day = day_of_age(token.text, where.now, zone)
                if day is not None:
                    clock = clocks[0] if clocks else None
                    raw = folded.original.strip()
                    found.append(
                        Mention(
                            Span(0, len(folded.original)),
                            _dated(day, clock, zone, raw, origin),
                            _role_at(tokens, token.start),
                        )
                    )
                break
    return found


def _at_edge(text: str, index: int) -> bool:
    if not text or text[index] in _EDGES:
        return True
    word = text.split()[index]
    return word in LABEL_WORDS


def _role_at(tokens: Sequence[Token], begin: int) -> Role:
    at = next((index for index, token in enumerate(tokens) if token.start >= begin), len(tokens))
    return _role(tokens, 0, Day(at, at, "gregorian", None), None)
