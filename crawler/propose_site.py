"""Write a first site file from a few of a site's articles: where their text lies, and what repeats in it.

Pure. The container is the one that the site's theme has, or the element that holds the text of every page, text being what
differs from page to page. What stands in the container of several pages in the same words (numbers aside) is a leftover:
in an element with a class of its own it becomes a drop of the layout, else a text rule with ``status = "shadow"``, which
counts and takes nothing until a person has looked at it.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.dom import visible_text
from cleaners.extract.segments import Element, Reading, read
from cleaners.layout_files import Drop, Layout, read_layouts
from cleaners.rule_files import read_rules
from cleaners.rules import general_rules
from cleaners.ruleset import takes
from cleaners.text import fold, word_count
from cleaners.types import ArtifactKind
from cleaners.word_lists import RuleError
from crawler.containers import common_theme, find_container, selectors_of, text_key
from crawler.survey import ArticlePage

_MOST_LEFTOVERS = 12
_MOST_WORDS = 25
_KEEP = "أعلنت الوزارة صباح اليوم نتائج الدراسة التي بدأتها في العام الماضي."
"""A sentence of reporting ("the ministry announced …"), so that a proposed rule loads; its author adds better ones."""
_HINTS = (
    (
        ArtifactKind.RELATED_LINK,
        ("اقرا", "ذات صله", "المزيد", "طالع", "شاهد ايضا", "related", "read also", "lire aussi"),
    ),
    (ArtifactKind.SHARE_PROMPT, ("شارك", "مشاركه", "ارسال", "طباعه", "share", "partager")),
    (ArtifactKind.TAG_LIST, ("وسوم", "كلمات مفتاحيه", "tags")),
    (ArtifactKind.COUNTER, ("قراءات", "مشاهد", "زيار", "views")),
    (ArtifactKind.COPYRIGHT, ("حقوق", "copyright")),
    (ArtifactKind.SUBSCRIPTION_PROMPT, ("اشترك", "نشر", "تابع", "newsletter", "subscribe")),
    (ArtifactKind.ADVERTISEMENT, ("اعلان", "advert")),
    (ArtifactKind.COMMENT_FORM, ("تعليق", "comment")),
)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A text that repeats in the container of several articles."""

    text: str
    pages: int
    select: str | None
    """Selector of the element that holds it and nothing else, where there is one."""
    kind: ArtifactKind


@dataclass(frozen=True, slots=True)
class SiteProposal:
    """A site file to be written, and what it was made from."""

    domain: str
    text: str
    theme: str | None
    """Id of the theme that reads every article, ``theme.jannah``; None when there is none."""
    container: str | None
    leftovers: tuple[Leftover, ...]
    known: tuple[tuple[str, str], ...]
    """Repeating texts that a general rule takes already, and its id."""


def propose_site(pages: Sequence[ArticlePage], domain: str, asked: str) -> SiteProposal | None:
    """Return the site file, or None when too few articles could be read to compare them, or nothing was found."""
    if len(pages) < 2:
        return None
    trees = [page.tree for page in pages]
    layout, container = common_theme(trees)
    base = layout.name if layout and not layout.fallback else None
    container = container or find_container(trees)
    if container is None:
        return None
    trees = [tree for tree in trees if tree.css_first(container) is not None]
    head = [
        f"# Proposed by `scrapy sources add {asked}` from {len(pages)} pages. A layout says where the text lies (docs/add-a-site.md);",
        '# rules with status = "shadow" only count. Look through it, then read an article with `scrapy show URL`.',
        "[layout]",
        f"why = {_string(f'Articles of {domain}.')}",
    ]
    if base:
        head.append(f"base = {_string(base)}  # the theme: its drops hold here too")
    head.append(f"container = [{_string(container)}]  # in {len(trees)} of {len(pages)} pages")
    loaded = _load("\n".join(head), domain)
    found, known = _leftovers(trees, container, loaded[0].drops if loaded else ())
    leftovers: list[Leftover] = []
    drops: list[str] = []
    rules: list[str] = []
    for leftover in found:
        if leftover.select:
            text = _drop(leftover, len(drops) + 1, len(trees))
            if _load("\n".join([*head, *drops, text]), domain) is not None:
                drops.append(text)
                leftovers.append(leftover)
        else:
            text = _rule(leftover, domain, len(rules) + 1, len(trees))
            if _load(text, domain) is not None:
                rules.append(text)
                leftovers.append(leftover)
    return SiteProposal(
        domain,
        "\n".join([*head, *drops, *rules]) + "\n",
        layout.id if layout else None,
        container,
        tuple(leftovers),
        known,
    )


