"""Meta elements and microdata: what the head and the attributes of a page declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.dom import visible_text
from cleaners.text import fold

Metas = Mapping[str, tuple[str, ...]]
"""Lower-case ``property``, ``name`` or ``http-equiv`` → its contents in order."""

PUBLISHED_KEYS = tuple(
    """
    article:published_time og:article:published_time og:published_time article:published article:publish_time
    rnews:datepublished datepublished date_published parsely-pub-date sailthru.date cxenseparse:recs:publishtime
    cxenseparse:publishtime bt:pubdate published_time_telegram
    shareaholic:article_published_time dcterms.issued dc.date.issued dc.issued dcterms.created dc.date.created
    pubdate publishdate publish-date publish_date publication_date article.published originalpublicationdate article_date_original
    article:post_date citation_publication_date citation_online_date dc.date dcterms.date dc.terms.date date
    """.split()
)
"""Names for the day of publication, most particular first."""
MODIFIED_KEYS = tuple(
    """
    article:modified_time og:article:modified_time og:updated_time og:modified_time article:modified datemodified date_modified
    dcterms.modified dc.date.modified cxenseparse:recs:modifiedtime lastmod last-modified last-updated article.updated revised
    """.split()
)


def read_metas(tree: LexborHTMLParser) -> Metas:
    """Return the page's ``<meta>`` elements by name."""
    found: dict[str, list[str]] = {}
    for meta in tree.css("meta"):
        attributes = meta.attributes
        content = " ".join((attributes.get("content") or attributes.get("value") or "").split())
        if not content:
            continue
        for kind in ("property", "name", "http-equiv"):
            for key in (attributes.get(kind) or "").lower().split():
                found.setdefault(key, []).append(content)
    return {key: tuple(values) for key, values in found.items()}


def first(metas: Metas, *keys: str) -> str | None:
    """Return the first content of the first name that the page has."""
    return next((metas[key][0] for key in keys if key in metas), None)


def every(metas: Metas, *keys: str) -> list[str]:
    """Return all contents of the names, in the names' order."""
    return [value for key in keys for value in metas.get(key, ())]


def itemprops(tree: LexborHTMLParser, name: str) -> Iterable[LexborNode]:
    """Yield the elements whose microdata property is ``name``; the caller decides which of them are the article's."""
    for node in tree.css("[itemprop]"):
        if name.lower() in (node.attributes.get("itemprop") or "").lower().split():
            yield node


def item_value(node: LexborNode) -> str:
    """Return the value of a microdata element: its ``content``, ``datetime``, or text."""
    attributes = node.attributes
    declared = attributes.get("content") or attributes.get("datetime")
    return " ".join((declared or node.text(deep=True) or "").split())


def link_named(tree: LexborHTMLParser, name: str, host: str) -> str | None:
    """Return the address of the first link to another site whose text is ``name``: where «نقلاً عن السهل» points to."""
    wanted = fold(name)
    for node in tree.css("a[href]"):
        address = (node.attributes.get("href") or "").strip()
        if address.startswith(("http://", "https://")) and fold(visible_text(node)) == wanted:
            return address if host not in address.split("/")[2] else None
    return None
