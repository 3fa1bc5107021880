"""Folding: the form of a text that rules are matched on, with the way back to the text as it is stored.

Arabic is written with and without hamzas, diacritics, tatweel and dots on the ya; a rule should not have to spell all of
them. So matching happens on folded text and every match is mapped back to the original: nothing folded is ever stored.

What folding does: Arabic-Indic and Persian digits become ASCII; ``أ إ آ ٱ`` → ``ا``, ``ؤ`` → ``و``, ``ئ ى ی`` → ``ي``,
``ة`` → ``ه``, ``ک`` → ``ك``; diacritics, tatweel and invisible direction marks go; quotation marks become ``"``, dashes
``-``; Latin letters become lower case; runs of white space become one space.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from cleaners.types import Span

ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
"""Any character of the Arabic script."""

_ONE_TO_ONE = {
    **{code: code for code in range(0x20, 0x700)},  # a letter that stays is found faster than missed
    **{ord(a): str(i) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for i, a in enumerate(digits)},
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    ord("ؤ"): "و",
    **dict.fromkeys(map(ord, "ئىی"), "ي"),
    ord("ة"): "ه",
    ord("ک"): "ك",
    **dict.fromkeys(map(ord, "“”„‟«»″❝❞＂"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    ord("٪"): "%",
    ord("٫"): ".",
}
# Diacritics and Quranic marks, tatweel, hamza above/below as marks; direction marks, joiners, soft hyphen, BOM, variation selectors.
_DROPPED = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0640"
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f]+"
)
_SPACE = re.compile(r"\s+")
_GAPS = re.compile(f"{_DROPPED.pattern}|\\s+")


def fold_letters(text: str) -> str:
    """Fold each letter of ``text`` and drop marks; white space stays, so that a pattern can be folded like a text."""
    return _DROPPED.sub("", text.translate(_ONE_TO_ONE))


def _lower(text: str) -> str:
    # str.lower() can lengthen a text ("İ" → "i̇"), which would break the way back; such letters stay as they are.
    lowered = text.lower()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


def fold(text: str) -> str:
    """Return ``text`` folded for matching, without leading and trailing white space."""
    return " ".join(_lower(fold_letters(text)).split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows, for each of its code points, where it came from."""

    original: str
    text: str
    _starts: tuple[int, ...] = field(repr=False)
    """Positions in ``text`` where a new stretch begins …"""
    _shifts: tuple[int, ...] = field(repr=False)
    """… and how far to the right that stretch lies in ``original``."""

    def position(self, index: int) -> int:
        """Return the index in ``original`` of the folded code point at ``index``."""
        return index + self._shifts[bisect_right(self._starts, index) - 1]

    def span(self, start: int, end: int) -> Span:
        """Return the span in ``original`` of the folded range, together with marks that sit on its last letter."""
        if end <= start:
            here = self.position(start) if start < len(self.text) else len(self.original)
            return Span(here, here)
        last = self.position(end - 1) + 1
        marks = _DROPPED.match(self.original, last)
        return Span(self.position(start), marks.end() if marks else last)


def fold_with_map(text: str) -> Folded:
    """Fold ``text`` as :func:`fold` does and keep the way back to its offsets."""
    if not _DROPPED.search(text) and " ".join(text.split()) == text:
        return Folded(text, _lower(text.translate(_ONE_TO_ONE)), (0,), (0,))
    pieces: list[str] = []
    starts, shifts = [0], [0]
    length = 0  # of what has been folded so far
    cursor = 0  # in text
    pending_space = False
    for gap in _GAPS.finditer(text):
        begin, end = gap.span()
        if begin > cursor:
            if pending_space and length:
                # the space stands where the last of its run stood
                starts.append(length)
                shifts.append(cursor - 1 - length)
                pieces.append(" ")
                length += 1
            pending_space = False
            starts.append(length)
            shifts.append(cursor - length)
            pieces.append(text[cursor:begin])
            length += begin - cursor
        if not _DROPPED.match(gap.group()):
            pending_space = True
        cursor = end
    if cursor < len(text):
        if pending_space and length:
            starts.append(length)
            shifts.append(cursor - 1 - length)
            pieces.append(" ")
            length += 1
        starts.append(length)
        shifts.append(cursor - length)
        pieces.append(text[cursor:])
    folded = _lower("".join(pieces).translate(_ONE_TO_ONE))
    return Folded(text, folded, tuple(starts), tuple(shifts))


_WORD = re.compile(r"\w+")
_A_LINE = 2000
"""What is longer is not remembered: a memory of lines must not become one of pages."""


def word_count(text: str) -> int:
    r"""Count the words of ``text``: runs of ``\w``."""
    return _count(text) if len(text) <= _A_LINE else len(_WORD.findall(text))


@lru_cache(maxsize=4096)
def _count(line: str) -> int:
    # Each rule, zone and heading asks of the same lines again.
    return len(_WORD.findall(line))


def solid(text: str) -> str:
    """Return ``text`` without any white space: what conservation counts."""
    return _SPACE.sub("", text)
