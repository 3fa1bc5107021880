"""The outline of a page: its visible lines in order, each with the elements it stands in.

What a date or a name means depends on where it stands: beside the headline, in the sidebar, among the comments. So the page
is walked once, and every reader of visible metadata asks the lines. Iterative, so that deep trees do not exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
    postdate newsdate articledate datepost datetimes publishdate timeago تاريخ التاريخ وقت
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
    copyrights topbar today todaydate weather ticker breaking marquee popular trending latest recent menu navbar nav navigation newsletter
    pagination carousel slider slideshow suggest suggested suggestions recommend recommended recommendations widget widgets most
    mostread mostviewed more archive archives calendar prayer clock currentdate nowdate current now banner ads advert ad e3lan
    popup modal poll vote similar also next prev previous adjacent caption credit credits headlines teaser teasers readmore irp
    magbox lastnews latestnews urgent live event events expiry deadline birth death اقرأ
    """.split()
)
_APART_TAGS = frozenset("nav aside footer figure figcaption form button blockquote label dialog".split())
_ARTICLE_TOKENS = frozenset("entry post article node story single meta content news".split())
_CHIPS = frozenset(
    "span a time small i abbr label cite".split()
)  # style sheets set these apart: «29 مايو 2022» «532»
_ICON_TOKENS = frozenset("fa far fas fal fab icon icons icofont bi la mdi glyphicon dashicons".split())
_ICONS = frozenset("calendar clock comment comments live current".split())
_UPDATE_TOKENS = frozenset("update updated updates modified change changed edit".split())


class Element(NamedTuple):
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
    apart: frozenset[int] = frozenset()
    """Indexes of the lines in parts of the page that are not the article."""

    def ours(self) -> Iterator[Line]:
        """Yield the lines that may belong to the article, without the headline."""
        return (line for line in self.lines if line.index not in self.apart and line is not self.headline)


def _tokens(text: str) -> frozenset[str]:
    """Return the words of an element's class and id: ``postDate meta-item`` → post, date, postdate, meta, item."""
    whole = {word.lower() for word in text.split()}
    return frozenset(whole | {part.lower() for part in _TOKEN.findall(_CAMEL.sub(" ", text))})


def outline_of(tree: LexborHTMLParser, titles: Sequence[str]) -> Outline:
    """Walk a page and find its headline, the line that agrees best with the ``titles`` that its head declares."""
    lines = tuple(_lines(tree))
    headline = _headline(lines, titles)
    return Outline(lines, headline, _apart_lines(lines, headline))


def _lines(tree: LexborHTMLParser) -> list[Line]:
    lines: list[Line] = []
    path: list[Element] = []
    parts: list[str] = []
    marked: list[Element] = []
    where: tuple[Element, ...] = ()
    linked = links = 0
    begun = False

    def end_line() -> None:
        nonlocal linked, begun
        if not begun:
            parts.clear()
            return
        text = " ".join("".join(parts)[:_LONGEST_LINE].split())
        if text:
            lines.append(Line(len(lines), text, where, tuple(marked), linked))
            marked.clear()
        parts.clear()
        linked, begun = 0, False

    # For each class and id its words, and whether one of them announces a date.
    known: dict[tuple[str | None, str | None], tuple[frozenset[str], bool]] = {}
    waiting: list[LexborNode | None] = [tree.body or tree.root]
    while waiting and len(lines) < _MOST_LINES:
        node = waiting.pop()
        if node is None:  # the element on top of the path ends here
            ended = path.pop()
            links -= ended.tag == "a"
            if ended.tag in _CHIPS:
                parts.append(" ")
            if ended.tag in BLOCK:
                end_line()
                if marked:
                    marked[:] = [element for element in marked if element.id != ended.id]
            continue
        if node.is_text_node:
            text = node.text_content or ""
            if text and not text.isspace():
                if not begun:
                    where, begun = _bounded(path), True
                if links:
                    linked += len(text.strip())
            parts.append(text)
            continue
        if not node.is_element_node:
            continue
        tag = node.tag or ""
        if tag in NOT_SHOWN:
            continue
        attributes = node.attributes
        if attributes and is_hidden(attributes):
            continue
        if tag in BLOCK or tag == "br":
            end_line()
        elif tag in _CHIPS:
            parts.append(" ")
        names = (attributes.get("class"), attributes.get("id"))
        said = known.get(names)
        if said is None:
            tokens = _tokens(f"{names[0] or ''} {names[1] or ''}"[:500])
            said = known[names] = (tokens, not tokens.isdisjoint(DATE_TOKENS))
        child = node.last_child
        dated = said[1] or tag == "time"
        if child is None and not dated and tag not in BLOCK:
            if tag in _CHIPS:
                parts.append(" ")
            continue
        element = Element(node.mem_id, tag, said[0], node)
        path.append(element)
        links += tag == "a"
        if dated:
            marked.append(element)
        waiting.append(None)
        while child is not None:
            waiting.append(child)
            child = child.prev
    end_line()
    return lines


