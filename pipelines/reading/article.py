"""One article as one of its revisions told it, with everything that a reader may ask next: how it came, what is like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cleaners.types import Cleaned, Verdict
from pipelines.archive.refs import Ref
from pipelines.store import revising, rows
from pipelines.store.models import ArticlePairRow, ArticleRow, CandidateRow, RevisionRow, RunRow

MOST_REVISIONS = 100
MOST_ADDRESSES = 20
MOST_LIKE_IT = 20


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One line of an article's history."""

    revision: int
    created_at: datetime
    reason: str
    run_id: str
    command: str
    """Of the run that made it: ``crawl news``, ``reclean --apply``, …"""
    rules_version: str
    cleaner_version: str
    title: str | None
    word_count: int
    same_text: bool
    """Whether its text is the text of the revision before it."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which bytes a revision was made of, and where they are."""

    raw_sha256: str | None
    archive_ref: str | None
    ref: Ref | None
    """The same, in parts; None when there is none or it names no record."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another article, as a line that leads to it."""

    article_id: str
    source: str
    title: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """What the judges of pairs found between this article and another."""

    kind: str
    """``exact``, ``near``, ``wire_copy`` or ``rewrite``."""
    similarity: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article at one of its revisions."""

    article_id: str
    source: str
    url: str
    canonical_url: str
    first_seen_at: datetime
    last_seen_at: datetime
    current: int
    """The revision that the table shows; 0 when the article was withdrawn from it."""
    revision: int
    """The revision that is told here."""
    reason: str
    run_id: str
    created_at: datetime
    cleaned: Cleaned
    verdicts: tuple[Verdict, ...]
    word_count: int
    text_sha256: str
    rights: Mapping[str, Any] | None
    """What page and headers say about reuse."""
    provenance: Provenance
    addresses: tuple[str, ...]
    """Addresses that led to it, at most ``MOST_ADDRESSES``."""
    more_addresses: int
    history: tuple[RevisionLine, ...]
    """Newest first, at most ``MOST_REVISIONS``."""
    more_revisions: int
    original: Neighbour | None
    """The article of which it is a duplicate."""
    duplicate_of: str | None
    copies: tuple[Neighbour, ...]
    """Articles that are duplicates of it."""
    story_id: str | None
    story: tuple[Neighbour, ...]
    """Other articles about the same event."""
    likeness: Mapping[str, Likeness]
    """How the others are like it, by their ids, as far as judges compared them with it."""
    others: tuple[Neighbour, ...]
    """Articles that judges found like it, and that are neither copies nor of its story."""


def article_page(session: Session, article_id: str, revision: int | None = None) -> ArticlePage | None:
    """Return an article at ``revision``, or at the one that the table shows; None when there is no such revision.

    Of one that was withdrawn it is the last revision that there is.
    """
    article = session.get(ArticleRow, article_id)
    if article is None:
        return None
    wanted = revision or article.revision or _last(session, article_id)
    row = session.get(RevisionRow, (article_id, wanted))
    if row is None:
        return None
    addresses, more_addresses = _addresses(session, article)
    history, more_revisions = _history(session, article_id)
    original = _neighbours(session, (article.duplicate_of,)) if article.duplicate_of else ()
    copied = (
        select(ArticleRow.article_id)
        .where(ArticleRow.duplicate_of == article_id, ArticleRow.revision > 0)
        .order_by(ArticleRow.article_id)
        .limit(MOST_LIKE_IT)
    )
    story = _in_story(session, article.story_id, article_id) if article.story_id else ()
    likeness = _likeness(session, article_id)
    copies = tuple(session.scalars(copied))
    shown = {article.duplicate_of, *copies, *story}
    others = tuple(each for each in likeness if each not in shown)[:MOST_LIKE_IT]
    return ArticlePage(
        article_id=article_id,
        source=article.source,
        url=article.url,
        canonical_url=article.canonical_url,
        first_seen_at=article.first_seen_at,
        last_seen_at=article.last_seen_at,
        current=article.revision,
        revision=row.revision,
        reason=row.reason,
        run_id=row.run_id,
        created_at=row.created_at,
        cleaned=rows.cleaned_of(row, revising.removals_of(session, row)),
        verdicts=rows.verdicts_of(row),
        word_count=row.word_count,
        text_sha256=row.text_sha256,
        rights=row.rights,
        provenance=provenance(row.raw_sha256, row.archive_ref),
        addresses=addresses,
        more_addresses=more_addresses,
        history=history,
        more_revisions=more_revisions,
        original=original[0] if original else None,
        duplicate_of=article.duplicate_of,
        copies=_neighbours(session, copies),
        story_id=article.story_id,
        story=_neighbours(session, story),
        likeness=likeness,
        others=_neighbours(session, others),
    )


def provenance(raw_sha256: str | None, archive_ref: str | None) -> Provenance:
    """Return where the bytes are; a reference that cannot be read is told as it stands."""
    try:
        ref = Ref.parse(archive_ref) if archive_ref else None
    except ValueError:
        ref = None
    return Provenance(raw_sha256, archive_ref, ref)


def bytes_of(session: Session, article_id: str, revision: int | None = None) -> tuple[int, Provenance] | None:
    """Return the number of a revision (by default the one that the table shows) and where its bytes are."""
    current = session.scalar(select(ArticleRow.revision).where(ArticleRow.article_id == article_id))
    if current is None:
        return None
    wanted = revision or current or _last(session, article_id)
    query = select(RevisionRow.raw_sha256, RevisionRow.archive_ref).where(
        RevisionRow.article_id == article_id, RevisionRow.revision == wanted
    )
    found = session.execute(query).first()
    return None if found is None else (wanted, provenance(found[0], found[1]))


def history_of(session: Session, article_id: str) -> tuple[RevisionLine, ...]:
    """Return an article's revisions, newest first, at most ``MOST_REVISIONS``."""
    return _history(session, article_id)[0]


