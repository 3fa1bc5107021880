"""Take an article out of the database for good: its tombstone stays, its text, its data and its pages' rows go.

The ledger of past runs keeps a line for each address, since their accounts must still come out even; title and date, which
discovery told, go from it. Everything here happens in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from cleaners.urls import candidate_key, is_web, normalise
from pipelines.store import accounting, judging, rows
from pipelines.store.lookup import find_row
from pipelines.store.models import (
    ArticleRow,
    CandidateRow,
    FetchRow,
    ForgottenKeyRow,
    RejectionRow,
    RevisionRow,
    RunRow,
    TombstoneRow,
    UrlStateRow,
)
from pipelines.store.pieces import in_pieces
from pipelines.store.tombstones import FORGOTTEN, remember_keys
from pipelines.types import Fate

COMMAND, LIFT = "forget", "forget --lift"
_PIECE = 400
_SHORTEST_ID = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be forgotten: an article, or a page that never became one."""

    article_id: str
    canonical_url: str
    source: str
    title: str | None = None
    revisions: int = 0
    """0 for a page that is no article, and for one that was forgotten before."""


@dataclass(slots=True)
class Erased:
    """What was taken out of the database, and by what the archive knows it."""

    articles: int = 0
    revisions: int = 0
    keys: set[str] = field(default_factory=set)
    """Addresses that led to it and to nothing else."""
    refs: set[str] = field(default_factory=set)
    """Records of addresses that now lead to another article as well, which stays."""
    titles: set[str] = field(default_factory=set)


def subject_of(session: Session, asked: str) -> Subject | None:
    """Find what ``asked`` (an article's ID, a beginning of it, or any address) names; None when nobody knows it."""
    asked = asked.strip()
    article = find_row(session, asked)
    if article is not None:
        return _subject(session, article)
    stone = tombstone_of(session, asked)
    if stone is not None:
        return Subject(stone.article_id, stone.canonical_url, stone.source)
    if not is_web(asked):
        return None
    url, key = normalise(asked), candidate_key(asked)
    query = select(CandidateRow.source).where(or_(CandidateRow.key == key, CandidateRow.url == url)).limit(1)
    source = session.scalars(query).first()
    return None if source is None else Subject(rows.article_id_of(url), url, source)


def tombstone_of(session: Session, asked: str) -> TombstoneRow | None:
    """Find the tombstone of an ID, a beginning of one that fits one only, or a canonical address."""
    query = select(TombstoneRow).where(
        or_(
            TombstoneRow.article_id.startswith(asked.lower(), autoescape=True),
            TombstoneRow.canonical_key == candidate_key(asked),
        )
    )
    found = session.scalars(query.limit(2)).all() if len(asked) >= _SHORTEST_ID else []
    if len(found) == 1:
        return found[0]
    led = select(ForgottenKeyRow.article_id).where(ForgottenKeyRow.key == candidate_key(asked))
    return session.scalars(select(TombstoneRow).where(TombstoneRow.article_id.in_(led))).first()


def articles_of(session: Session, source: str) -> int:
    """Return how many articles of a source are stored."""
    query = select(func.count()).select_from(ArticleRow).where(ArticleRow.source == source)
    return session.scalar(query) or 0


def is_known(session: Session, source: str) -> bool:
    """Whether anything of a source was ever stored."""
    tables: tuple[type[Any], ...] = (ArticleRow, CandidateRow, UrlStateRow, FetchRow, TombstoneRow)
    return any(
        session.execute(select(table.source).where(table.source == source).limit(1)).first()
        for table in tables
    )


def erase_one(session: Session, run_id: str, subject: Subject, reason: str, now: datetime) -> Erased:
    """Leave a tombstone and take the rest out."""
    done = Erased()
    _erase(session, run_id, subject, reason, now, done)
    return done


