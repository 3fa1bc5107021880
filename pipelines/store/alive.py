"""Which runs are alive: told by the process on this machine, and by the beat of a run's heart on every other.

A run that was killed says for ever that it runs. On its own machine its process can be asked for; on another only silence
tells, so a run writes the time down every few seconds. The time is the database's, since the clocks of two machines differ.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from pipelines.store.columns import UtcDateTime
from pipelines.store.errors import StoreError
from pipelines.store.models import RunRow

BEAT_SECONDS = 20.0
"""How often a run writes down that it is alive."""
SILENT = timedelta(minutes=5)
"""A run that was silent for longer is dead: its machine is gone, or its number is another process's by now."""


class database_clock(FunctionElement[datetime]):  # noqa: N801 - SQLAlchemy's own spelling of functions
    """The database's time as SQL."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(database_clock, "sqlite")
def _on_sqlite(_element: object, _compiler: object, **_: Any) -> str:
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000+00:00')"


@compiles(database_clock, "postgresql")
def _on_postgresql(_element: object, _compiler: object, **_: Any) -> str:
    return "clock_timestamp()"


def clock(session: Session) -> datetime:
    """Return the database's time, aware, in UTC."""
    return session.execute(select(database_clock())).scalar_one()


def living(session: Session, host: str) -> list[RunRow]:
    """Return the runs that say that they run and are not certainly dead, the newest first."""
    running = select(RunRow).where(RunRow.status == "running").order_by(RunRow.number.desc())
    found = session.scalars(running).all()
    if not found:
        return []
    at = clock(session)
    return [run for run in found if is_alive(run, host, at)]


def is_alive(run: RunRow, host: str, at: datetime) -> bool:
    """Say whether a run may be under way at ``at``, the database's time, as seen from ``host``.

    One of this host whose process is gone is dead at once. A run without a heart (``undo``, and those of earlier versions)
    is believed for ever where its process cannot be asked for.
    """
    if run.host == host and not process_is_alive(run.pid):
        return False
    return run.beat_at is None or at - run.beat_at <= SILENT


def process_is_alive(pid: int) -> bool:
    """Ask the system for a process; where asking would kill it (Windows), say that it lives."""
    if os.name != "posix":
        return True
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OverflowError:
        return False
    except PermissionError:
        return True
    return True


def beat(engine: Engine, run_id: str) -> bool:
    """Write down that a run is alive now; False when the store says that it has ended."""
    running = update(RunRow).where(RunRow.run_id == run_id, RunRow.status == "running")
    with engine.begin() as connection:
        return connection.execute(running.values(beat_at=database_clock())).rowcount > 0


class Heart:
    """Beats for a run in a thread of its own, from ``with`` to its end.

    ``lost`` is called (in that thread) when the run was taken for dead, as after its machine slept: others may have what it
    holds. A beat that cannot be written is left out; whether the store works is said by the run's own writes.
    """

    def __init__(
        self,
        engine: Engine,
        run_id: str,
        *,
        lost: Callable[[], None] = lambda: None,
        every: float = BEAT_SECONDS,
    ) -> None:
        self._engine, self._run_id = engine, run_id
        self._lost, self._every = lost, every
        self._stop = threading.Event()
        # a daemon: whoever is ended at once does not wait for a beat that waits for the database
        self._thread = threading.Thread(target=self._work, name="naqi-heart", daemon=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Beat from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Beat no more; may be called again."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                known = beat(self._engine, self._run_id)
            except (SQLAlchemyError, StoreError):
                known = True
            if not known:
                if not self._stop.is_set():
                    self._lost()
                return
            self._stop.wait(self._every)


__all__ = ["BEAT_SECONDS", "SILENT", "Heart", "beat", "clock", "is_alive", "living", "process_is_alive"]
