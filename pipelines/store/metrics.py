"""Count what a crawl saw of each source, keep it, and give back what earlier crawls saw.

All counting is done once, when the crawl has ended, from the rows that the crawl itself wrote; texts are read only of the newest articles
of the sources that brought something (``pipelines.observe.leaks``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from itertools import groupby
from statistics import median_low

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from pipelines.observe import leaks
from pipelines.observe.numbers import HISTORY_DAYS, Crawl, Past, Seen
from pipelines.store import runs
from pipelines.store.models import (
    ArticleRow,
    CandidateRow,
    DiscoveryProblemRow,
    FetchRow,
    RemovalRow,
    RevisionRow,
    RunMetricRow,
    RunRow,
    UrlStateRow,
)
from pipelines.types import Fate

CRAWL = "crawl"
"""Beginning of the commands that are measured: imports and replays say nothing of how a site is doing."""
_LIMITS = ("limit", "since")


@dataclass(slots=True)
class _Counted:
    """The numbers of one source while they are being counted."""

    asked: int = 0
    stored: int = 0
    failed: int = 0
    answered: int = 0
    unanswered: int = 0
    pages: int = 0
    reread: int = 0
    turned: int = 0
    checked: int = 0
    leaks: int = 0
    words: list[int] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)


_NUMBERS = tuple(each.name for each in fields(_Counted) if each.default == 0)
_COUNTERS = tuple(each.name for each in fields(_Counted) if each.default_factory is Counter)


def measure(session: Session, run_id: str) -> list[RunMetricRow]:
    """Count a crawl that has ended, and those it carries on that died uncounted; returns the rows to be kept."""
    counted: list[RunMetricRow] = []
    for each in sorted(runs.chain(session, run_id)):
        known = select(RunMetricRow.run_id).where(RunMetricRow.run_id == each).limit(1)
        run = runs.run_of(session, each)
        if not run.command.startswith(CRAWL) or (each != run_id and session.scalar(known) is not None):
            continue
        counted += [_row(each, source, numbers) for source, numbers in _count(session, run).items()]
    return counted


def history(session: Session, run_id: str) -> Iterator[tuple[Seen, Past]]:
    """Yield each source of a measured crawl with its numbers and those of the crawls before it, oldest first.

    The numbers of one source are in memory at a time.
    """
    run = runs.run_of(session, run_id)
    failures = _failures(session, run_id)
    crawls = {
        row.run_id: Crawl(
            row.run_id,
            row.number,
            row.started_at,
            (row.cleaner_version, row.rules_version),
            row.status == "finished" and not any(name in row.settings for name in _LIMITS),
        )
        for row in session.scalars(
            select(RunRow).where(
                RunRow.number <= run.number,
                RunRow.command.startswith(CRAWL),
                RunRow.started_at >= run.started_at - timedelta(days=HISTORY_DAYS),
            )
        )
    }
    table = RunMetricRow.__table__
    wanted = select(RunMetricRow.source).where(RunMetricRow.run_id == run_id)
    query = select(table).where(table.c.source.in_(wanted)).order_by(table.c.source)
    found = session.execute(query.execution_options(yield_per=500))
    for source, rows in groupby(found, key=lambda row: str(row.source)):
        numbers = [dict(row._mapping) for row in rows if row.run_id in crawls]
        seen = [Seen(crawls[each.pop("run_id")], **each) for each in numbers]
        seen.sort(key=lambda one: one.crawl.number)
        yield replace(seen[-1], failures=failures.get(source, {})), Past(tuple(seen[:-1]))


def _count(session: Session, run: RunRow) -> dict[str, _Counted]:
    """Count each source that the run was for, and any other that it met."""
    found: defaultdict[str, _Counted] = defaultdict(_Counted)
    for source in run.sources:
        found[source]  # a source in which nothing happened has a row of zeros
    _count_fates(session, run.run_id, found)
    _count_answers(session, run.run_id, found)
    _count_new_pages(session, run, found)
    _count_reread(session, run, found)
    _count_articles(session, run.run_id, found)
    _count_leaks(session, run.run_id, found)
    return found


def _count_fates(session: Session, run_id: str, found: Mapping[str, _Counted]) -> None:
    row = CandidateRow
    in_vain = and_(row.fate == Fate.FAILED, row.elapsed_ms.is_(None))  # a page that broke the cleaner came
    forbidden = and_(row.fate == Fate.SKIPPED, row.reason.startswith("robots"))
    query = (
        select(
            row.source,
            row.fate,
            func.count(),
            func.sum(case((or_(in_vain, forbidden), 1), else_=0)),
        )
        .where(row.run_id == run_id)
        .group_by(row.source, row.fate)
    )
    for source, fate, number, unanswered in session.execute(query):
        counted = found[source]
        counted.unanswered += unanswered
        counted.asked += unanswered if fate == Fate.SKIPPED else 0
        if fate not in (Fate.SKIPPED, Fate.DUPLICATE, Fate.PENDING):
            counted.asked += number
        if fate == Fate.STORED:
            counted.stored += number
        if fate == Fate.FAILED:
            counted.failed += number


def _count_answers(session: Session, run_id: str, found: Mapping[str, _Counted]) -> None:
    good = or_(FetchRow.status.between(200, 299), FetchRow.status == 304)
    answers = select(FetchRow.source, func.count()).where(FetchRow.run_id == run_id, good)
    for source, number in session.execute(answers.group_by(FetchRow.source)):
        found[source].answered += number
    problem = DiscoveryProblemRow
    problems = select(problem.source, func.count(problem.url.distinct())).where(problem.run_id == run_id)
    for source, number in session.execute(problems.group_by(problem.source)):
        found[source].unanswered += number


def _count_new_pages(session: Session, run: RunRow, found: Mapping[str, _Counted]) -> None:
    """Count pages that no earlier run has judged; those that stay refused are looked at again in each run."""
    row = CandidateRow
    query = (
        select(row.source, row.fate, row.reason, func.count())
        .join(UrlStateRow, UrlStateRow.key == row.key)
        .where(
            row.run_id == run.run_id,
            row.fate.in_((Fate.STORED, Fate.REJECTED)),
            UrlStateRow.first_seen_at >= run.started_at,
        )
        .group_by(row.source, row.fate, row.reason)
    )
    for source, fate, reason, number in session.execute(query):
        found[source].pages += number
        if fate == Fate.REJECTED:
            found[source].refused[reason] += number


def _count_reread(session: Session, run: RunRow, found: Mapping[str, _Counted]) -> None:
    """Count pages of known articles that came again with a body, and those of them that are no articles now."""
    row = CandidateRow
    query = (
        select(row.source, row.fate, func.count())
        .join(ArticleRow, ArticleRow.key == row.key)
        .where(
            row.run_id == run.run_id,
            row.elapsed_ms.is_not(None),
            row.fate.in_((Fate.UPDATED, Fate.UNCHANGED, Fate.REJECTED)),
            ArticleRow.first_seen_at < run.started_at,
        )
        .group_by(row.source, row.fate)
    )
    for source, fate, number in session.execute(query):
        found[source].reread += number
        found[source].turned += number if fate == Fate.REJECTED else 0


def _count_articles(session: Session, run_id: str, found: Mapping[str, _Counted]) -> None:
    """Count languages, words, fields and rules of the revisions that the run made."""
    row = RevisionRow
    fields = (row.title, row.published_at, row.authors, row.section, row.tags, row.image_url)
    made = (
        select(ArticleRow.source, row.language, row.word_count, *fields)
        .join(ArticleRow, ArticleRow.article_id == row.article_id)
        .where(row.run_id == run_id)
    )
    for source, language, words, *values in session.execute(made.execution_options(yield_per=500)):
        counted = found[source]
        counted.words.append(words)
        counted.languages[language or "unknown"] += 1
        counted.fields.update(column.key for column, value in zip(fields, values, strict=True) if value)
    fired = (
        select(ArticleRow.source, RemovalRow.rule_id, func.count(RemovalRow.article_id.distinct()))
        .join(row, and_(row.article_id == RemovalRow.article_id, row.revision == RemovalRow.revision))
        .join(ArticleRow, ArticleRow.article_id == row.article_id)
        .where(row.run_id == run_id)
        .group_by(ArticleRow.source, RemovalRow.rule_id)
    )
    for source, rule_id, number in session.execute(fired):
        found[source].rules[rule_id] += number


def _count_leaks(session: Session, run_id: str, found: Mapping[str, _Counted]) -> None:
    """Look through the newest articles of each source that brought some for what comes again in others."""
    for source, counted in found.items():
        if not counted.words:
            continue
        current = (
            select(ArticleRow.article_id, RevisionRow.text)
            .join(
                RevisionRow,
                and_(
                    RevisionRow.article_id == ArticleRow.article_id,
                    RevisionRow.revision == ArticleRow.revision,
                ),
            )
            .where(ArticleRow.source == source)
            .order_by(ArticleRow.first_seen_at.desc(), ArticleRow.article_id)
        )
        made = current.where(RevisionRow.run_id == run_id).limit(leaks.CHECKED)
        checked = {row.article_id: row.text for row in session.execute(made)}
        others = current.where(RevisionRow.run_id != run_id).limit(leaks.RECENT)
        recent = {row.article_id: row.text for row in session.execute(others)}
        counted.checked = len(checked)
        counted.leaks = len(leaks.leaking(recent | checked, list(checked)))


def _failures(session: Session, run_id: str) -> dict[str, Counter[str]]:
    """Return why pages of each source did not come."""
    row = CandidateRow
    query = select(row.source, row.reason, func.count()).where(
        row.run_id == run_id,
        or_(row.fate == Fate.FAILED, and_(row.fate == Fate.SKIPPED, row.reason.startswith("robots"))),
    )
    found: dict[str, Counter[str]] = {}
    for source, reason, number in session.execute(query.group_by(row.source, row.reason)):
        found.setdefault(source, Counter())[reason] += number
    return found


def _row(run_id: str, source: str, counted: _Counted) -> RunMetricRow:
    numbers = {name: getattr(counted, name) for name in _NUMBERS}
    counters = {name: dict(sorted(getattr(counted, name).items())) for name in _COUNTERS}
    words = median_low(counted.words) if counted.words else None
    return RunMetricRow(
        run_id=run_id, source=source, articles=len(counted.words), words=words, **numbers, **counters
    )
