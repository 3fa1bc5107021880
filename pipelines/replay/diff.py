"""What differs between two texts, word by word.

Paragraphs are compared first and words only within those that differ: quick, and the way a reader looks at it. Words are what white
space divides, so that a mark written onto an Arabic word stays with it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Sign = Literal["=", "-", "+"]
_WORDS = re.compile(r"\S+\s*")
MOST_WORDS = 4000
"""Differing paragraphs longer than this are told as a whole: comparing their words would take too long."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that both have (``=``), only the former (``-``) or only the latter (``+``)."""

    sign: Sign
    text: str


Line = tuple[Piece, ...]
"""One paragraph, or one that took another's place, as pieces in reading order."""


def word_diff(before: str, after: str) -> tuple[Line, ...]:
    """Return both texts as one sequence of paragraphs (divided by a blank line), each in pieces."""
    return tuple(_lines(before.split("\n\n"), after.split("\n\n")))


def gained_and_lost(before: str, after: str) -> tuple[int, int]:
    """Return how many characters, white space aside, only ``after`` has, and only ``before``."""
    gained = lost = 0
    for line in word_diff(before, after):
        for piece in line:
            size = sum(map(len, piece.text.split()))
            gained += size if piece.sign == "+" else 0
            lost += size if piece.sign == "-" else 0
    return gained, lost


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((Piece("=", text),) for text in old[a:b])
            continue
        # A paragraph that was changed stands beside the one that took its place; those without a partner stand alone.
        for place in range(max(b - a, d - c)):
            yield _pieces(
                old[a + place] if a + place < b else "",
                new[c + place] if c + place < d else "",
            )


def _pieces(before: str, after: str) -> Line:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Piece] = []
    if len(old) + len(new) > MOST_WORDS:
        opcodes = [("replace", 0, len(old), 0, len(new))]
    else:
        plain_old, plain_new = [word.rstrip() for word in old], [word.rstrip() for word in new]
        opcodes = list(difflib.SequenceMatcher(None, plain_old, plain_new, autojunk=False).get_opcodes())
    for tag, a, b, c, d in opcodes:
        if tag == "equal":
            # Of a last word the form with white space behind it, so that it does not run into what follows.
            found.append(Piece("=", max("".join(old[a:b]), "".join(new[c:d]), key=len)))
            continue
        if b > a:
            found.append(Piece("-", "".join(old[a:b])))
        if d > c:
            found.append(Piece("+", "".join(new[c:d])))
    return tuple(found)
