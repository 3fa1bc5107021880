"""Find the articles of each source: read its feeds, sitemaps and listings, and admit what they name.

One coroutine a source, so that a sick one holds up nobody. Documents are asked for with the validators of the last time;
a 304 says that there is nothing new. What is wrong with a document is a ``Problem`` for the report and no more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.discover import Discovery, read_feed, read_listing, read_sitemap, select, select_more
from crawler.middlewares.failures import failure_of
from crawler.middlewares.keep import came_at
from crawler.page import fetch_of, known_of
from crawler.sources import Listing, Source
from pipelines.archive import ArchiveFailed
from pipelines.store.errors import StoreError
from pipelines.types import Candidate, Fetch, Work

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

log = logging.getLogger("naqi")

AT_ONCE = 16
"""Sources whose documents are fetched at the same time."""
SITEMAP_DEPTH = 3
"""Levels of sitemap indexes that are followed."""
SITEMAPS_A_SOURCE = 100
"""Sitemaps read of one source in one run; an archive of decades is not read in one night."""
LARGEST = 64 * 1024 * 1024
"""Bytes of a document of discovery; sitemaps may have 50 MB, pages much less (NAQI_MAX_PAGE_MB)."""
BATCH = 500
"""Candidates admitted in one transaction."""

Reader = Callable[[bytes, str], Discovery]


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong with one document of discovery."""

    source: str
    url: str
    text: str


