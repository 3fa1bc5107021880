"""Which sources are taken: two crawls at the same site at once would be twice as rude, and fetch each page twice.

There is no lock to be left behind. A run that is alive (``pipelines.store.alive``) holds the sources that it was entered
with, from the transaction that enters it until it ends or dies; writers take turns, so of two crawls that ask at the same
moment one comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pipelines.store.alive import living
from pipelines.store.errors import StoreBusy
from pipelines.store.models import RunRow

HOUSEKEEPING = ("archive gc", "forget", "forget --lift")
"""Commands that take things away. Beside them nothing runs, and they meet no pages."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The run that a source is taken by."""

    run_id: str
    command: str
    host: str
    pid: int
    since: datetime

    def __str__(self) -> str:
        return f"run {self.run_id} ({self.command}, process {self.pid} on {self.host}, since {self.since:%Y-%m-%d %H:%M} UTC)"


def taken(session: Session, host: str, pid: int, command: str, sources: Sequence[str]) -> dict[str, Holder]:
    """Return which of ``sources`` a run of ``command`` must leave alone now, and because of whom.

    ``host`` and ``pid`` are who asks: a run that has the same ones is an earlier life of this process. Holds good until the
    transaction ends, if it is one that writes.
    """
    found: dict[str, Holder] = {}
    for run in living(session, host):
        if (run.host, run.pid) == (host, pid):
            continue
        if run.command in HOUSEKEEPING:
            names = set(sources)
        else:
            names = set(sources) & set(run.sources) if run.command == command else set()
        holder = Holder(run.run_id, run.command, run.host, run.pid, run.started_at)
        found |= dict.fromkeys(sorted(names), holder)
    return found


def refuse_beside_housekeeping(session: Session, host: str, pid: int) -> None:
    """Raise ``StoreBusy`` while a run takes something away that another could be about to need."""
    for run in living(session, host):
        if run.command in HOUSEKEEPING and (run.host, run.pid) != (host, pid):
            raise busy(run, host, "it takes things away that this command could need")


def busy(run: RunRow, host: str, why: str) -> StoreBusy:
    """Return the complaint that another run is under way, with the remedy."""
    remedy = "wait for its end, or end it with Ctrl-C"
    if run.host != host:
        remedy += "; if it was killed there, start a crawl on that machine, which will notice"
        if run.beat_at is not None:
            remedy += ", or wait five minutes"
    return StoreBusy(
        f"run {run.run_id} ({run.command}) is under way on {run.host} (process {run.pid}), and {why}\n  → {remedy}"
    )
