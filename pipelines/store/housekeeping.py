"""Runs that take things away (``archive gc``, ``forget``): entered like any run, and never while another run is under way."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cleaners.types import CLEANER_VERSION
from pipelines.store import claims, runs
from pipelines.store.errors import StoreBusy
from pipelines.store.models import RunRow


def begin(
    session: Session, run_id: str, command: str, *, now: datetime, settings: Mapping[str, object]
) -> None:
    """Enter the run; raises ``StoreBusy`` while another runs. Belongs into one transaction with what it does first.

    A run of this host whose process is gone does not count. ``sources`` stays empty, so that crawls carry on what they
    left as if this run had never been.
    """
    runs.start(
        session,
        run_id=run_id,
        command=command,
        now=now,
        pid=os.getpid(),
        host=socket.gethostname(),
        cleaner_version=CLEANER_VERSION,
        rules_version="",
        sources=(),
        settings=settings,
    )
    others = select(RunRow).where(RunRow.status == "running", RunRow.run_id != run_id)
    other = session.scalars(others.order_by(RunRow.number.desc())).first()
    if other is not None:
        raise claims.busy(other, socket.gethostname(), "nothing may be taken away beside it")


def end(engine: Engine, run_id: str, *, status: str, now: datetime, results: Mapping[str, object]) -> None:
    """Close the run and write down with its settings what it did."""
    with Session(engine.execution_options(sqlite_begin="IMMEDIATE")) as session, session.begin():
        run = runs.run_of(session, run_id)
        run.status, run.finished_at = status, now
        run.settings = {**run.settings, **results}


__all__ = ["StoreBusy", "begin", "end"]
