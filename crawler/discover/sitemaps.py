"""Sitemaps, sitemap indexes, news sitemaps and their text form: bytes to candidates.

Read here and not by Scrapy, whose reader loses ``news:title`` and ``news:publication_date``. Nothing in a sitemap is
expanded or fetched: no entities, no DTD, no network; a gzip body may not unpack to more than ``LARGEST`` bytes.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from lxml import etree

from cleaners.urls import absolute, is_web, normalise
from crawler.discover.feeds import read_feed
from crawler.discover.markup import (
    first_element,
    iso,
    link,
    looks_like_html,
    plain,
    text_of,
    whole,
    without_entities,
    xml_of,
)
from crawler.discover.urls import Discovery, candidate, unique
from crawler.sources import Source
from pipelines.types import Candidate

LARGEST = 64 * 1024 * 1024
"""Bytes; the sitemap protocol allows 50 MB."""

_GZIP = b"\x1f\x8b"


def read_sitemap(body: bytes, url: str, source: Source, channel: str = "sitemap") -> Discovery:
    """Return the pages of the sitemap at ``url``, or in ``more`` the sitemaps of an index; never raises.

    Entries with ``news:`` fields have channel ``news_sitemap``, title and published. ``lastmod`` is not taken for a
    publication date (it changes with every edit, on many sites with every build); it goes into ``Discovery.modified``.
    A feed in a sitemap's place is read as the feed it is.
    """
    body, problem = _unpacked(body)
    if not body.strip():
        return Discovery(problem=problem or "the sitemap is empty")
    text = text_of(body[:8000]).lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return _text_sitemap(text_of(body), source, channel, problem)
    if looks_like_html(text):
        return Discovery(problem="this is no sitemap but a web page")
    return _xml_sitemap(body, url, source, channel, problem)


def _xml_sitemap(body: bytes, url: str, source: Source, channel: str, problem: str | None) -> Discovery:
    text, complete = whole(xml_of(body), ("urlset", "sitemapindex"), ("url", "sitemap"))
    root = first_element(text)
    if root in ("rss", "feed", "rdf"):
        return read_feed(body, url, source, channel)
    if root not in ("urlset", "sitemapindex"):
        return Discovery(
            problem=f"this is no sitemap: its first element is <{root}>" if root else "this is no sitemap"
        )
    candidates: list[Candidate] = []
    more: dict[str, None] = {}
    modified: dict[str, str] = {}
    try:
        for element in _entries(without_entities(text)):
            address = normalise(absolute(url, link(_child(element, "loc"))))
            if _child(element, "loc") and is_web(address):
                if touched := iso(_child(element, "lastmod"), source):
                    modified[address] = touched
                if _name(element) == "sitemap":
                    more[address] = None
                elif found := _candidate(element, address, source, channel):
                    candidates.append(found)
            _forget(element)
    except (
        Exception
    ) as error:  # content never raises; what lxml throws at broken bytes is not all XMLSyntaxError
        problem = problem or f"the sitemap cannot be read to its end ({type(error).__name__})"
    if problem is None and not complete:
        problem = f"the sitemap is cut off; {len(candidates) + len(more)} entries could be read"
    return Discovery(unique(candidates), tuple(more), problem, modified)


def _entries(text: str) -> Iterator[etree._Element]:
    """Yield every ``url`` and ``sitemap`` element as it ends, whatever its namespace is called or misspelt."""
    reader = etree.iterparse(
        io.BytesIO(text.encode("utf-8", "replace")),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in reader:
        yield element


def _candidate(element: etree._Element, address: str, source: Source, channel: str) -> Candidate | None:
    news = next((child for child in element if _name(child) == "news"), None)
    if news is None:
        return candidate(source, address, address, channel)
    published = iso(_child(news, "publication_date"), source)
    return candidate(source, address, address, "news_sitemap", plain(_child(news, "title")), published)


def _child(element: etree._Element, name: str) -> str:
    """Text of the direct child ``name``: ``image:loc`` inside ``image:image`` is not the page's ``loc``."""
    for child in element:
        if _name(child) == name:
            return "".join(child.itertext()).strip()
    return ""


def _name(element: etree._Element) -> str:
    """``url`` for ``{http://www.sitemaps.org/…}url`` and for ``news:url`` of a namespace nobody declared."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _forget(element: etree._Element) -> None:
    """Free what was read: fifty thousand entries need not be in memory at once."""
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]


def _text_sitemap(text: str, source: Source, channel: str, problem: str | None) -> Discovery:
    """The text form: one address a line."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    found = [candidate(source, line, line, channel) for line in lines if is_web(line)]
    if len(found) * 2 < len(lines):
        return Discovery(problem=problem or "this is neither XML nor a list of addresses")
    return Discovery(unique(each for each in found if each), problem=problem)


def _unpacked(body: bytes) -> tuple[bytes, str | None]:
    """Unpack gzip by its magic number, whatever the name ends in; of a broken one, what could be read."""
    if not body.startswith(_GZIP):
        return body, None
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, LARGEST)
    except zlib.error:
        return _salvaged(body), "the gzip body is damaged"
    if unpacker.unconsumed_tail:
        return (
            unpacked,
            f"the sitemap is larger than {LARGEST // 1024 // 1024} MB unpacked; the rest was not read",
        )
    return unpacked, None if unpacker.eof else "the gzip body is cut off"


def _salvaged(body: bytes) -> bytes:
    """Unpack piece by piece up to the damage."""
    unpacker = zlib.decompressobj(wbits=31)
    unpacked = bytearray()
    try:
        for start in range(0, len(body), 512):
            unpacked += unpacker.decompress(body[start : start + 512], 1024 * 1024)
    except zlib.error:
        pass
    return bytes(unpacked)
