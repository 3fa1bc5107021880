"""Turns a page's tree into its lines of text in reading order, each with what its surroundings say of it.

Every candidate of the extraction is in the end a choice among these segments, so what comes out is the page's own text,
character by character: libraries that rebuild text lose the zero-width non-joiners of Persian or glue a section name to a date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.dom import BLOCK, NOT_SHOWN, is_hidden, visible_text
from cleaners.types import BlockKind

MAX_NODES = 400_000
"""Nodes that are read of a page; no news page has a tenth of them."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SENTENCE_END = ".!?؟…»”\"')]:؛"
_SHORT_LINE = 40
_LONG_LINE = 80
_ROW_NODES = 120
_CELL_CHARS = 300
_CELLS = frozenset(("td", "th"))
_NAME_KEYS = ("class", "id", "role", "itemprop", "itemtype", "property", "data-component", "data-testid")


@dataclass(slots=True)
class Element:
    """An element that holds text: its place in the tree, and the segments that begin inside it."""

    index: int
    tag: str
    names: str
    """Class, id, role and itemprop, in lower case, each between spaces."""
    parent: int
    """Index of the parent element; -1 for the body."""
    mem_id: int
    first: int = 0
    """Index of the first segment inside."""
    last: int = 0
    """Index after the last segment inside."""


@dataclass(slots=True)
class Segment:
    """One line of the page as the reader sees it, with its white space collapsed."""

    index: int
    text: str
    kind: BlockKind
    element: int
    """Index of the nearest element that holds the whole line."""
    link_chars: int
    """How many of its characters lie in links."""
    heading: int = 0
    """Level of the heading that it is, 0 for none."""


@dataclass(slots=True)
class Reading:
    """A page as read: elements and segments in document order, and what was dropped on the way."""

    elements: list[Element] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    dropped: list[tuple[str, str, int]] = field(default_factory=list)
    """(rule name, visible text, index of the segment that would have followed)."""

    def path(self, segment: Segment) -> list[Element]:
        """Return the elements around ``segment``, the innermost first."""
        out: list[Element] = []
        at = segment.element
        while at >= 0:
            element = self.elements[at]
            out.append(element)
            at = element.parent
        return out


