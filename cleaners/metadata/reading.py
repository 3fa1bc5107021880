"""From a page's tree to its :class:`Metadata`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.dates import Where
from cleaners.dom import visible_text
from cleaners.metadata.jsonld import (
    ARTICLE_TYPES,
    WEAK_TYPES,
    LinkedData,
    Node,
    read_jsonld,
    text_of,
    texts_of,
    types_of,
    url_of,
)
from cleaners.metadata.labels import article_authors, article_section, article_tags, credited
from cleaners.metadata.markup import Metas, every, first, item_value, itemprops, read_metas
from cleaners.metadata.outline import Outline, outline_of, title_key
from cleaners.metadata.record import Metadata
from cleaners.metadata.rights import read_rights
from cleaners.metadata.times import article_dates
from cleaners.metadata.titles import choose_title, name_beside_headline
from cleaners.types import Page

_DAY_FIRST_LANGUAGES = frozenset(
    "ar fa ckb ur fr de es it pt tr nl ru pl ro id sv da nb no fi el he cs".split()
)
_ARABIC = re.compile(r"[\u0620-\u064a]")


def read_metadata(tree: LexborHTMLParser, page: Page) -> Metadata:
    """Return what the page says of its article; never raises on any page, and a fact nobody told for sure is missing."""
    metas = read_metas(tree)
    linked = read_jsonld(tree)
    document = _text(tree.css_first("title"))
    declared = [
        *_headlines(linked),
        *every(metas, "og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title"),
    ]
    if page.hints.title:
        declared.append(page.hints.title)
    outline = outline_of(tree, [*declared, document] if document else declared)
    article = _article_node(linked, page.url, [title for title in (*declared, document) if title])
    apart = _apart_ids(outline)
    publisher = _publisher(article, linked, metas)
    beside = name_beside_headline(document, (line.text for line in outline.lines)) if document else None
    named = (publisher, first(metas, "og:site_name", "application-name"), beside, *host_names(page.url))
    sites = [name for name in named if name]
    title = choose_title(_heading(outline), _titles(article, tree, metas, page, apart), document, sites)
    language = _language(tree, article, metas)
    where = where_of(page, language, title or document or "")
    published, modified = article_dates(article, tree, metas, page.hints, outline, page.url, where, apart)
    told = Metadata(
        title=title,
        subtitle=_subtitle(article, tree, title),
        authors=article_authors(article, linked, tree, metas, outline, sites),
        published=published,
        modified=modified,
        section=article_section(article, linked, tree, metas, outline, title, sites),
        tags=article_tags(article, tree, metas, outline),
        canonical_url=_canonical(tree, metas, article, page.url),
        image_url=_image(article, linked, metas, tree, page.url),
        image_caption=_caption(article, linked, tree),
        publisher=publisher or beside,
        attribution=credited(article, linked, metas, outline),
        language_declared=language,
        rights=read_rights(tree, metas, article, page),
    )
    return told.repaired()


def _text(node: LexborNode | None) -> str | None:
    return " ".join(node.text(deep=True).split()) or None if node is not None else None


def _headlines(linked: LinkedData) -> list[str]:
    found = (text_of(node.get("headline")) for node in linked.of_types(ARTICLE_TYPES))
    return [headline for headline in found if headline][:3]


def _article_node(linked: LinkedData, url: str, titles: Sequence[str]) -> Node | None:
    """Return the node of this page's article: of several the one with its address or its title, else none."""
    for types in (ARTICLE_TYPES, WEAK_TYPES):
        nodes = linked.of_types(types)
        if len(nodes) == 1:
            return nodes[0]
        wanted = url.split("#")[0].split("?")[0].rstrip("/")
        for node in nodes:
            addresses = (url_of(node.get(key)) for key in ("mainEntityOfPage", "url", "@id"))
            if any(
                address and address.split("#")[0].split("?")[0].rstrip("/") == wanted for address in addresses
            ):
                return node
        keys = [title_key(title) for title in titles[len(_headlines(linked)) :]]
        for node in nodes:
            headline = title_key(text_of(node.get("headline") or node.get("name")) or "")
            if headline and any(headline in key or key in headline for key in keys if key):
                return node
        if (
            nodes
            and types is ARTICLE_TYPES
            and len({text_of(node.get("datePublished")) for node in nodes}) == 1
        ):
            return nodes[0]
    return None


def _apart_ids(outline: Outline) -> dict[int, bool]:
    """Map elements whose whole text stands apart from the article to False; their markup is not the article's."""
    ours: dict[int, bool] = {}
    for line in outline.lines:
        mine = line.index not in outline.apart
        for element in (*line.path[-6:], *line.marked):
            ours[element.id] = ours.get(element.id, False) or mine
    return ours


def _publisher(article: Node | None, linked: LinkedData, metas: Metas) -> str | None:
    name = text_of(linked.resolve(article.get("publisher"))) if article else None
    if name is None:
        for node in linked.of_types(frozenset(("NewsMediaOrganization", "Organization", "WebSite"))):
            name = name or text_of(node.get("name"))
    name = first(metas, "og:site_name") if name is None or "://" in name else name
    return name or first(metas, "application-name", "dc.publisher", "dcterms.publisher", "publisher")


def host_names(url: str) -> list[str]:
    """Return the host of an address and its longer labels: what a site may call itself."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return []
    labels = host.split(".")
    return [host, *(label for label in labels[:-1] if len(label) > 3)] if host else []


def _heading(outline: Outline) -> str | None:
    """Return the text of the headline's element: all lines of an ``<h1>``, else the line."""
    line = outline.headline
    if line is None:
        return None
    h1 = next((element for element in reversed(line.path) if element.tag in ("h1", "h2")), None)
    whole = visible_text(h1.node) if h1 else line.text
    return whole if len(whole) <= 400 else line.text


