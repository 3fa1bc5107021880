"""The thin Scrapy item pipeline: a fetched page goes to a worker, and its outcome to the store.

Nothing here blocks the event loop: cleaning happens in ``Workers``, writing in the store's own thread.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cleaners.types import Accepted, Page, Quarantined, Rejected
from cleaners.urls import canonical_of
from pipelines.run import Run
from pipelines.store.errors import StoreError
from pipelines.types import Candidate, Fate, Fetch
from pipelines.workers import Cleaning, Workers, WorkersBroken

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True, slots=True)
class Fetched:
    """The item: a page as it came, the candidate that it answers, and the row that says how it came."""

    candidate: Candidate
    page: Page
    fetch: Fetch
    context: Any

    def __repr__(self) -> str:
        return f"<Fetched {self.page.url} {len(self.page.body)} bytes>"


class CleanAndStore:
    """Clean each ``Fetched`` page in a worker and settle its candidate.

    Needs ``spider.run`` (the ``Run``) and ``spider.stop(reason)``.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._workers: Workers | None = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Make it as Scrapy does."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Start the workers; they import the cleaners while the first feeds are being fetched."""
        settings = self._crawler.settings
        self._workers = Workers(
            settings["NAQI_PROCESS"],
            count=settings.getint("NAQI_WORKERS"),
            timeout=settings.getfloat("NAQI_PAGE_TIMEOUT"),
        )

    async def process_item(self, item: Fetched) -> Fetched:
        """Clean, then store; returns the item when the outcome is in the database."""
        assert self._workers is not None
        run: Run = self._crawler.spider.run
        try:
            cleaning = await asyncio.wrap_future(self._workers.submit(item.page, item.context))
        except WorkersBroken as broken:
            self._crawler.spider.stop(str(broken))
            return item
        with contextlib.suppress(StoreError):  # the run has heard of it and stops the crawl
            await self._settle(run, item, cleaning)
        return item

    async def _settle(self, run: Run, item: Fetched, cleaning: Cleaning) -> None:
        candidate, elapsed_ms = item.candidate, cleaning.seconds * 1000
        match cleaning.outcome:
            case Accepted(cleaned=cleaned) as accepted:
                canonical = canonical_of(item.page.url, cleaned.canonical_url)
                await run.commit(candidate, item.fetch, accepted, canonical=canonical, elapsed_ms=elapsed_ms)
            case Rejected(verdict=verdict, detail=detail):
                reason = str(verdict.reason or verdict.judge)
                await run.settle(
                    candidate, Fate.REJECTED, reason, detail=detail, elapsed_ms=elapsed_ms, fetch=item.fetch
                )
            case Quarantined(reason=reason, where=where):
                detail = f"{where}: {cleaning.detail}" if cleaning.detail else where
                # Without validators, so that the page is asked for in full the next time.
                fetch = replace(item.fetch, etag=None, last_modified=None)
                await run.settle(
                    candidate, Fate.FAILED, reason, detail=detail, elapsed_ms=elapsed_ms, fetch=fetch
                )

    async def close_spider(self) -> None:
        """End the workers."""
        if self._workers is not None:
            await asyncio.to_thread(self._workers.close)
