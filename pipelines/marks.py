"""The text before cleaning, cut into pieces that each say what became of them: the before side of "before and after".

``scrapy show`` and the console both show it; what they show is decided here, so that it can be tested. Conservation holds here
too: the pieces, put together, are the source text, and each has exactly one fate.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from cleaners.types import Cleaned, Span


class Fate(StrEnum):
    """What became of a piece of the source."""

    TITLE = "title"
    ARTICLE = "article"
    TRANSLATION = "translation"
    """It was moved beside the article, to ``translations``."""
    REMOVED = "removed"
    SPACE = "space"
    """White space between the others."""
    UNACCOUNTED = "unaccounted"
    """It is in nothing that the spans name: conservation would be broken. Shown rather than hidden."""


class State(StrEnum):
    """What became of a line as a whole."""

    KEPT = "kept"
    PARTLY = "partly"
    REMOVED = "removed"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the source with one fate: ``text == source[start : start + len(text)]``."""

    start: int
    text: str
    fate: Fate
    removal: int | None = None
    """Which of the removals took it: its place in ``Cleaned.removals``."""
    translation: int | None = None
    """Which of the translations has it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source, its line break included."""

    pieces: tuple[Piece, ...]

    @property
    def start(self) -> int:
        """Where it begins in the source."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.pieces[-1].start + len(self.pieces[-1].text)

    @property
    def text(self) -> str:
        """The line as it stood in the source."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def removals(self) -> tuple[int, ...]:
        """The removals that took something of it, in the order of the line."""
        return tuple(dict.fromkeys(p.removal for p in self.pieces if p.removal is not None))

    @property
    def state(self) -> State:
        """Whether it stayed, went, or went in part; white space counts for nothing."""
        said = [piece for piece in self.pieces if piece.text.strip()]
        gone = sum(piece.fate is Fate.REMOVED for piece in said)
        if not said:
            return State.BLANK
        if not gone:
            return State.KEPT
        return State.REMOVED if gone == len(said) else State.PARTLY


def pieces_of(cleaned: Cleaned) -> tuple[Piece, ...]:
    """Return ``cleaned.source`` in pieces, in order; they concatenate to it.

    A removal inside a block is no part of the block, so removals come before all else; of two spans that overlap (a broken
    store; the cleaners make none) the first keeps the place.
    """
    source = cleaned.source
    claims: list[tuple[Span, Piece]] = [
        (item.span, Piece(0, "", Fate.REMOVED, removal=number))
        for number, item in enumerate(cleaned.removals)
        if item.span is not None
    ]
    if cleaned.title_span is not None:
        claims.append((cleaned.title_span, Piece(0, "", Fate.TITLE)))
    claims += [(block.span, Piece(0, "", Fate.ARTICLE)) for block in cleaned.blocks]
    for number, translation in enumerate(cleaned.translations):
        claims += [
            (block.span, Piece(0, "", Fate.TRANSLATION, translation=number)) for block in translation.blocks
        ]
    return tuple(_pieces(source, claims))


def lines_of(cleaned: Cleaned) -> tuple[Line, ...]:
    """Return the same pieces by lines of the source; a piece that reaches over a line's end is divided there."""
    found: list[Line] = []
    line: list[Piece] = []
    for piece in pieces_of(cleaned):
        at = piece.start
        for part in piece.text.splitlines(keepends=True):
            line.append(replace(piece, start=at, text=part))
            at += len(part)
            if part.splitlines()[0] != part:  # it has its line break
                found.append(Line(tuple(line)))
                line = []
    if line:
        found.append(Line(tuple(line)))
    return tuple(found)


def _pieces(source: str, claims: Sequence[tuple[Span, Piece]]) -> Iterator[Piece]:
    """Yield the source from claim to claim; where several claim a place, the earliest in the list has it."""
    bounds = {0, len(source)}
    starts: list[tuple[int, int, int]] = []
    for rank, (span, _) in enumerate(claims):
        start, end = max(0, span.start), min(len(source), span.end)
        if start < end:
            bounds |= {start, end}
            starts.append((start, rank, end))
    starts.sort(reverse=True)
    standing: list[tuple[int, int]] = []  # (rank, end), the earliest claim first
    last: tuple[int | None, int, int] | None = None
    for begin, end in pairwise(sorted(bounds)):
        while starts and starts[-1][0] <= begin:
            _, rank, until = starts.pop()
            heapq.heappush(standing, (rank, until))
        while standing and standing[0][1] <= begin:
            heapq.heappop(standing)
        owner = standing[0][0] if standing else None
        if last is not None and last[0] == owner:
            last = (owner, last[1], end)
            continue
        if last is not None:
            yield _piece(source, claims, last)
        last = (owner, begin, end)
    if last is not None:
        yield _piece(source, claims, last)


def _piece(source: str, claims: Sequence[tuple[Span, Piece]], run: tuple[int | None, int, int]) -> Piece:
    owner, start, end = run
    text = source[start:end]
    if owner is None:
        return Piece(start, text, Fate.UNACCOUNTED if text.strip() else Fate.SPACE)
    return replace(claims[owner][1], start=start, text=text)


def beside(cleaned: Cleaned) -> tuple[int, ...]:
    """Return which removals have no place in the source: elements that went before there was a text."""
    return tuple(number for number, item in enumerate(cleaned.removals) if item.span is None)


def kept_text(pieces: Iterable[Piece]) -> str:
    """Return what was not removed of ``pieces``."""
    return "".join(piece.text for piece in pieces if piece.fate is not Fate.REMOVED)


__all__ = ["Fate", "Line", "Piece", "State", "beside", "kept_text", "lines_of", "pieces_of"]
