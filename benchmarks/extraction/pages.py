"""Reads a folder of pages with gold text, as ``benchmarks/README.md`` describes it."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path


class BenchDataError(Exception):
    """The data folder is not as ``benchmarks/README.md`` says; names the file and what is missing."""


@dataclass(frozen=True, slots=True)
class GoldPage:
    """One page of the benchmark: where its bytes are and what a reader took to be its text."""

    id: str
    set: str
    lang: str
    kind: str
    """``full``: gold is the whole main text; ``empty``: there is no article text on the page."""
    url: str
    title: str
    html_file: Path
    gold: str

    def body(self) -> bytes:
        """Return the page's bytes as they were fetched."""
        raw = self.html_file.read_bytes()
        return gzip.decompress(raw) if self.html_file.suffix == ".gz" else raw


def load_pages(folder: Path, sets: tuple[str, ...] = (), limit: int | None = None) -> list[GoldPage]:
    """Return the pages of ``folder`` in the manifest's order; ``limit`` is pages per set."""
    manifest = folder / "manifest.jsonl"
    if not manifest.is_file():
        raise BenchDataError(f"{manifest}: no such file; give the folder that holds manifest.jsonl")
    pages: list[GoldPage] = []
    taken: dict[str, int] = {}
    for number, line in enumerate(manifest.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        missing = [key for key in ("id", "set", "html", "gold") if key not in row]
        if missing:
            raise BenchDataError(f"{manifest}:{number}: no {', '.join(missing)}; see benchmarks/README.md")
        if sets and row["set"] not in sets:
            continue
        taken[row["set"]] = taken.get(row["set"], 0) + 1
        if limit is not None and taken[row["set"]] > limit:
            continue
        pages.append(
            GoldPage(
                id=row["id"],
                set=row["set"],
                lang=row.get("lang") or "und",
                kind=row.get("kind") or "full",
                url=row.get("url") or "",
                title=row.get("title") or "",
                html_file=folder / row["html"],
                gold=(folder / row["gold"]).read_text("utf-8"),
            )
        )
    return pages
