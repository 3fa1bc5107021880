"""RSS 0.9 to 2.0 and Atom, as they are found and not as they should be: bytes of a feed to candidates.

feedparser reads nearly everything, once the bytes are text: it believes the declared encoding, and so makes mojibake of a
windows-1256 feed that calls itself UTF-8. It is therefore given UTF-8 of ours and told so.
"""

from __future__ import annotations

import re
from typing import Any

import feedparser

from crawler.discover.markup import iso, link, looks_like_html, plain, whole, xml_of
from crawler.discover.urls import Discovery, candidate, unique
from crawler.sources import Source
from pipelines.types import Candidate

Entry = dict[str, Any]

_START = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
"""What stands before it (a warning that PHP printed, a blank line) is no part of the feed."""


def read_feed(body: bytes, url: str, source: Source, channel: str = "feed") -> Discovery:
    """Return the entries of the feed at ``url``; never raises.

    A link is the entry's ``feedburner:origLink``, else its alternate link, else a guid that is a permalink, resolved
    against the feed. ``published`` is ISO 8601 (see ``markup.iso``); an Atom entry that tells only when it was updated
    has none. A valid feed without entries is no problem.
    """
    if not body.strip():
        return Discovery(problem="the feed is empty")
    text = xml_of(body)
    start = _START.search(text[:20_000])
    if start is None:
        kind = "a web page" if looks_like_html(text) else "something else"
        return Discovery(problem=f"this is no feed but {kind}")
    text, complete = whole(text[start.start() :], ("rss", "feed", "rdf"), ("item", "entry"))
    try:
        feed = feedparser.parse(
            text.encode("utf-8", "replace"),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        )
        entries: list[Entry] = list(feed.entries)
        version = str(feed.get("version") or "")
    except Exception as error:  # on broken input feedparser fails in as many ways as there are to break it
        return Discovery(problem=f"the feed cannot be read ({type(error).__name__})")
    found = [_candidate(entry, version, url, source, channel) for entry in entries]
    problem = None
    if not complete:
        problem = f"the feed is cut off; {len(entries)} entries could be read"
    elif entries and not any(found):
        problem = f"none of the {len(entries)} entries has a link"
    return Discovery(unique(each for each in found if each), problem=problem)


def _candidate(entry: Entry, version: str, url: str, source: Source, channel: str) -> Candidate | None:
    # ``dict.get``: feedparser's own ``get`` answers for missing keys with others, and warns about it.
    def told(key: str) -> Any:
        return dict.get(entry, key)

    address = told("feedburner_origlink") or told("link") or (told("id") if told("guidislink") else "") or ""
    return candidate(
        source, url, link(str(address)), channel, plain(told("title")), _published(told, version, source)
    )


def _published(told: Any, version: str, source: Source) -> str | None:
    """The entry's own date. RSS 1.0 has only ``dc:date``, which feedparser calls updated; in Atom the two differ."""
    names = ("published",) if version.startswith("atom") else ("published", "updated", "created")
    return next((found for name in names if (found := iso(told(name), source))), None)
