"""Finds the article in a page: its blocks in reading order, and a reason where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from cleaners.dom import parse
from cleaners.extract.align import letters, share_kept
from cleaners.extract.candidates import by_trafilatura, fits
from cleaners.extract.segments import read
from cleaners.types import BlockKind, Flag, Removal

__all__ = ["Extracted", "extract"]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What extraction found, and how sure it is."""

    blocks: tuple[tuple[BlockKind, str], ...]
    """Kind and text of each block in reading order; a text is one line."""
    dom_removals: tuple[Removal, ...]
    """Elements that rules took out of the article's area."""
    extractor: str
    """The candidate that won."""
    confidence: float
    """From 0 to 1: how far the candidates agreed."""
    left_out: float
    """Share, from 0 to 1, of the page's visible characters that are not in the blocks."""
    not_article: Flag | None = None
    """Why there are no blocks; None when there are some."""


def extract(html: str, url: str = "", *, title: str | None = None) -> Extracted:
    """Extract the article from ``html``; never raises, and the same page gives the same blocks always."""
    if not html or not html.strip():
        return Extracted((), (), "none", 1.0, 0.0, Flag.EMPTY)
    tree = parse(html)
    reading = read(tree)
    segments = reading.segments
    keys = [letters(s.text) for s in segments]
    visible = sum(len(s.text) for s in segments)
    text = by_trafilatura(html) if fits(html) else ""
    kept = [s for s, share in zip(segments, share_kept(segments, keys, text), strict=True) if share >= 0.5]
    if not kept:
        return Extracted(
            (), (), "none", 0.5, 1.0 if visible else 0.0, Flag.NO_ARTICLE if visible else Flag.EMPTY
        )
    chars = sum(len(s.text) for s in kept)
    return Extracted(
        tuple((s.kind, s.text) for s in kept), (), "trafilatura", 0.8, 1 - chars / max(1, visible)
    )