def erase_source(session: Session, run_id: str, source: str, reason: str, now: datetime) -> Erased:
    """Leave a tombstone for each article of a source, and take out all that is known of the source's pages."""
    done = Erased()
    last = ""
    while True:
        query = select(ArticleRow).where(ArticleRow.source == source, ArticleRow.article_id > last)
        found = session.scalars(query.order_by(ArticleRow.article_id).limit(_PIECE)).all()
        if not found:
            break
        last = found[-1].article_id
        for subject in [_subject(session, article) for article in found]:
            _erase(session, run_id, subject, reason, now, done)
            done.keys.clear()  # the archive is asked for the source
            done.titles.clear()
        session.expunge_all()
    _empty(session, CandidateRow.source == source, now)
    session.execute(delete(RejectionRow).where(RejectionRow.source == source))
    session.execute(delete(FetchRow).where(FetchRow.source == source))
    session.execute(delete(UrlStateRow).where(UrlStateRow.source == source))
    return done


def unfinished(session: Session, but: str) -> list[RunRow]:
    """Return the runs that were broken off before all bytes were gone."""
    query = select(RunRow).where(RunRow.command == COMMAND, RunRow.status != "finished", RunRow.run_id != but)
    return list(session.scalars(query.order_by(RunRow.number)))


def keys_forgotten_in(session: Session, run_ids: Sequence[str]) -> set[str]:
    """Return the addresses of what these runs began to forget."""
    stones = select(TombstoneRow.article_id).where(TombstoneRow.run_id.in_(run_ids))
    return set(session.scalars(select(ForgottenKeyRow.key).where(ForgottenKeyRow.article_id.in_(stones))))


def lift(session: Session, stone: TombstoneRow) -> None:
    """Let a forgotten article be fetched again; what it was is gone all the same."""
    session.execute(delete(TombstoneRow).where(TombstoneRow.article_id == stone.article_id))


def tombstones(session: Session) -> Iterator[tuple[TombstoneRow, str]]:
    """Return all tombstones, newest first, with the status of the run that made them."""
    query = select(TombstoneRow, RunRow.status).join(RunRow, RunRow.run_id == TombstoneRow.run_id)
    ordered = query.order_by(TombstoneRow.created_at.desc(), TombstoneRow.article_id)
    found = session.execute(ordered.execution_options(yield_per=500))
    return ((stone, status) for stone, status in found)


def _subject(session: Session, article: ArticleRow) -> Subject:
    current = session.get(RevisionRow, (article.article_id, article.revision))
    title = current.title if current else None
    return Subject(article.article_id, article.canonical_url, article.source, title, article.revision)


def _erase(session: Session, run_id: str, subject: Subject, reason: str, now: datetime, done: Erased) -> None:
    article_id = subject.article_id
    if session.get(TombstoneRow, article_id) is None:
        stone = TombstoneRow(
            article_id=article_id,
            canonical_url=subject.canonical_url,
            canonical_key=candidate_key(subject.canonical_url),
            source=subject.source,
            reason=reason,
            created_at=now,
            run_id=run_id,
        )
        session.add(stone)
        session.flush()
    keys = _keys(session, article_id) | {candidate_key(subject.canonical_url)}
    shared = _shared(session, article_id, keys)
    own = keys - shared
    remember_keys(session, article_id, own)
    done.keys |= own
    done.titles |= _titles(session, article_id, own)
    done.refs |= _refs(session, article_id, shared)
    done.articles += session.get(ArticleRow, article_id) is not None
    done.revisions += subject.revisions
    led = CandidateRow.article_id == article_id
    _take_out_pages(session, led, now)
    for piece in in_pieces(sorted(own)):
        _take_out_pages(session, CandidateRow.key.in_(piece), now)
        session.execute(delete(UrlStateRow).where(UrlStateRow.key.in_(piece)))
    judging.forget(session, article_id)
    session.execute(delete(ArticleRow).where(ArticleRow.article_id == article_id))


