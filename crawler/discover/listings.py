"""Listing pages (sections, archives, the front page): HTML bytes to candidates, by the source's CSS selectors."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaners.urls import absolute, candidate_key, is_web, normalise
from crawler.discover.markup import plain, text_of
from crawler.discover.urls import Discovery, candidate, unique
from crawler.sources import Listing, Source


def read_listing(body: bytes, url: str, source: Source, listing: Listing) -> Discovery:
    """Return the article links of the listing page at ``url``, and in ``more`` its next page; never raises.

    An element chosen by ``listing.links`` that is no link stands for the first link in it. The link's text is the title.
    ``<base href>`` counts. That a page has no such link at all is a problem: its markup has changed.
    """
    if not body.strip():
        return Discovery(problem="the listing page is empty")
    try:
        page = LexborHTMLParser(text_of(body))
        base = _base(page, url)
        found = [
            candidate(source, base, anchor.attributes.get("href") or "", "listing", _title(anchor))
            for anchor in map(_anchor, page.css(listing.links))
            if anchor is not None
        ]
        following = _next(page, base, url, listing)
    except Exception as error:  # content never raises; lexbor has errors of its own
        return Discovery(problem=f"the listing page cannot be read ({type(error).__name__})")
    candidates = unique(each for each in found if each)
    problem = None if candidates else f'no link matches "{listing.links}"; has the page\'s markup changed?'
    return Discovery(candidates, following, problem)


def _base(page: LexborHTMLParser, url: str) -> str:
    element = page.css_first("base[href]")
    base = absolute(url, (element.attributes.get("href") or "") if element else "")
    return base if is_web(base) else url


def _anchor(element: LexborNode) -> LexborNode | None:
    return element if element.tag == "a" else element.css_first("a[href]")


def _title(anchor: LexborNode) -> str | None:
    return plain(anchor.text(separator=" ")) or plain(anchor.attributes.get("title"))


def _next(page: LexborHTMLParser, base: str, url: str, listing: Listing) -> tuple[str, ...]:
    element = page.css_first(listing.next) if listing.next else None
    anchor = _anchor(element) if element is not None and element.tag != "link" else element
    address = ((anchor.attributes.get("href") or "") if anchor is not None else "").strip()
    if not address:
        return ()
    following = normalise(absolute(base, address))
    return (following,) if is_web(following) and candidate_key(following) != candidate_key(url) else ()
