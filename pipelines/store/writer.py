"""One thread that writes: operations go in from any thread, and reach the database in order and in batches.

A crawl must not wait for the disk in its event loop, SQLite has one writer anyway, and a transaction for each page would
cost more than the page. So operations are gathered into one transaction until there are enough of them, or it is open
long enough, or nobody has brought another for a moment; each is in a SAVEPOINT, so that one that fails takes nothing with it.
A future is done only when its batch is committed: who waits for it may rely on the disk.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError
from sqlalchemy.orm import Session

from pipelines.store.engines import said
from pipelines.store.errors import StoreFailed, StoreUnavailable
from pipelines.store.repository import Repository

T = TypeVar("T")

_QUIET = 0.05
"""Share of ``linger`` after which a transaction is closed when nothing more comes."""

_Op = tuple[Callable[[Repository], Any], "Future[Any]"]


class Writer:
    """The only one who writes to the store; close it (or use it in a ``with``), or the program will not end."""

    def __init__(self, engine: Engine, *, batch: int = 64, linger: float = 0.2) -> None:
        self._engine = engine.execution_options(sqlite_begin="IMMEDIATE")
        self._batch = batch
        self._linger = linger
        self._queue: queue.Queue[_Op | None] = queue.Queue()
        self._lock = threading.Lock()
        self._closed = False
        self._failure: StoreFailed | None = None
        self._thread = threading.Thread(target=self._work, name="naqi-store-writer", daemon=False)
        self._thread.start()

    @property
    def failure(self) -> StoreFailed | None:
        """Why nothing more is written, or None."""
        return self._failure

    def submit(self, op: Callable[[Repository], T]) -> Future[T]:
        """Queue ``op``; its future gets its result after the COMMIT, its exception, or ``StoreFailed``."""
        future: Future[T] = Future()
        with self._lock:
            refusal = self._failure
            if refusal is None and self._closed:
                refusal = StoreFailed("the writer is closed; nothing more can be stored through it")
            if refusal is None:
                self._queue.put((op, future))
        if refusal is not None:
            future.set_exception(refusal)
        return future

    def close(self) -> None:
        """Write what is queued and end the thread; see ``failure`` for how it went. May be called again."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _work(self) -> None:
        """Write batch after batch until the end mark comes."""
        while (first := self._queue.get()) is not None:
            taken = [first]
            results: list[tuple[Any, BaseException | None]] = []
            try:
                ended = self._transaction(taken, results)
            except BaseException as error:  # whatever it is, nobody may wait for ever
                self._fail(error, taken)
                return
            for (_, future), (result, problem) in zip(taken, results, strict=True):
                _complete(future, result, problem)
            if ended:
                return

    def _transaction(self, taken: list[_Op], results: list[tuple[Any, BaseException | None]]) -> bool:
        """Run one batch and commit it; say whether the end mark came. ``taken`` and ``results`` grow together."""
        until = time.monotonic() + self._linger
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            results.append(_run(session, *taken[0]))
            while len(taken) < self._batch and (left := until - time.monotonic()) > 0:
                try:
                    following = self._queue.get(timeout=min(left, self._linger * _QUIET))
                except queue.Empty:
                    return False
                if following is None:
                    return True
                taken.append(following)
                results.append(_run(session, *following))
        return False

    def _fail(self, error: BaseException, taken: list[_Op]) -> None:
        """Refuse everything from now on, and what is queued too."""
        gone = isinstance(error, StoreUnavailable)
        failure = StoreFailed(str(error) if gone else f"the store could not be written: {_cause(error)}")
        failure.__cause__ = error
        with self._lock:
            self._failure = failure
            with contextlib.suppress(queue.Empty):
                while True:
                    if (item := self._queue.get_nowait()) is not None:
                        taken.append(item)
        for _, future in taken:
            _complete(future, None, failure)


def _run(
    session: Session, op: Callable[[Repository], Any], future: Future[Any]
) -> tuple[Any, BaseException | None]:
    """Run one operation in a SAVEPOINT; its own mistakes are its own, those of the database end the batch."""
    if (
        not future.set_running_or_notify_cancel()
    ):  # from here on it cannot be cancelled: it is going to be stored
        return None, None
    savepoint = session.begin_nested()
    try:
        result = op(Repository(session))
        savepoint.commit()
    except Exception as error:
        if isinstance(error, StoreUnavailable) or (isinstance(error, DBAPIError) and _is_the_store(error)):
            raise  # without ROLLBACK TO: a database that is full has dropped the savepoint already
        savepoint.rollback()
        return None, error
    return result, None


def _is_the_store(error: DBAPIError) -> bool:
    """Say whether the database itself is in trouble (full, locked, gone, corrupt, without its tables).

    PostgreSQL calls a missing table or permission a mistake of the program (SQLSTATE class 42); here it is the tables
    that are wrong, and the next operation would fail as well. A value that is too large for it (class 54) is one value.
    """
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return not state.startswith("54") and (
        error.connection_invalidated
        or isinstance(error, (OperationalError, InternalError))
        or type(error) is DatabaseError
        or state.startswith("42")
    )


def _complete(future: Future[Any], result: Any, problem: BaseException | None) -> None:
    with contextlib.suppress(InvalidStateError):  # cancelled while it was waiting in the queue
        if problem is not None:
            future.set_exception(problem)
        else:
            future.set_result(result)


def _cause(error: BaseException) -> str:
    """Return what the database said first: a full disk is followed by complaints about lost savepoints."""
    first = error
    following: BaseException | None = error
    while following is not None:
        first = following if isinstance(following, DBAPIError) else first
        following = following.__cause__ or following.__context__
    return said(getattr(first, "orig", None) or first)
