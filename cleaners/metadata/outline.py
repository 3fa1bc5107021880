"""The outline of a page: its visible lines in order, each with the elements it stands in.

What a date or a name means depends on where it stands: beside the headline, in the sidebar, among the comments. So the page
is walked once, and every reader of visible metadata asks the lines. Iterative, so that deep trees do not exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.dom import BLOCK, NOT_SHOWN, is_hidden
from cleaners.text import fold

_MOST_LINES = 4_000
_LONGEST_LINE = 4_000
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TOKEN = re.compile(r"[^\W_]+")

DATE_TOKENS = frozenset(
    """
    date time datetime posted published publish pubdate pub timestamp stamp created updated modified update dateline
    postdate newsdate articledate datepost datetimes publishdate تاريخ التاريخ وقت
    """.split()
)
"""Words of classes and ids that announce a date."""
META_TOKENS = DATE_TOKENS | frozenset(
    "meta byline info details author submitted writer source postmeta metadata data infos postinfo newsinfo".split()
)
"""Words of classes and ids of the lines beside a headline."""
_APART_TOKENS = frozenset(
    """
    sidebar sidebars aside related relatedposts relatednews comment comments commentlist respond disqus footer copyright
    copyrights topbar today weather ticker breaking marquee popular trending latest recent menu navbar nav navigation newsletter
    pagination carousel slider slideshow suggest suggested suggestions recommend recommended recommendations widget widgets most
    mostread mostviewed more archive archives calendar prayer clock currentdate nowdate current now banner ads advert ad e3lan
    popup modal poll vote similar also next prev previous adjacent caption credit credits headlines teaser teasers readmore irp
    magbox lastnews latestnews urgent live event events expiry deadline birth death اقرأ
    """.split()
)
_APART_TAGS = frozenset("nav aside footer figure figcaption form button blockquote label dialog".split())
_ARTICLE_TOKENS = frozenset("entry post article node story single meta content news".split())
_UPDATE_TOKENS = frozenset("update updated updates modified change changed edit".split())


@dataclass(frozen=True, slots=True)
class Element:
    """An open element: its tag, the words of its class and id, and where it is."""

    id: int
    tag: str
    tokens: frozenset[str]
    node: LexborNode


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line: its text and the elements it stands in, outermost first."""

    index: int
    text: str
    path: tuple[Element, ...]
    marked: tuple[Element, ...]
    """Elements on this line that announce a date: ``<time>``, ``class="date"``."""
    linked: int
    """How many of its characters are a link's text."""

    def within(self, tags: Iterable[str]) -> bool:
        """Tell whether the line stands in an element of one of the tags."""
        wanted = frozenset(tags)
        return any(element.tag in wanted for element in self.path)


@dataclass(frozen=True, slots=True)
class Outline:
    """All lines of a page, and the one that is its headline."""

    lines: tuple[Line, ...]
    headline: Line | None


def tokens_of_class(attributes: dict[str, str | None]) -> frozenset[str]:
    """Return the words of an element's class and id: ``postDate meta-item`` → post, date, postdate, meta, item."""
    text = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:500]
    if text == " ":
        return frozenset()
    whole = {word.lower() for word in text.split()}
    parts = {part.lower() for part in _TOKEN.findall(_CAMEL.sub(" ", text))}
    return frozenset(whole | parts)


def outline_of(tree: LexborHTMLParser, titles: Sequence[str]) -> Outline:
    """Walk a page and find its headline, the line that agrees best with the ``titles`` that its head declares."""
    lines = _lines(tree)
    return Outline(tuple(lines), _headline(lines, titles))