def _titles(
    article: Node | None, tree: LexborHTMLParser, metas: Metas, page: Page, ours: dict[int, bool]
) -> list[str]:
    items = [item_value(node) for node in itemprops(tree, "headline") if ours.get(node.mem_id, True)][:1]
    node_title = (
        text_of(article.get("headline"))
        or (text_of(article.get("name")) if not WEAK_TYPES.intersection(types_of(article)) else None)
        if article
        else None
    )
    declared = [
        node_title,
        *items,
        *every(metas, "og:title", "twitter:title", "dc.title")[:3],
        page.hints.title,
    ]
    return [" ".join(title.split()) for title in declared if title and title.strip()]


def _language(tree: LexborHTMLParser, article: Node | None, metas: Metas) -> str | None:
    html = tree.css_first("html")
    attributes = html.attributes if html is not None else {}
    told = (
        attributes.get("lang")
        or attributes.get("xml:lang")
        or (text_of(article.get("inLanguage")) if article else None)
    )
    told = told or first(metas, "og:locale", "content-language", "language", "dc.language")
    found = re.match(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", told or "")
    return found.group().replace("_", "-") if found else None


def where_of(page: Page, language: str | None, title: str) -> Where:
    """Return the place of publication: the source's region, else the declared language's (``en-GB``)."""
    hints = page.hints
    tags = (language or "").split("-")
    region = hints.region or next((tag.upper() for tag in tags[1:] if len(tag) == 2), None)
    spoken = (hints.language or tags[0] or "").split("-")[0].lower()
    # ar-US is a template's default, nobody's region
    if spoken in ("ar", "fa", "ckb", "ur") and region == "US" and not hints.region:
        region = None
    day_first = True if spoken in _DAY_FIRST_LANGUAGES or _ARABIC.search(title) else None
    if hints.region is None and region == "US" and _ARABIC.search(title):
        region = None
    fetched = page.fetched_at if page.fetched_at is not None and page.fetched_at.tzinfo is not None else None
    return Where(region=region, timezone=hints.timezone, now=fetched, day_first=day_first)


def _subtitle(article: Node | None, tree: LexborHTMLParser, title: str | None) -> str | None:
    told = text_of(article.get("alternativeHeadline")) if article else None
    if told is None:
        for node in itemprops(tree, "alternativeheadline"):
            told = told or item_value(node)
    if told is None:
        printed = tree.css_first(
            "h2.entry-sub-title, .entry-sub-title, .post-subtitle, .article-subtitle, .single-post-subtitle, .jeg_post_subtitle, "
            ".td-post-sub-title, .entry-subtitle, h2.subtitle, h3.subtitle, p.subtitle, .sub-title, .subtitle, .subheadline, .article__subhead"
        )
        told = visible_text(printed) if printed is not None else None
    if (
        not told
        or len(told) > 400
        or len(told.split()) < 2
        or (title and title_key(told) == title_key(title))
    ):
        return None
    return told


def _absolute(address: str | None, url: str) -> str | None:
    if not address:
        return None
    try:
        whole = urljoin(url, address.strip())
        return whole if urlsplit(whole).scheme in ("http", "https") else None
    except ValueError:
        return None


def _canonical(tree: LexborHTMLParser, metas: Metas, article: Node | None, url: str) -> str | None:
    for link in tree.css("link[rel]"):
        if "canonical" in (link.attributes.get("rel") or "").lower().split():
            found = _absolute(link.attributes.get("href"), url)
            if found:
                return found
    told = first(metas, "og:url") or (url_of(article.get("mainEntityOfPage")) if article else None)
    return _absolute(told, url)


_FIGURES = "article figure, main figure, [itemprop~=articleBody] figure, [itemprop~=image]"
_SOURCES = ("content", "src", "data-src", "data-lazy-src", "data-original", "href")


def _image(
    article: Node | None, linked: LinkedData, metas: Metas, tree: LexborHTMLParser, url: str
) -> str | None:
    told = first(
        metas, "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"
    )
    if told is None and article:
        told = url_of(linked.resolve(article.get("image"))) or url_of(article.get("thumbnailUrl"))
    if told is None:
        figures = tree.css(_FIGURES)[:3]
        told = next((found for figure in figures if (found := _source(figure))), None)
    return _absolute(told, url)


def _source(figure: LexborNode) -> str | None:
    """Return the address of the picture in an element: its own, or that of the image in it; none that is only a placeholder."""
    for node in (figure, *figure.css("[itemprop~=url], [itemprop~=contentUrl], img")[:3]):
        for name in _SOURCES:
            address = node.attributes.get(name)
            if address and not address.startswith("data:"):
                return address
    return None


def _caption(article: Node | None, linked: LinkedData, tree: LexborHTMLParser) -> str | None:
    image = linked.resolve(article.get("image")) if article else None
    told = text_of(image.get("caption")) if isinstance(image, dict) else None
    if told is None:
        node = tree.css_first(
            "figure.single-featured-image figcaption, .featured-area figcaption, .single-caption-text, .post-thumbnail figcaption, "
            ".featured-image figcaption, article header figcaption, .wp-post-image + figcaption, .td-post-featured-image figcaption"
        )
        if node is None and (figure := next(iter(tree.css(_FIGURES)), None)) is not None:
            node = figure.css_first("figcaption, [itemprop~=caption]")
        told = visible_text(node) if node is not None else None
    return told if told and len(told) <= 600 else None


__all__ = ["host_names", "read_metadata", "texts_of", "where_of"]