def _keys(session: Session, article_id: str) -> set[str]:
    """Return the keys of all addresses that ever led to an article."""
    found: set[str] = set()
    for query in (
        select(ArticleRow.canonical_key).where(ArticleRow.article_id == article_id),
        select(ArticleRow.key).where(ArticleRow.article_id == article_id),
        select(RevisionRow.key).where(RevisionRow.article_id == article_id),
        select(CandidateRow.key).where(CandidateRow.article_id == article_id),
        select(UrlStateRow.key).where(UrlStateRow.article_id == article_id),
        select(ForgottenKeyRow.key).where(ForgottenKeyRow.article_id == article_id),
    ):
        found.update(session.scalars(query.distinct()))
    ended = (
        select(FetchRow.final_url)
        .join(CandidateRow, and_(CandidateRow.run_id == FetchRow.run_id, CandidateRow.url == FetchRow.url))
        .where(CandidateRow.article_id == article_id, FetchRow.status == 200)
    )
    found.update(candidate_key(url) for url in session.scalars(ended.distinct()))
    return found


def _shared(session: Session, article_id: str, keys: Iterable[str]) -> set[str]:
    """Return which keys lead to another article now: an address under which a site shows one story after the other."""
    found: set[str] = set()
    for piece in in_pieces(sorted(keys)):
        for query in (
            select(ArticleRow.key).where(ArticleRow.key.in_(piece), ArticleRow.article_id != article_id),
            select(UrlStateRow.key).where(
                UrlStateRow.key.in_(piece),
                UrlStateRow.article_id != article_id,
                UrlStateRow.article_id.in_(select(ArticleRow.article_id)),
            ),
        ):
            found.update(session.scalars(query))
    return found


def _titles(session: Session, article_id: str, keys: Iterable[str]) -> set[str]:
    """Return the headlines under which feeds and listings may name the article."""
    found = set(session.scalars(select(RevisionRow.title).where(RevisionRow.article_id == article_id)))
    for piece in in_pieces(sorted(keys)):
        found.update(
            session.scalars(select(CandidateRow.title).where(CandidateRow.key.in_(piece)).distinct())
        )
        found.update(session.scalars(select(UrlStateRow.hint_title).where(UrlStateRow.key.in_(piece))))
    return {title for title in found if title}


def _refs(session: Session, article_id: str, keys: Iterable[str]) -> set[str]:
    """Return the records of answers that became this article and came from an address that is shared."""
    found: set[str] = set()
    for piece in in_pieces(sorted(keys)):
        query = (
            select(FetchRow.archive_ref)
            .join(
                CandidateRow, and_(CandidateRow.run_id == FetchRow.run_id, CandidateRow.url == FetchRow.url)
            )
            .where(CandidateRow.article_id == article_id, CandidateRow.key.in_(piece))
        )
        made = select(RevisionRow.archive_ref).where(
            RevisionRow.article_id == article_id, RevisionRow.key.in_(piece)
        )
        found.update(ref for asked in (query, made) for ref in session.scalars(asked) if ref)
    return found


def _take_out_pages(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """Remove what is known of pages beside their line in the ledger."""
    asked = select(CandidateRow.run_id, CandidateRow.url).where(which)
    for run_id, url in session.execute(asked).all():
        session.execute(delete(RejectionRow).where(RejectionRow.run_id == run_id, RejectionRow.url == url))
        here = and_(FetchRow.run_id == run_id, FetchRow.url == url, FetchRow.kind == "page")
        session.execute(delete(FetchRow).where(here))
    _empty(session, which, now)


def _empty(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """Take titles and dates out of the ledger, and settle what an interrupted crawl left to be fetched."""
    pending = and_(which, CandidateRow.fate == Fate.PENDING)
    left_open = set(session.scalars(select(CandidateRow.run_id).where(pending).distinct()))
    settled = {"fate": str(Fate.SKIPPED), "reason": FORGOTTEN, "settled_at": now}
    session.execute(update(CandidateRow).where(pending).values(**settled))
    session.execute(update(CandidateRow).where(which).values(title=None, published=None))
    for run_id in sorted(left_open):
        accounting.write_counts(session, run_id)
