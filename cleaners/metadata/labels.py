"""Authors, section, tags and credited sources of an article, from markup first and the lines around the headline next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from cleaners.dates import Where, read_dates
from cleaners.dom import visible_text
from cleaners.metadata.jsonld import LinkedData, Node, text_of, texts_of, types_of
from cleaners.metadata.markup import Metas, every, first, item_value, itemprops
from cleaners.metadata.outline import Line, Outline, title_key
from cleaners.metadata.people import names_in, sources_in, unique

_AUTHOR_KEYS = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "dcterms.creator",
)
_BYLINE = re.compile(
    r"^\s*(?:بقلم|كتب(?:ت)?\s*[:\-–/|]|إعداد\s*[:/\-]|تحرير\s*[:/\-]|حاوره[ا]?\s*[:/\-]|by\s+[A-Z]|par\s+[A-Z])",
    re.IGNORECASE,
)
_AUTHOR_ELEMENTS = (
    "[rel~=author], .author-name, .post-author-name, .td-post-author-name a, .entry-author, .author.vcard, .byline-name, "
    ".article-author, .writer-name, .jeg_meta_author a, .author-meta a, .meta-author a"
)
_ORGANIZATIONS = frozenset("Organization NewsMediaOrganization Corporation WebSite Brand".split())
_NEAR = 15  # lines around the headline
_MOST_TAGS = 60
_TAG_LINKS = (
    ".post-tags a, .entry-tags a, .article-tags a, .news-tags a, .story-tags a, .tags-links a, .tag-links a, .td-tags a, "
    ".jeg_post_tags a, .tags-list a, article .tags a, main .tags a, .post_tags a, .itemTags a, .field-name-field-tags a, .field--name-field-tags a"
)
_HOME = frozenset(
    map(
        title_key,
        (
            "الرئيسية",
            "الصفحة الرئيسية",
            "رئيسية",
            "home",
            "homepage",
            "accueil",
            "main",
            "أخبار",
            "الأخبار",
            "صفحه اصلی",
            "خانه",
            "مقالات",
        ),
    )
)


def article_authors(
    article: Node | None,
    linked: LinkedData,
    tree: LexborHTMLParser,
    metas: Metas,
    outline: Outline,
    sites: Sequence[str],
) -> tuple[str, ...]:
    """Return the persons who wrote the article; organisations and accounts such as "admin" are none."""
    for told in _author_texts(article, linked, tree, metas, outline):
        names = unique(name for text in told for name in names_in(text, sites))
        if names:
            return names
    return ()


def _author_texts(
    article: Node | None, linked: LinkedData, tree: LexborHTMLParser, metas: Metas, outline: Outline
) -> Iterator[list[str]]:
    if article is not None:
        yield [name for key in ("author", "creator") for name in _persons(article.get(key), linked)]
    items: list[str] = []
    for node in itemprops(tree, "author"):
        name = node.css_first("[itemprop~=name]")
        items.append(item_value(name) if name is not None else item_value(node))
    yield [text for text in items[:5] if len(text) < 100]
    yield [text for text in every(metas, *_AUTHOR_KEYS) if "://" not in text and len(text) < 200]
    apart = _apart(outline)
    elements = [node for node in tree.css(_AUTHOR_ELEMENTS)[:20] if node.mem_id not in apart]
    yield [text for node in elements[:3] if 0 < len(text := visible_text(node)) < 100]
    yield [text for line in _near(outline) if _BYLINE.match(text := undated(line.text)) and len(text) < 100]


def _persons(value: Any, linked: LinkedData) -> list[str]:
    values = value if isinstance(value, list) else [value]
    found: list[str] = []
    for item in values[:20]:
        item = linked.resolve(item)
        if isinstance(item, Mapping) and _ORGANIZATIONS.intersection(types_of(item)):
            continue
        found.extend(text for text in texts_of(item) if "://" not in text)
    return found


def undated(text: str) -> str:
    """Return a byline without the date that it ends in: «كتب: أحمد علي | 24 أبريل 2020» → «كتب: أحمد علي»."""
    mentions = read_dates(text, "visible", Where()).mentions
    return text[: mentions[0].span.start].rstrip(" |،,-–•في") if mentions else text


def _apart(outline: Outline) -> set[int]:
    """Return the innermost elements of the lines that are not the article's."""
    apart = (outline.lines[index] for index in outline.apart)
    return {element.id for line in apart for element in line.path[-3:]}


def _near(outline: Outline) -> list[Line]:
    headline = outline.headline
    if headline is None:
        return []
    lines = outline.lines[max(0, headline.index - 5) : headline.index + _NEAR]
    return [
        line
        for line in lines
        if line is not headline and len(line.text) < 200 and line.index not in outline.apart
    ]


