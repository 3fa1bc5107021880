"""Pairing: which pieces of a line belong together: two spellings of one day, a day and its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleaners.dates.clock import Clock, Zone
from cleaners.dates.days import Day
from cleaners.dates.names import WEEKDAYS
from cleaners.dates.tokens import Token
from cleaners.dates.words import CORRESPONDING, LABEL_WORDS, MODIFIED_WORDS, PUBLISHED_WORDS, offset_zone

_BETWEEN_DAY_AND_TIME = LABEL_WORDS - PUBLISHED_WORDS - MODIFIED_WORDS | frozenset(("t", "كانت", "و"))
NEAR = 7  # tokens between a day and its time or label
"""How many tokens may stand between a day and its time or label."""


def joined(tokens: Sequence[Token], days: list[Day]) -> list[Day]:
    """Join a Hijri (or Jalali) day with the Gregorian one that stands beside it for the same day."""
    result: list[Day] = []
    for day in days:
        last = result[-1] if result else None
        if last is None or (last.calendar == "gregorian") == (day.calendar == "gregorian"):
            result.append(day)
            continue
        between = tokens[last.end : day.first]
        if len(between) > 5 or any(
            token.kind != "mark"
            and token.text not in CORRESPONDING
            and token.text not in WEEKDAYS
            and token.text not in ("ل", "يوم", "م", "ه")
            for token in between
        ):
            result.append(day)
            continue
        plain, other = (last, day) if last.calendar == "gregorian" else (day, last)
        told = plain.date
        # the new moon is seen a day or two earlier or later than Umm al-Qura reckons
        if told is not None and other.date is not None and abs((told - other.date).days) > 2:
            told = None
        result[-1] = replace(plain, first=last.first, end=day.end, date=told)
    return result


def with_clocks(
    tokens: Sequence[Token], days: list[Day], clocks: list[Clock]
) -> list[tuple[Day, Clock | None]]:
    """Give each day the time that stands beside it; a day between two times that are both its own gets none."""
    by_first = {clock.first: clock for clock in clocks}
    by_end = {clock.end: clock for clock in clocks}
    taken: set[int] = set()
    pairs: list[tuple[Day, Clock | None]] = []
    for index, day in enumerate(days):
        if tokens[day.first].kind == "iso" and day.end == day.first + 1:
            pairs.append((day, _iso_clock(tokens[day.first], day.first)))
            continue
        after = _clock_after(tokens, day.end, by_first)
        before = _clock_before(tokens, day.first, by_end)
        if before is not None and before.first in taken:
            before = None
        chosen = after or before
        if after is not None and before is not None:
            following = days[index + 1] if index + 1 < len(days) else None
            belongs_to_next = (
                following is not None and _clock_before(tokens, following.first, by_end) == after
            )
            chosen = before if belongs_to_next else None
        if chosen is after and after is not None:
            chosen = _better_zone(after, _clock_after(tokens, after.end, by_first))
        if chosen is not None:
            taken.add(chosen.first)
        pairs.append((day, chosen))
    return pairs


def _better_zone(first: Clock, second: Clock | None) -> Clock:
    """Of «10:30 (07:30 GMT)» take the time whose zone is printed."""
    return second if second is not None and first.zone is None and second.zone is not None else first


def _clock_after(tokens: Sequence[Token], at: int, clocks: dict[int, Clock]) -> Clock | None:
    for index in range(at, min(at + NEAR, len(tokens))):
        if index in clocks:
            return clocks[index]
        if not _is_between(tokens[index]):
            return None
    return None


def _clock_before(tokens: Sequence[Token], at: int, clocks: dict[int, Clock]) -> Clock | None:
    for index in range(at, max(at - NEAR, 0), -1):
        if index in clocks:
            return clocks[index]
        if not _is_between(tokens[index - 1]):
            return None
    return None


def _is_between(token: Token) -> bool:
    return token.kind == "mark" or token.text in _BETWEEN_DAY_AND_TIME or token.text in WEEKDAYS


def _iso_clock(token: Token, at: int) -> Clock:
    numbers = token.numbers()
    tail = token.text.partition("t")[2]
    zone: Zone = None
    sign = next((mark for mark in "+-" if mark in tail), None)
    clock_text, _, offset = tail.partition(sign) if sign else (tail, "", "")
    pieces = clock_text.strip(" z").split(":")
    if tail.endswith("z"):
        zone = offset_zone("+", 0)
    elif sign:
        digits = offset.replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        zone = offset_zone(sign, int(hours), int(minutes)) or "unknown"
    hour, minute = numbers[3], numbers[4]
    second = int(float(pieces[2].replace(",", "."))) if len(pieces) > 2 else None
    valid = hour <= 23 and minute <= 59 and (second or 0) <= 59
    return Clock(at, at + 1, hour if valid else None, minute, second, zone)


def is_american_print(tokens: Sequence[Token], day: Day, clock: Clock | None) -> bool:
    """Tell the print-out of an American server, "4/5/2020 9:22:00 AM", whose order no Arab region settles."""
    if not day.numeric or clock is None or clock.second is None or not clock.latin_half:
        return False
    first, middle, _ = next(
        token for token in tokens[day.first : day.end] if token.kind == "numeric"
    ).numbers()
    return first <= 12 and middle <= 12 and first != middle
