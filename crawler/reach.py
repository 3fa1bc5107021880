"""Try a source's addresses and see what they give: what ``scrapy sources check`` does.

The requests go through the crawler's own downloader with the project's settings, so what is reached here (with this
User-Agent, proxy, robots.txt) is what a crawl reaches.
"""

from __future__ import annotations

import re
import tomllib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from cleaners.urls import absolute, candidate_key
from crawler.discover import Discovery, read_feed, read_listing, read_sitemap, select
from crawler.middlewares.failures import failure_of
from crawler.sources import Source, SourceError, load_source

DEPTH = 2
"""How many sitemap indexes deep to look; of each index one sitemap, the newest, is enough to see that it works."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What one address of a source gave."""

    kind: str
    """``robots``, ``feed``, ``sitemap``, ``news_sitemap`` or ``listing``."""
    url: str
    status: int | None = None
    """HTTP status, or None when there was no answer."""
    candidates: int = 0
    """Links that are articles by the source's own patterns."""
    newest: datetime | None = None
    """Latest time of publication that was told."""
    problem: str | None = None
    remark: str = ""


Report = Callable[[Source, Sequence[Reached]], None]


def passes(reached: Iterable[Reached]) -> bool:
    """Say whether a source works: every address that its file names without a problem, and candidates in some."""
    rows = list(reached)
    return sum(row.candidates for row in rows) > 0 and not any(row.problem for row in rows)


ERRORS = [304, *range(400, 600)]
"""Statuses of which the operator is told, as they are."""


