"""Finds the article in a page: its blocks in reading order, and a reason where there is none.

In this order: the layout of the site or theme, where it is known; a vote on the page's own lines; the same vote with
trafilatura's opinion, where the first was in doubt; the text that the page itself gives to search engines, where the
visible one is only its beginning. Whatever is chosen, the characters are the page's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import EllipsisType
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from cleaners.dom import Document, document, parse
from cleaners.extract.align import letters, share_kept
from cleaners.extract.candidates import ask_trafilatura, by_jsonld, fits
from cleaners.extract.features import Described, describe, with_opinions
from cleaners.extract.refusal import refusal
from cleaners.extract.segments import Reading, Segment, read
from cleaners.extract.vote import OPINIONS, Voters, chances, doubt, elect
from cleaners.layout_files import Layout
from cleaners.types import BlockKind, Flag, Removal

__all__ = ["Extracted", "Looked", "ask", "extract", "look"]

Blocks = tuple[tuple[BlockKind, str], ...]

DOUBT = 0.17
"""A vote less decided than this asks trafilatura, too: a fifth of the pages, and with them nearly all that it can mend."""
_GIVEN_MORE = 1.8
"""How many times as long as the visible text the text for search engines must be to be taken for it."""
_GIVEN_LEAST = 400
_MAY_BE_GIVEN = (None, Flag.NO_ARTICLE, Flag.PAYWALLED)
"""What the visible text may be said to be for the text for search engines to be looked at."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What extraction found, and how sure it is."""

    blocks: Blocks
    """Kind and text of each block in reading order; a text is one line."""
    dom_removals: tuple[Removal, ...]
    """Elements that rules took out of the article's area."""
    extractor: str
    """What chose the text: ``theme.jannah``, ``site.…``, ``vote``, ``vote+trafilatura``, ``jsonld`` or ``none``."""
    confidence: float
    """From 0 to 1: how decided the choice was."""
    left_out: float
    """Share, from 0 to 1, of the page's visible characters that are not in the blocks."""
    not_article: Flag | None = None
    """Why there are no blocks; None when there are some."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A page before the vote: its tree, its segments and what is known of each of them."""

    tree: LexborHTMLParser
    reading: Reading
    keys: list[str]
    """The letters of each segment."""
    described: list[Described]


def look(html: str, title: str | None = None) -> Looked:
    """Read the page and describe its segments."""
    return _look(parse(html), title)


def ask(looked: Looked, html: str) -> list[Described]:
    """Describe the segments anew, with what trafilatura keeps of them."""
    segments, keys = looked.reading.segments, looked.keys
    texts = zip(OPINIONS, ask_trafilatura(html), strict=True)
    opinions = {name: share_kept(segments, keys, text) for name, text in texts}
    return with_opinions(looked.reading, keys, looked.described, opinions)


def extract(
    page: str | Document,
    url: str = "",
    *,
    title: str | None = None,
    days: Sequence[date] = (),
    layout: Layout | EllipsisType | None = ...,
) -> Extracted:
    """Extract the article from a page's HTML, parsed already or not; never raises, and the same page gives the same blocks.

    ``days`` are the page's own (see :func:`cleaners.layouts.find_layout`): a site that was rebuilt is read with the layout
    of its time. ``layout`` is that layout, or None for none, where the caller has looked for it already.
    """
    page = document(page) if isinstance(page, str) else page
    html, tree = page.html, page.tree
    if not html.strip():
        return _nothing(Flag.EMPTY, 1.0, 0.0)
    laid = _by_layout(tree, url, days, layout)
    if laid is not None:
        return laid
    looked = _look(tree, title)
    segments = looked.reading.segments
    visible = sum(len(s.text) for s in segments)
    if not visible:
        return _by_jsonld(tree, (), 0) or _nothing(Flag.EMPTY, 1.0, 0.0)
    voters: Voters = "alone"
    got = chances(looked.reading, looked.described, voters)
    unsure = doubt(looked.reading, got)
    if unsure > DOUBT and fits(html):
        voters = "asked"
        got = chances(looked.reading, ask(looked, html), voters)
        unsure = doubt(looked.reading, got)
    kept = [s for s, inside in zip(segments, elect(looked.reading, got), strict=True) if inside]
    why_not = refusal(tree, looked.reading, kept, got, [one.other for one in looked.described])
    given = _by_jsonld(tree, kept, visible) if why_not in _MAY_BE_GIVEN else None
    if given is not None:
        return given
    if why_not is not None:
        return _nothing(why_not, round(1 - unsure, 3), 1.0)
    chars = sum(len(s.text) for s in kept)
    return Extracted(
        tuple((s.kind, s.text) for s in kept),
        (),
        "vote" if voters == "alone" else "vote+trafilatura",
        round(1 - unsure, 3),
        round(1 - chars / visible, 4),
    )


def _look(tree: LexborHTMLParser, title: str | None) -> Looked:
    reading = read(tree)
    keys = [letters(s.text) for s in reading.segments]
    if not title:
        node = tree.css_first("title")
        title = node.text(deep=True) if node is not None else ""
    return Looked(tree, reading, keys, describe(reading, keys, letters(title[:500])))


def _nothing(why: Flag, confidence: float, left_out: float) -> Extracted:
    return Extracted((), (), "none", confidence, left_out, why)


def _by_layout(
    tree: LexborHTMLParser, url: str, days: Sequence[date], layout: Layout | EllipsisType | None
) -> Extracted | None:
    """Return what the layout of the site or theme makes of the page, where there is one that can be trusted."""
    from cleaners.layouts import find_layout, read_layout  # layouts reads segments, too

    try:
        domain = urlsplit(url).hostname
    except ValueError:
        domain = None
    if isinstance(layout, EllipsisType):
        layout = find_layout(tree, domain, days)
    if layout is None or layout.fallback:
        return None
    laid = read_layout(tree, layout)
    if laid is None:
        return None
    if laid.empty or not laid.blocks:
        return Extracted((), laid.removals, laid.layout, 0.95, 1.0, laid.not_article or Flag.NO_ARTICLE)
    return Extracted(laid.blocks, laid.removals, laid.layout, 0.95, round(laid.left_out, 4))


def _by_jsonld(tree: LexborHTMLParser, kept: list[Segment] | tuple[()], visible: int) -> Extracted | None:
    """Return the ``articleBody`` for search engines where the visible text is only its beginning, or is missing."""
    body = by_jsonld(tree)
    whole = letters(body)
    seen = [letters(s.text) for s in kept]
    shown = sum(map(len, seen))
    if len(whole) < max(_GIVEN_LEAST, _GIVEN_MORE * shown):
        return None
    if shown and sum(len(key) for key in seen if key in whole) < 0.6 * shown:
        return None
    if "<" in body:
        lines = [s.text for s in read(parse(body)).segments]
    else:
        lines = [line for part in body.splitlines() if (line := " ".join(part.split()))]
    if not lines:
        return None
    chars = sum(len(s.text) for s in kept)
    return Extracted(
        tuple((BlockKind.PARAGRAPH, line) for line in lines),
        (),
        "jsonld",
        0.7,
        round(1 - chars / visible, 4) if visible else 0.0,
    )
