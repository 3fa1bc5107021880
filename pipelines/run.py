"""The account of one crawl: each URL that is discovered leaves with exactly one fate, durably.

Every method returns after the store has committed what it was told, so a crawl that is killed between two of them has
lost nothing: what was admitted is found pending by the next run. Writes are queued in the order of the calls. A failed
write is remembered in ``failure`` and raised as ``StoreFailed``; the crawl then stops.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cleaners.types import Accepted
from pipelines.store.accounting import RunBalance
from pipelines.store.alive import SILENT, Heart
from pipelines.store.claims import Holder
from pipelines.store.engines import said
from pipelines.store.errors import StoreError, StoreFailed
from pipelines.store.judging import settle
from pipelines.store.models import DiscoveryProblemRow
from pipelines.store.repository import Repository
from pipelines.store.tombstones import FORGOTTEN
from pipelines.store.writer import Writer
from pipelines.types import Candidate, Commit, Fate, Fetch, Work

T = TypeVar("T")

ASK_AGAIN = 2.0
"""Seconds between two looks whether a source is free by now."""


class Tell(Protocol):
    """Hears of each outcome, for the log."""

    def __call__(self, *, run: str, source: str, url: str, fate: str, reason: str = "", **more: Any) -> None:
        """Take the outcome of one URL."""


class Run:
    """One run of a crawl against one store. Used from one event loop."""

    def __init__(self, engine: Engine, *, recheck_days: int, tell: Tell) -> None:
        self.run_id = new_run_id(now())
        self.discovered: Counter[str] = Counter()
        """Distinct URLs found, by source."""
        self.fates: Counter[tuple[str, str, str]] = Counter()
        """Outcomes, by source, fate and reason."""
        self.failure: str | None = None
        """Why the store could not be written, or None."""
        self.on_failure: Callable[[], None] = lambda: None
        self.resumes: str | None = None
        """The interrupted run that this one carries on, known after ``start``."""
        self.on_spellings: Callable[[Sequence[Candidate]], Awaitable[None]] = _nobody
        """Hears of pages that were found under another address too, before the store does."""
        self.sources: tuple[str, ...] = ()
        """The sources that the run was entered with; empty while it is not entered."""
        self.taken: dict[str, Holder] = {}
        """Sources that were left out since another run has them, known after ``start``."""
        self.turned_away = False
        """Whether all sources are taken, so that there was nothing to enter."""
        self.on_waiting: Callable[[Mapping[str, Holder]], None] = lambda _: None
        """Hears which sources are waited for, when a wait begins."""
        self.balance: RunBalance | None = None
        """What ``finish`` found."""
        self._engine = engine
        self._writer: Writer | None = None
        self._heart: Heart | None = None
        self._recheck_days = recheck_days
        self._tell = tell
        self._urls: set[str] = set()
        self._keys: set[str] = set()

    async def start(
        self,
        *,
        command: str,
        cleaner_version: str,
        rules_version: str,
        sources: Sequence[str],
        settings: Mapping[str, Any],
        wait: float = 0.0,
    ) -> list[Candidate]:
        """Enter the run in the store; return what an interrupted run left pending.

        Sources that another run has are waited for, at most ``wait`` seconds, and then left out; where all of them are
        taken the run is not entered, and ``sources`` stays empty.
        """
        self._writer = Writer(self._engine)
        pid, host, until = os.getpid(), socket.gethostname(), time.monotonic() + wait
        found: list[Candidate] = []

        def op(repository: Repository, last: bool) -> bool:
            taken = repository.taken(command=command, pid=pid, host=host, sources=list(sources))
            free = [name for name in sources if name not in taken]
            if not free or (taken and not last):
                self.taken = taken
                return False
            self.resumes = repository.start_run(
                run_id=self.run_id,
                command=command,
                now=now(),
                pid=pid,
                host=host,
                cleaner_version=cleaner_version,
                rules_version=rules_version,
                sources=free,
                settings=dict(settings),
            )
            found[:] = repository.pending(self.run_id, free)
            self.sources, self.taken = tuple(free), taken
            return True

        told = False
        while not await self._write(partial(op, last=(left := until - time.monotonic()) <= 0)):
            if left <= 0:
                self.turned_away = True
                return []
            if not told:
                self.on_waiting(self.taken)
                told = True
            await asyncio.sleep(min(ASK_AGAIN, left))
        self._beat(asyncio.get_running_loop())
        return found

    def _beat(self, loop: asyncio.AbstractEventLoop) -> None:
        """Keep what the run holds, and hear of it when it was lost."""

        def lost() -> None:
            if self.failure is None:
                minutes = SILENT.total_seconds() / 60
                self.failure = (
                    f"nothing was heard of this run for {minutes:.0f} minutes (did the machine sleep?), so it counts as "
                    "interrupted and others may have its sources; the next crawl carries it on"
                )
                self.on_failure()

        def from_thread() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended in between
                loop.call_soon_threadsafe(lost)

        self._heart = Heart(self._engine, self.run_id, lost=from_thread)
        self._heart.start()

    async def admit(self, found: Sequence[Candidate]) -> list[Work]:
        """Enter what was found; return what is to be fetched. What needs no fetch has its fate from the store."""
        first, others = self._fresh(found)
        both = [*first, *others]
        if not both:
            return []
        if others:
            await self.on_spellings(others)
        since = self._recheck_since()

        def op(repository: Repository) -> tuple[list[Work], frozenset[str]]:
            works = repository.admit(self.run_id, both, now=now(), recheck_since=since)
            return works, repository.forgotten([each.key for each in first])

        works, forgotten = await self._write(op)
        wanted = {work.candidate.url for work in works}
        for each in first:
            if each.url not in wanted:
                self._note(each, Fate.SKIPPED, FORGOTTEN if each.key in forgotten else "too_old")
        for each in others:
            self._note(each, Fate.DUPLICATE, "same_url")
        return works

    async def skip(self, found: Sequence[Candidate], reason: str) -> None:
        """Enter candidates that will not be fetched in this run."""
        first, others = self._fresh(found)
        both = [*first, *others]
        if both:
            if others:
                await self.on_spellings(others)
            await self._write(lambda repository: repository.skip(self.run_id, both, reason, now=now()))
            for each in first:
                self._note(each, Fate.SKIPPED, reason)
            for each in others:
                self._note(each, Fate.DUPLICATE, "same_url")

    async def recheck(self, sources: Sequence[str]) -> list[Candidate]:
        """Return recently stored articles, and pages that failed recently, that this run has not met yet."""
        if not self._recheck_days:
            return []
        names, since = list(sources), self._recheck_since()
        found = await self._write(
            lambda r: [*r.recheck(names, seen_since=since), *r.failed(names, seen_since=since)]
        )
        return [each for each in found if each.key not in self._keys]

    async def validators(self, url: str) -> tuple[str | None, str | None]:
        """Return ETag and Last-Modified of the last answer of ``url``."""
        return await self._write(lambda repository: repository.validators(url))

    async def record(self, fetch: Fetch) -> None:
        """Enter an answer that is no page."""
        await self._write(lambda repository: repository.record_fetch(self.run_id, fetch))

    async def settle(
        self,
        candidate: Candidate,
        fate: Fate,
        reason: str = "",
        *,
        detail: str = "",
        elapsed_ms: float | None = None,
        fetch: Fetch | None = None,
    ) -> None:
        """Give a candidate its fate, together with the answer that decided it."""

        def op(repository: Repository) -> None:
            if fetch is not None:
                repository.record_fetch(self.run_id, fetch)
            repository.settle(
                self.run_id, candidate.key, fate, reason, now=now(), detail=detail, elapsed_ms=elapsed_ms
            )

        await self._write(op)
        self._note(candidate, fate, reason, detail=detail, elapsed_ms=elapsed_ms)

    async def unchanged(self, candidate: Candidate, fetch: Fetch) -> None:
        """Settle a candidate whose server answered 304: what became of it the last time holds."""

        def op(repository: Repository) -> Fate:
            repository.record_fetch(self.run_id, fetch)
            return repository.unchanged(self.run_id, candidate.key, now=fetch.fetched_at)

        self._note(candidate, await self._write(op), "")

    async def commit(
        self,
        candidate: Candidate,
        fetch: Fetch,
        accepted: Accepted,
        *,
        canonical: str,
        elapsed_ms: float | None = None,
    ) -> Commit:
        """Store an article; the store says whether it is new, changed, unchanged or known under another address."""

        def op(repository: Repository) -> Commit:
            repository.record_fetch(self.run_id, fetch)
            return repository.commit(
                self.run_id, candidate, fetch, accepted, canonical=canonical, now=now(), elapsed_ms=elapsed_ms
            )

        commit = await self._write(op)
        self._note(
            candidate,
            commit.fate,
            commit.reason,
            article_id=commit.article_id,
            revision=commit.revision,
            elapsed_ms=elapsed_ms,
        )
        return commit

    async def finish(self, status: str) -> RunBalance:
        """Close the run: count and balance. ``status``: ``finished`` or ``interrupted`` (then the rest may be pending).

        What came in is judged for duplicates and stories first; after an interruption the next run does that.
        """
        if status == "finished":
            await asyncio.to_thread(settle, self._engine)
        if self._heart is not None:
            await asyncio.to_thread(self._heart.stop)
        self.balance = await self._write(
            lambda r: r.finish_run(self.run_id, status=status, now=now(), discovered=dict(self.discovered))
        )
        return self.balance

    async def note_problems(self, problems: Sequence[Mapping[str, str]]) -> None:
        """Keep with the run what was wrong with feeds, sitemaps and listings, for later reports."""

        def write() -> None:
            try:
                with Session(self._engine) as session, session.begin():
                    for position, problem in enumerate(problems):
                        session.add(DiscoveryProblemRow(run_id=self.run_id, position=position, **problem))
            except SQLAlchemyError as error:  # a server that is gone is a StoreError already
                raise StoreFailed(f"the store could not be written: {said(error)}") from error

        await asyncio.to_thread(write)

    @property
    def open(self) -> int:
        """How many discovered URLs have no fate yet."""
        return self.discovered.total() - self.fates.total()

    def close(self) -> None:
        """Write what is queued and end the writing thread; without this the program does not end. Blocks."""
        if self._heart is not None:
            self._heart.stop()
        if self._writer is not None:
            self._writer.close()

    async def _write(self, op: Callable[[Repository], T]) -> T:
        if self._writer is None:
            raise StoreError("the run was not started")
        try:
            return await asyncio.wrap_future(self._writer.submit(op))
        except StoreError as error:
            if self.failure is None:
                self.failure = str(error)
                self.on_failure()
            raise

    def _fresh(self, found: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
        """Count each URL once in a run, however many documents name it; return the first of each key, and the others."""
        first: list[Candidate] = []
        others: list[Candidate] = []
        for each in found:
            if each.url in self._urls:
                continue
            self._urls.add(each.url)
            self.discovered[each.source] += 1
            (others if each.key in self._keys else first).append(each)
            self._keys.add(each.key)
        return first, others

    def _note(self, candidate: Candidate, fate: Fate, reason: str, **more: Any) -> None:
        self.fates[candidate.source, str(fate), reason] += 1
        self._tell(
            run=self.run_id, source=candidate.source, url=candidate.url, fate=fate, reason=reason, **more
        )

    def _recheck_since(self) -> datetime:
        return now() - timedelta(days=self._recheck_days)


async def _nobody(_found: Sequence[Candidate]) -> None:
    """Hear nothing."""


def now() -> datetime:
    """Return the time, aware, in UTC: the one clock of a crawl."""
    return datetime.now(UTC)


def new_run_id(at: datetime) -> str:
    """Return a name for a run that sorts by its time: ``20260131T081500-3fa2``."""
    return f"{at:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