def _leftovers(
    trees: Sequence[LexborHTMLParser], container: str, drops: Sequence[Drop]
) -> tuple[list[Leftover], tuple[tuple[str, str], ...]]:
    pages: dict[str, set[int]] = defaultdict(set)
    texts: dict[str, str] = {}
    selects: dict[str, set[str]] = defaultdict(set)
    for number, tree in enumerate(trees):
        area = tree.css_first(container)
        if area is None:
            continue
        drop = {node.mem_id: "known" for each in drops for node in area.css(each.select)}
        reading = read(tree, drop)
        nodes = {node.mem_id: node for node in area.css("[class], [id]")}
        element = next((e for e in reading.elements if e.mem_id == area.mem_id), None)
        if element is None:
            continue
        for segment in reading.segments[element.first : element.last]:
            key = text_key(segment.text)
            if not key or word_count(segment.text) > _MOST_WORDS:
                continue
            pages[key].add(number)
            texts.setdefault(key, segment.text)
            selects[key].update(_own_selectors(reading, segment.element, element, nodes))
    least = max(2, (len(trees) + 1) // 2)
    found: list[Leftover] = []
    known: list[tuple[str, str]] = []
    for key, where in pages.items():
        if len(where) < least:
            continue
        text = texts[key]
        rule = next((rule for rule in general_rules() if rule.active and takes(rule, text)), None)
        select = _safe(selects[key], trees, container, pages, least)
        if rule is not None:
            known.append((text, rule.id))
        elif select is None or all(select != other.select for other in found):
            found.append(Leftover(text, len(where), select, _kind(text)))
    return found[:_MOST_LEFTOVERS], tuple(known)


def _own_selectors(reading: Reading, at: int, area: Element, nodes: dict[int, LexborNode]) -> list[str]:
    """Selectors of the elements around a line, inside the container."""
    out: list[str] = []
    while at >= 0 and at != area.index:
        element = reading.elements[at]
        if element.mem_id in nodes:
            out += selectors_of(nodes[element.mem_id])
        at = element.parent
    return out


def _safe(
    selectors: set[str],
    trees: Sequence[LexborHTMLParser],
    container: str,
    pages: dict[str, set[int]],
    least: int,
) -> str | None:
    """The selector whose elements hold nothing in any article but short or repeating texts; the shortest text first."""
    best: tuple[int, str] | None = None
    for selector in selectors:
        sizes = 0
        for tree in trees:
            area = tree.css_first(container)
            for node in area.css(selector) if area is not None else []:
                text = visible_text(node)
                sizes += len(text)
                if word_count(text) > _MOST_WORDS and len(pages.get(text_key(text), ())) < least:
                    sizes = -1
                    break
            if sizes < 0:
                break
        if sizes >= 0 and (best is None or (sizes, selector) < best):
            best = (sizes, selector)
    return best[1] if best else None


def _drop(leftover: Leftover, number: int, pages: int) -> str:
    return "\n".join(
        [
            "",
            "[[layout.drop]]",
            f"id = {_string(f'{leftover.kind}.{number}')}",
            f"select = {_string(leftover.select or '')}",
            f"kind = {_string(leftover.kind)}  # a guess: please check",
            f"why = {_string(f'In {leftover.pages} of {pages} articles: {leftover.text}')}",
        ]
    )


def _rule(leftover: Leftover, domain: str, number: int, pages: int) -> str:
    pattern = "".join(
        "\\d+" if piece.isdigit() else re.sub(r"([\\.^$|?*+()\[\]{}])", r"\\\1", piece)
        for piece in re.split(r"(\d+)", fold(leftover.text))
    )
    return "\n".join(
        [
            "",
            "[[rule]]",
            f"id = {_string(f'site.{domain}.{number}')}",
            f"kind = {_string(leftover.kind)}  # a guess: please check",
            f"why = {_string(f'In {leftover.pages} of {pages} articles that were looked at.')}",
            'status = "shadow"  # "active" once it has been looked at',
            f"max_words = {_MOST_WORDS + 5}",
            f"match = {_string(f'^{pattern}$')}",
            f"remove = [{_string(leftover.text)}]",
            f"keep = [{_string(_KEEP)}]",
        ]
    )


def _load(text: str, domain: str) -> tuple[Layout, ...] | None:
    """The layouts of the file as it stands, or None when it cannot be read: such a drop or rule is not proposed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{domain}.toml"
        path.write_text(text, encoding="utf-8")
        try:
            read_rules(path, {})
            return read_layouts(path)
        except RuleError:
            return None


def _kind(text: str) -> ArtifactKind:
    folded = fold(text)
    return next(
        (kind for kind, words in _HINTS if any(word in folded for word in words)), ArtifactKind.REPEATED_BLOCK
    )


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
