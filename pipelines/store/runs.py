"""The life of a run: it starts, perhaps carries on what an interrupted one left, and ends with its account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from pipelines.store import accounting, alive, claims
from pipelines.store.claims import HOUSEKEEPING as HOUSEKEEPING
from pipelines.store.errors import NoSuchRun
from pipelines.store.models import CandidateRow, RunRow
from pipelines.types import Candidate, Fate

REPLAYS = ("reclean", "undo")
"""Commands whose runs fetch nothing: they neither carry on a crawl nor take up what one left."""


def run_of(session: Session, run_id: str) -> RunRow:
    """Return the run, or raise ``NoSuchRun``."""
    run = session.get(RunRow, run_id)
    if run is None:
        raise NoSuchRun(f"there is no run {run_id!r} in the store")
    session.info["run", run_id] = (
        run  # a session forgets what nobody holds, and every operation asks for the run
    )
    return run


def start(
    session: Session,
    *,
    run_id: str,
    command: str,
    now: datetime,
    pid: int,
    host: str,
    cleaner_version: str,
    rules_version: str,
    sources: Sequence[str],
    settings: Mapping[str, object],
) -> str | None:
    """Write a new run down and return the interrupted run that it carries on, if there is one.

    Raises ``StoreBusy`` while a run of ``HOUSEKEEPING`` is under way (which itself goes through all others).
    """
    if session.get(RunRow, run_id) is not None:
        raise ValueError(f"there is a run {run_id!r} already; each run needs a name of its own")
    _bury_the_dead(session, pid, host)
    if command not in HOUSEKEEPING:
        claims.refuse_beside_housekeeping(session, host, pid)
    resumes = _to_resume(session, command, sources)
    session.add(
        RunRow(
            run_id=run_id,
            number=(session.scalar(select(func.max(RunRow.number))) or 0) + 1,
            command=command,
            status="running",
            started_at=now,
            finished_at=None,
            pid=pid,
            host=host,
            cleaner_version=cleaner_version,
            rules_version=rules_version,
            sources=list(sources),
            settings=dict(settings),
            resumes=resumes,
        )
    )
    session.flush()
    return resumes


def finish(
    session: Session, run_id: str, *, status: str, now: datetime, discovered: Mapping[str, int]
) -> accounting.RunBalance:
    """Close a run and return its account."""
    run = run_of(session, run_id)
    run.status, run.finished_at = status, now
    accounting.write_discovered(session, run_id, discovered)
    accounting.write_counts(session, run_id)
    return accounting.balance(session, run_id, status)


def chain(session: Session, run_id: str) -> frozenset[str]:
    """Return the run and all that it carries on, one after the other: to the reader they are one run."""
    found: set[str] = set()
    following: str | None = run_id
    while following and following not in found:
        found.add(following)
        following = run_of(session, following).resumes
    return frozenset(found)


def pending(session: Session, sources: Sequence[str]) -> list[Candidate]:
    """Return what interrupted runs left open and no later run has taken up, by source and URL.

    A candidate taken up again has a row in the later run; if that run is interrupted too, that row is the open one.
    """
    later, later_run = aliased(CandidateRow), aliased(RunRow)
    fetched = ~or_(*(later_run.command.startswith(each) for each in REPLAYS))
    taken_up = exists(
        select(later.key)
        .join(later_run, later_run.run_id == later.run_id)
        .where(later.key == CandidateRow.key, later_run.number > RunRow.number, fetched)
    )
    query = (
        select(CandidateRow)
        .join(RunRow, RunRow.run_id == CandidateRow.run_id)
        .where(
            RunRow.status == "interrupted",
            CandidateRow.fate == Fate.PENDING,
            CandidateRow.source.in_(sources),
            ~taken_up,
        )
        .order_by(CandidateRow.source, CandidateRow.url)
    )
    return [
        Candidate(row.source, row.url, row.key, "resumed", row.title, row.published)
        for row in session.scalars(query)
    ]


def _to_resume(session: Session, command: str, sources: Sequence[str]) -> str | None:
    """Choose the last ``command`` over any of ``sources`` if it was interrupted, else the last that left something open.

    The first also when it left nothing open: what it stored and what is found now are then still one crawl, in which an
    AMP page stored before the interruption gives way to its canonical page found after it.
    """
    wanted = set(sources)
    ended = (
        select(RunRow)
        .where(RunRow.status != "running", RunRow.command == command)
        .order_by(RunRow.number.desc())
    )
    last = next((run for run in session.scalars(ended) if wanted & set(run.sources)), None)
    if last is not None and last.status == "interrupted":
        return last.run_id
    open_keys = {(item.source, item.url) for item in pending(session, sources)}
    interrupted = ended.where(RunRow.status == "interrupted")
    for run in session.scalars(interrupted) if open_keys else ():
        rows = select(CandidateRow.source, CandidateRow.url).where(
            CandidateRow.run_id == run.run_id, CandidateRow.fate == Fate.PENDING
        )
        if any((source, url) in open_keys for source, url in session.execute(rows)):
            return run.run_id
    return None


def under_way(session: Session, host: str) -> RunRow | None:
    """Return the newest run that says it runs and is not certainly dead (``pipelines.store.alive``)."""
    return next(iter(alive.living(session, host)), None)


def _bury_the_dead(session: Session, pid: int, host: str) -> None:
    """Mark runs as interrupted that say they run and are dead: their process is gone, or they were silent for too long.

    A run with the pid of the process that starts now is gone as well: in a container every crawl may be number 7.
    """
    running = session.scalars(select(RunRow).where(RunRow.status == "running")).all()
    now = alive.clock(session) if running else None
    for run in running:
        if (run.host, run.pid) == (host, pid) or (now and not alive.is_alive(run, host, now)):
            run.status = "interrupted"
            accounting.write_counts(session, run.run_id)
    session.flush()
