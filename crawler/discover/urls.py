"""What discovery returns, and which of it are articles of the source that were not published too long ago."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import unquote

from cleaners.urls import absolute, candidate_key, is_web, normalise, same_site
from crawler.sources import Source, compiled
from pipelines.types import Candidate


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one feed, sitemap or listing page told."""

    candidates: tuple[Candidate, ...] = ()
    more: tuple[str, ...] = ()
    """Addresses to read next: the sitemaps of an index, the next page of a listing. The caller limits depth and number."""
    problem: str | None = None
    """What was wrong, said for the operator; there may be candidates all the same (a feed cut off half way)."""
    modified: Mapping[str, str] = field(default_factory=dict, hash=False)
    """``lastmod`` of a sitemap, ISO 8601, by the URL in ``candidates`` or ``more``.

    It says when a page was last touched, which is no publication date and never becomes one; but what was not touched
    since a time was not published since then either, so ``select`` and ``select_more`` use it to leave old pages out.
    """


def candidate(
    source: Source, base: str, link: str, channel: str, title: str | None = None, published: str | None = None
) -> Candidate | None:
    """Make a candidate of a link found in a document at ``base``; None when it leads to no web page."""
    url = normalise(absolute(base, link))
    if not link.strip() or not is_web(url):
        return None
    return Candidate(source.name, url, candidate_key(url), channel, title or None, published)


def unique(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Keep one candidate of each key, in order, with the first title and the first date that any of them has."""
    found: dict[str, Candidate] = {}
    for each in candidates:
        known = found.get(each.key)
        if known is None:
            found[each.key] = each
        elif (each.title and not known.title) or (each.published and not known.published):
            found[each.key] = Candidate(
                known.source,
                known.url,
                known.key,
                known.channel,
                known.title or each.title,
                known.published or each.published,
            )
    return tuple(found.values())


def select(
    candidates: Iterable[Candidate],
    source: Source,
    since: datetime | None = None,
    modified: Mapping[str, str] | None = None,
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Divide candidates into those to fetch and those that are too old; what is no article of the source is neither.

    No article is what leads to another site, what ``allow`` does not match or ``deny`` does, and the addresses that the
    source itself names (home, feeds, listings). Patterns are searched in the URL as it is fetched and in the same URL with
    its escapes read, so that ``'/أخبار/'`` matches. ``since`` (aware) is compared with the published date, or, where there
    is none, with ``modified`` (see ``Discovery``); what has neither is kept.
    """
    kept: list[Candidate] = []
    too_old: list[Candidate] = []
    own = {candidate_key(url) for url in _own(source)}
    for each in unique(candidates):
        if each.key in own or not same_site(each.url, source.home) or not is_article(each.url, source):
            continue
        told = each.published or (modified or {}).get(each.url)
        (too_old if since is not None and _before(told, since, source) else kept).append(each)
    return tuple(kept), tuple(too_old)


def select_more(discovery: Discovery, source: Source, since: datetime | None = None) -> tuple[str, ...]:
    """Return the addresses worth reading next: not those that say they were not touched since ``since``."""
    if since is None:
        return discovery.more
    return tuple(url for url in discovery.more if not _before(discovery.modified.get(url), since, source))


def is_article(url: str, source: Source) -> bool:
    """Say whether the source's patterns take ``url`` for an article's address."""
    forms = (url, unquote(url))

    def matches(pattern: str) -> bool:
        return any(compiled(pattern).search(form) is not None for form in forms)

    if any(matches(pattern) for pattern in source.deny):
        return False
    return not source.allow or any(matches(pattern) for pattern in source.allow)


def _own(source: Source) -> Iterable[str]:
    yield source.home
    yield from source.feeds + source.sitemaps + source.news_sitemaps
    yield from (listing.url for listing in source.listings)


def _before(told: str | None, since: datetime, source: Source) -> bool:
    """Say whether a time told by a site is certainly before ``since``; a bare day counts to its end."""
    if not told:
        return False
    try:
        if len(told) == 10:
            end = date.fromisoformat(told) + timedelta(days=1)
            return datetime(end.year, end.month, end.day, tzinfo=source.zone) <= since
        at = datetime.fromisoformat(told)
    except (ValueError, OverflowError):
        return False
    return (at if at.tzinfo else at.replace(tzinfo=source.zone)) < since
