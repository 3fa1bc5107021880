"""What a page and its headers say about reuse: licence, holder, and the machine-readable reservations.

Nothing is concluded here: the words of the publisher are kept, in one shape, with where each was said. What they allow is
for the reader of the table to decide. Read are

- licences: ``<link rel="license">``, ``<a rel="license">`` (HTML, *Link types*), ``license`` of the article's JSON-LD or
  microdata (schema.org), ``dc.rights``, ``dcterms.license`` (Dublin Core), a ``Link: <…>; rel="license"`` header (RFC 8288);
- the holder: ``copyrightHolder`` of the article's JSON-LD, else the page's ``<meta name="copyright">``;
- robots directives that are about use and not about crawling (``noindex``, ``noarchive``, ``nosnippet``, ``noai`` …), of
  ``<meta name="robots">`` and ``X-Robots-Tag`` (Google, *Robots meta tag specifications*), for all robots or for one;
- the TDM Reservation Protocol (W3C Community Group): ``tdm-reservation`` and ``tdm-policy``, as meta element or header.

A header is read before the page, since it is the server's word; for TDM the protocol says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from cleaners.metadata.jsonld import Node, text_of, url_of
from cleaners.metadata.markup import Metas, every, first, item_value, itemprops
from cleaners.types import Page, Rights

DIRECTIVES = frozenset(
    "noindex none noarchive nocache nosnippet noimageindex notranslate indexifembedded noai noimageai notrain".split()
)
"""What is kept of robots directives as it is; ``index`` and ``follow`` are what holds anyway."""
_WITH_VALUE = re.compile(r"(max-snippet|max-image-preview|max-video-preview|unavailable_after)\s*:\s*(.+)")
_AGENT = re.compile(r"([a-z0-9][a-z0-9._-]*)\s*:\s*(.*)", re.DOTALL)
_LICENSE_LINK = re.compile(r"<([^>]*)>\s*;[^,]*?\brel\s*=\s*\"?[^\",;]*\blicense\b", re.IGNORECASE)
_META_AGENTS = "googlebot bingbot google-extended gptbot ccbot applebot-extended otherbots".split()
_LONGEST = 500
_MOST = 40


def read_rights(tree: LexborHTMLParser, metas: Metas, article: Node | None, page: Page) -> Rights | None:
    """Return what the page says about reuse, or None when it says nothing; ``article`` is its JSON-LD node, if any."""
    licence, origin = _license(tree, metas, article, page)
    reservation = _first(page.header("tdm-reservation"), first(metas, "tdm-reservation"))
    policy = _first(page.header("tdm-policy"), first(metas, "tdm-policy"))
    holder = text_of(article.get("copyrightHolder")) if article else None
    rights = Rights(
        license=licence,
        license_origin=origin if licence else None,
        holder=_line(holder) or _line(first(metas, "copyright", "dc.rightsholder", "dcterms.rightsholder")),
        robots=_robots(metas, page),
        tdm_reserved={"1": True, "0": False}.get(reservation or ""),
        tdm_policy=_address(policy, page.url),
    )
    return None if rights == Rights() else rights


def _license(
    tree: LexborHTMLParser, metas: Metas, article: Node | None, page: Page
) -> tuple[str | None, str]:
    """Return the licence (an address, else a wording) and where it stood."""
    header = _LICENSE_LINK.search(page.header("Link")[:4000])
    if header and (found := _address(header[1], page.url)):
        return found, "header"
    if article is not None:
        told = article.get("license")
        if found := _address(url_of(told), page.url) or _line(text_of(told)):
            return found, "jsonld"
    for node in tree.css("link[rel][href]"):
        if _is_license(node.attributes.get("rel")) and (
            found := _address(node.attributes.get("href"), page.url)
        ):
            return found, "link"
    for key in ("dcterms.license", "dc.rights.license", "dc.rights", "dcterms.rights"):
        if found := _line(first(metas, key)):
            return found, "meta"
    for node in itemprops(tree, "license"):
        address = node.attributes.get("href") or node.attributes.get("content")
        if found := _address(address, page.url) or _line(item_value(node)):
            return found, "microdata"
    links = {
        _address(node.attributes.get("href"), page.url)
        for node in tree.css("a[rel][href]")
        if _is_license(node.attributes.get("rel"))
    } - {None}
    # One link speaks for the page; several speak for pictures, each of its own.
    return (links.pop(), "link") if len(links) == 1 else (None, "")


def _is_license(rel: str | None) -> bool:
    return "license" in (rel or "").lower().split()


def _robots(metas: Metas, page: Page) -> tuple[str, ...]:
    """Return the directives for all robots as they are, those for one with its name before: ``gptbot: noindex``."""
    found = [*_directives(page.header("X-Robots-Tag")), *_of_metas(metas)]
    return tuple(dict.fromkeys(found))[:_MOST]


def _of_metas(metas: Metas) -> Iterable[str]:
    for content in every(metas, "robots"):
        yield from _directives(content, headed=False)
    for agent in _META_AGENTS:
        for content in every(metas, agent):
            yield from (f"{agent}: {each}" for each in _directives(content, headed=False))


def _directives(text: str, *, headed: bool = True) -> Iterable[str]:
    """Yield the directives of one value; in a header (``headed``) an agent's name stands before those that are its own."""
    agent = ""
    for part in text[:4000].lower().split(","):
        directive = part.strip()
        if headed and not _WITH_VALUE.fullmatch(directive) and (named := _AGENT.fullmatch(directive)):
            agent, directive = f"{named[1]}: ", named[2].strip()
        if directive in DIRECTIVES:
            yield agent + directive
        elif valued := _WITH_VALUE.fullmatch(directive):
            yield f"{agent}{valued[1]}:{valued[2].strip()[:60]}"


def _first(*values: str | None) -> str | None:
    return next((value.strip() for value in values if value and value.strip()), None)


def _line(text: str | None) -> str | None:
    return " ".join(text.split())[:_LONGEST] or None if text else None


def _address(url: str | None, base: str) -> str | None:
    """Return the whole web address, or None for what is none."""
    if not url or len(url) > 2000 or not url.strip() or any(char.isspace() for char in url.strip()):
        return None
    try:
        whole = urljoin(base, url.strip())
    except ValueError:
        return None
    return whole if whole.startswith(("https://", "http://")) else None