def _lines(tree: LexborHTMLParser) -> list[Line]:
    lines: list[Line] = []
    path: list[Element] = []
    parts: list[str] = []
    marked: list[Element] = []
    where: tuple[Element, ...] = ()
    linked = 0

    def end_line() -> None:
        nonlocal linked
        text = " ".join("".join(parts)[:_LONGEST_LINE].split())
        if text:
            lines.append(Line(len(lines), text, where, tuple(marked), linked))
            marked.clear()
        parts.clear()
        linked = 0

    waiting: list[LexborNode | None] = [tree.body or tree.root]
    while waiting and len(lines) < _MOST_LINES:
        node = waiting.pop()
        if node is None:  # the element on top of the path ends here
            ended = path.pop()
            if ended.tag in BLOCK:
                end_line()
                marked[:] = [element for element in marked if element.id != ended.id]
            continue
        if node.is_text_node:
            text = node.text_content or ""
            if text and not text.isspace():
                if not parts or not "".join(parts).strip():
                    where = tuple(path)
                if any(element.tag == "a" for element in path):
                    linked += len(text.strip())
            parts.append(text)
            continue
        if not node.is_element_node:
            continue
        tag = node.tag or ""
        attributes = node.attributes
        if tag in NOT_SHOWN or is_hidden(attributes):
            continue
        if tag in BLOCK or tag == "br":
            end_line()
        element = Element(node.mem_id, tag, tokens_of_class(attributes), node)
        path.append(element)
        if tag == "time" or element.tokens & DATE_TOKENS:
            marked.append(element)
        waiting.append(None)
        children: list[LexborNode | None] = []
        child = node.first_child
        while child is not None:
            children.append(child)
            child = child.next
        waiting.extend(reversed(children))
    end_line()
    return lines


def is_apart(line: Line, headline: Line | None) -> bool:
    """Tell whether a line stands in a part of the page that is not the article: sidebar, related, comments, site header.

    Elements that hold the headline as well are never such a part, whatever their class says (``has-sidebar``).
    """
    common = {element.id for element in headline.path} if headline else set()
    inside_article = False
    for element in line.path:
        if element.id in common or element.tag in ("html", "body"):
            inside_article = inside_article or element.tag in ("article", "main")
            continue
        tokens = element.tokens
        ours = inside_article or bool(tokens & _ARTICLE_TOKENS)
        if element.tag in _APART_TAGS:
            if element.tag in ("footer", "aside") and ours and "meta" in tokens | {""}:
                continue
            if not (element.tag == "footer" and ours):
                return True
        if element.tag == "header" and not ours and headline is not None and line.index < headline.index:
            return True
        apart = tokens & _APART_TOKENS
        if apart and not tokens & _UPDATE_TOKENS and not (apart <= {"footer"} and ours):
            return True
        inside_article = inside_article or element.tag in ("article", "main")
    return False


_PUNCTUATION = re.compile(r"[\W_]+")
_PARTS = re.compile(r"\s+[-–—|•»«:]{1,2}\s+|\s*(?:\||::)\s*")


def title_key(text: str) -> str:
    """Return a title as it is compared: folded, without punctuation."""
    return _PUNCTUATION.sub(" ", fold(text)).strip()


def _headline(lines: Sequence[Line], titles: Sequence[str]) -> Line | None:
    wanted = {title_key(title) for title in titles} - {""}
    parts = {title_key(part) for title in titles for part in _PARTS.split(title)} - {""}
    best: Line | None = None
    best_score = 2.0
    for line in lines:
        if len(line.text) > 400:
            continue
        key = title_key(line.text)
        if len(key) < 5:
            continue
        if key in wanted or (key in parts and " " in key):
            score = 3.0
        elif " " in key and any(key in title and 2 * len(key) >= len(title) for title in wanted):
            score = 2.0
        elif " " in key and any(
            len(title) >= 12 and title in key and 2 * len(title) >= len(key) for title in wanted | parts
        ):
            score = 1.5
        else:
            score = 0.0
            if not line.within(("h1",)):
                continue
        score += _standing(line)
        if score > best_score:
            best, best_score = line, score
    if best is None:
        best = next(
            (
                line
                for line in lines
                if line.within(("h1",)) and len(line.text.split()) > 1 and not is_apart(line, None)
            ),
            None,
        )
    return best


def _standing(line: Line) -> float:
    """Return how much the place of a line speaks for its being the headline."""
    tokens = frozenset(token for element in line.path[-4:] for token in element.tokens)
    everywhere = frozenset(token for element in line.path for token in element.tokens)
    score = 0.0
    if line.within(("h1",)):
        score += 2
    elif line.within(("h2", "h3")):
        score += 1
    if tokens & {"title", "headline", "entry", "heading", "عنوان"}:
        score += 0.5
    if everywhere & {
        "breadcrumb",
        "breadcrumbs",
        "crumbs",
        "crumb",
        "ticker",
        "breaking",
        "share",
        "related",
        "comments",
    }:
        score -= 2
    if line.linked and not line.within(("h1", "h2")):
        score -= 1
    if line.within(("nav", "aside", "footer")):
        score -= 2
    return score
