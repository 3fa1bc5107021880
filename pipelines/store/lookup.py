"""Which article somebody means, and where it came from. Reading only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cleaners.types import Cleaned, Verdict
from cleaners.urls import candidate_key, normalise
from pipelines.store import revising, rows
from pipelines.store.models import ArticleRow, CandidateRow, RevisionRow, UrlStateRow

_MIN_PREFIX = 4


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
    flags: tuple[str, ...]
    """As the table shows them: the article's own, then what the judges found."""
    duplicate_of: str | None
    story_id: str | None
    history: tuple[RevisionLine, ...]
    """Oldest first."""


def find_article(session: Session, url_or_id: str) -> ArticleView | None:
    """Find an article by its id, a beginning of it that fits one only, its canonical URL, or any URL that led to it."""
    article = find_row(session, url_or_id)
    if article is None or not article.revision:
        return None
    current = session.get_one(RevisionRow, (article.article_id, article.revision))
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
        cleaned=rows.cleaned_of(current, revising.removals_of(session, current)),
        verdicts=rows.verdicts_of(current),
        word_count=current.word_count,
        text_sha256=current.text_sha256,
        raw_sha256=current.raw_sha256,
        archive_ref=current.archive_ref,
        urls=_urls(session, article),
        flags=tuple(current.flags),
        duplicate_of=article.duplicate_of,
        story_id=article.story_id,
        history=tuple(
            RevisionLine(row.revision, row.reason, row.run_id, row.created_at, row.title, row.text_sha256)
            for row in session.scalars(history.order_by(RevisionRow.revision))
        ),
    )


def find_row(session: Session, url_or_id: str) -> ArticleRow | None:
    """Find an article as ``find_article`` does, also one that is out of the view."""
    asked = url_or_id.strip()
    return _by_id(session, asked) or _by_url(session, asked)


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
