"""Reads a page by the layout of its site or theme: where it is known where the text lies, nothing has to be guessed.

:func:`find_layout` looks for the site's own layout and then for a theme's signs; :func:`read_layout` takes the container's
lines in reading order, without the elements that the layout drops, and doubts what it sees: a container that is not there,
is one of many (a listing), consists of links or holds little of the page's prose gives None, and the page is read as if
nobody knew it. Neither changes the tree, neither raises on any content, and both take time in proportion to the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.dom import visible_text
from cleaners.extract.align import letters
from cleaners.extract.repeats import labelled_links
from cleaners.extract.segments import Element, Reading, Segment, read
from cleaners.layout_files import PLACES, Layout, LayoutError, load_site, load_themes
from cleaners.types import ArtifactKind, BlockKind, Flag, Removal

__all__ = ["Laid", "Layout", "LayoutError", "find_layout", "find_places", "read_layout"]

REMOVED_CHARS = 500
"""Characters of a dropped element's text that the ledger keeps."""
LABELLED_LINKS = "everywhere.labelled_links"
"""What the ledger calls links under a label that says they are others' (read also)."""
_PROSE_CHARS = 30
"""A line of this many characters is prose: shorter ones are labels. Not counted in words, which Japanese does not divide."""
_LEAST_SHARE = 0.3
"""Of the page's prose outside comments, menus and columns this much lies in the container, or it is not the article's."""
_MAIN_SHARE = 0.7
"""Among several containers one must hold this much of their prose to be the article."""
_MOST_LINKS = 0.5
_MOST_DOUBTED = 0.3
"""What is dropped for its name alone holds no more of the container's text than this."""
_ELSEWHERE = 600
"""Characters of prose beside an empty container that make it doubtful that the post has no text."""
_FURNITURE_TAGS = frozenset(("aside", "footer", "nav", "form"))
_FURNITURE = (
    "comment",
    "related",
    "sidebar",
    "widget",
    "footer",
    "author",
    "newsletter",
    "menu",
    "cookie",
    "disqus",
)
_PICTURES = "img, picture, video, audio, iframe, amp-img"
"""What a post without text is about, whatever its theme."""
_MOST_NODES = 300
_MOST_PLACED = 30
"""Elements of one place, at most: a page has so many tags."""
_MOST_CONTAINERS = 30
_DOUBTED_WORK = 20
"""To measure what is dropped for its name, this many times the container's text is read at most."""
_BRACKETS = re.compile(r"\[[^\]]*\]")
_NAMED = re.compile(r"[.#]([A-Za-z_][\w-]*)")


@dataclass(frozen=True, slots=True)
class Laid:
    """A page as its layout reads it."""

    layout: str
    """The layout's id: ``theme.jannah``."""
    blocks: tuple[tuple[BlockKind, str], ...]
    """Kind and text of each block in reading order; a text is one line."""
    removals: tuple[Removal, ...]
    """The elements that were dropped inside the container, in reading order."""
    container: str
    """The selector that found the container; empty when none was needed."""
    empty: bool
    """The page is no article, or its container holds no prose: a video or gallery post."""
    not_article: Flag | None = None
    """Why, when it is empty."""
    left_out: float = 0.0
    """Share, from 0 to 1, of the page's visible characters that are not in the blocks."""


def find_layout(tree: LexborHTMLParser, domain: str | None, days: Sequence[date] = ()) -> Layout | None:
    """Return the layout to read the page by: the site's own of its day, else the first theme whose signs it bears.

    ``days`` are the page's own in the order of trust: when it was fetched, for that is when a site's present system
    printed it, then when it was published, for some archives stand as they were made. The first with a layout that has
    something to read on the page counts; no day at all stands for the present. A theme, too, must offer something to read:
    a container, or a sign that the page is a listing or missing.

    Raises:
        LayoutError: when a file is broken; never because of the page.
    """
    own = [
        layout.of(day)
        for day in days or (None,)
        for layout in reversed(load_site(domain))
        if layout.holds(day)
    ]
    if own:
        return next((layout for layout in own if _offers(tree, layout)), own[0])
    names = _names(tree)
    for theme in load_themes():
        if _bears(tree, theme, names) and _offers(tree, theme):
            return theme
    return None