class _Line:
    """The line that is being read: pieces of text, and how much of it is linked."""

    __slots__ = ("linked", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = [0]
        """Characters in links, of each part between line breaks."""


def read(tree: LexborHTMLParser, drop: Mapping[int, str] | None = None) -> Reading:
    """Read the whole visible page; ``drop`` names by ``mem_id`` the elements that a rule takes out, and the rule."""
    reading = Reading()
    body = tree.body
    if body is None:
        return reading
    drop = drop or {}
    elements, segments = reading.elements, reading.segments
    line = _Line()
    breaks = 0
    link_depth = 0
    row_depth = 0
    quotes = lists = captions = 0
    heading = 0
    current = -1
    block_stack: list[int] = []

    def flush() -> None:
        nonlocal breaks
        breaks = 0
        if not line.pieces:
            return
        raw = "".join(line.pieces)
        linked = line.linked
        line.pieces.clear()
        line.linked = [0]
        for part, link_chars in _split_breaks(raw, linked):
            if captions:
                kind = BlockKind.CAPTION
            elif heading:
                kind = BlockKind.HEADING
            elif quotes:
                kind = BlockKind.QUOTE
            elif lists:
                kind = BlockKind.LIST
            else:
                kind = BlockKind.PARAGRAPH
            at = len(segments)
            segments.append(Segment(at, part, kind, max(current, 0), min(link_chars, len(part)), heading))

    # (node, whether everything inside it has been read)
    stack: list[tuple[LexborNode, bool]] = [(body, False)]
    seen = 0
    while stack:
        node, leaving = stack.pop()
        if leaving:
            tag = node.tag or ""
            if tag == "a":
                link_depth -= 1
                continue
            if tag in _CELLS and row_depth:
                line.pieces.append(" \x1f ")
                continue
            flush()
            element = elements[block_stack.pop()]
            element.last = len(segments)
            current = element.parent
            if tag == "blockquote":
                quotes -= 1
            elif tag == "li":
                lists -= 1
            elif tag == "figcaption":
                captions -= 1
            elif tag in _HEADINGS:
                heading = 0
            elif tag == "tr" and row_depth:
                row_depth -= 1
            continue
        following = node.next
        if following is not None and node is not body:
            stack.append((following, False))
        seen += 1
        if seen > MAX_NODES:
            break
        if node.is_text_node:
            text = node.text_content or ""
            if text:
                line.pieces.append(text.replace("\x1e", " ").replace("\x1f", " "))
                if link_depth:
                    line.linked[-1] += len(text.strip())
            continue
        if not node.is_element_node:
            continue
        tag = node.tag or ""
        if tag == "br":
            line.pieces.append("\x1e")
            line.linked.append(0)
            continue
        if tag in NOT_SHOWN:
            continue
        attributes = node.attributes
        if is_hidden(attributes):
            continue
        rule = drop.get(node.mem_id)
        if rule is not None:
            text = visible_text(node)
            if text:
                reading.dropped.append((rule, text, len(segments)))
            if tag in BLOCK:
                flush()
            else:
                line.pieces.append(" ")
            continue
        child = node.first_child
        if tag in _CELLS and row_depth:
            stack.append((node, True))
            if child is not None:
                stack.append((child, False))
            continue
        if tag in BLOCK:
            flush()
            names = " ".join(v for k in _NAME_KEYS if (v := attributes.get(k)))
            index = len(elements)
            elements.append(
                Element(
                    index,
                    tag,
                    f" {names.lower()} " if names else "",
                    current,
                    node.mem_id,
                    len(segments),
                    len(segments),
                )
            )
            block_stack.append(index)
            current = index
            if tag == "blockquote":
                quotes += 1
            elif tag == "li":
                lists += 1
            elif tag == "figcaption":
                captions += 1
            elif tag in _HEADINGS:
                heading = int(tag[1])
            elif tag == "tr" and _is_data_row(node):
                row_depth += 1
            stack.append((node, True))
            if child is not None:
                stack.append((child, False))
            continue
        if tag == "a":
            link_depth += 1
            stack.append((node, True))
        if child is not None:
            stack.append((child, False))
    flush()
    for index in block_stack:
        elements[index].last = len(segments)
    return reading


def _split_breaks(raw: str, linked: Sequence[int]) -> list[tuple[str, int]]:
    """Split at line breaks where the reader saw a new paragraph, and collapse white space; with each its linked characters.

    Two breaks are a paragraph. One is a paragraph when the line before it ends like a sentence or is long, as on pages that
    have nothing but ``<br>``, or so short that nobody wrapped it: labels, verses, addresses. What is left is running text
    that was wrapped by hand, and its lines are joined. ``linked`` counts the linked characters between the breaks.
    """
    if "\x1f" in raw:
        cells = (" ".join(cell.split()) for cell in raw.replace("\x1e", " ").split("\x1f"))
        joined = " | ".join(cell for cell in cells if cell)
        return [(joined, sum(linked))] if joined else []
    if "\x1e" not in raw:
        text = " ".join(raw.split())
        return [(text, sum(linked))] if text else []
    out: list[tuple[str, int]] = []
    before = ""
    """The line before, as long as what follows may go on with it."""
    for part, link_chars in zip(raw.split("\x1e"), linked, strict=True):
        text = " ".join(part.split())
        wrapped = (
            len(before) >= _SHORT_LINE
            and len(out[-1][0]) <= _LONG_LINE
            and out[-1][0][-1] not in _SENTENCE_END
        )
        # One link a line is a list of links.
        listed = wrapped and link_chars >= len(text) and out[-1][1] >= len(out[-1][0])
        if text and wrapped and not listed:
            out[-1] = (f"{out[-1][0]} {text}", out[-1][1] + link_chars)
        elif text:
            out.append((text, link_chars))
        before = text
    return out


def _is_data_row(row: LexborNode) -> bool:
    """Tell a row of data, read as one line, from a row that only lays out the page."""
    cells = 0
    seen = 0
    breaks = 0
    child = row.first_child
    stack: list[LexborNode] = [child] if child is not None else []
    while stack:
        node = stack.pop()
        seen += 1
        if seen > _ROW_NODES:
            return False
        if node.next is not None:
            stack.append(node.next)
        if node.is_text_node:
            if len(node.text_content or "") > _CELL_CHARS:
                return False
            continue
        if not node.is_element_node:
            continue
        tag = node.tag or ""
        if tag in _CELLS:
            cells += 1
            breaks = 0
        elif tag == "br":
            breaks += 1
            if breaks > 1:
                return False
        elif tag in BLOCK:
            return False
        if node.first_child is not None and tag not in NOT_SHOWN:
            stack.append(node.first_child)
    return cells > 1
