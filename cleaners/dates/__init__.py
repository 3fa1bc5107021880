"""Dates as Arabic news prints them: Gregorian under all its month names, Hijri, Persian, relative, with time and zone.

Written from tables, because dates are facts of the table that downstream teams trust: what is ambiguous or impossible
gives None, never the likeliest day. ``docs/dates.md`` lists what is read and what is refused.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from cleaners.dates.letters import fold_name
from cleaners.dates.machine import machine_date
from cleaners.dates.reading import Mention, Reading, Where, read_dates
from cleaners.dates.relative import spans_of_ages
from cleaners.types import Dated, Origin, Span

__all__ = [
    "Mention",
    "Reading",
    "Where",
    "could_be_published",
    "find_date",
    "find_dates",
    "glued_stamp",
    "is_date_stamp",
    "machine_date",
    "one_date",
    "read_dates",
]

_LONGEST_STAMP = 300
_DIGIT = re.compile(r"\d")
_EARLIEST_YEAR = 1990


def find_date(
    text: str,
    *,
    origin: Origin,
    region: str | None = None,
    timezone: str | None = None,
    now: datetime | None = None,
) -> Dated | None:
    """Return the one date that a short text (a stamp, an attribute, a byline) tells; None if there is none or it is unsure.

    Of a published and an updated day the published one is meant. ``region`` is an ISO 3166 country, ``timezone`` an IANA
    name for times printed without a zone (unknown: the day alone is told), ``now`` an aware time for «منذ ساعتين».
    """
    return one_date(read_dates(text, origin, Where(region, timezone, now)))


def one_date(reading: Reading) -> Dated | None:
    """Return the one date of a reading, the most precise of several that tell the same day."""
    if reading.doubtful:
        return None
    mentions = [mention for mention in reading.mentions if mention.role != "modified"] or list(
        reading.mentions
    )
    published = [mention for mention in mentions if mention.role == "published"]
    mentions = published or mentions
    if len({mention.dated.value.date() for mention in mentions}) != 1:
        return None
    timed = [mention.dated for mention in mentions if mention.dated.precision != "day"]
    if len({dated.value for dated in timed}) > 1:
        return None
    return timed[0] if timed else mentions[0].dated


def find_dates(
    text: str,
    *,
    origin: Origin = "text",
    region: str | None = None,
    timezone: str | None = None,
    now: datetime | None = None,
) -> list[tuple[Span, Dated]]:
    """Return every date that ``text`` tells, with its span, in order; impossible and ambiguous ones are left out."""
    reading = read_dates(text, origin, Where(region, timezone, now))
    return [(mention.span, mention.dated) for mention in reading.mentions]


def is_date_stamp(text: str) -> bool:
    """Tell whether the whole line is a date stamp: date, time, zone, weekday, labels such as «تم نشره», and nothing else.

    A sentence of reporting that holds a date is none, nor is a day without its year («الثلاثاء 24 ديسمبر»).
    """
    if len(text) > _LONGEST_STAMP:
        return False
    # Only an age is told without a digit («منذ ساعتين»), and most lines tell neither.
    if not _DIGIT.search(text) and not spans_of_ages(fold_name(text)):
        return False
    reading = read_dates(text, "text", Where())
    return reading.stamped and not reading.rest


def glued_stamp(text: str) -> Span | None:
    """Return the span of a stamp that follows at most three words of a section («اقتصاد2017/03/02 08:05»), else None."""
    if len(text) > _LONGEST_STAMP:
        return None
    reading = read_dates(text, "text", Where())
    if not reading.mentions or not 1 <= len(reading.rest) <= 3:
        return None
    start = reading.mentions[0].span.start
    head = text[:start]
    if not is_date_stamp(text[start:]) or len(head.split()) > 3 or re.search(r"[.!؟?\"«»]", head):
        return None
    # «عُقد في 2017/03/02»: a sentence leads to its date with such a word, a section does not
    if len(read_dates(head, "text", Where()).rest) != len(re.findall(r"\w+", fold_name(head))):
        return None
    return Span(start, len(text.rstrip()))


def could_be_published(dated: Dated, now: datetime | None) -> bool:
    """Tell whether a web page can have been published then: not before 1990, not more than two days after ``now``."""
    if dated.value.year < _EARLIEST_YEAR:
        return False
    if now is None or now.tzinfo is None:
        return True
    try:
        return dated.value <= now + timedelta(days=2)
    except OverflowError:
        return True