def _offers(tree: LexborHTMLParser, layout: Layout) -> bool:
    return any(_has(tree, selector) for selector in (*layout.container, *layout.listing, *layout.missing))


def read_layout(tree: LexborHTMLParser, layout: Layout) -> Laid | None:
    """Read the page by ``layout``; None when its container is missing or does not look like an article's."""
    if any(_has(tree, selector) for selector in layout.missing):
        return Laid(layout.id, (), (), "", True, Flag.NOT_FOUND, 1.0)
    if any(_has(tree, selector) for selector in layout.listing):
        return Laid(layout.id, (), (), "", True, Flag.LISTING_PAGE, 1.0)
    for selector in layout.container:
        nodes = _outermost(_all(tree, selector))
        if 0 < len(nodes) <= _MOST_CONTAINERS:
            drop = _drops(nodes, layout)
            reading = read(tree, {mem_id: f"{number}" for mem_id, number in drop.items()})
            areas = [e for e in reading.elements if e.mem_id in {node.mem_id for node in nodes}]
            if areas and (laid := _lay(layout, selector, nodes, areas, reading)):
                return laid
    return None


def find_places(tree: LexborHTMLParser, layout: Layout) -> Mapping[str, tuple[LexborNode, ...]]:
    """Return the elements where title, dates, authors, section and tags stand, as far as the layout says it and they say anything.

    Of a place's selectors the first that finds an element with text (or a date for machines) counts.
    """
    found: dict[str, tuple[LexborNode, ...]] = {}
    for place in PLACES:
        for selector in getattr(layout, place):
            nodes = tuple(node for node in islice(_all(tree, selector), _MOST_PLACED) if _says(node))
            if nodes:
                found[place] = nodes
                break
    return found


def _says(node: LexborNode) -> bool:
    return bool(visible_text(node)) or any(node.attributes.get(name) for name in ("datetime", "content"))


def _lay(
    layout: Layout,
    selector: str,
    nodes: Sequence[LexborNode],
    areas: Sequence[Element],
    reading: Reading,
) -> Laid | None:
    segments = reading.segments
    headlines = {letters(s.text) for s in segments if s.heading == 1}
    prose = [_is_prose(s) and letters(s.text) not in headlines for s in segments]

    def weight(area: Element) -> int:
        return sum(len(s.text) for s in segments[area.first : area.last] if prose[s.index])

    weights = [weight(area) for area in areas]
    total = sum(weights)
    outside = [
        s
        for s in segments
        if prose[s.index]
        and not any(area.first <= s.index < area.last for area in areas)
        and not _is_furniture(reading, s)
    ]
    rest = sum(len(s.text) for s in outside)
    if not total:
        if len(areas) > 1 or rest > _ELSEWHERE:
            return None
        flag = Flag.VIDEO_ONLY if _has_media(nodes[0], layout) else Flag.NO_ARTICLE
        return Laid(layout.id, (), (), selector, True, flag, 1.0)
    best = max(range(len(areas)), key=lambda i: weights[i])
    inside = weights[best]
    if inside < _MAIN_SHARE * total or inside < _LEAST_SHARE * (inside + rest):
        return None
    area = areas[best]
    inner = segments[area.first : area.last]
    linked = set(labelled_links(inner))
    own = [s for i, s in enumerate(inner) if i not in linked]
    chars = sum(len(s.text) for s in own)
    if not own or sum(s.link_chars for s in own) > _MOST_LINKS * chars:
        return None
    blocks = tuple((s.kind, s.text) for s in own)
    dropped = [
        (at, Removal(drop.id, drop.kind, "dom", text[:REMOVED_CHARS].strip(), None))
        for number, text, at in reading.dropped
        if area.first <= at <= area.last and (drop := layout.drops[int(number)])
    ]
    dropped += [
        (area.first + i, Removal(LABELLED_LINKS, ArtifactKind.RELATED_LINK, "dom", inner[i].text, None))
        for i in sorted(linked)
    ]
    removals = tuple(removal for _, removal in sorted(dropped, key=lambda one: one[0]))
    visible = sum(len(s.text) for s in segments) + sum(len(text) for _, text, _ in reading.dropped)
    return Laid(layout.id, blocks, removals, selector, False, None, 1 - chars / max(1, visible))