def _bounded(path: list[Element]) -> tuple[Element, ...]:
    """Return the open elements; of a senselessly deep nest the outer and the inner ones, which are all that is asked for."""
    return tuple(path) if len(path) <= 150 else (*path[:100], *path[-50:])


def _apart_lines(lines: Sequence[Line], headline: Line | None) -> frozenset[int]:
    """Return the indexes of lines in parts that are not the article: sidebar, related, comments, the site's header.

    Elements that hold the headline as well are never such a part, whatever their class says (``has-sidebar``).
    """
    common = {element.id for element in headline.path} if headline else set()
    verdicts: dict[tuple[int, bool, bool], bool] = {}
    apart: set[int] = set()
    for line in lines:
        above = headline is not None and line.index < headline.index
        inside = False
        for element in line.path:
            if element.id not in common:
                key = (element.id, inside, above)
                verdict = verdicts.get(key)
                if verdict is None:
                    verdict = verdicts[key] = _opens_apart(element, inside, above)
                if verdict:
                    apart.add(line.index)
                    break
            inside = inside or element.tag in ("article", "main")
    return frozenset(apart)


def _opens_apart(element: Element, inside_article: bool, above: bool) -> bool:
    tag, tokens = element.tag, element.tokens
    ours = inside_article or bool(tokens & _ARTICLE_TOKENS)
    if tag in _APART_TAGS and not (tag == "footer" and ours) and not (tag == "aside" and "meta" in tokens):
        return True
    if tag == "header" and above and not ours:
        return True
    apart = tokens & _APART_TOKENS
    if tokens & _ICON_TOKENS:
        apart -= _ICONS
    return bool(apart) and not tokens & _UPDATE_TOKENS and not (apart <= {"footer"} and ours)


_PUNCTUATION = re.compile(r"[\W_]+")
_PARTS = re.compile(r"\s+[-–—|•»«:]{1,2}\s+|\s*(?:\||::)\s*")


def title_key(text: str) -> str:
    """Return a title as it is compared: folded, without punctuation."""
    return _PUNCTUATION.sub(" ", fold(text)).strip()


def _headline(lines: Sequence[Line], titles: Sequence[str]) -> Line | None:
    wanted = {title_key(title) for title in titles} - {""}
    parts = {title_key(part) for title in titles for part in _PARTS.split(title)} - {""}
    lengths = [len(key) for key in wanted | parts]
    shortest, longest = min(lengths, default=0) / 2, max(lengths, default=0) * 2 + 20
    best: Line | None = None
    best_score = 2.0
    for line in lines:
        in_h1 = line.within(("h1",))
        if len(line.text) > 400 or not (in_h1 or shortest <= len(line.text) <= longest):
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
            if not in_h1:
                continue
        score += _standing(line)
        if score > best_score:
            best, best_score = line, score
    if best is None:
        apart = _apart_lines(lines, None)
        h1s = (line for line in lines if line.index not in apart and line.within(("h1",)))
        best = next((line for line in h1s if len(line.text.split()) > 1), None)
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
