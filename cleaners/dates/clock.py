"""Times of day: «09:22 مساءً», «الساعة 14:05 بتوقيت غرينتش», "2:05 pm GMT+3", as they stand beside a date.

A time says something about a moment only with its zone: the one printed with it, else the publisher's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

from cleaners.dates.tokens import Token
from cleaners.dates.words import (
    AFTERNOON,
    FORENOON,
    HALVES,
    NIGHT,
    ZONE_TAILS,
    ZONE_WORDS,
    is_gmt,
    offset_zone,
    zone_of,
)

Zone = tzinfo | Literal["local", "unknown"] | None
"""A printed zone; "local" is the publisher's, "unknown" one that was named and not understood, None: none printed."""

_ABBREVIATIONS = frozenset(
    ["est", "edt", "pst", "pdt", "cst", "cdt", "et", "pt", "bst", "ist", "ast", "gst", "mst", "wat", "wib"]
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: tokens ``first`` to ``end`` (half open); ``hour`` None when the page contradicts itself."""

    first: int
    end: int
    hour: int | None
    minute: int
    second: int | None
    zone: Zone
    latin_half: bool = False
    """AM or PM in Latin letters stands with it."""


def clock_at(tokens: Sequence[Token], at: int) -> Clock | None:
    """Read the time at token ``at`` with the half of the day and the zone printed around it."""
    token = tokens[at]
    if token.kind != "time":
        return None
    numbers = token.numbers()
    hour, minute = numbers[0], numbers[1]
    second = numbers[2] if len(numbers) > 2 else None
    first, end = at, at + 1
    half, end = _half_at(tokens, end)
    if half is None and at and tokens[at - 1].text in HALVES and not _is_era(tokens, at - 1):
        # «م 09:22», as right-to-left templates print it; a single letter may belong to the date
        half, first = tokens[at - 1].text, at - 1
    zone, end = _zone_at(tokens, end)
    if half is None:
        half, end = _half_at(tokens, end)
    if zone is None:
        zone, first = _zone_before(tokens, first)
    known = _hour(hour, half) if hour <= 23 and minute <= 59 and (second or 0) <= 59 else None
    return Clock(first, end, known, minute, second, zone, latin_half=half in ("am", "pm"))


def _is_era(tokens: Sequence[Token], at: int) -> bool:
    """Tell the era in «2026م 14:30», which hangs on its year, from a half of the day."""
    return (
        tokens[at].text == "م"
        and at > 0
        and tokens[at - 1].kind in ("number", "numeric")
        and tokens[at - 1].end == tokens[at].start
    )


def _half_at(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    if at >= len(tokens):
        return None, at
    word = tokens[at].text
    if word in HALVES:
        return word, at + 1
    rest = [token.text for token in tokens[at : at + 4]]
    if word in ("a", "p"):  # "a.m."
        joined = "".join(rest).replace(".", "")
        if joined.startswith(("am", "pm")):
            length = 4 if rest[1:2] == ["."] and rest[3:4] == ["."] else 3 if rest[1:2] == ["."] else 2
            return word + "m", at + length
    if rest[:2] == ["بعد", "الظهر"]:
        return "pm", at + 2
    if rest[:2] == ["قبل", "الظهر"]:
        return "am", at + 2
    if word in ("في", "من") and len(rest) > 1 and rest[1] in HALVES:
        return rest[1], at + 2
    return None, at


def _hour(hour: int, half: str | None) -> int | None:
    """Return the hour from 0 to 23; None where hour and half of the day do not go together."""
    if half is None:
        return hour
    if half in FORENOON:
        return hour % 12 if hour <= 12 else None
    if half in NIGHT:
        if hour >= 13 or hour == 0:
            return hour
        return 0 if hour == 12 else hour + 12 if hour >= 6 else hour
    if half in AFTERNOON:
        if half.startswith(("ظهر", "الظهر")) and hour == 11:
            return 11
        return hour if hour >= 12 else hour + 12 if hour else None
    return None


def _zone_at(tokens: Sequence[Token], at: int) -> tuple[Zone, int]:
    """Read a zone behind a time: «بتوقيت مكة المكرمة», "(GMT+3)", "+03:00"."""
    start = at
    while at < len(tokens) and tokens[at].text in ("(", ",", "،", "-", "|"):
        if (
            tokens[at].text == "-"
            and at + 1 < len(tokens)
            and tokens[at + 1].start == tokens[at].end
            and at == start
        ):
            break
        at += 1
    announced = False
    while at < len(tokens) and tokens[at].text in ZONE_WORDS:
        announced, at = True, at + 1
    if at >= len(tokens):
        return ("unknown" if announced else None), (at if announced else start)
    token = tokens[at]
    if [piece.text for piece in tokens[at : at + 3]] == ["ت", ".", "غ"]:
        return offset_zone("+", 0), _closed(tokens, at + 3)
    if token.text == "تغ" or [piece.text for piece in tokens[at : at + 2]] == ["ت", "غ"]:
        return offset_zone("+", 0), _closed(tokens, at + (1 if token.text == "تغ" else 2))
    if is_gmt(token.text):
        offset = _offset_at(tokens, at + 1)
        return (
            (offset[0], _closed(tokens, offset[1]))
            if offset
            else (offset_zone("+", 0), _closed(tokens, at + 1))
        )
    zone = zone_of(token.text) if token.kind == "word" else None
    # «(مكة المكرمة)» behind a time is its zone; of another town a dateline begins there
    if zone is not None and (announced or zone == "local" or token.text.isascii() or token.text == "مكه"):
        at += 1
        while at < len(tokens) and tokens[at].text in ZONE_TAILS:
            at += 1
        return zone, _closed(tokens, at)
    if announced:
        return "unknown", at + (token.kind == "word")
    if token.text in _ABBREVIATIONS:
        return "unknown", _closed(tokens, at + 1)
    if token.text == "z" and token.start == tokens[at - 1].end:
        return offset_zone("+", 0), at + 1
    offset = _offset_at(tokens, at) if token.text == "+" or _is_negative_offset(tokens, at) else None
    if offset:
        end = offset[1]
        if end < len(tokens) and is_gmt(tokens[end].text):
            end += 1
        return offset[0], _closed(tokens, end)
    return None, start


def _closed(tokens: Sequence[Token], at: int) -> int:
    return at + 1 if at < len(tokens) and tokens[at].text == ")" else at


def _offset_at(tokens: Sequence[Token], at: int) -> tuple[Zone, int] | None:
    if at + 1 >= len(tokens) or tokens[at].text not in ("+", "-") or tokens[at + 1].start != tokens[at].end:
        return None
    value = tokens[at + 1]
    if value.kind == "time":
        hours, minutes, *_ = value.numbers()
    elif value.kind == "number" and len(value.text) in (1, 2):
        hours, minutes = int(value.text), 0
    elif value.kind == "number" and len(value.text) == 4:
        hours, minutes = int(value.text[:2]), int(value.text[2:])
    else:
        return None
    zone = offset_zone(tokens[at].text, hours, minutes)
    return (zone, at + 2) if zone else None


def _is_negative_offset(tokens: Sequence[Token], at: int) -> bool:
    """Tell an offset ("09:22-05:00", "09:22:00 -0500") from a dash between time and date."""
    if tokens[at].text != "-" or at + 1 >= len(tokens):
        return False
    if at + 2 < len(tokens) and tokens[at + 2].kind == "word" and not is_gmt(tokens[at + 2].text):
        return False  # «14:30-5 نوفمبر»: a day follows
    return tokens[at].start == tokens[at - 1].end or len(tokens[at + 1].text) == 4


def _zone_before(tokens: Sequence[Token], first: int) -> tuple[Zone, int]:
    """Read a zone in front of a time: «بتوقيت غرينتش 09:22», "GMT 09:22"."""
    at = first - 1
    while at > 0 and tokens[at].text in (":", "-", ")", "("):
        at -= 1
    if at < 0 or tokens[at].kind != "word":
        return None, first
    while at > 0 and tokens[at].text in ZONE_TAILS:
        at -= 1
    zone = zone_of(tokens[at].text)
    if is_gmt(tokens[at].text) or (zone is not None and at and tokens[at - 1].text in ZONE_WORDS):
        while at and tokens[at - 1].text in ZONE_WORDS:
            at -= 1
        # a zone that follows an earlier time belongs to that one
        if at and tokens[at - 1].kind != "time":
            return zone, at
        return (zone, at) if not at else (None, first)
    return None, first
