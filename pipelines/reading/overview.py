"""How things stand: what needs attention, every source's freshness and balance, and how the last runs compare.

Everything is asked of the newest runs and through indexes, so that the page costs the same with a million articles.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.observe.alert import Alert
from pipelines.reading import runs
from pipelines.reading.runs import Account, RunLine
from pipelines.store.alerts import listed
from pipelines.store.models import ArticleRow, RunMetricRow
from pipelines.store.runs import REPLAYS
from pipelines.types import Fate

RUNS = 30
"""Newest runs that trends, balances and sources are told from."""
SOURCES = 500
"""Sources that are shown at most."""
ALERTS = 12
LATE = timedelta(hours=36)
"""A source whose newest article is so much older than the last time it was asked has fallen silent."""
UNASKED = timedelta(hours=36)
"""When nothing has run for so long, that comes first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one source is doing."""

    name: str
    newest_at: datetime | None
    """When its newest article was first seen."""
    day: int
    """Articles first seen in the last 24 hours."""
    week: int
    """… in the last 7 days."""
    asked_at: datetime | None
    """Start of the newest run, of the last ``RUNS``, in which it was asked; None when it was asked in none of them."""
    run_id: str | None
    account: Account | None
    """Its balance in that run."""
    stored: tuple[int | None, ...]
    """New articles in each of the last runs, oldest first; None where it was not asked."""

    @property
    def silent(self) -> bool:
        """Whether it was asked long after it had brought its newest article."""
        return bool(self.asked_at and self.newest_at and self.asked_at - self.newest_at > LATE)

    @property
    def barren(self) -> bool:
        """Whether it was asked and has never brought an article."""
        return self.asked_at is not None and self.newest_at is None


@dataclass(frozen=True, slots=True)
class Point:
    """One run in a trend."""

    run_id: str
    started_at: datetime
    stored: int
    updated: int
    rejected: float | None
    """Share of what was looked at (stored, updated, unchanged, rejected, failed) that was rejected."""
    failed: float | None
    leaks: float | None
    """Share of the articles looked through that hold text which comes again in other articles; None: none was looked through."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The front page."""

    runs: tuple[RunLine, ...]
    """Newest first."""
    troubled: tuple[RunLine, ...]
    """Those of ``runs`` that failed, do not balance, or were interrupted and not carried on."""
    idle_since: datetime | None
    """Start of the newest run when that is long ago."""
    alerts: tuple[Alert, ...]
    more_alerts: bool
    sources: tuple[Standing, ...]
    points: tuple[Point, ...]
    """Those of ``runs`` that met pages on the web or in an import, oldest first."""


def overview(session: Session, now: datetime) -> Overview:
    """Return how things stand."""
    latest = runs.latest(session, RUNS)
    accounts = runs.by_source(session, [run.run_id for run in latest])
    alerts = open_alerts(session, ALERTS + 1)
    idle = latest[0].started_at if latest and now - latest[0].started_at > UNASKED else None
    return Overview(
        runs=latest,
        troubled=troubled(latest),
        idle_since=idle,
        alerts=alerts[:ALERTS],
        more_alerts=len(alerts) > ALERTS,
        sources=standings(session, latest, accounts, now),
        points=_points(session, latest),
    )


def troubled(latest: Sequence[RunLine]) -> tuple[RunLine, ...]:
    """Return the runs, newest first, that an operator should look at."""
    carried_on = {run.resumes for run in latest if run.resumes}
    return tuple(
        run
        for run in latest
        if not run.balanced
        or run.status == "failed"
        or (run.status == "interrupted" and run.run_id not in carried_on)
    )


def open_alerts(session: Session, limit: int, *, source: str | None = None) -> tuple[Alert, ...]:
    """Return alerts that are not over: errors first, then the newest; of one source if given."""
    return tuple(listed(session, source=source, limit=limit))


def standings(
    session: Session,
    latest: Sequence[RunLine],
    accounts: dict[str, dict[str, Account]],
    now: datetime,
    more: Collection[str] = (),
) -> tuple[Standing, ...]:
    """Return every source that has articles or was asked in ``latest``, and ``more``, by name."""
    names = set(with_articles(session)) | {name for each in accounts.values() for name in each} | set(more)
    return tuple(standing(session, name, latest, accounts, now) for name in sorted(names)[:SOURCES])


def standing(
    session: Session,
    name: str,
    latest: Sequence[RunLine],
    accounts: dict[str, dict[str, Account]],
    now: datetime,
) -> Standing:
    """Return how one source is doing."""
    row = ArticleRow
    count = select(func.count()).select_from(row).where(row.source == name)
    newest_at, week, day = session.execute(
        select(
            select(func.max(row.first_seen_at)).where(row.source == name).scalar_subquery(),
            count.where(row.first_seen_at >= now - timedelta(days=7)).scalar_subquery(),
            count.where(row.first_seen_at >= now - timedelta(days=1)).scalar_subquery(),
        )
    ).one()
    asked = next((run for run in latest if name in accounts[run.run_id]), None)
    stored = [
        accounts[run.run_id][name].of(Fate.STORED) if name in accounts[run.run_id] else None
        for run in reversed(latest)
    ]
    return Standing(
        name=name,
        newest_at=newest_at,
        day=day,
        week=week,
        asked_at=asked.started_at if asked else None,
        run_id=asked.run_id if asked else None,
        account=accounts[asked.run_id][name] if asked else None,
        stored=tuple(stored),
    )


def with_articles(session: Session) -> tuple[str, ...]:
    """Return the names of the sources that have articles, by one look into the index for each."""
    found: list[str] = []
    while len(found) < SOURCES:
        query = select(func.min(ArticleRow.source))
        name = session.scalar(query.where(ArticleRow.source > found[-1]) if found else query)
        if name is None:
            break
        found.append(name)
    return tuple(found)


def _points(session: Session, latest: Sequence[RunLine]) -> tuple[Point, ...]:
    row = RunMetricRow
    asked = select(row.run_id, func.sum(row.leaks), func.sum(row.checked))
    grouped = asked.where(row.run_id.in_([run.run_id for run in latest])).group_by(row.run_id)
    leaks = {run_id: (int(found), int(of)) for run_id, found, of in session.execute(grouped)}
    return tuple(
        _point(run, *leaks.get(run.run_id, (0, 0)))
        for run in reversed(latest)
        if not run.command.startswith(REPLAYS)
    )


def _point(run: RunLine, leaks: int, checked: int) -> Point:
    of = run.account.of
    seen = of(Fate.STORED, Fate.UPDATED, Fate.UNCHANGED, Fate.REJECTED, Fate.FAILED)
    return Point(
        run.run_id,
        run.started_at,
        of(Fate.STORED),
        of(Fate.UPDATED),
        of(Fate.REJECTED) / seen if seen else None,
        of(Fate.FAILED) / seen if seen else None,
        leaks / checked if checked else None,
    )
