"""Days: the calendar day that a place in a token list tells, in each of the forms people write.

Every function takes the tokens and an index and returns what it read with the index behind it, or None. Nothing here
knows of times of day, labels or publication; an impossible day (31 February) is read as a :class:`Day` without a date, so
that its pieces are not taken for another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cleaners.dates.calendars import gregorian_day
from cleaners.dates.names import MONTH_WORDS, MONTHS, WEEKDAYS, Calendar, Month
from cleaners.dates.tokens import Token
from cleaners.dates.words import AD_WORDS, CONNECTORS, HIJRI_WORDS, ORDINALS

MONTH_FIRST_REGIONS = frozenset(("US", "PH", "FM", "PW", "MH"))
"""Countries that write the month before the day in numbers."""

_GLUE_MARKS = frozenset("-/.,،|()\\'")
_SUFFIXES = frozenset(("st", "nd", "rd", "th", "er", "ي"))
_OTHER_NAMES = 3  # «كانون الثاني/ يناير (January)»; a bound keeps a text of nothing but months linear
_RANGE_MARKS = frozenset(("-", "–", "—", "/", "و", "الي", "حتي", "to"))
_FIRST_WORDS = frozenset(words[0] for words in MONTHS)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written: tokens ``first`` to ``end`` (half open), and the Gregorian date, None if there is none."""

    first: int
    end: int
    calendar: Calendar
    date: date | None
    numeric: bool = False


def _glue(tokens: Sequence[Token], at: int, limit: int = 3) -> int:
    """Return the index behind the marks and words that may stand between day, month and year."""
    for _ in range(limit):
        if at < len(tokens) and (tokens[at].text in _GLUE_MARKS or tokens[at].text in CONNECTORS):
            at += 1
        else:
            break
    return at


def _month_at(tokens: Sequence[Token], at: int) -> tuple[Month, int] | None:
    if at >= len(tokens):
        return None
    if tokens[at].text not in _FIRST_WORDS and not tokens[at].text.endswith("ي"):
        return None
    for count in range(MONTH_WORDS, 0, -1):
        words = tuple(token.text for token in tokens[at : at + count])
        if len(words) < count:
            continue
        if month := MONTHS.get(words):
            return month, at + count
        # Sorani adds a vowel: «12ی ئایاری 2024», «٢٢ی تشرینی دووەمی ٢٠٢٦»
        if words[-1].endswith("ي") and (month := MONTHS.get((*words[:-1], words[-1][:-1]))):
            return month, at + count
    return None


def _months_at(tokens: Sequence[Token], at: int) -> tuple[Month | None, int] | None:
    """Read a month and its other name: «نيسان / أبريل», «كانون الثاني (يناير)»; None as month if they disagree."""
    first = _month_at(tokens, at)
    if first is None:
        return None
    month, end = first
    agreed: Month | None = month
    for _ in range(_OTHER_NAMES):
        start = _glue(tokens, end, 2)
        another = _month_at(tokens, start)
        if another is None:
            break
        if another[0] != month:
            agreed = None
        end = another[1]
    return agreed, end


