"""How fresh each source is: how many articles the view shows of it, when the newest came, and which run asked for it last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.store.models import ArticleRow, RunRow, RunSourceRow, SearchRow


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run in which something was discovered in a source."""

    run_id: str
    status: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """One source."""

    name: str
    articles: int
    """That the view shows."""
    newest_published_at: datetime | None
    """When the newest of them appeared: as published, or first seen where no date is known."""
    newest_seen_at: datetime | None
    """When the newest article of all was first seen."""
    last_run: LastRun | None


def sources(session: Session) -> tuple[Source, ...]:
    """Return all sources that have articles or were asked, by name; read from indexes only."""
    shown = {
        name: (count, newest)
        for name, count, newest in session.execute(
            select(SearchRow.source, func.count(), func.max(SearchRow.shown_at)).group_by(SearchRow.source)
        )
    }
    newest_seen = select(ArticleRow.source, func.max(ArticleRow.first_seen_at)).group_by(ArticleRow.source)
    seen: dict[str, datetime] = {row[0]: row[1] for row in session.execute(newest_seen)}
    newest_run = (
        select(RunSourceRow.source, func.max(RunRow.number).label("number"))
        .join(RunRow, RunRow.run_id == RunSourceRow.run_id)
        .group_by(RunSourceRow.source)
        .subquery()
    )
    last = {
        name: LastRun(run_id, status, started_at)
        for name, run_id, status, started_at in session.execute(
            select(newest_run.c.source, RunRow.run_id, RunRow.status, RunRow.started_at).join(
                RunRow, RunRow.number == newest_run.c.number
            )
        )
    }
    found: list[Source] = []
    for name in sorted({*shown, *seen, *last}):
        count, newest = shown.get(name, (0, None))
        found.append(Source(name, count, newest, seen.get(name), last.get(name)))
    return tuple(found)
