"""Which article somebody means: by its id, a beginning of one, or any of its addresses; or that it was taken down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pipelines.store.columns import storable
from pipelines.store.forget import tombstone_of
from pipelines.store.lookup import find_row


@dataclass(frozen=True, slots=True)
class Here:
    """The article is stored; the view shows it or, after a withdrawal, does not any more."""

    article_id: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The article was taken down for good, and this is what is left."""

    article_id: str
    source: str
    canonical_url: str
    reason: str
    """Whose wish it was, in the operator's words."""
    created_at: datetime
    run_id: str


def find(session: Session, asked: str) -> Here | Gone | None:
    """Return what ``asked`` leads to; None when nobody knows it."""
    if (
        not asked.strip() or storable(asked) != asked
    ):  # what no text of the store can be, PostgreSQL refuses to look for
        return None
    article = find_row(session, asked)
    if article is not None:
        return Here(article.article_id)
    stone = tombstone_of(session, asked.strip())
    if stone is None:
        return None
    return Gone(
        stone.article_id, stone.source, stone.canonical_url, stone.reason, stone.created_at, stone.run_id
    )
