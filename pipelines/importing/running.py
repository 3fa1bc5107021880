"""Run an import: read, clean in parallel, copy what is not ours into the archive, store in the order of reading.

The reader is never far ahead of the store (``AHEAD`` pages, ``AHEAD_BYTES``), so memory does not grow with the input. Each page is
taken by the store in one transaction; after ``kill -9`` the same command finds what has been taken and goes on behind it.
"""

from __future__ import annotations

import os
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cleaners.types import Accepted, Quarantined, Rejected
from cleaners.urls import canonical_of
from pipelines.archive import ArchiveFailed, ArchiveWriter
from pipelines.importing.visits import Batch, Damaged, Document, Item, Passed, Spelt, Visit
from pipelines.run import Tell, new_run_id
from pipelines.store import imports
from pipelines.store.accounting import RunBalance
from pipelines.store.alive import Heart
from pipelines.store.errors import StoreError, StoreUnavailable
from pipelines.store.imports import COMMAND, Given, Taken
from pipelines.store.judging import settle
from pipelines.store.repository import Repository
from pipelines.store.writer import Writer
from pipelines.types import Fate
from pipelines.workers import Cleaning, Workers, WorkersBroken

AHEAD, AHEAD_BYTES = 64, 64 << 20
"""Pages, and bytes of pages, that are read and not yet handed to the store."""
UNWRITTEN = 256
"""Pages that are handed to the store and not yet committed."""
LISTED = 100
"""Damages that are kept for the report; all are counted."""

ArchiveOf = Callable[[str], ArchiveWriter | None]


class Stopped(Exception):
    """The import cannot go on; the message says why."""


@dataclass(slots=True)
class Ended:
    """What came of one batch."""

    run_ids: list[str]
    original: str | None
    balances: list[RunBalance] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    """What was no page, by reason."""
    damaged: list[Damaged] = field(default_factory=list)
    damages: int = 0
    pages: int = 0
    copied: int = 0
    lost: list[str] = field(default_factory=list)
    """Pages of which the store said that they cannot be taken: a fault of the program."""
    fates: Counter[str] = field(default_factory=Counter)

    @property
    def balanced(self) -> bool:
        """Whether every page that was read has its outcome in every run."""
        return bool(self.balances) and all(balance.balanced for balance in self.balances) and not self.lost


@dataclass(slots=True)
class _Waiting:
    """What is read and not yet handed to the store."""

    item: Visit | Spelt | Document
    cleaning: Future[Cleaning] | None = None

    @property
    def size(self) -> int:
        return self.item.fetch.size if isinstance(self.item, Visit) else 0


class Importer:
    """Imports batch after batch into one store; ``stopping`` may be set from a signal handler."""

    def __init__(
        self,
        engine: Engine,
        workers: Workers,
        *,
        archive_of: ArchiveOf,
        now: Callable[[], datetime],
        cleaner_version: str,
        rules_version: str,
        tell: Tell,
        warn: Callable[[Damaged], None],
        progress: Callable[[Ended], None],
    ) -> None:
        self.stopping = False
        self.problem: str | None = None
        self._run_ids: set[str] = set()
        self._engine, self._workers = engine, workers
        self._archive_of, self._now = archive_of, now
        self._versions = cleaner_version, rules_version
        self._tell, self._warn, self._progress = tell, warn, progress

    def run(self, batch: Batch) -> Ended:
        """Import one batch; whatever goes wrong on the way is in the result, in ``problem`` or in the store's failure."""
        while (run_id := new_run_id(self._now())) in self._run_ids:
            continue
        self._run_ids.add(run_id)
        ended = Ended([run_id], batch.imports)
        with Writer(self._engine) as writer:
            try:
                writer.submit(lambda r: self._begin(r, run_id, batch)).result()
                work = _Batch(self, writer, ended)
                try:
                    with Heart(self._engine, run_id):
                        with_archive = self._archive_of(run_id)
                        try:
                            work.take(batch, with_archive)
                        finally:
                            if with_archive is not None:
                                with_archive.close()
                except (Stopped, WorkersBroken, ArchiveFailed) as error:
                    self.problem = str(error)
                if not (self.stopping or self.problem):
                    settle(self._engine)
                work.finish("interrupted" if self.stopping or self.problem else "finished")
            except StoreError as error:
                self.problem = self.problem or str(error)
        return ended

    def _begin(self, repository: Repository, run_id: str, batch: Batch) -> None:
        settings: dict[str, object] = {"input": batch.given}
        if batch.imports:
            settings["imports"] = batch.imports
        cleaner_version, rules_version = self._versions
        repository.start_run(
            run_id=run_id,
            command=COMMAND,
            now=self._now(),
            pid=os.getpid(),
            host=socket.gethostname(),
            cleaner_version=cleaner_version,
            rules_version=rules_version,
            sources=list(batch.sources),
            settings=settings,
        )
        repository.follow(run_id, batch.follows, batch.given)


