"""How a run went: its account, and what belongs beside it. Reading only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.observe.alert import Alert
from pipelines.store import accounting
from pipelines.store.accounting import SourceBalance
from pipelines.store.alerts import of_run
from pipelines.store.claims import HOUSEKEEPING
from pipelines.store.errors import NoSuchRun
from pipelines.store.models import (
    CandidateRow,
    DiscoveryProblemRow,
    RejectionRow,
    RunRow,
    RunRuleRow,
)
from pipelines.types import Fate

SLOWEST = 10
"""How many slow pages a report names."""


@dataclass(frozen=True, slots=True)
class RuleHits:
    """How often a rule removed something in a run."""

    rule_id: str
    kind: str
    hits: int


@dataclass(frozen=True, slots=True)
class SlowPage:
    """A page that took long."""

    source: str
    url: str
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that became no article, and why."""

    source: str
    url: str
    fate: Fate
    reason: str
    detail: str
    raw_sha256: str | None
    archive_ref: str | None


@dataclass(frozen=True, slots=True)
class DiscoveryProblem:
    """What was wrong with a feed, sitemap or listing."""

    source: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run and its account; of a run that still runs, as far as it has come."""

    run_id: str
    number: int
    command: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    pid: int
    host: str
    cleaner_version: str
    rules_version: str
    settings: Mapping[str, object]
    resumes: str | None
    sources: tuple[SourceBalance, ...]
    """By name. A source of the run in which nothing was discovered has a line of zeros."""
    problems: tuple[str, ...]
    rules: tuple[RuleHits, ...]
    """Most hits first."""
    slowest: tuple[SlowPage, ...]
    """Slowest first, at most ``SLOWEST``."""
    rejections: tuple[Rejection, ...]
    """Rejected and failed pages, by source and URL."""
    discovery_problems: tuple[DiscoveryProblem, ...]
    """In the order in which they were met."""
    alerts: tuple[Alert, ...]
    """What the run told first, found again, or found to be over."""

    @property
    def balanced(self) -> bool:
        """Whether every discovered URL has its fate."""
        return not self.problems


def run_report(session: Session, run_id: str | None = None) -> RunReport:
    """Return the report of a run, the newest when none is named; raise ``NoSuchRun`` when there is none."""
    newest = select(RunRow).order_by(RunRow.number.desc())
    told = newest.where(RunRow.command.not_in(HOUSEKEEPING)).limit(1)
    run = session.get(RunRow, run_id) if run_id is not None else session.scalars(told).first()
    if run is None and run_id is None:
        raise NoSuchRun("nothing has run yet: start a crawl first")
    if run is None:
        known = ", ".join(item.run_id for item in session.scalars(newest.limit(5)))
        raise NoSuchRun(f"there is no run {run_id!r} in the store; the newest are: {known or 'none'}")
    account = accounting.balance(session, run.run_id, run.status)
    lines = {line.source: line for line in account.sources}
    for source in run.sources:
        lines.setdefault(source, SourceBalance(source, 0, ()))
    return RunReport(
        run_id=run.run_id,
        number=run.number,
        command=run.command,
        status=run.status,
        started_at=run.started_at,
        finished_at=run.finished_at,
        pid=run.pid,
        host=run.host,
        cleaner_version=run.cleaner_version,
        rules_version=run.rules_version,
        settings=run.settings,
        resumes=run.resumes,
        sources=tuple(line for _, line in sorted(lines.items())),
        problems=account.problems,
        rules=rule_hits(session, run.run_id),
        slowest=_slowest(session, run.run_id),
        rejections=_rejections(session, run.run_id),
        discovery_problems=discovery_problems(session, run.run_id),
        alerts=tuple(of_run(session, run.run_id)),
    )


def rule_hits(session: Session, run_id: str, *, limit: int | None = None) -> tuple[RuleHits, ...]:
    """Return what the rules took in a run, most hits first."""
    query = select(RunRuleRow).where(RunRuleRow.run_id == run_id)
    ordered = query.order_by(RunRuleRow.hits.desc(), RunRuleRow.rule_id, RunRuleRow.kind).limit(limit)
    return tuple(RuleHits(row.rule_id, row.kind, row.hits) for row in session.scalars(ordered))


def _slowest(session: Session, run_id: str) -> tuple[SlowPage, ...]:
    row = CandidateRow
    query = (
        select(row.source, row.url, row.elapsed_ms)
        .where(row.run_id == run_id, row.elapsed_ms.is_not(None))
        .order_by(row.elapsed_ms.desc(), row.url)
        .limit(SLOWEST)
    )
    return tuple(
        SlowPage(source, url, elapsed)
        for source, url, elapsed in session.execute(query)
        if elapsed is not None
    )


def discovery_problems(
    session: Session, run_id: str, *, limit: int | None = None
) -> tuple[DiscoveryProblem, ...]:
    """Return what was wrong with feeds, sitemaps and listings of a run, in the order in which it was met."""
    asked = select(DiscoveryProblemRow).where(DiscoveryProblemRow.run_id == run_id)
    return tuple(
        DiscoveryProblem(row.source, row.url, row.text)
        for row in session.scalars(asked.order_by(DiscoveryProblemRow.position).limit(limit))
    )


def _rejections(session: Session, run_id: str) -> tuple[Rejection, ...]:
    query = select(RejectionRow).where(RejectionRow.run_id == run_id)
    return tuple(
        Rejection(
            row.source, row.url, Fate(row.fate), row.reason, row.detail, row.raw_sha256, row.archive_ref
        )
        for row in session.scalars(query.order_by(RejectionRow.source, RejectionRow.url))
    )
