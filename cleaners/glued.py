"""Glued artifacts: a prompt that an extractor wrote into the same line as the paragraph before it, a stamp before the first one.

What takes a whole line in the middle of a text is sure enough to take a paragraph's last sentence, if it is of a kind that
editors put there: «… وانتهى الاجتماع مساء. تابعوا آخر الأخبار عبر قناتنا» (follow the news on our channel). In the same way
what stands before a bar at the beginning of the text is taken when it is a page's stamp: «نشر في: 24 ديسمبر 2025 | أعلنت …».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from cleaners.structure import is_prose
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
_BAR = re.compile(r"(?<!\s)\s*[|•·]\s*")


def find_glued(
    raw: str, *, first: bool, rules_of: Callable[[str], Iterable[Rule]]
) -> tuple[int, int, Rule] | None:
    """Return begin, end and rule of an artifact at the edge of a line, or None.

    ``first`` says whether the line is the first of the article's text; ``rules_of`` names the rules that take a line.
    """
    begin = max(len(raw) - LETTERS, 0)
    if last := _LAST.search(raw, begin):
        piece = raw[last.end() :]
        if word_count(piece) in WORDS and is_prose(raw[: last.end()]):
            for rule in rules_of(" ".join(piece.split())):
                if rule.active and rule.kind in AT_END and "body" in rule.zones and rule.scope == "block":
                    return last.end(), len(raw), rule
    if first and (stamp := _stamp(raw)):
        piece = " ".join(raw[: stamp[0]].split())
        if word_count(piece) in WORDS and is_prose(raw[stamp[1] :]):
            for rule in rules_of(piece):
                if rule.active and rule.kind in AT_START and rule.scope == "block":
                    return 0, stamp[1], rule
    return None


def _stamp(raw: str) -> tuple[int, int] | None:
    """Return where what may be a stamp ends, and where the text begins behind it."""
    if clock := _CLOCK.match(raw):
        return clock.end(1), clock.end()
    bar = _BAR.search(raw)
    return bar.span() if bar else None
