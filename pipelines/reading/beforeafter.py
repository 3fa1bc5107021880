"""Before and after, line beside line: each line of the source with its pieces, and what became of it in the article.

Pure. A long text is shown in parts, since a page that takes a minute to open is no view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaners.types import Block, Cleaned
from pipelines.marks import Line, State, lines_of

PART = 40_000
"""Characters of the source that are shown at a time."""


@dataclass(frozen=True, slots=True)
class After:
    """A block of the article, of a translation, or the title."""

    kind: str
    """``title`` or a block's kind."""
    text: str
    language: str | None = None
    """Of a translation; None in the article itself."""
    cut: int = 0
    """Characters that are not shown, of a block that is longer than a part."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the source and the blocks that begin in it; where ``line`` is None the text came from elsewhere."""

    line: Line | None
    after: tuple[After, ...]


@dataclass(frozen=True, slots=True)
class Views:
    """One part of an article, before and after."""

    rows: tuple[Row, ...]
    part: int
    parts: int
    kept: int
    """Characters of the whole source, white space aside, that are in the article, its title or its translations."""
    removed: int
    """… and that were taken out."""


def views(cleaned: Cleaned, part: int = 1) -> Views:
    """Return part ``part`` (from 1) of the article; one that does not exist is the nearest that does."""
    lines = lines_of(cleaned)
    rows = _rows(cleaned, [piece for line in lines for piece in _short(line)])
    parts = _parts(rows)
    at = min(max(1, part), len(parts))
    gone = {True: 0, False: 0}
    for line in lines:
        for piece in line.pieces:
            gone[piece.removal is not None] += sum(map(len, piece.text.split()))
    return Views(tuple(parts[at - 1]), at, len(parts), gone[False], gone[True])


def _rows(cleaned: Cleaned, lines: Sequence[Line]) -> list[Row]:
    """Give each line that says anything the blocks that begin in it."""
    wanted = [(block.span.start, _after(block)) for block in cleaned.blocks]
    wanted += [
        (block.span.start, _after(block, translation.language))
        for translation in cleaned.translations
        for block in translation.blocks
    ]
    rows: list[Row] = []
    if cleaned.title and cleaned.title_span is not None:
        wanted.append((cleaned.title_span.start, After("title", cleaned.title)))
    elif cleaned.title:
        rows.append(Row(None, (After("title", cleaned.title),)))
    wanted.sort(key=lambda item: item[0])
    place = 0
    for line in lines:
        found = []
        while place < len(wanted) and wanted[place][0] < line.end:
            found.append(wanted[place][1])
            place += 1
        if found or line.state is not State.BLANK:
            rows.append(Row(line, tuple(found)))
    if place < len(wanted):
        rows.append(Row(None, tuple(after for _, after in wanted[place:])))
    return rows


def _after(block: Block, language: str | None = None) -> After:
    return After(str(block.kind), block.text[:PART], language, max(0, len(block.text) - PART))


def _short(line: Line) -> list[Line]:
    """Divide a line that is longer than a part; text without line breaks comes from what others extracted."""
    if line.end - line.start <= PART:
        return [line]
    found = []
    for piece in line.pieces:
        for start in range(0, len(piece.text), PART):
            text = piece.text[start : start + PART]
            found.append(Line((replace(piece, start=piece.start + start, text=text),)))
    return found


def _parts(rows: Sequence[Row]) -> list[list[Row]]:
    parts: list[list[Row]] = [[]]
    size = 0
    for row in rows:
        length = row.line.end - row.line.start if row.line else 0
        if parts[-1] and size + length > PART:
            parts.append([])
            size = 0
        parts[-1].append(row)
        size += length
    return parts
