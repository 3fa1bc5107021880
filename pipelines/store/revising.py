"""Give an article another revision, or take it out of the view, for reasons that are not the publisher's: replay and its undoing.

A crawl's own revisions are written by ``articles.py``. Revisions are only ever added; the view shows the one that
``articles.revision`` names, and none where that is 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from pipelines.store import searchable
from pipelines.store.models import ArticleRow, CandidateRow, RemovalRow, RevisionRow
from pipelines.types import Fate

RECLEANED = "recleaned"
"""Our rules or our code changed, and the stored bytes were cleaned again."""
UNDONE = "undone"
"""A reclean was taken back: the text is the one before it."""
WITHDRAWN = "withdrawn"
"""A reclean that had stored the article was taken back: from here on the view does not show it."""

_GIVEN = {"article_id", "revision", "reason", "run_id", "created_at"}
_COPIED = tuple(c.key for c in inspect(RevisionRow).column_attrs if c.key not in _GIVEN)
_REMOVED = tuple(c.key for c in inspect(RemovalRow).column_attrs if c.key not in ("article_id", "revision"))


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes a revision, when and why."""

    run_id: str
    reason: str
    now: datetime


def next_revision(session: Session, article: ArticleRow) -> int:
    """Return the number of the article's next revision; one that is out of the view has older ones all the same."""
    if article.revision:
        return article.revision + 1
    asked = select(func.max(RevisionRow.revision)).where(RevisionRow.article_id == article.article_id)
    return (session.scalar(asked) or 0) + 1


def add(
    session: Session,
    article: ArticleRow,
    making: Making,
    columns: Mapping[str, Any],
    removals: Sequence[RemovalRow],
) -> int:
    """Add a revision of these columns (all but those that ``making`` gives) and let the view show it; return its number.

    ``removals`` are new rows; article and number are written into them here.
    """
    number = next_revision(session, article)
    session.add(
        RevisionRow(
            article_id=article.article_id,
            revision=number,
            reason=making.reason,
            run_id=making.run_id,
            created_at=making.now,
            **columns,
        )
    )
    session.flush()
    for row in removals:
        row.article_id, row.revision = article.article_id, number
    session.add_all(removals)
    article.revision = number
    searchable.keep(session, article)
    return number


def copy(session: Session, article: ArticleRow, former: RevisionRow, making: Making) -> int:
    """Add a revision that equals ``former`` in every column and every removal, and return its number."""
    columns = {name: getattr(former, name) for name in _COPIED}
    return add(
        session,
        article,
        making,
        columns,
        [
            RemovalRow(**{name: getattr(row, name) for name in _REMOVED})
            for row in removals_of(session, former)
        ],
    )


def withdraw(session: Session, article: ArticleRow, current: RevisionRow, making: Making) -> int:
    """Take an article out of the view; a last revision says when and why. Return its number."""
    number = copy(session, article, current, making)
    article.revision = 0
    searchable.keep(session, article)
    return number


def removals_of(session: Session, row: RevisionRow) -> list[RemovalRow]:
    """Return the removals of one revision, in order."""
    query = select(RemovalRow).where(
        RemovalRow.article_id == row.article_id, RemovalRow.revision == row.revision
    )
    return list(session.scalars(query.order_by(RemovalRow.position)))


def enter(
    session: Session,
    making: Making,
    *,
    source: str,
    url: str,
    key: str,
    fate: Fate,
    reason: str,
    article_id: str | None,
    elapsed_ms: float | None = None,
) -> None:
    """Write into the ledger of a replay what became of one article; never as pending, so that no crawl takes it up."""
    session.merge(
        CandidateRow(
            run_id=making.run_id,
            url=url,
            key=key,
            source=source,
            channel="replay",
            title=None,
            published=None,
            fate=fate,
            reason=reason,
            article_id=article_id,
            elapsed_ms=elapsed_ms,
            discovered_at=making.now,
            settled_at=making.now,
        )
    )
