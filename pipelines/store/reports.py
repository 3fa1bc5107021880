"""What operators ask of the store: how a run went, and where an article came from. Reading only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cleaners.types import Cleaned, Verdict
from cleaners.urls import candidate_key, normalise
from pipelines.observe.alert import Alert
from pipelines.store import accounting, rows
from pipelines.store.accounting import SourceBalance
from pipelines.store.alerts import of_run
from pipelines.store.claims import HOUSEKEEPING
from pipelines.store.errors import NoSuchRun
from pipelines.store.models import (
    ArticleRow,
    CandidateRow,
    DiscoveryProblemRow,
    RejectionRow,
    RemovalRow,
    RevisionRow,
    RunRow,
    RunRuleRow,
    UrlStateRow,
)
from pipelines.types import Fate

SLOWEST = 10
"""How many slow pages a report names."""
_MIN_PREFIX = 4


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


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One line of an article's history."""

    revision: int
    reason: str
    run_id: str
    created_at: datetime
    title: str | None
    text_sha256: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as it stands, with everything that proves it."""

    article_id: str
    source: str
    url: str
    canonical_url: str
    first_seen_at: datetime
    last_seen_at: datetime
    revision: int
    reason: str
    run_id: str
    created_at: datetime
    cleaned: Cleaned
    """With the repaired text (``source``) and the removals whose spans point into it."""
    verdicts: tuple[Verdict, ...]
    word_count: int
    text_sha256: str
    raw_sha256: str | None
    archive_ref: str | None
    urls: tuple[str, ...]
    """Addresses that led to it, in alphabetical order."""
    history: tuple[RevisionLine, ...]
    """Oldest first."""


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
        rules=_rules(session, run.run_id),
        slowest=_slowest(session, run.run_id),
        rejections=_rejections(session, run.run_id),
        discovery_problems=_discovery_problems(session, run.run_id),
        alerts=tuple(of_run(session, run.run_id)),
    )


def find_article(session: Session, url_or_id: str) -> ArticleView | None:
    """Find an article by its id, a beginning of it that fits one only, its canonical URL, or any URL that led to it."""
    article = find_row(session, url_or_id)
    if article is None or not article.revision:
        return None
    current = session.get_one(RevisionRow, (article.article_id, article.revision))
    removals = select(RemovalRow).where(
        RemovalRow.article_id == article.article_id, RemovalRow.revision == article.revision
    )
    history = select(RevisionRow).where(RevisionRow.article_id == article.article_id)
    return ArticleView(
        article_id=article.article_id,
        source=article.source,
        url=article.url,
        canonical_url=article.canonical_url,
        first_seen_at=article.first_seen_at,
        last_seen_at=article.last_seen_at,
        revision=current.revision,
        reason=current.reason,
        run_id=current.run_id,
        created_at=current.created_at,
        cleaned=rows.cleaned_of(current, list(session.scalars(removals.order_by(RemovalRow.position)))),
        verdicts=rows.verdicts_of(current),
        word_count=current.word_count,
        text_sha256=current.text_sha256,
        raw_sha256=current.raw_sha256,
        archive_ref=current.archive_ref,
        urls=_urls(session, article),
        history=tuple(
            RevisionLine(row.revision, row.reason, row.run_id, row.created_at, row.title, row.text_sha256)
            for row in session.scalars(history.order_by(RevisionRow.revision))
        ),
    )


def find_row(session: Session, url_or_id: str) -> ArticleRow | None:
    """Find an article as ``find_article`` does, also one that is out of the view."""
    asked = url_or_id.strip()
    return _by_id(session, asked) or _by_url(session, asked)


def _rules(session: Session, run_id: str) -> tuple[RuleHits, ...]:
    query = select(RunRuleRow).where(RunRuleRow.run_id == run_id)
    ordered = query.order_by(RunRuleRow.hits.desc(), RunRuleRow.rule_id, RunRuleRow.kind)
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


def _discovery_problems(session: Session, run_id: str) -> tuple[DiscoveryProblem, ...]:
    asked = select(DiscoveryProblemRow).where(DiscoveryProblemRow.run_id == run_id)
    return tuple(
        DiscoveryProblem(row.source, row.url, row.text)
        for row in session.scalars(asked.order_by(DiscoveryProblemRow.position))
    )


def _rejections(session: Session, run_id: str) -> tuple[Rejection, ...]:
    query = select(RejectionRow).where(RejectionRow.run_id == run_id)
    return tuple(
        Rejection(
            row.source, row.url, Fate(row.fate), row.reason, row.detail, row.raw_sha256, row.archive_ref
        )
        for row in session.scalars(query.order_by(RejectionRow.source, RejectionRow.url))
    )


def _by_id(session: Session, asked: str) -> ArticleRow | None:
    wanted = asked.lower()
    if not _MIN_PREFIX <= len(wanted) <= 32 or set(wanted) - set("0123456789abcdef"):
        return None
    query = select(ArticleRow).where(ArticleRow.article_id.startswith(wanted)).limit(2)
    found = session.scalars(query).all()
    return found[0] if len(found) == 1 else None


def _by_url(session: Session, asked: str) -> ArticleRow | None:
    """Look for the canonical URL first, since another article may once have had this one as its own address."""
    spelled = tuple({asked, normalise(asked)})
    keys = tuple({asked, candidate_key(asked)})
    direct = (
        select(ArticleRow).where(ArticleRow.canonical_url.in_(spelled)),
        select(ArticleRow).where(ArticleRow.canonical_key.in_(keys)),
        select(ArticleRow).where(ArticleRow.key.in_(keys)),
    )
    for query in direct:
        article = session.scalars(query.order_by(ArticleRow.article_id)).first()
        if article is not None:
            return article
    # One that led to two articles in the course of time leads to the one it led to last.
    state, row = UrlStateRow, CandidateRow
    by_key = select(state.article_id).where(state.key.in_(keys), state.article_id.is_not(None))
    by_url = select(row.article_id).where(row.url.in_(spelled), row.article_id.is_not(None))
    article_id = session.scalars(by_key.order_by(state.settled_at.desc())).first()
    if article_id is None:
        article_id = session.scalars(by_url.order_by(row.settled_at.desc())).first()
    return None if article_id is None else session.get(ArticleRow, article_id)


def _urls(session: Session, article: ArticleRow) -> tuple[str, ...]:
    query = select(CandidateRow.url).where(CandidateRow.article_id == article.article_id).distinct()
    return tuple(sorted({article.url, *session.scalars(query)}))


__all__ = [
    "ArticleView",
    "Rejection",
    "RevisionLine",
    "RuleHits",
    "RunReport",
    "SlowPage",
    "SourceBalance",
    "find_article",
    "find_row",
    "run_report",
]
