"""One source: how its runs went, why pages became no articles, what rules take, how discovery does, its newest articles.

Told from its newest runs and articles only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from pipelines.reading import runs
from pipelines.reading.runs import Account
from pipelines.store.models import (
    ArticleRow,
    CandidateRow,
    DiscoveryProblemRow,
    FetchRow,
    RemovalRow,
    RevisionRow,
    RunCountRow,
    RunRow,
    RunSourceRow,
)
from pipelines.store.runs import HOUSEKEEPING
from pipelines.types import Fate

LOOKED = 300
"""Newest runs that are looked through for those of the source."""
HISTORY = 20
"""Runs of the source that are shown, and that reasons are told from."""
CHANNEL_RUNS = 3
"""Its newest runs that discovery is told from: the ledger of each is read, which may be long."""
ARTICLES = 300
"""Newest articles that the rules are told from."""
NEWEST = 20
RULES = 25
PROBLEMS = 20
DOCUMENTS = 50


@dataclass(frozen=True, slots=True)
class Turn:
    """What one run made of the source."""

    run_id: str
    number: int
    command: str
    status: str
    started_at: datetime
    account: Account


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for which pages did not become articles."""

    fate: Fate
    reason: str
    counts: tuple[int, ...]
    """In each run of the history, oldest first."""
    run_id: str
    """The newest run in which it happened."""

    @property
    def total(self) -> int:
        """In all of them."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class RuleOfSource:
    """A rule that took something from the source's newest articles."""

    rule_id: str
    kind: str
    articles: int
    texts: int


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in which pages were found."""

    name: str
    account: Account
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Document:
    """A feed, sitemap or listing as it was last fetched."""

    url: str
    kind: str
    status: int
    size: int
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong with a feed, sitemap or listing."""

    run_id: str
    started_at: datetime
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Newest:
    """An article in the list."""

    article_id: str
    title: str | None
    url: str
    language: str | None
    published_at: datetime | None
    first_seen_at: datetime
    word_count: int
    revision: int
    removals: int
    flags: list[str]
    duplicate_of: str | None


def turns(session: Session, source: str) -> tuple[Turn, ...]:
    """Return the newest runs in which the source was asked, newest first."""
    newest = (
        select(RunRow.run_id, RunRow.number, RunRow.command, RunRow.status, RunRow.started_at)
        .where(RunRow.command.not_in(HOUSEKEEPING))
        .order_by(RunRow.number.desc())
        .limit(LOOKED)
    )
    rows = {row.run_id: row for row in session.execute(newest)}
    told = select(RunSourceRow.run_id).where(RunSourceRow.run_id.in_(rows), RunSourceRow.source == source)
    counted = select(RunCountRow.run_id).where(RunCountRow.run_id.in_(rows), RunCountRow.source == source)
    known = set(session.scalars(told)) | set(session.scalars(counted))
    known |= {run_id for run_id, row in rows.items() if row.status == "running"}
    chosen = [run_id for run_id in rows if run_id in known][:HISTORY]
    accounts = runs.by_source(session, chosen, source=source)
    return tuple(
        Turn(*rows[run_id], accounts[run_id][source]) for run_id in chosen if source in accounts[run_id]
    )


def reasons(session: Session, source: str, history: tuple[Turn, ...]) -> tuple[Why, ...]:
    """Return why pages became no articles in the runs of ``history``, most frequent first."""
    row = RunCountRow
    ids = [turn.run_id for turn in reversed(history)]
    query = select(row.run_id, row.fate, row.reason, row.count).where(
        row.run_id.in_(ids),
        row.source == source,
        row.fate.in_((Fate.REJECTED, Fate.FAILED, Fate.SKIPPED)),
    )
    found: dict[tuple[str, str], Counter[str]] = {}
    for run_id, fate, reason, count in session.execute(query):
        found.setdefault((fate, reason), Counter())[run_id] += count
    every = (
        Why(
            Fate(fate),
            reason,
            tuple(counts[run_id] for run_id in ids),
            next(turn.run_id for turn in history if counts[turn.run_id]),
        )
        for (fate, reason), counts in found.items()
    )
    return tuple(sorted(every, key=lambda why: (-why.total, why.fate, why.reason)))