class Discoverer:
    """Turns sources into admitted work; ``works`` yields it, ``problems`` lists what went wrong on the way."""

    def __init__(self, spider: NewsSpider, resumed: Sequence[Candidate]) -> None:
        self.problems: list[Problem] = []
        self._told_to_stop = False
        self._spider, self._run = spider, spider.run
        self._resumed = resumed
        self._since = spider.prepared.since
        self._left = spider.prepared.limit
        self._admitting = asyncio.Lock()
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._found: asyncio.Queue[Work | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """Read no further documents; what is not admitted by now is found again by the next run."""
        self._told_to_stop = True

    @property
    def stopping(self) -> bool:
        """Whether the crawl is ending. After Ctrl-C nobody is told but the engine."""
        return self._told_to_stop or not self._spider.crawler.engine.running

    async def works(self) -> AsyncIterator[Work]:
        """Yield the work to do, as it is admitted; ends when discovery has ended."""
        self._task = asyncio.create_task(self._all())
        while (work := await self._found.get()) is not None:
            yield work

    async def finish(self) -> None:
        """Wait for documents that are still under way (at a shutdown)."""
        self.stop()
        if self._task is not None:
            await self._task

    async def _all(self) -> None:
        """Resumed candidates first, then the sources side by side, then the articles to look at again."""
        try:
            await self._admit(self._resumed, skip_rest=False)
            await asyncio.gather(*(self._source(source) for source in self._spider.sources.values()))
            if not self.stopping:
                await self._admit(await self._run.recheck(list(self._spider.sources)), skip_rest=False)
        except StoreError:
            pass  # the run has stopped the crawl and knows why
        except ArchiveFailed as failed:
            self._spider.stop(str(failed))
        except Exception as error:
            log.exception("discovery broke")
            self._spider.stop(f"discovery broke: {type(error).__name__}: {error}")
        finally:
            self._found.put_nowait(None)

    async def _source(self, source: Source) -> None:
        async with self._at_once:
            for url in source.feeds:
                await self._document(source, url, "feed", lambda body, at: read_feed(body, at, source))
            await self._sitemaps(source, source.news_sitemaps, "news_sitemap")
            await self._sitemaps(source, source.sitemaps, "sitemap")
            for listing in source.listings:
                await self._listing(source, listing)

    async def _listing(self, source: Source, listing: Listing) -> None:
        pages: tuple[str, ...] = (listing.url,)
        for _ in range(listing.pages):
            if pages:
                pages = await self._document(
                    source, pages[0], "listing", lambda body, at: read_listing(body, at, source, listing)
                )

    async def _sitemaps(self, source: Source, roots: Sequence[str], channel: str) -> None:
        read: set[str] = set()
        level = list(roots)
        for _ in range(SITEMAP_DEPTH):
            following: list[str] = []
            for url in level:
                if url in read:
                    continue
                if len(read) == SITEMAPS_A_SOURCE:
                    self._problem(
                        source, url, f"more than {SITEMAPS_A_SOURCE} sitemaps; the rest is not read"
                    )
                    return
                read.add(url)
                following += await self._document(
                    source, url, "sitemap", lambda body, at: read_sitemap(body, at, source, channel)
                )
            level = following

    async def _document(self, source: Source, url: str, kind: str, read: Reader) -> tuple[str, ...]:
        """Fetch one document, admit what it names, and return the addresses to read next."""
        if self.stopping:
            return ()
        etag, last_modified = await self._run.validators(url)
        response = await self._fetch(source, url, etag, last_modified)
        if response is None:
            return ()
        ref = await self._spider.keeper.keep(response.meta, known_of(source, kind, url))
        fetch = fetch_of(
            response,
            source=source.name,
            asked=url,
            kind=kind,
            now=came_at(response),
            validators=True,
            archive_ref=ref,
        )
        if response.status == 304:
            await self._run.record(fetch)
            return ()
        if not 200 <= response.status < 300:
            self._problem(source, url, f"answered {response.status}")
            await self._run.record(replace(fetch, etag=None, last_modified=None))
            return ()
        # In a thread: a sitemap of 50,000 addresses takes seconds to read, and the event loop has other things to do.
        discovery = await asyncio.to_thread(read, response.body, response.url)
        if discovery.problem:
            self._problem(source, url, discovery.problem)
        more = select_more(discovery, source, self._since)
        kept, too_old = await asyncio.to_thread(
            select, discovery.candidates, source, self._since, discovery.modified
        )
        # What is only left out of *this* run must be found again by the next, so the document may not answer 304 to it.
        partial = bool(too_old or discovery.more or discovery.problem)
        await self._run.skip(too_old, "too_old")
        await self._admit(kept, replace(fetch, etag=None, last_modified=None) if partial else fetch)
        return more

    async def _fetch(
        self, source: Source, url: str, etag: str | None, last_modified: str | None
    ) -> Response | None:
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        request = Request(
            url,
            callback=NO_CALLBACK,
            headers={name: value for name, value in headers.items() if value},
            dont_filter=True,
            priority=10,
            meta={"download_slot": source.name, "download_maxsize": LARGEST},
        )
        if self.stopping:
            return None
        try:
            return await self._spider.crawler.engine.download_async(request)
        except Exception as error:
            if self.stopping:
                return None
            _fate, reason, detail = failure_of(error)
            self._problem(source, url, f"{reason}{f' ({detail})' if detail else ''}")
            return None

    async def _admit(
        self, found: Sequence[Candidate], fetch: Fetch | None = None, *, skip_rest: bool = True
    ) -> None:
        """Admit candidates, pass on the work, and last record the document that named them.

        What is over the limit is skipped; with ``skip_rest`` False it is left where it is, for the store offers it again.
        """
        async with self._admitting:  # so that the limit holds though sources are read side by side
            rest = list(found)
            while rest and not self.stopping and self._left != 0:
                size = BATCH if self._left is None else min(BATCH, self._left)
                batch, rest = rest[:size], rest[size:]
                for work in await self._run.admit(batch):
                    self._found.put_nowait(work)
                    if self._left is not None:
                        self._left -= 1
            if rest and skip_rest and not self.stopping:
                await self._run.skip(rest, "limit")
            if fetch is not None:
                await self._run.record(replace(fetch, etag=None, last_modified=None) if rest else fetch)

    def _problem(self, source: Source, url: str, text: str) -> None:
        self.problems.append(Problem(source.name, url, text))
        log.warning("discovery: %s  %s  %s", source.name, url, text)