class _Batch:
    """The way of one batch through workers, archive and store."""

    def __init__(self, importer: Importer, writer: Writer, ended: Ended) -> None:
        self._of, self._writer, self._ended = importer, writer, ended
        self._discovered: Counter[str] = Counter()
        self._taken: Counter[tuple[str, str]] = Counter()
        self._waiting: deque[_Waiting] = deque()
        self._bytes = 0
        self._unwritten: deque[tuple[Future[Any], Visit | Spelt | Document, float | None]] = deque()
        self._archive: ArchiveWriter | None = None

    def take(self, batch: Batch, archive: ArchiveWriter | None) -> None:
        """Take in everything that is read, until the end or until the import is told to stop."""
        self._archive = archive
        said = time.monotonic()
        for item in self._until_stopped(batch):
            self._read(item)
            while len(self._waiting) > AHEAD or self._bytes > AHEAD_BYTES:
                self._hand_over()
            if time.monotonic() - said > 5:
                said = time.monotonic()
                self._of._progress(self._ended)
        while self._waiting:
            self._hand_over()
        while self._unwritten:
            self._confirm()

    def finish(self, status: str) -> None:
        """Close the runs and balance them: what was read against what the store has."""
        while self._unwritten:
            self._confirm()
        first, *others = self._ended.run_ids
        elsewhere: Counter[str] = Counter()
        for run_id in others:
            told = {source: count for (run, source), count in self._taken.items() if run == run_id}
            elsewhere.update(told)
            self._close(run_id, status, told)
        # The first run answers for all that was read: a page that is lost on the way is missing there.
        self._close(first, status, {s: count - elsewhere[s] for s, count in self._discovered.items()})
        self._ended.balances.insert(0, self._ended.balances.pop())

    def _close(self, run_id: str, status: str, discovered: dict[str, int]) -> None:
        def op(repository: Repository) -> RunBalance:
            return repository.finish_run(run_id, status=status, now=self._of._now(), discovered=discovered)

        self._ended.balances.append(self._writer.submit(op).result())

    def _until_stopped(self, batch: Batch) -> Iterator[Item]:
        for item in batch.items:
            if self._of.stopping:
                return
            yield item

    def _read(self, item: Item) -> None:
        match item:
            case Damaged():
                self._ended.damages += 1
                if len(self._ended.damaged) < LISTED:
                    self._ended.damaged.append(item)
                self._of._warn(item)
            case Passed(reason=reason):
                self._ended.passed[reason] += 1
            case Visit():
                self._discovered[item.candidate.source] += 1
                self._ended.pages += 1
                self._wait(self._decided(item))
            case Spelt(candidate=candidate):
                self._discovered[candidate.source] += 1
                self._wait(item)
            case Document():
                self._wait(item)

    def _decided(self, visit: Visit) -> Visit:
        """Look whether the store needs the page at all, before it is cleaned; it looks again when the page comes in."""
        if visit.fate is Fate.SKIPPED:
            return visit
        try:
            with Session(self._of._engine) as session:
                reason = imports.why_not(session, visit.candidate, visit.fetch, undated=visit.undated)
        except SQLAlchemyError as error:
            said = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise Stopped(f"the store cannot be read: {said}") from error
        except StoreUnavailable as gone:
            raise Stopped(str(gone)) from gone
        return visit if reason is None else replace(visit, fate=Fate.SKIPPED, reason=reason)

    def _wait(self, item: Visit | Spelt | Document) -> None:
        waiting = _Waiting(item)
        if isinstance(item, Visit) and item.fate is None:
            waiting.cleaning = self._of._workers.submit(item.page, item.context)
        self._waiting.append(waiting)
        self._bytes += waiting.size

    def _hand_over(self) -> None:
        """Hand the oldest of what is waiting to the store, when it is cleaned."""
        waiting = self._waiting.popleft()
        self._bytes -= waiting.size
        item, now = waiting.item, self._of._now()
        seconds: float | None = None
        future: Future[Any]
        if isinstance(item, Visit):
            cleaning = waiting.cleaning.result() if waiting.cleaning is not None else None
            seconds = cleaning.seconds if cleaning is not None else None
            item = self._copied(item, now)
            given = _given(item, cleaning)
            future = self._writer.submit(lambda r: self._taken_by(r, given, now))
        elif isinstance(item, Spelt):
            candidate = item.candidate
            future = self._writer.submit(
                lambda r: r.take_spelling(self._ended.run_ids[0], candidate, now=now)
            )
        else:
            fetch = item.fetch
            future = self._writer.submit(lambda r: r.document(self._ended.run_ids[0], fetch))
        self._unwritten.append((future, item, seconds))
        while len(self._unwritten) > UNWRITTEN:
            self._confirm()

    def _taken_by(self, repository: Repository, given: Given, now: datetime) -> Taken:
        """Give the store a page (in the writer's thread), and know the run that it may have begun for it."""
        run_ids = self._ended.run_ids
        taken = repository.take(given, run_ids, now=now)
        if taken.run_id not in run_ids:
            run_ids.append(taken.run_id)
        return taken

    def _copied(self, visit: Visit, now: datetime) -> Visit:
        if visit.exchange is None or visit.fate is Fate.SKIPPED or self._archive is None:
            return visit
        ref = self._archive.write([visit.exchange], visit.known, at=now)
        self._ended.copied += 1
        return replace(visit, fetch=replace(visit.fetch, archive_ref=str(ref)))

    def _confirm(self) -> None:
        """Wait for the oldest of what the store was given."""
        future, item, seconds = self._unwritten.popleft()
        try:
            result = future.result()
        except StoreError as error:
            raise Stopped(f"the store failed: {error}") from error
        except Exception as error:
            if isinstance(item, Visit):
                self._ended.lost.append(f"{item.candidate.url}: {type(error).__name__}: {error}")
                return
            raise
        if isinstance(item, Spelt):
            if result:
                self._note(item, Taken(self._ended.run_ids[0], Fate.DUPLICATE, "same_url"), None)
            else:
                self._discovered[item.candidate.source] -= 1
        elif isinstance(item, Visit):
            self._note(item, result, seconds)

    def _note(self, item: Visit | Spelt, taken: Taken, seconds: float | None) -> None:
        candidate = item.candidate
        self._ended.fates[str(taken.fate)] += 1
        self._taken[taken.run_id, candidate.source] += 1
        self._of._tell(
            run=taken.run_id,
            source=candidate.source,
            url=candidate.url,
            fate=taken.fate,
            reason=taken.reason,
            article_id=taken.article_id,
            revision=taken.revision,
            elapsed_ms=None if seconds is None else seconds * 1000,
        )


def _given(visit: Visit, cleaning: Cleaning | None) -> Given:
    """Return what the store is to do with a page."""
    given = Given(visit.candidate, visit.fetch, visit.fate, visit.reason, undated=visit.undated)
    if cleaning is None:
        return given
    given = replace(given, elapsed_ms=cleaning.seconds * 1000)
    match cleaning.outcome:
        case Accepted(cleaned=cleaned) as accepted:
            canonical = canonical_of(visit.page.url, cleaned.canonical_url)
            return replace(given, accepted=accepted, canonical=canonical)
        case Rejected(verdict=verdict, detail=detail):
            reason = str(verdict.reason or verdict.judge)
            return replace(given, fate=Fate.REJECTED, reason=reason, detail=detail)
        case Quarantined(reason=reason, where=where):
            detail = f"{where}: {cleaning.detail}" if cleaning.detail else where
            fetch = replace(visit.fetch, etag=None, last_modified=None)
            return replace(given, fetch=fetch, fate=Fate.FAILED, reason=reason, detail=detail)
