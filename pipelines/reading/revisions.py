"""What differs between two revisions of an article, word by word; large texts are compared as far as a page can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pipelines.replay import content, diff
from pipelines.store import revising
from pipelines.store.models import RevisionRow

LONGEST = 60_000
"""Characters of each text that are compared."""
MOST_PARAGRAPHS = 800
"""… and paragraphs: comparing them takes the square of their number."""
LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Changed:
    """A column of the article that has another value now, both as text."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph in pieces, or how many in a row are alike."""

    pieces: diff.Line
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    revision: int
    created_at: datetime
    reason: str
    run_id: str
    rules_version: str
    cleaner_version: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two revisions side by side."""

    before: Side
    after: Side
    language: str | None
    same: bool
    """Whether they are the same in everything."""
    lines: tuple[Line, ...]
    changed: tuple[Changed, ...]
    rules_gained: tuple[tuple[str, int], ...]
    """Rules that take more now, with how much more."""
    rules_lost: tuple[tuple[str, int], ...]
    cut: int
    """Characters at the end that were not compared."""


def difference(session: Session, article_id: str, before: int, after: int) -> Difference | None:
    """Return what differs between two revisions; None when one of them does not exist."""
    first, second = (session.get(RevisionRow, (article_id, number)) for number in (before, after))
    if first is None or second is None:
        return None
    old, new = (content.of_row(row, revising.removals_of(session, row)) for row in (first, second))
    former, cut_former = _bounded(old.words)
    latter, cut_latter = _bounded(new.words)
    gained, lost = content.rules_changed(old, new)
    return Difference(
        _side(first),
        _side(second),
        second.language,
        old.sha256 == new.sha256,
        _lines(diff.word_diff(former, latter)),
        tuple(
            Changed(name, _value(old.columns[name]), _value(new.columns[name]))
            for name in content.changed_fields(old, new)
            if name not in ("title", "text", "blocks")
        ),
        tuple(gained.items()),
        tuple(lost.items()),
        max(cut_former, cut_latter),
    )


def _side(row: RevisionRow) -> Side:
    return Side(row.revision, row.created_at, row.reason, row.run_id, row.rules_version, row.cleaner_version)


def _bounded(text: str) -> tuple[str, int]:
    """Return as much of the text as is compared, and how many characters that leaves out."""
    kept = "\n\n".join(text[:LONGEST].split("\n\n")[:MOST_PARAGRAPHS])
    return kept, len(text) - len(kept)


def _lines(found: Sequence[diff.Line]) -> tuple[Line, ...]:
    """Keep the paragraphs that differ, and count those between them that do not."""
    lines: list[Line] = []
    alike = 0
    for pieces in found:
        said = any(piece.text.strip() for piece in pieces)
        if all(piece.sign == "=" for piece in pieces):
            alike += said
            continue
        if alike:
            lines.append(Line((), alike))
            alike = 0
        lines.append(Line(pieces))
    if alike:
        lines.append(Line((), alike))
    return tuple(lines)


def _value(value: object) -> str:
    if value in (None, [], ""):
        return ""
    text = "، ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
