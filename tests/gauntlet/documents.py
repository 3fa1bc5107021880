"""Whole documents by other authors, who had read neither the rules nor the gauntlet; in ``documents/``, one file an author.

One JSON object a document: ``{"name", "lines": [{"role": "title" | "reporting" | "artifact", "kind", "text"}]}``. A line without a role
is glued together of both, and counts for nothing. ``mashriq`` and ``maghreb`` know the sites of their half of the Arab world,
``newsrooms-1`` and ``newsrooms-2`` wrote articles as particular sites print them, ``kinds`` went through the kinds of artifacts.
Later came ``khalij`` (Egypt and the Gulf), ``atraf`` (small sites from Mauritania to Iraq), ``majalla`` (magazines, broadcasters)
and ``fikhakh``, two thirds of whose reporting are traps: tables, verse, programmes, notices.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cleaners.types import ArtifactKind
from tests.gauntlet.assembly import Document, Part
from tests.gauntlet.data import Artifact

FOLDER = Path(__file__).parent / "documents"
AUTHORS = tuple(sorted(path.stem for path in FOLDER.glob("*.jsonl")))


@cache
def documents(author: str) -> tuple[Document, ...]:
    """Return an author's documents."""
    return tuple(_read(author))


def _read(author: str) -> Iterator[Document]:
    for row in (FOLDER / f"{author}.jsonl").read_text(encoding="utf-8").splitlines():
        data = json.loads(row)
        yield Document(data["name"], "open", tuple((_part(line),) for line in data["lines"]))


def _part(line: dict[str, str]) -> Part:
    text = " ".join(line["text"].split())
    match line.get("role"):
        case "artifact":
            of = Artifact(ArtifactKind(line["kind"]), "uncommon", (), (text,), "open")
            return Part(text, "artifact", "", of)
        case "title":
            return Part(text, "title", "title")
        case "reporting":
            return Part(text, "paragraph", "")
        case _:
            return Part(text, "artifact", "glued")
