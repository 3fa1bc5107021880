"""Reads HTML the way a browser does, and bounds what a hostile page can make that cost.

The parser is lexbor (through selectolax): an HTML5 tree in about a millisecond a page. A tree of 100,000 nested elements
would take it half a minute, since HTML5 looks up the stack of open elements at each tag; so a page with suspiciously many
tags loses those that are nested deeper than any real page nests them. Their text stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_CHARS = 6_000_000
"""A page is read up to here; the longest news pages are a tenth of it."""
MAX_DEPTH = 400
"""Elements nested deeper than this are unwrapped on pages with very many tags."""
_MANY_TAGS = 3_000
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)[^<>]*+>")
_NO_CONTENT = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_END_IMPLIED = frozenset("p li dt dd tr td th tbody thead tfoot option html head body".split())

NOT_SHOWN = frozenset(
    "script style noscript template head title meta link base svg math iframe object embed audio video canvas map "
    "datalist noframes frameset select option".split()
)
"""Elements whose content is not part of the page's visible text."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page's text and its tree, parsed once for everybody who reads either; nobody changes the tree."""

    html: str
    tree: LexborHTMLParser


def document(html: str) -> Document:
    """Parse ``html`` and keep both; as :func:`parse` does, for every page."""
    return Document(html, parse(html))


def parse(html: str) -> LexborHTMLParser:
    """Parse ``html``, whatever it is; never raises, and takes time in proportion to its length."""
    html = html[:MAX_CHARS]
    if html.count("<") > _MANY_TAGS:
        html = _flatten(html)
    return LexborHTMLParser(html.encode("utf-8", "replace").decode("utf-8"))


def _flatten(html: str) -> str:
    """Drop the tags that open more than ``MAX_DEPTH`` elements; the same text when there is none."""
    depth = 0
    cut: list[tuple[int, int]] = []
    for found in _TAG.finditer(html):
        name = found[2].lower()
        if name in _NO_CONTENT or name in _END_IMPLIED:
            continue
        if found[1]:
            depth = max(0, depth - 1)
            continue
        depth += 1
        if depth > MAX_DEPTH:
            cut.append(found.span())
            depth -= 1
    if not cut:
        return html
    pieces: list[str] = []
    end = 0
    for start, stop in cut:
        pieces.append(html[end:start])
        end = stop
    pieces.append(html[end:])
    return "".join(pieces)


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Tell whether an element's own attributes hide it from the reader."""
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if not style:
        return False
    style = style.replace(" ", "").lower()
    return (
        "display:none" in style
    )  # visibility is what scripts switch on for the whole article when the page has loaded


def visible_text(node: LexborNode | None) -> str:
    """Return the text that a reader sees in ``node``, white space collapsed to single spaces.

    Iterative, so that deep trees do not exhaust the stack.
    """
    if node is None:
        return ""
    parts: list[str] = []
    stack: list[LexborNode | str | None] = [node]
    root = True
    while stack:
        here = stack.pop()
        if here is None:
            continue
        if isinstance(here, str):
            parts.append(here)
            continue
        if not root:
            stack.append(here.next)
        root = False
        if here.is_text_node:
            parts.append(here.text_content or "")
        elif here.is_element_node and here.tag not in NOT_SHOWN and not is_hidden(here.attributes):
            if here.tag == "br" or here.tag in BLOCK:
                parts.append(" ")
                stack.append(" ")  # and one where the element ends
            stack.append(here.first_child)
    return " ".join("".join(parts).split())


BLOCK = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "caption legend button textarea amp-img".split()
)
"""Elements that begin a new line."""