def _last(session: Session, article_id: str) -> int:
    asked = select(func.max(RevisionRow.revision)).where(RevisionRow.article_id == article_id)
    return session.scalar(asked) or 0


def _addresses(session: Session, article: ArticleRow) -> tuple[tuple[str, ...], int]:
    led = select(CandidateRow.url).where(CandidateRow.article_id == article.article_id).distinct()
    known = session.scalar(select(func.count()).select_from(led.subquery())) or 0
    found = tuple(session.scalars(led.order_by(CandidateRow.url).limit(MOST_ADDRESSES)))
    return found or (article.url,), max(0, known - len(found))


def _history(session: Session, article_id: str) -> tuple[tuple[RevisionLine, ...], int]:
    row = RevisionRow
    query = (
        select(
            row.revision, row.created_at, row.reason, row.run_id, RunRow.command, row.rules_version,
            row.cleaner_version, row.title, row.word_count, row.text_sha256,
        )
        .join(RunRow, RunRow.run_id == row.run_id)
        .where(row.article_id == article_id)
        .order_by(row.revision.desc())
        .limit(MOST_REVISIONS + 1)
    )  # fmt: skip
    found = session.execute(query).all()
    former = [line.text_sha256 for line in found[1:]] + [None]
    lines = tuple(
        RevisionLine(
            revision=line.revision,
            created_at=line.created_at,
            reason=line.reason,
            run_id=line.run_id,
            command=line.command,
            rules_version=line.rules_version,
            cleaner_version=line.cleaner_version,
            title=line.title,
            word_count=line.word_count,
            same_text=line.text_sha256 == before,
        )
        for line, before in zip(found, former, strict=True)
    )[:MOST_REVISIONS]
    if len(found) <= MOST_REVISIONS:
        return lines, 0
    known = session.scalar(select(func.count()).select_from(row).where(row.article_id == article_id)) or 0
    return lines, known - len(lines)


def _in_story(session: Session, story_id: str, but: str) -> tuple[str, ...]:
    query = (
        select(ArticleRow.article_id)
        .where(ArticleRow.story_id == story_id, ArticleRow.article_id != but, ArticleRow.revision > 0)
        .order_by(ArticleRow.first_seen_at, ArticleRow.article_id)
    )
    return tuple(session.scalars(query.limit(MOST_LIKE_IT)))


def _likeness(session: Session, article_id: str) -> dict[str, Likeness]:
    pair = ArticlePairRow
    found: dict[str, Likeness] = {}
    for mine, other in ((pair.article_id, pair.other_id), (pair.other_id, pair.article_id)):
        query = select(other, pair.kind, pair.similarity).where(mine == article_id)
        for name, kind, similarity in session.execute(query.order_by(other).limit(2 * MOST_LIKE_IT)):
            found[name] = Likeness(kind, similarity)
    return found


def _neighbours(session: Session, ids: tuple[str, ...]) -> tuple[Neighbour, ...]:
    """Return articles as lines, in the order of ``ids``; what is out of the view is left out."""
    if not ids:
        return ()
    query = (
        select(ArticleRow.article_id, ArticleRow.source, RevisionRow.title, RevisionRow.published_at)
        .join(
            RevisionRow,
            (RevisionRow.article_id == ArticleRow.article_id) & (RevisionRow.revision == ArticleRow.revision),
        )
        .where(ArticleRow.article_id.in_(ids))
    )
    found = {line[0]: Neighbour(*line) for line in session.execute(query)}
    return tuple(found[each] for each in ids if each in found)