def _day_at(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read the day of a month: «24», "1er", «12ی», «الأول من»."""
    token = tokens[at]
    if token.kind == "number" and len(token.text) <= 2 and int(token.text) >= 1:
        end = at + 1
        if end < len(tokens) and tokens[end].text in _SUFFIXES and tokens[end].start == token.end:
            end += 1
        return int(token.text), end
    if token.text in ORDINALS and at + 1 < len(tokens) and tokens[at + 1].text == "من":
        return ORDINALS[token.text], at + 2
    return None


def _year_at(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    if at < len(tokens) and tokens[at].kind == "number" and len(tokens[at].text) == 4:
        year = int(tokens[at].text)
        if 1300 <= year <= 1600 or 1900 <= year <= 2199 or 2600 <= year <= 2799:
            return year, at + 1
    return None


def _era_at(tokens: Sequence[Token], at: int) -> tuple[Calendar | None, int]:
    """Read «م», «هـ», «هـ ش» behind a year."""
    if at >= len(tokens):
        return None, at
    word = tokens[at].text
    if word in AD_WORDS:
        # «2020/04/24 م 09:22» may be the afternoon; then it is no era
        if (
            word == "م"
            and at + 1 < len(tokens)
            and tokens[at + 1].kind == "time"
            and tokens[at - 1].end < tokens[at].start
        ):
            return None, at
        return "gregorian", at + 1
    if word in HIJRI_WORDS:
        after = at + 1
        if after < len(tokens) and tokens[after].text == ".":
            after += 1
        if after < len(tokens) and tokens[after].text in ("ش", "شمسي"):
            return "jalali", after + 1
        return "hijri", at + 1
    return None, at


def _named(calendar: Calendar, year: int, month: int, day: int, era: Calendar | None) -> date | None:
    """Return the day of a month with a name; the name, the year and the era must belong together."""
    if era not in (None, calendar) and (calendar, era) not in (("libyan", "gregorian"), ("jalali", "hijri")):
        return None
    if calendar == "jalali" and year >= 2600:  # the Kurds count from 700 BC
        year -= 1321
    if (calendar in ("hijri", "jalali")) != (1300 <= year <= 1600):
        return None
    return gregorian_day(calendar, year, month, day)


def _range_before(tokens: Sequence[Token], at: int, calendar: Calendar) -> bool:
    """Tell whether the day at ``at`` ends a range: «5-8 مايو 2020», «5 و8 مايو 2020», «30 نوفمبر - 3 ديسمبر 2020»."""
    if at < 2 or tokens[at - 1].text not in _RANGE_MARKS:
        return False
    if _is_short_number(tokens[at - 2]):
        return True
    return any(
        (month := MONTHS.get(tuple(token.text for token in tokens[at - 1 - count : at - 1]))) is not None
        and month[0] == calendar
        and _is_short_number(tokens[at - 2 - count])
        for count in range(1, min(MONTH_WORDS, at - 2) + 1)
    )


def _is_short_number(token: Token) -> bool:
    return token.kind == "number" and len(token.text) <= 2


def named_day(tokens: Sequence[Token], at: int) -> Day | None:
    """Read a day whose month has a name, in any order of day, month and year."""
    if (day := _day_at(tokens, at)) is not None:
        months = _months_at(tokens, _glue(tokens, day[1]))
        if months is not None and (year := _year_at(tokens, _glue(tokens, months[1]))) is not None:
            found = _finish(tokens, at, day[0], months[0], year)
            if _range_before(tokens, at, found.calendar):
                return Day(at, found.end, found.calendar, None)
            return found
    if (months := _months_at(tokens, at)) is not None and months[0] is not None and months[0][0] != "libyan":
        start = _glue(tokens, months[1])
        if start < len(tokens) and (day := _day_at(tokens, start)) is not None:
            year = _year_at(tokens, _glue(tokens, day[1]))
            if year is not None:
                return _finish(tokens, at, day[0], months[0], year)
    if (year := _year_at(tokens, at)) is not None:
        months = _months_at(tokens, _glue(tokens, year[1]))
        if months is not None and months[0] is not None and months[0][0] != "libyan":
            start = _glue(tokens, months[1])
            if (
                start < len(tokens)
                and (day := _day_at(tokens, start)) is not None
                and _year_at(tokens, _glue(tokens, day[1])) is None
            ):
                return _finish(tokens, at, day[0], months[0], (year[0], day[1]))
    return None


def _finish(tokens: Sequence[Token], first: int, day: int, month: Month | None, year: tuple[int, int]) -> Day:
    era, end = _era_at(tokens, year[1])
    if month is None:
        return Day(first, end, "gregorian", None)
    return Day(first, end, month[0], _named(month[0], year[0], month[1], day, era))


def numeric_day(
    tokens: Sequence[Token], at: int, *, month_first: bool | None, weekday: int | None, solar: bool = False
) -> Day | None:
    """Read «24/04/2020», «2020-04-24», «14/05/1443هـ».

    ``month_first`` is the region's order, None when nobody knows it; then two numbers that could each be the month tell
    nothing unless the printed ``weekday`` (0 is Monday) decides. ``solar``: a year of the 14th century is Jalali.
    """
    token = tokens[at]
    if token.kind != "numeric":
        return None
    first, middle, last = token.numbers()
    year_first = first > 31
    year = first if year_first else last
    era, end = _era_at(tokens, at + 1)
    calendar: Calendar = "gregorian"
    if 1300 <= year <= 1600:
        calendar = era if era in ("hijri", "jalali") else "jalali" if solar and era is None else "gregorian"
        if calendar == "gregorian":
            return Day(at, end, "hijri", None, numeric=True)
    elif era in ("hijri", "jalali") or not 1900 <= year <= 2199:
        return Day(at, end, era or "gregorian", None, numeric=True)
    if year_first:
        found = gregorian_day(calendar, year, middle, last)
    else:
        day_first = gregorian_day(calendar, year, middle, first)
        swapped = gregorian_day(calendar, year, first, middle) if calendar == "gregorian" else None
        found = _order(day_first, swapped, month_first, weekday)
    return Day(at, end, calendar, found, numeric=True)


def _order(
    day_first: date | None, swapped: date | None, month_first: bool | None, weekday: int | None
) -> date | None:
    if day_first is None or swapped is None or day_first == swapped:
        return day_first or swapped
    if weekday is not None and (day_first.weekday() == weekday) != (swapped.weekday() == weekday):
        return day_first if day_first.weekday() == weekday else swapped
    if month_first is None:
        return None
    return swapped if month_first else day_first


def weekday_near(tokens: Sequence[Token], first: int, end: int) -> int | None:
    """Return the weekday printed right before the tokens ``first`` to ``end`` or right after them."""
    for index in (first - 1, first - 2, first - 3, end, end + 1):
        if 0 <= index < len(tokens) and tokens[index].text in WEEKDAYS:
            between = tokens[index + 1 : first] if index < first else tokens[end:index]
            if all(token.kind == "mark" or token.text == "يوم" for token in between):
                return WEEKDAYS[tokens[index].text]
    return None
