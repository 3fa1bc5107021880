"""Find where the text of a site's articles lies, from a few of its pages: by theme, or by what differs between them."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.extract.segments import read
from cleaners.layout_files import Layout
from cleaners.layouts import find_layout, read_layout
from cleaners.text import fold

_PROSE_CHARS = 40
_HELD = 0.85
"""The container holds this share of a page's own text."""
_MOST_PAGES = 0.6
"""The container holds the text of this share of the pages: one may be a video, a listing or an apology."""
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*")


def common_theme(trees: Sequence[LexborHTMLParser]) -> tuple[Layout | None, str | None]:
    """Return the theme that reads most of the pages, and its container; a missing page or a video says nothing against it."""
    seen: Counter[tuple[Layout, str]] = Counter()
    for tree in trees:
        layout = find_layout(tree, None)
        laid = read_layout(tree, layout) if layout else None
        if layout is not None and laid is not None and not laid.empty:
            seen[layout, laid.container] += 1
    for best, count in seen.most_common(1):
        if count >= _most(trees):
            return best
    return None, None


def _most(trees: Sequence[LexborHTMLParser]) -> int:
    return max(2, math.ceil(_MOST_PAGES * len(trees)))


def find_container(trees: Sequence[LexborHTMLParser]) -> str | None:
    """Return the selector of the smallest element that, on most pages, is the only one of its kind and holds the text.

    The text is the prose that no other of the pages has too.
    """
    readings = [read(tree) for tree in trees]
    shared = Counter(key for reading in readings for key in {text_key(s.text) for s in reading.segments})
    sizes: dict[str, list[int]] = defaultdict(list)
    for tree, reading in zip(trees, readings, strict=True):
        own = [
            len(s.text)
            if shared[text_key(s.text)] == 1
            and len(s.text) >= _PROSE_CHARS
            and not s.heading
            and s.link_chars < 0.5 * len(s.text)
            else 0
            for s in reading.segments
        ]
        total = sum(own)
        if not total:
            continue
        held: dict[str, tuple[int, int]] = {}
        elements = {element.mem_id: element for element in reading.elements}
        for node in tree.css("[id], [class], [itemprop], article, main"):
            element = elements.get(node.mem_id)
            if element is None:
                continue
            inside = sum(own[element.first : element.last])
            chars = sum(len(s.text) for s in reading.segments[element.first : element.last])
            for selector in selectors_of(node):
                before = held.get(selector)
                # One of several of the kind is no landmark.
                held[selector] = (0, 0) if before is not None else (inside, chars)
        for selector, (inside, chars) in held.items():
            if inside >= _HELD * total:
                sizes[selector].append(chars)
    most = _most(trees)
    everywhere = {selector: sum(found) for selector, found in sizes.items() if len(found) >= most}
    return min(
        everywhere,
        key=lambda selector: (-len(sizes[selector]), everywhere[selector], _ugliness(selector), selector),
        default=None,
    )


def selectors_of(node: LexborNode) -> list[str]:
    """Return simple selectors for an element by id, class, itemprop or tag; names with digits are made by machines."""
    attributes = node.attributes
    out = []
    if (name := attributes.get("id")) and _PLAIN_NAME.fullmatch(name):
        out.append(f"#{name}")
    for name in (attributes.get("class") or "").split():
        if _PLAIN_NAME.fullmatch(name):
            out.append(f".{name}")
    if name := attributes.get("itemprop"):
        out.append(f"[itemprop='{name}']" if _PLAIN_NAME.fullmatch(name) else "")
    if node.tag in ("article", "main"):
        out.append(str(node.tag))
    return [selector for selector in out if selector]


def text_key(text: str) -> str:
    """Return what two texts have in common that differ in numbers only."""
    return re.sub(r"\d+", "0", fold(text))


def _ugliness(selector: str) -> int:
    return {"#": 0, "[": 1, ".": 2}.get(selector[0], 3)
