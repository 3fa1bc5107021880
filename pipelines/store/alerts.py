"""Keep alerts from the run that told them to their end, and read them."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from pipelines.observe.alert import Alert
from pipelines.observe.incidents import Followed, Open
from pipelines.store.models import AlertRow, RunRow

_COLUMNS = tuple(item.name for item in fields(Alert))


def still_open(session: Session) -> list[Open]:
    """Return the alerts that are not over, oldest first."""
    query = (
        select(AlertRow, RunRow.started_at)
        .join(RunRow, RunRow.run_id == AlertRow.run_id)
        .where(AlertRow.ended_at.is_(None))
        .order_by(RunRow.number, AlertRow.position)
    )
    return [
        Open((row.kind, row.source, row.subject), row.run_id, row.position, row.runs, since)
        for row, since in session.execute(query)
    ]


def write(session: Session, run_id: str, followed: Followed, now: datetime) -> None:
    """Write down what became of open alerts in a run, and which are new."""
    for one, finding in followed.lasting:
        row = session.get_one(AlertRow, (one.run_id, one.position))
        if row.last_run_id != run_id:
            row.runs += 1
        row.last_run_id = run_id
        row.text, row.expected, row.seen, row.remedy = (
            finding.text, finding.expected, finding.seen, finding.remedy,
        )  # fmt: skip
    for one, how in followed.ended:
        row = session.get_one(AlertRow, (one.run_id, one.position))
        row.ended, row.ended_at, row.ended_run_id = str(how), now, run_id
    there = select(func.count()).select_from(AlertRow).where(AlertRow.run_id == run_id)
    session.add_all(
        AlertRow(
            run_id=run_id,
            position=position,
            kind=str(finding.kind),
            severity=str(finding.severity),
            source=finding.source,
            subject=finding.subject,
            text=finding.text,
            expected=finding.expected,
            seen=finding.seen,
            remedy=finding.remedy,
            runs=1,
            last_run_id=run_id,
            created_at=now,
        )
        for position, finding in enumerate(followed.new, session.scalar(there) or 0)
    )
    session.flush()


def of_run(session: Session, run_id: str) -> list[Alert]:
    """Return what a run told, counted on, or found to be over: errors first, then by source."""
    query = select(AlertRow).where(
        or_(AlertRow.run_id == run_id, AlertRow.last_run_id == run_id, AlertRow.ended_run_id == run_id)
    )
    return _in_order(session, query)


def listed(
    session: Session,
    *,
    runs: int = 0,
    source: str | None = None,
    kind: str | None = None,
    limit: int = 500,
) -> list[Alert]:
    """Return the open alerts, and those that ended in the last ``runs`` runs; of one source or kind if given."""
    ended_in = aliased(RunRow)
    newest = select(RunRow.run_id).order_by(RunRow.number.desc()).limit(runs)
    query = select(AlertRow).outerjoin(ended_in, ended_in.run_id == AlertRow.ended_run_id)
    over = ended_in.run_id.in_(list(session.scalars(newest))) if runs else None
    is_open = AlertRow.ended_at.is_(None)
    query = query.where(is_open if over is None else or_(is_open, over))
    if source is not None:
        query = query.where(AlertRow.source == source)
    if kind is not None:
        query = query.where(AlertRow.kind == kind)
    return _in_order(session, query.limit(limit))


def _in_order(session: Session, query: Select[AlertRow]) -> list[Alert]:
    """Open ones first, of those the errors, then the newest; so that a limit leaves out what matters least."""
    row = AlertRow
    over = case((row.ended_at.is_(None), 0), else_=1)
    lesser = case((row.severity == "error", 0), else_=1)
    ordered = query.order_by(over, lesser, row.created_at.desc(), row.run_id, row.position)
    return [Alert(**{name: getattr(each, name) for name in _COLUMNS}) for each in session.scalars(ordered)]
