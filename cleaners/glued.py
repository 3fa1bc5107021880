"""Glued artifacts: a prompt that an extractor wrote into the same line as the paragraph before it, a stamp before the first one.

What takes a whole line in the middle of a text is sure enough to take a paragraph's last sentence, if it is of a kind that
editors put there: «… وانتهى الاجتماع مساء. تابعوا آخر الأخبار عبر قناتنا» (follow the news on our channel). In the same way
what stands before a bar at the beginning of the text is taken when it is a page's stamp: «نشر في: 24 ديسمبر 2025 | أعلنت …».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from cleaners.structure import is_long, is_prose
from cleaners.text import word_count
from cleaners.types import ArtifactKind

if TYPE_CHECKING:
    from cleaners.ruleset import Rule

AT_END = frozenset(
    (
        ArtifactKind.SUBSCRIPTION_PROMPT,
        ArtifactKind.SHARE_PROMPT,
        ArtifactKind.RELATED_LINK,
        ArtifactKind.COMMENT_FORM,
        ArtifactKind.COPYRIGHT,
        ArtifactKind.ADVERTISEMENT,
        ArtifactKind.MEDIA_EMBED,
    )
)
AT_START = frozenset(
    (
        ArtifactKind.DATE_STAMP,
        ArtifactKind.READING_TIME,
        ArtifactKind.COUNTER,
        ArtifactKind.SHARE_PROMPT,
        ArtifactKind.ADVERTISEMENT,
    )
)
WORDS = range(2, 26)
"""How long a glued artifact may be …"""
LETTERS = 220
"""… and within how many of the line's last letters it begins."""
_LAST = re.compile(r"[.!؟?…»\"”)]\s+(?=[^.!؟?…]*[.!؟?…]*\s*$)")
_DAY = r"[0-9٠-٩]{1,4}[-/.][0-9٠-٩]{1,2}[-/.][0-9٠-٩]{1,4}"
_TIME = r"[0-9٠-٩]{1,2}:[0-9٠-٩]{2}(?::[0-9٠-٩]{2})?"
_ZONE = r"(?:[ ]?(?:GMT|UTC|AM|PM|am|pm))?"
_CLOCK = re.compile(
    rf"((?:(?:GMT|UTC)[ ])?(?:{_DAY}[ ,،|–-]{{1,3}}{_TIME}|{_TIME}{_ZONE}[ ,،|–-]{{1,3}}{_DAY}){_ZONE})\s+(?:[|–-]\s+)?(?=\w)"
)
_BAR = re.compile(r"(?:(?<!\s)\s*)?[|•·]\s*")


def find_glued(
    raw: str, *, first: bool, rules_of: Callable[[str], Iterable[Rule]]
) -> list[tuple[int, int, Rule]]:
    """Return begin, end and rule of each artifact at the edges of a line, ascending; several may stand in a row.

    ``first`` says whether the line is the first of the article's text; ``rules_of`` names the rules that take a line.
    """
    ends: list[tuple[int, int, Rule]] = []
    high = len(raw)
    while glued := _at_end(raw, high, rules_of):
        ends.append((glued[0], high, glued[1]))
        high = glued[0]
        while raw[high - 1].isspace():
            high -= 1
    starts: list[tuple[int, int, Rule]] = []
    low = 0
    while first and (stamped := _at_start(raw, low, high, rules_of)):
        starts.append((low, *stamped))
        low = stamped[0]
    return starts + ends[::-1]


def _at_end(raw: str, high: int, rules_of: Callable[[str], Iterable[Rule]]) -> tuple[int, Rule] | None:
    """Return where an artifact at the end of ``raw[:high]`` begins, and its rule."""
    last = _LAST.search(raw, max(high - LETTERS, 0), high)
    if last is None:
        return None
    piece = " ".join(raw[last.end() : high].split())
    if word_count(piece) in WORDS and _is_prose(raw, 0, last.end()):
        for rule in rules_of(piece):
            if rule.active and rule.kind in AT_END and "body" in rule.zones and rule.scope == "block":
                return last.end(), rule
    return None


def _at_start(
    raw: str, low: int, high: int, rules_of: Callable[[str], Iterable[Rule]]
) -> tuple[int, Rule] | None:
    """Return where the text behind a stamp at the beginning of ``raw[low:high]`` begins, and the stamp's rule."""
    stamp = _stamp(raw, low, high)
    if stamp is None:
        return None
    piece = " ".join(raw[low : stamp[0]].split())
    if word_count(piece) in WORDS and _is_prose(raw, stamp[1], high):
        for rule in rules_of(piece):
            if rule.active and rule.kind in AT_START and rule.scope == "block":
                return stamp[1], rule
    return None


def _is_prose(raw: str, low: int, high: int) -> bool:
    """Whether ``raw[low:high]`` is prose; of a long one only the beginning is read, or a thousand stamps take the square."""
    return is_long(raw, low, high) or is_prose(raw[low:high].strip())


def _stamp(raw: str, low: int, high: int) -> tuple[int, int] | None:
    """Return where what may be a stamp ends, and where the text begins behind it."""
    if clock := _CLOCK.match(raw, low, high):
        return clock.end(1), clock.end()
    bar = _BAR.search(raw, low, high)
    return bar.span() if bar else None