def is_home(text: str) -> bool:
    """Tell a trail's first step, the front page, and names such as «أخبار» (news) that are no section."""
    return title_key(text) in _HOME


def article_section(
    article: Node | None,
    linked: LinkedData,
    tree: LexborHTMLParser,
    metas: Metas,
    outline: Outline,
    title: str | None,
    sites: Sequence[str],
) -> str | None:
    """Return the section that the article stands in: declared, by breadcrumb, or by a category link at the headline."""
    barred = {title_key(text) for text in (title, *sites) if text} | _HOME
    for candidates in _section_texts(article, linked, tree, metas, outline):
        for text in candidates:
            key = title_key(text)
            if key and key not in barred and len(text) <= 60 and len(text.split()) <= 6 and "://" not in text:
                return text
    return None


def _section_texts(
    article: Node | None, linked: LinkedData, tree: LexborHTMLParser, metas: Metas, outline: Outline
) -> Iterator[list[str]]:
    if article is not None:
        yield texts_of(article.get("articleSection"))
    yield [item_value(node) for node in itemprops(tree, "articlesection")][:3]
    yield every(
        metas,
        "article:section",
        "og:section",
        "parsely-section",
        "section",
        "cxenseparse:section",
        "dc.subject.section",
    )
    apart = _apart(outline)
    labels = tree.css(
        "a.post-cat, a[rel~=category], .post-cat, .cat-links a, .entry-category a, .post-category a, .td-post-category, .jeg_meta_category a"
    )
    yield [text for node in labels[:10] if node.mem_id not in apart and (text := visible_text(node))][:3]
    yield list(reversed(_breadcrumb(linked, tree)))


def _breadcrumb(linked: LinkedData, tree: LexborHTMLParser) -> list[str]:
    for node in linked.of_types(frozenset(("BreadcrumbList",))):
        items = node.get("itemListElement")
        if isinstance(items, list):
            names = [
                text_of(item.get("name")) or text_of(item.get("item"))
                for item in items[:20]
                if isinstance(item, dict)
            ]
            return [name for name in names if name and "://" not in name]
    trail = tree.css_first(
        "#breadcrumb, .breadcrumb, .breadcrumbs, #crumbs, .crumbs, .breadcrumb-trail, [class*=breadcrumb]"
    )
    return [text for link in trail.css("a")[:20] if (text := visible_text(link))] if trail is not None else []


def article_tags(
    article: Node | None, tree: LexborHTMLParser, metas: Metas, outline: Outline
) -> tuple[str, ...]:
    """Return the article's keywords: declared ones, else the links marked ``rel="tag"`` or listed under the text."""
    apart = _apart(outline)
    for told in (
        [
            text
            for value in (texts_of(article.get("keywords")) if article else [])
            for text in split_tags(value)
        ],
        every(metas, "article:tag", "og:article:tag"),
        [
            text
            for value in every(metas, "news_keywords", "parsely-tags", "sailthru.tags", "keywords")
            for text in split_tags(value)
        ],
        [
            visible_text(node)
            for node in tree.css("a[rel~=tag]")[:_MOST_TAGS]
            if "category" not in (node.attributes.get("rel") or "")
        ],
        [text for node in itemprops(tree, "keywords") for text in split_tags(item_value(node))],
        [visible_text(node) for node in tree.css(_TAG_LINKS)[:_MOST_TAGS] if node.mem_id not in apart],
    ):
        tags = unique_tags(told)
        if tags:
            return tags
    return ()


def split_tags(value: str) -> list[str]:
    """Divide a list of keywords at its commas, semicolons and bars."""
    return re.split(r"[,،;؛|]", value)


def unique_tags(texts: Sequence[str]) -> tuple[str, ...]:
    """Return tags once each, without ``#`` and white space at their ends."""
    kept = (" ".join(text.replace("_", " ").split()).strip("# ") for text in texts)
    return tuple(dict.fromkeys(tag for tag in kept if 1 < len(tag) <= 80))[:_MOST_TAGS]


def credited(article: Node | None, linked: LinkedData, metas: Metas, outline: Outline) -> tuple[str, ...]:
    """Return whom markup and bylines credit for the report; lines of the text itself are read by the rules."""
    told = [
        name
        for key in ("sourceOrganization", "isBasedOn")
        if article
        for name in texts_of(linked.resolve(article.get(key)))
        if "://" not in name
    ]
    source = first(metas, "source", "article:source", "news_source", "original-source", "syndication-source")
    if source and "://" not in source:
        told.append(source)
    for line in _near(outline):
        told.extend(sources_in(line.text) and sources_in(undated(line.text)))
    return unique(told)
