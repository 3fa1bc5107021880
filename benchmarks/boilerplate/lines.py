"""What the line classifier is taught on: documents whose lines are known to be artifacts or reporting.

Each document is shown in four states, since that is what the classifier will meet: as it came, as the rules leave it, with a half of
its artifacts left, and clean. So it is not only taught what to take but also, in every place, what to leave when all is done.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaners import boilerplate, clean_text
from cleaners.rules import general_rules
from cleaners.types import ArtifactKind
from tests.gauntlet.assembly import assemble
from tests.gauntlet.data import Artifact, topics

SILENT = boilerplate.Model(bias=(boilerplate.DOUBT + boilerplate.TAKE) / 2, weights={}, kinds={})
"""A classifier that neither takes nor doubts: with it the rules are alone."""


_REPEATED = frozenset((ArtifactKind.REPEATED_BLOCK, ArtifactKind.REPEATED_TITLE))
"""What is an artifact only because it was said before teaches nothing about its words."""


@dataclass(frozen=True, slots=True)
class Known:
    """A line of a document; ``artifact`` is None where it is both, or where nobody knows."""

    text: str
    artifact: bool | None
    kind: ArtifactKind | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A document, and who wrote it: what one author wrote is never used to test what was learned from the same."""

    author: str
    lines: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One line in one state of its document."""

    author: str
    text: str
    features: tuple[str, ...]
    artifact: bool
    kind: ArtifactKind | None
    least: float
    """The score from which on the line would be taken."""


def gauntlet() -> Iterator[Lines]:
    """Yield the documents that are put together from the gauntlet's lines."""
    for document in assemble():
        lines = []
        for parts in document.lines:
            if len(parts) > 1:
                lines.append(Known(" ".join(part.text for part in parts), None))
                continue
            [part] = parts
            kind = part.of.kind if isinstance(part.of, Artifact) else None
            lines.append(Known(part.text, part.role == "artifact", kind))
        yield Lines("gauntlet", tuple(lines))


def rules(chance: random.Random) -> Iterator[Lines]:
    """Yield articles with the examples of the rules in them, in every place in which the rules promise what becomes of them."""
    stories = topics()

    def story(*, lead: Known | None = None, body: Known | None = None, tail: Known | None = None) -> Lines:
        told = chance.choice(stories)
        title, *rest = (Known(text, False) for text in (chance.choice(told.titles), *told.paragraphs[:5]))
        above = [lead, title] if lead is not None and lead.artifact else [title, lead]
        lines = [*above, *rest[:2], body, *rest[2:], tail]
        return Lines("rules", tuple(line for line in lines if line is not None))

    for rule in general_rules():
        if not rule.active or rule.scope == "span":
            continue
        for text in rule.remove:
            for zone in sorted(rule.zones):
                yield story(**{zone: Known(" ".join(text.split()), True, rule.kind)})
        for example in rule.keep:
            for zone in ("lead", "body", "tail") if example.zone is None else (example.zone,):
                yield story(**{zone: Known(" ".join(example.text.split()), False)})


def documents(path: Path) -> Iterator[Lines]:
    """Yield the whole documents of one examiner: JSON Lines of ``{"lines": [{"text", "role", "kind"}]}``."""
    for row in path.read_text(encoding="utf-8").splitlines():
        lines = [
            Known(
                line["text"],
                None if line.get("role") is None else line["role"] == "artifact",
                ArtifactKind(line["kind"]) if line.get("kind") else None,
            )
            for line in json.loads(row)["lines"]
        ]
        yield Lines(path.stem, tuple(lines))


def texts(path: Path) -> Iterator[Lines]:
    """Yield real texts, all of whose lines the rules leave count as reporting: gzipped JSON Lines of ``{"text"}``."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in file:
            found = [line.strip() for line in json.loads(row)["text"].splitlines() if line.strip()]
            yield Lines("texts", tuple(Known(line, False) for line in found))


def examples(document: Lines, chance: random.Random) -> list[Example]:
    """Return the lines of a document in each of its states."""
    lines = list(document.lines)
    left = _after_rules(lines)
    if document.author == "texts":
        return _in_state(document.author, left)
    if document.author == "rules":
        return [*_in_state(document.author, lines), *_in_state(document.author, left)]
    states = [
        lines,
        left,
        [line for line in lines if not line.artifact],
        [line for line in left if not line.artifact or chance.random() < 0.5],
    ]
    return [example for state in states for example in _in_state(document.author, state)]


def _in_state(author: str, lines: Sequence[Known]) -> list[Example]:
    around = boilerplate.Surroundings([boilerplate.look(line.text) for line in lines])
    title = next((at for at, look in enumerate(around.lines) if 2 <= look.words <= 21), -1)
    return [
        Example(
            author,
            line.text,
            tuple(around.features(at)),
            line.artifact,
            line.kind,
            around.threshold(at, title=at == title),
        )
        for at, line in enumerate(lines)
        if line.artifact is not None and line.kind not in _REPEATED
    ]


def _after_rules(lines: Sequence[Known]) -> list[Known]:
    text = "\n".join(" ".join(line.text.split()) for line in lines)
    cleaned = clean_text(text)
    kept = bytearray(len(cleaned.source))
    spans = [block.span for block in cleaned.blocks]
    for start, end in [*spans, *([cleaned.title_span] if cleaned.title_span else [])]:
        kept[start:end] = b"\1" * (end - start)
    for removal in cleaned.removals:
        if removal.span:
            kept[removal.span.start : removal.span.end] = bytes(removal.span.end - removal.span.start)
    left, at = [], 0
    for line, piece in zip(lines, cleaned.source.split("\n"), strict=False):
        if any(kept[at : at + len(piece)]):
            left.append(line)
        at += len(piece) + 1
    return left