def rules(session: Session, source: str) -> tuple[tuple[RuleOfSource, ...], int]:
    """Return the rules that took something from the newest articles, by articles, and how many articles that are."""
    newest = _newest(source, ARTICLES).subquery()
    row = RemovalRow
    count = func.count(row.article_id.distinct())
    query = (
        select(row.rule_id, row.kind, count, func.count())
        .join(newest, and_(newest.c.article_id == row.article_id, newest.c.revision == row.revision))
        .group_by(row.rule_id, row.kind)
        .order_by(count.desc(), row.rule_id)
        .limit(RULES)
    )
    of = session.scalar(select(func.count()).select_from(newest)) or 0
    return tuple(RuleOfSource(*found) for found in session.execute(query)), of


def channels(session: Session, source: str, history: tuple[Turn, ...]) -> tuple[Channel, ...]:
    """Return how pages were found in the newest runs and what became of them, most fruitful first."""
    row = CandidateRow
    ids = [turn.run_id for turn in history[:CHANNEL_RUNS]]
    query = (
        select(row.channel, row.fate, func.count(), func.max(row.discovered_at))
        .where(row.run_id.in_(ids), row.source == source)
        .group_by(row.channel, row.fate)
    )
    counts: dict[str, dict[Fate, int]] = {}
    newest: dict[str, datetime] = {}
    for channel, fate, count, at in session.execute(query):
        counts.setdefault(channel, {})[Fate(fate)] = count
        if fate in (Fate.STORED, Fate.UPDATED):
            newest[channel] = max(newest.get(channel, at), at)
    every = (
        Channel(
            name,
            Account(sum(met.values()), tuple((fate, met[fate]) for fate in Fate if fate in met)),
            newest.get(name),
        )
        for name, met in counts.items()
    )
    return tuple(sorted(every, key=lambda each: (-each.account.discovered, each.name)))


def documents(session: Session, source: str, history: tuple[Turn, ...]) -> tuple[Document, ...]:
    """Return the feeds, sitemaps and listings of the newest run that fetched any, by kind and address."""
    row = FetchRow
    for turn in history[:CHANNEL_RUNS]:
        query = (
            select(row.url, row.kind, row.status, row.size, row.fetched_at)
            .where(row.run_id == turn.run_id, row.source == source, row.kind != "page")
            .order_by(row.kind, row.url, row.fetch_id)
            .limit(DOCUMENTS)
        )
        if found := {row.url: Document(*row) for row in session.execute(query)}:
            return tuple(found.values())
    return ()


def problems(session: Session, source: str, history: tuple[Turn, ...]) -> tuple[Problem, ...]:
    """Return what was wrong with discovery in the runs of ``history``, newest first."""
    row = DiscoveryProblemRow
    when = {turn.run_id: turn for turn in history}
    query = select(row.run_id, row.url, row.text).where(row.run_id.in_(when), row.source == source)
    found = [
        Problem(run_id, when[run_id].started_at, url, text)
        for run_id, url, text in session.execute(
            query.order_by(row.run_id.desc(), row.position).limit(PROBLEMS)
        )
    ]
    return tuple(sorted(found, key=lambda each: -when[each.run_id].number))


def newest(session: Session, source: str) -> tuple[Newest, ...]:
    """Return the articles of the source that were seen first last."""
    chosen = _newest(source, NEWEST).subquery()
    row = RevisionRow
    taken = (
        select(func.count())
        .select_from(RemovalRow)
        .where(RemovalRow.article_id == row.article_id, RemovalRow.revision == row.revision)
        .scalar_subquery()
    )
    query = (
        select(
            row.article_id, row.title, chosen.c.url, row.language, row.published_at, chosen.c.first_seen_at,
            row.word_count, row.revision, taken, row.flags, chosen.c.duplicate_of,
        )
        .join(chosen, and_(chosen.c.article_id == row.article_id, chosen.c.revision == row.revision))
        .order_by(chosen.c.first_seen_at.desc(), row.article_id)
    )  # fmt: skip
    return tuple(Newest(*tuple(found)) for found in session.execute(query))


def _newest(source: str, limit: int) -> Select[str, int, str, datetime, str | None]:
    row = ArticleRow
    return (
        select(row.article_id, row.revision, row.url, row.first_seen_at, row.duplicate_of)
        .where(row.source == source, row.revision > 0)
        .order_by(row.first_seen_at.desc())
        .limit(limit)
    )
