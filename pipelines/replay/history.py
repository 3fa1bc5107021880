"""What an article was at any time: all its versions, with the reason of each. Reading only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.replay import content
from pipelines.store import revising
from pipelines.store.lookup import find_row
from pipelines.store.models import ArticleRow, RevisionRow, RunRow
from pipelines.store.revising import WITHDRAWN


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of an article, and how it came about."""

    revision: int
    created_at: datetime
    reason: str
    run_id: str
    command: str
    """Of the run: ``crawl news``, ``reclean --apply``, ``undo``, …"""
    rules_version: str
    cleaner_version: str
    archive_ref: str | None
    version: content.Version


@dataclass(frozen=True, slots=True)
class History:
    """An article with all its versions, oldest first."""

    article_id: str
    source: str
    canonical_url: str
    revision: int
    """The one that the view shows; 0 when it shows none."""
    language: str | None
    entries: tuple[Entry, ...]

    def of(self, revision: int) -> Entry | None:
        """Return one version."""
        return next((entry for entry in self.entries if entry.revision == revision), None)

    def as_of(self, moment: datetime) -> Entry | None:
        """Return what the view showed at ``moment``; None when it did not show the article then."""
        before = [entry for entry in self.entries if entry.created_at <= moment]
        return before[-1] if before and before[-1].reason != WITHDRAWN else None


def history_of(session: Session, url_or_id: str) -> History | None:
    """Find an article by name, a beginning of it, or any address that led to it, and return its versions."""
    article = find_row(session, url_or_id)
    return None if article is None else _history(session, article)


def _history(session: Session, article: ArticleRow) -> History:
    query = (
        select(RevisionRow, RunRow.command)
        .join(RunRow, RunRow.run_id == RevisionRow.run_id)
        .where(RevisionRow.article_id == article.article_id)
        .order_by(RevisionRow.revision)
    )
    entries = tuple(
        Entry(
            row.revision,
            row.created_at,
            row.reason,
            row.run_id,
            command,
            row.rules_version,
            row.cleaner_version,
            row.archive_ref,
            content.of_row(row, revising.removals_of(session, row)),
        )
        for row, command in session.execute(query)
    )
    language = entries[-1].version.columns["language"] if entries else None
    return History(
        article.article_id, article.source, article.canonical_url, article.revision, language, entries
    )
