"""Finds the article in a page: its blocks in reading order, and a reason where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from cleaners.dom import parse
from cleaners.extract.align import letters, share_kept
from cleaners.extract.candidates import ask_trafilatura
from cleaners.extract.features import Described, describe
from cleaners.extract.segments import Reading, read
from cleaners.extract.vote import elect, first_vote, second_features, second_vote, weights
from cleaners.layouts import find_layout, read_layout
from cleaners.types import BlockKind, Flag, Removal

__all__ = ["OPINIONS", "Extracted", "Looked", "extract", "look"]

OPINIONS = ("fast", "precise")
"""The candidates that vote: trafilatura's fast mode, and its fast mode that favours precision."""


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


@dataclass(frozen=True, slots=True)
class Looked:
    """A page as it is before the vote: its tree, its segments and what is known of each of them."""

    tree: LexborHTMLParser
    reading: Reading
    keys: list[str]
    opinions: dict[str, list[float]]
    described: list[Described]


def look(html: str, title: str | None = None) -> Looked:
    """Read the page, ask the candidates and describe its segments."""
    tree = parse(html)
    reading = read(tree)
    keys = [letters(s.text) for s in reading.segments]
    texts = ask_trafilatura(html)
    opinions = {
        name: share_kept(reading.segments, keys, text) for name, text in zip(OPINIONS, texts, strict=True)
    }
    if not title:
        node = tree.css_first("title")
        title = node.text(deep=True) if node is not None else ""
    return Looked(tree, reading, keys, opinions, describe(reading, keys, opinions, letters(title)))


def by_layout(html: str, url: str, day: date | None) -> Extracted | None:
    """Read the page by its site's or theme's layout; None when there is none, or it is doubtful or only a fallback."""
    try:
        domain = urlsplit(url).hostname
    except ValueError:
        domain = None
    tree = parse(html)
    layout = find_layout(tree, domain, day)
    if layout is None or layout.fallback:
        return None
    laid = read_layout(tree, layout, day)
    if laid is None:
        return None
    return Extracted(laid.blocks, laid.removals, laid.layout, 0.9, laid.left_out, laid.not_article)


def extract(html: str, url: str = "", *, title: str | None = None, day: date | None = None) -> Extracted:
    """Extract the article from ``html``; never raises, and the same page gives the same blocks always.

    Where a layout says where the text lies, the page is read by it and nobody is asked; ``day``, when the page was published or
    fetched, chooses among a rebuilt site's layouts.
    """
    if not html or not html.strip():
        return Extracted((), (), "none", 1.0, 0.0, Flag.EMPTY)
    if (laid := by_layout(html, url, day)) is not None:
        return laid
    looked = look(html, title)
    segments = looked.reading.segments
    visible = sum(len(s.text) for s in segments)
    if not visible:
        return Extracted((), (), "none", 1.0, 0.0, Flag.EMPTY)
    fitted = weights()
    votes = first_vote(fitted["first"], looked.described)
    chances = second_vote(
        fitted["second"], second_features(looked.reading, looked.described, votes, OPINIONS)
    )
    kept = [s for s, inside in zip(segments, elect(looked.reading, chances), strict=True) if inside]
    if not kept:
        return Extracted((), (), "none", 0.5, 1.0, Flag.NO_ARTICLE)
    chars = sum(len(s.text) for s in kept)
    return Extracted(tuple((s.kind, s.text) for s in kept), (), "vote", 0.8, 1 - chars / visible)
