"""Read what Prometheus is told: the newest crawl of each source, how fresh it is, and what is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.observe.prometheus import Numbers
from pipelines.store import runs
from pipelines.store.models import AlertRow, ArticleRow, RunCountRow, RunMetricRow, RunRow

REMEMBERED_DAYS = 28
"""A source that has not been crawled for so long is left out."""


def numbers(session: Session, run_id: str, *, success: bool, now: datetime) -> Numbers:
    """Return the numbers as of the end of a crawl; sources that it was not for keep those of their newest crawl."""
    run = runs.run_of(session, run_id)
    finished = run.finished_at or now
    metric = RunMetricRow
    ever = (
        select(metric.source, func.max(RunRow.number).label("number"))
        .join(RunRow, RunRow.run_id == metric.run_id)
        .where(RunRow.started_at >= now - timedelta(days=REMEMBERED_DAYS))
        .group_by(metric.source)
    )
    newest, with_articles = ever.subquery(), ever.where(metric.checked > 0).subquery()
    last = (
        select(metric.source, metric.checked, metric.leaks)
        .join(RunRow, RunRow.run_id == metric.run_id)
        .join(
            with_articles,
            (with_articles.c.source == metric.source) & (with_articles.c.number == RunRow.number),
        )
    )
    counted = (
        select(RunCountRow.source, RunCountRow.fate, func.sum(RunCountRow.count))
        .join(RunRow, RunRow.run_id == RunCountRow.run_id)
        .join(newest, (newest.c.source == RunCountRow.source) & (newest.c.number == RunRow.number))
        .group_by(RunCountRow.source, RunCountRow.fate)
    )
    fresh: dict[str, datetime] = {}
    for source in session.scalars(select(newest.c.source)).all():
        # One look into the index a source, and not one through all articles.
        at = session.scalar(select(func.max(ArticleRow.first_seen_at)).where(ArticleRow.source == source))
        if at is not None:
            fresh[source] = at
    is_open = select(AlertRow.kind, AlertRow.severity, func.count()).where(AlertRow.ended_at.is_(None))
    return Numbers(
        finished_at=finished,
        duration=(finished - run.started_at).total_seconds(),
        success=success,
        pages={(source, fate): number for source, fate, number in session.execute(counted)},
        newest=fresh,
        leaks={source: leaks / checked for source, checked, leaks in session.execute(last)},
        alerts={
            (kind, severity): number
            for kind, severity, number in session.execute(is_open.group_by(AlertRow.kind, AlertRow.severity))
        },
    )
