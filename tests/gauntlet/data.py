"""The gauntlet's lines, read from TOML: what sites print around articles, and reporting that looks like it.

An *entry* is one line or a few lines that stand together. Artifacts are divided into two halves by a hash of their own
text: ``open`` may be read by whoever writes rules, ``held_out`` only counts, so that its score says how the rules do on
wordings that nobody tuned them for. Editing one line moves no other line to the other half.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from cleaners.types import ArtifactKind

HERE = Path(__file__).parent
Half = Literal["open", "held_out"]
HALVES: tuple[Half, ...] = ("open", "held_out")
RATES = ("common", "uncommon", "rare")
ARTIFACT_PLACES = {
    "before": "before the title",
    "after": "between title and first paragraph",
    "lead": "before or after the title",
    "body": "between two paragraphs",
    "tail": "after the last paragraph",
    "glued_start": "glued to the start of the first paragraph",
    "glued_end": "glued to the end of a paragraph",
}
REPORTING_PLACES = {
    "title": "the title",
    "heading": "before a paragraph of the body",
    "first": "the first paragraph",
    "body": "between two paragraphs",
    "last": "the last line",
}


@dataclass(frozen=True, slots=True)
class Artifact:
    """Lines that are no reporting. ``{title}`` and ``{paragraph}`` in them stand for what the article says."""

    kind: ArtifactKind
    rate: str
    places: tuple[str, ...]
    lines: tuple[str, ...]
    half: Half


@dataclass(frozen=True, slots=True)
class Trap:
    """Lines that are reporting, whatever they look like."""

    family: str
    places: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """An article without anything around it."""

    name: str
    titles: tuple[str, ...]
    paragraphs: tuple[str, ...]


def half_of(text: str) -> Half:
    """Return the half that ``text`` belongs to: one bit of its hash, the same on every machine."""
    return HALVES[sha256(text.encode()).digest()[0] & 1]


@cache
def artifacts() -> tuple[Artifact, ...]:
    """Return all artifacts, in the order of their files."""
    found: list[Artifact] = []
    for path, table in _tables("artifacts"):
        kind = ArtifactKind(table["kind"])
        for entry in table["lines"]:
            places = _places(entry["at"], ARTIFACT_PLACES, path)
            if entry["rate"] not in RATES:
                raise ValueError(f"{path}: rate {entry['rate']!r} is none of {RATES}")
            found += [
                Artifact(kind, entry["rate"], places, _lines(text), half_of(text)) for text in entry["text"]
            ]
    return tuple(found)


@cache
def traps() -> tuple[Trap, ...]:
    """Return all traps, in the order of their files."""
    return tuple(
        Trap(table["family"], _places(entry["at"], REPORTING_PLACES, path), _lines(text))
        for path, table in _tables("reporting")
        if "family" in table
        for entry in table["lines"]
        for text in entry["text"]
    )


@cache
def topics() -> tuple[Topic, ...]:
    """Return the paragraph bank."""
    return tuple(
        Topic(topic["name"], tuple(topic["titles"]), tuple(topic["paragraphs"]))
        for _, table in _tables("reporting")
        for topic in table.get("topic", ())
    )


def _tables(folder: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for path in sorted((HERE / folder).glob("*.toml")):
        yield path, tomllib.loads(path.read_text(encoding="utf-8"))


def _places(at: str | list[str], known: Mapping[str, str], path: Path) -> tuple[str, ...]:
    places = (at,) if isinstance(at, str) else tuple(at)
    if unknown := set(places) - set(known):
        raise ValueError(f"{path}: {unknown} is none of {sorted(known)}")
    return places


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
