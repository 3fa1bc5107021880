"""One run: its account by source, the reasons, the rules that took something, and every URL with its fate, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from pipelines.observe.alert import Alert
from pipelines.reading import runs
from pipelines.reading.runs import Account
from pipelines.store.accounting import problems_of
from pipelines.store.alerts import of_run
from pipelines.store.models import (
    ArticleRow,
    CandidateRow,
    RejectionRow,
    RevisionRow,
    RunCountRow,
    RunRow,
)
from pipelines.store.reports import DiscoveryProblem, RuleHits, discovery_problems, rule_hits
from pipelines.types import Fate

URLS = 50
RULES = 40
PROBLEMS = 50
ALERTS = 20


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many URLs met a fate for a reason."""

    fate: Fate
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run and its account; of a run that still runs, as far as it has come."""

    run_id: str
    number: int
    command: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    host: str
    cleaner_version: str
    rules_version: str
    settings: Mapping[str, object]
    resumes: str | None
    carried_on_by: str | None
    account: Account
    sources: Mapping[str, Account]
    """By name."""
    wrong: tuple[str, ...]
    """Where the account does not balance, in words."""
    reasons: tuple[ReasonCount, ...]
    """In the order of fates, most frequent first."""
    rules: tuple[RuleHits, ...]
    problems: tuple[DiscoveryProblem, ...]
    alerts: tuple[Alert, ...]
    """That the run told first, or found to last."""
    previous: str | None
    following: str | None


@dataclass(frozen=True, slots=True)
class Met:
    """One URL in the ledger of a run."""

    url: str
    source: str
    channel: str
    title: str | None
    """Of the article as it stands; of a page that became none, as its feed or sitemap calls it."""
    fate: Fate
    reason: str
    detail: str | None
    """What was found, of a page that became no article."""
    article_id: str | None
    elapsed_ms: float | None


def run_page(session: Session, run_id: str) -> RunPage | None:
    """Return a run, or None when there is none of that name."""
    run = session.get(RunRow, run_id)
    if run is None:
        return None
    sources = runs.by_source(session, [run_id])[run_id]
    for name in run.sources:
        sources.setdefault(str(name), Account(0, ()))
    row = RunRow
    older = select(row.run_id).where(row.number < run.number).order_by(row.number.desc()).limit(1)
    newer = select(row.run_id).where(row.number > run.number).order_by(row.number).limit(1)
    carried_on = select(row.run_id).where(row.number > run.number, row.resumes == run_id).limit(1)
    return RunPage(
        run_id=run.run_id,
        number=run.number,
        command=run.command,
        status=run.status,
        started_at=run.started_at,
        finished_at=run.finished_at,
        host=run.host,
        cleaner_version=run.cleaner_version,
        rules_version=run.rules_version,
        settings=run.settings,
        resumes=run.resumes,
        carried_on_by=session.scalar(carried_on),
        account=runs.total(sources.values()),
        sources=dict(sorted(sources.items())),
        wrong=tuple(
            problem
            for name, account in sources.items()
            for problem in problems_of(
                name, account.discovered, account.counted, account.of(Fate.PENDING), run.status
            )
        ),
        reasons=_reasons(session, run_id),
        rules=rule_hits(session, run_id, limit=RULES),
        problems=discovery_problems(session, run_id, limit=PROBLEMS),
        alerts=_alerts(session, run_id),
        previous=session.scalar(older),
        following=session.scalar(newer),
    )


def met(
    session: Session,
    run_id: str,
    *,
    source: str | None = None,
    fate: Fate | None = None,
    reason: str | None = None,
    after: str = "",
    limit: int = URLS,
) -> tuple[Met, ...]:
    """Return URLs of a run in their order, behind the URL ``after``; of a source, fate or reason if given."""
    row, why, article, now = CandidateRow, RejectionRow, ArticleRow, RevisionRow
    query = (
        select(
            row.url,
            row.source,
            row.channel,
            func.coalesce(now.title, row.title),
            row.fate,
            row.reason,
            why.detail,
            row.article_id,
            row.elapsed_ms,
        )
        .outerjoin(article, article.article_id == row.article_id)
        .outerjoin(now, and_(now.article_id == article.article_id, now.revision == article.revision))
        .outerjoin(why, and_(why.run_id == row.run_id, why.url == row.url))
        .where(row.run_id == run_id, row.url > after)
        .order_by(row.url)
        .limit(limit)
    )
    if source is not None:
        query = query.where(row.source == source)
    if fate is not None:
        query = query.where(row.fate == fate)
    if reason is not None:
        query = query.where(row.reason == reason)
    return tuple(Met(*found[:4], Fate(found[4]), *found[5:]) for found in session.execute(query).all())


def _reasons(session: Session, run_id: str) -> tuple[ReasonCount, ...]:
    row = RunCountRow
    query = (
        select(row.fate, row.reason, func.sum(row.count))
        .where(row.run_id == run_id, row.reason != "")
        .group_by(row.fate, row.reason)
    )
    order = list(Fate)
    found = [ReasonCount(Fate(fate), reason, int(count)) for fate, reason, count in session.execute(query)]
    return tuple(sorted(found, key=lambda each: (order.index(each.fate), -each.count, each.reason)))


def _alerts(session: Session, run_id: str) -> tuple[Alert, ...]:
    """Return what the run told first or found to last; what it found to be over is no concern any more."""
    return tuple(each for each in of_run(session, run_id) if each.ended_run_id != run_id)[:ALERTS]
