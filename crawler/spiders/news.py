"""The spider for every source: discover, admit, fetch; cleaning and storing are the pipeline's (``pipelines.stages``).

Start reading at ``start``. Discovery is a plain coroutine a source (``crawler.discovery``) whose finds are first admitted
in the store and only then requested; so whatever happens to this process, no URL that a feed named is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discovery import Discoverer
from crawler.log import outcome
from crawler.middlewares.failures import failure_of
from crawler.middlewares.keep import Keeper, came_at
from crawler.middlewares.robots import crawl_delay
from crawler.page import fetch_of, known_of, page_of
from crawler.prepare import Prepared, prepare
from pipelines.archive import ArchiveFailed, ArchiveWriter, Known
from pipelines.run import Run, now
from pipelines.stages import Fetched
from pipelines.store.claims import Holder
from pipelines.store.errors import StoreError
from pipelines.types import Fate, Work
from settings.base import VERSION

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

log = logging.getLogger("naqi")


class NewsSpider(Spider):
    """Crawl the enabled sources, or those of ``-a source=NAME[,NAME]`` (see ``scrapy crawl --help``)."""

    name = "news"

    def __init__(self, prepared: Prepared, run: Run, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.prepared = prepared
        self.run = run
        self.sources = {source.name: source for source in prepared.sources}
        self.problem: str | None = None
        """Why the crawl was stopped before its end, for the operator; None when it was not."""
        self.interrupted = False
        self.discoverer: Discoverer | None = None
        self.keeper = Keeper(None)
        run.on_failure = lambda: self.stop(f"the store failed: {run.failure}")

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, *_: Any, prepared: Prepared | None = None, **arguments: Any
    ) -> Self:
        """Make the spider; without ``prepared`` (outside of ``scrapy crawl``) everything is checked here."""
        settings = crawler.settings
        prepared = prepared or prepare(settings, arguments, now())
        run = Run(prepared.engine, recheck_days=settings.getint("NAQI_RECHECK_DAYS"), tell=outcome)
        spider = super().from_crawler(crawler, prepared, run)
        crawler.signals.connect(spider.robots_parsed, signal=signals.robots_parsed)
        slots = {source.name: {"delay": source.delay} for source in prepared.sources}
        crawler.settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Enter the run, then yield a request for each admitted candidate as discovery finds them."""
        prepared = self.prepared
        self.run.on_waiting = lambda taken: log.info("waiting: %s", "; ".join(told(taken)))
        try:
            resumed = await self.run.start(
                command="crawl news",
                cleaner_version=prepared.cleaner_version,
                rules_version=prepared.rules_version,
                sources=list(self.sources),
                settings=dict(prepared.arguments),
                wait=prepared.wait,
            )
        except StoreError:
            return
        if not self.run.sources:
            return
        for line in told(self.run.taken):
            log.warning("left out: %s", line)
        self.sources = {name: self.sources[name] for name in self.run.sources}
        if self.settings.getbool("NAQI_ARCHIVE"):
            self.keeper = Keeper(self._archive())
            self.run.on_spellings = lambda found: self.keeper.spellings(found, now())
        if not self.settings["NAQI_CONTACT"]:
            log.warning("NAQI_CONTACT is not set, so the owners of the sites cannot reach you")
        log.info(
            "run %s: %d source%s", self.run.run_id, len(self.sources), "" if len(self.sources) == 1 else "s"
        )
        if resumed:
            log.info("%d pages were left pending by an interrupted run and come first", len(resumed))
        self.discoverer = Discoverer(self, resumed)
        try:
            async for work in self.discoverer.works():
                yield self._request(work)
        except asyncio.CancelledError:
            self.interrupted = True  # Scrapy cancels us at a shutdown; what is admitted stays pending
            raise
        finally:
            self.discoverer.stop()

    def _request(self, work: Work) -> Request:
        headers = {"If-None-Match": work.etag, "If-Modified-Since": work.last_modified}
        return Request(
            work.candidate.url,
            callback=self.page,
            errback=self.page_failed,
            headers={name: value for name, value in headers.items() if value},
            dont_filter=True,
            meta={"work": work, "download_slot": work.candidate.source},
        )

    async def page(self, response: Response) -> AsyncIterator[Fetched]:
        """Send an article page to the pipeline, or settle what is none already."""
        work: Work = response.meta["work"]
        candidate, source = work.candidate, self.sources[work.candidate.source]
        at, status = came_at(response), response.status
        good = 200 <= status < 300 and bool(response.body)
        known = known_of(source, "page", candidate.url, candidate)
        ref = await self._keep(response.meta, known)
        fetch = fetch_of(
            response,
            source=source.name,
            asked=candidate.url,
            kind="page",
            now=at,
            validators=good or status == 304,
            archive_ref=ref,
        )
        if self.problem is not None:
            return  # the archive failed: the page stays pending and is fetched again
        if good:
            yield Fetched(candidate, page_of(response, known, at, ref), fetch, known.context)
            return
        with contextlib.suppress(StoreError):  # the run has heard of it and stops the crawl
            if status == 304 and (work.etag or work.last_modified):
                await self.run.unchanged(candidate, fetch)
            else:
                reason = f"http_{status}" if not 200 <= status < 300 else "empty_body"
                await self.run.settle(candidate, Fate.FAILED, reason, fetch=fetch)

    async def page_failed(self, failure: Failure) -> None:
        """Settle a candidate for which there was no answer."""
        work: Work = failure.request.meta["work"]  # type: ignore[attr-defined]
        known = known_of(self.sources[work.candidate.source], "page", work.candidate.url, work.candidate)
        await self._keep(failure.request.meta, known)  # type: ignore[attr-defined]
        fate, reason, detail = failure_of(failure.value or Exception("unknown"))
        with contextlib.suppress(StoreError):
            await self.run.settle(work.candidate, fate, reason, detail=detail)

    async def _keep(self, meta: dict[str, Any], known: Known) -> str | None:
        """Archive a visit; where that fails the crawl stops."""
        try:
            return await self.keeper.keep(meta, known)
        except ArchiveFailed as failed:
            self.stop(str(failed))
            return None

    def _archive(self) -> ArchiveWriter:
        info = {
            "software": f"Naqi/{VERSION}",
            "format": "WARC File Format 1.1",
            "robots": "classic",
            "operator": self.settings["NAQI_CONTACT"] or None,
            "naqi-run": self.run.run_id,
            "naqi-resumes": self.run.resumes,
            "naqi-command": "crawl news",
            "naqi-sources": ",".join(self.sources),
            "naqi-cleaner-version": self.prepared.cleaner_version,
            "naqi-rules-version": self.prepared.rules_version,
        }
        root, megabytes = self.settings["NAQI_VAR"], self.settings.getint("NAQI_ARCHIVE_MB")
        return ArchiveWriter(Path(root) / "archive", self.run.run_id, info=info, largest=megabytes << 20)

    def robots_parsed(self, robotparser: Any, request: Request) -> None:
        """Keep to the Crawl-delay of a site that asks for a longer one than its source file has."""
        if (asked := crawl_delay(robotparser)) and (name := request.meta.get("download_slot")):
            downloader = self.crawler.engine.downloader
            delay = max(asked, self.sources[name].delay)
            downloader.per_slot_settings[name] = {
                **downloader.per_slot_settings.get(name, {}),
                "delay": delay,
            }
            if name in downloader.slots:
                downloader.slots[name].delay = delay

    def stop(self, problem: str) -> None:
        """End the crawl because it cannot go on; what is under way is finished, the rest stays pending."""
        if self.problem is not None:
            return
        self.problem = problem
        if self.discoverer is not None:
            self.discoverer.stop()
        log.error("the crawl stops: %s", problem)
        engine = self.crawler.engine
        self._stopping = asyncio.ensure_future(engine.close_spider_async(reason="failed"))

    async def closed(self, reason: str) -> None:
        """Close the account (Scrapy calls this last)."""
        if self.discoverer is not None:
            await self.discoverer.finish()
        try:
            await asyncio.to_thread(self.keeper.close)
        except ArchiveFailed as failed:
            self.problem = self.problem or str(failed)
        self.interrupted = self.interrupted or reason not in ("finished", "failed")
        if not self.run.sources:
            return  # it was not entered, so there is no account to close
        if self.run.open and not (self.interrupted or self.problem):
            self.problem = f"{self.run.open} pages got no outcome; the next crawl takes them up"
        try:
            # A broken-off run may have pending candidates; they are the next run's first.
            await self.run.finish("interrupted" if self.interrupted or self.problem else "finished")
            if self.discoverer is not None and self.discoverer.problems:
                await self.run.note_problems([asdict(problem) for problem in self.discoverer.problems])
        except StoreError as error:
            self.problem = self.problem or f"the store failed: {error}"


def told(taken: Mapping[str, Holder]) -> list[str]:
    """Return a line for each run that has sources: ``sana, qadim: run … (crawl news, process 7 on web1, …) is at work there``."""
    of: dict[Holder, list[str]] = {}
    for name, holder in taken.items():
        of.setdefault(holder, []).append(name)
    return [f"{', '.join(names)}: {holder} is at work there" for holder, names in of.items()]
