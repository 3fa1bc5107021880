"""Writes the sites' feeds, sitemaps and robots.txt: well formed ones, and the old portal's, which is not quite."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from seeds.newsroom.sites import Site


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a feed or sitemap."""

    url: str
    title: str
    published: datetime
    updated: datetime | None = None
    summary: str = ""
    guid: str = ""


def feed(site: Site, entries: Sequence[Entry]) -> tuple[str, bytes]:
    """Return the content type and bytes of the site's feed in the site's manner."""
    if site.feed_kind == "atom":
        return "application/atom+xml; charset=utf-8", _atom(site, entries).encode()
    if site.feed_kind == "news":
        return "application/xml; charset=utf-8", news_sitemap(site, entries).encode()
    if site.feed_kind == "broken":
        return "text/xml; charset=utf-8", _broken(site, entries).encode(site.encoding)
    return "application/rss+xml; charset=utf-8", _rss(site, entries).encode()


def newest(entries: Sequence[Entry]) -> datetime:
    """Return the time of the last change among the entries."""
    return max(entry.updated or entry.published for entry in entries)


def _rss(site: Site, entries: Sequence[Entry]) -> str:
    query = f"?{site.tracking}" if site.tracking else ""
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.url + query)}</link>"
        f'<guid isPermaLink="false">{escape(entry.guid)}</guid>'
        f"<pubDate>{format_datetime(entry.published)}</pubDate>"
        + (f"<atom:updated>{entry.updated.isoformat()}</atom:updated>" if entry.updated else "")
        + f"<description>{escape(entry.summary)}</description></item>\n"
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{escape(site.title)}</title><link>{site.home}</link><description>{escape(site.title)}</description>"
        f"<language>{site.language}</language><lastBuildDate>{format_datetime(newest(entries))}</lastBuildDate>\n"
        f"{items}</channel></rss>\n"
    )


def _atom(site: Site, entries: Sequence[Entry]) -> str:
    items = "".join(
        f'<entry><title type="text">{escape(entry.title)}</title><id>{escape(entry.guid)}</id>'
        f'<link rel="alternate" href="{escape(entry.url)}"/>'
        f"<published>{entry.published.isoformat()}</published>"
        f"<updated>{(entry.updated or entry.published).isoformat()}</updated>"
        f'<summary type="html">{escape(escape(entry.summary))}</summary></entry>\n'
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar">'
        f'<title>{escape(site.title)}</title><id>{site.home}</id><link rel="self" href="{site.home}{site.feed}"/>'
        f"<updated>{newest(entries).isoformat()}</updated>\n{items}</feed>\n"
    )


def _broken(site: Site, entries: Sequence[Entry]) -> str:
    """An old script's RSS: bare ``&`` in links, an HTML entity that XML does not know, a tag never closed."""
    items = "".join(
        f"<item>\n<title>{entry.title}&nbsp;</title>\n<link>{entry.url}</link>\n"
        f"<guid>{entry.url}</guid>\n<pubDate>{format_datetime(entry.published)}</pubDate>\n"
        f"<description>{entry.summary}<br></description>\n</item>\n"
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="windows-1256"?>\n<rss version="2.0">\n<channel>\n'
        f"<title>{site.title}</title>\n<link>{site.home}</link>\n<description>{site.title}</description>\n"
        f"{items}</channel>\n</rss>\n"
    )


def news_sitemap(site: Site, entries: Sequence[Entry]) -> str:
    """Return a news sitemap, each entry with its title and publication date."""
    urls = "".join(
        f"<url><loc>{escape(entry.url)}</loc><news:news><news:publication><news:name>{escape(site.title)}</news:name>"
        f"<news:language>ar</news:language></news:publication>"
        f"<news:publication_date>{entry.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(entry.title)}</news:title></news:news></url>\n"
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}</urlset>\n'
    )


def sitemap(entries: Sequence[Entry]) -> bytes:
    """Return a plain sitemap with the time of each entry's last change."""
    urls = "".join(
        f"<url><loc>{escape(entry.url)}</loc><lastmod>{(entry.updated or entry.published).isoformat()}</lastmod></url>\n"
        for entry in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    ).encode()


def sitemap_index(parts: Sequence[tuple[str, datetime]]) -> bytes:
    """Return a sitemap index of (URL, last change) pairs."""
    maps = "".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{changed.isoformat()}</lastmod></sitemap>\n"
        for url, changed in parts
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{maps}</sitemapindex>\n'
    ).encode()


def zipped(body: bytes) -> bytes:
    """Gzip a file the same way at any time of day (no time stamp in its header)."""
    return gzip.compress(body, mtime=0)


def robots(site: Site) -> bytes:
    """Return the site's robots.txt."""
    lines = ["User-agent: *"]
    lines.append(f"Disallow: {site.disallow}" if site.disallow else "Disallow:")
    if site.sitemap:
        lines += ["", f"Sitemap: {site.home}{site.sitemap}"]
    return ("\n".join(lines) + "\n").encode()