class ReachSpider(Spider):
    """Fetch robots.txt, feeds, sitemaps and listings of sources; ``report`` is called as each source is done."""

    name = "sources-check"
    custom_settings = {  # noqa: RUF012 (Scrapy reads it and copies it)
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {},
        "HTTPCACHE_ENABLED": False,
        "RETRY_TIMES": 1,
    }

    def __init__(self, sources: Sequence[Source], report: Report, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._sources = sources
        self._report = report
        self._rows: dict[str, list[Reached]] = {source.name: [] for source in sources}
        self._queues = {source.name: deque(self._first(source)) for source in sources}

    async def start(self) -> AsyncIterator[Request]:
        """Ask every source for its first address; each answer asks for the next, one at a time in each source."""
        for source in self._sources:
            yield self._queues[source.name].popleft()

    def _first(self, source: Source) -> Iterator[Request]:
        robots = self._request(source, "robots", absolute(source.home, "/robots.txt"), _read_robots)
        yield robots.replace(meta={**robots.meta, "dont_obey_robotstxt": True})
        for url in source.feeds:
            yield self._request(source, "feed", url, read_feed)
        for url in source.sitemaps:
            yield self._request(source, "sitemap", url, read_sitemap)
        for url in source.news_sitemaps:
            yield self._request(source, "news_sitemap", url, partial(read_sitemap, channel="news_sitemap"))
        for listing in source.listings:
            yield self._request(source, "listing", listing.url, partial(read_listing, listing=listing))

    def _request(
        self, source: Source, kind: str, url: str, reader: Callable[..., Discovery], depth: int = 0
    ) -> Request:
        given = {"source": source, "kind": kind, "reader": reader, "depth": depth}
        return Request(
            url,
            callback=self.answered,
            errback=self.failed,
            cb_kwargs=given,
            meta={"handle_httpstatus_list": ERRORS, "download_slot": source.name},  # redirects are followed
            dont_filter=True,
        )

    def answered(
        self, response: Response, source: Source, kind: str, reader: Callable[..., Discovery], depth: int
    ) -> Iterator[Request]:
        """Read an answer; follow the newest sitemap of an index."""
        url = str(response.meta.get("redirect_urls", [response.url])[0])
        if kind == "robots":
            yield from self._add(source, _robots(response, url, source))
            return
        if not 200 <= response.status < 300:
            yield from self._add(
                source, Reached(kind, url, response.status, problem=f"answered {response.status}")
            )
            return
        found = reader(response.body, response.url, source)
        kept, _ = select(found.candidates, source)
        problem = found.problem
        if found.candidates and not kept:
            problem = (
                f"{len(found.candidates)} links, none of them on this site or let through by allow and deny"
            )
        following = _newest_sitemap(found) if kind.endswith("sitemap") else None
        remark = f"index of {len(found.more)} sitemaps" if following else ""
        if following and depth < DEPTH:
            self._queues[source.name].appendleft(self._request(source, kind, following, reader, depth + 1))
        times = [time for each in kept if (time := _time(each.published, source))]
        row = Reached(kind, url, response.status, len(kept), max(times, default=None), problem, remark)
        yield from self._add(source, row)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Note an address that gave no answer, and why."""
        request: Request = failure.request  # type: ignore[attr-defined]
        source, kind = request.cb_kwargs["source"], request.cb_kwargs["kind"]
        _, reason, detail = failure_of(failure.value or Exception("unknown"))
        told = (
            "robots.txt asks us not to read it"
            if reason == "robots"
            else f"{reason}: {detail}"
            if detail
            else reason
        )
        row = (
            Reached(kind, request.url, remark=told)
            if kind == "robots"
            else Reached(kind, request.url, problem=told)
        )
        yield from self._add(source, row)

    def _add(self, source: Source, row: Reached) -> Iterator[Request]:
        self._rows[source.name].append(row)
        if self._queues[source.name]:
            yield self._queues[source.name].popleft()
        else:
            self._report(source, tuple(self._rows[source.name]))


def mark_verified(path: Path) -> bool:
    """Set ``verified = true`` in a source file and change nothing else in it; False if it was so already.

    One line is edited (or added below ``name``), so comments and layout stay. Raises ``SourceError`` when the file,
    edited, would not say the same as before.
    """
    before = load_source(path)
    if before.verified:
        return False
    text = path.read_bytes().decode("utf-8")
    head, tables = _split_tables(text)
    edited, count = re.subn(r"(?m)^(\s*verified\s*=\s*)false\b", r"\g<1>true", head, count=1)
    if not count:
        edited, count = re.subn(
            r"(?m)^(\s*name\s*=[^\r\n]*(\r?\n|\Z))", r"\g<1>verified = true\g<2>", head, count=1
        )
    fresh = path.with_suffix(".toml.new")
    fresh.write_bytes((edited + tables).encode("utf-8"))
    try:
        changed = count == 1 and _says_verified(fresh, before)
        if changed:
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    if not changed:
        raise SourceError(
            path, "verified", "could not be set without changing more", "write verified = true by hand"
        )
    return True


def _says_verified(fresh: Path, before: Source) -> bool:
    assert before.path is not None
    old, new = (tomllib.loads(path.read_text(encoding="utf-8")) for path in (before.path, fresh))
    return bool(new == {**old, "verified": True})


def _split_tables(text: str) -> tuple[str, str]:
    """Divide a file into its own keys and the ``[[listing]]`` tables after them."""
    found = re.search(r"(?m)^\s*\[", text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _read_robots(_body: bytes, _url: str, _source: Source) -> Discovery:
    return Discovery()


def _robots(response: Response, url: str, source: Source) -> Reached:
    if not 200 <= response.status < 300:
        remark = "no rules" if 400 <= response.status < 500 else "server error: nothing may be read"
        return Reached("robots", url, response.status, remark=remark)
    known = {candidate_key(each) for each in source.sitemaps + source.news_sitemaps}
    named = re.findall(
        r"(?im)^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", response.body[:500_000].decode("utf-8", "replace")
    )
    new = [each for each in dict.fromkeys(named) if candidate_key(absolute(url, each)) not in known]
    return Reached(
        "robots", url, response.status, remark=f"names sitemaps: {' '.join(new[:5])}" if new else ""
    )


def _newest_sitemap(found: Discovery) -> str | None:
    """The sitemap of an index that was touched last; without dates the last, for they are numbered upwards."""
    if not found.more:
        return None
    dated = [url for url in found.more if url in found.modified]
    return max(dated, key=lambda url: found.modified[url]) if dated else found.more[-1]


def _time(published: str | None, source: Source) -> datetime | None:
    if not published:
        return None
    at = datetime.fromisoformat(published)
    return (at if at.tzinfo else at.replace(tzinfo=source.zone)).astimezone(UTC)