def _drops(nodes: Sequence[LexborNode], layout: Layout) -> dict[int, int]:
    """The elements inside the containers that are dropped, by ``mem_id``, and the number of the drop that takes them."""
    found: dict[int, int] = {}
    for node in nodes:
        whole = len(node.text())
        work = _DOUBTED_WORK * whole
        for number, drop in enumerate(layout.drops):
            for inner in islice(_all(node, drop.select), _MOST_NODES):
                if inner.mem_id == node.mem_id or inner.mem_id in found:
                    continue
                if drop.doubted:
                    size = len(inner.text()) if work > 0 else whole
                    work -= size
                    if size > _MOST_DOUBTED * whole:
                        continue
                found[inner.mem_id] = number
    return found


def _is_prose(segment: Segment) -> bool:
    return (
        not segment.heading
        and segment.kind is not BlockKind.CAPTION
        and segment.link_chars <= _MOST_LINKS * len(segment.text)
        and len(segment.text) >= _PROSE_CHARS
    )


def _is_furniture(reading: Reading, segment: Segment) -> bool:
    return any(
        element.tag in _FURNITURE_TAGS or any(word in element.names for word in _FURNITURE)
        for element in reading.path(segment)
        if element.tag not in ("body", "html")
    )


def _has_media(container: LexborNode, layout: Layout) -> bool:
    """Whether the post around the container shows what the layout calls media."""
    around = container
    while around.parent is not None and around.parent.tag not in ("body", "html"):
        if around.tag in ("article", "main") or around.attributes.get("role") == "main":
            break
        around = around.parent
    return _has(container, _PICTURES) or any(_has(around, selector) for selector in layout.media)


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Drop the nodes that lie inside another of them; document order makes the outer one come first."""
    kept: list[LexborNode] = []
    seen: set[int] = set()
    for node in nodes[:_MOST_NODES]:
        above = node.parent
        depth = 0
        while above is not None and above.mem_id not in seen and depth < _MOST_NODES:
            above = above.parent
            depth += 1
        if above is None or depth == _MOST_NODES:
            kept.append(node)
            seen.add(node.mem_id)
    return kept


def _bears(tree: LexborHTMLParser, theme: Layout, names: frozenset[str]) -> bool:
    def stands(selector: str) -> bool:
        return named_in(selector) <= names and _has(tree, selector)

    if any(stands(proof) for proof in theme.proofs):
        return True
    return len(list(islice((sign for sign in theme.signs if stands(sign)), 2))) == 2


def _names(tree: LexborHTMLParser) -> frozenset[str]:
    """All classes and ids of the page: most signs can be told from them to be missing, without a walk through the tree."""
    found: set[str] = set()
    for node in tree.css("[class], [id]"):
        attributes = node.attributes
        found.update((attributes.get("class") or "").split())
        found.add(attributes.get("id") or "")
    return frozenset(found)


@cache
def named_in(selector: str) -> frozenset[str]:
    """Return the classes and ids without which nothing can match ``selector``; empty when in doubt."""
    if "," in selector or ":" in selector:
        return frozenset()
    return frozenset(_NAMED.findall(_BRACKETS.sub("", selector)))


def _has(where: LexborHTMLParser | LexborNode, selector: str) -> bool:
    return where.css_first(selector) is not None


def _all(where: LexborHTMLParser | LexborNode, selector: str) -> list[LexborNode]:
    return list(where.css(selector))
