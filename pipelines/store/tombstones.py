"""What was taken down and may not come back: the addresses that led to forgotten articles.

``scrapy forget`` writes tombstones (``pipelines.forgetting``); every door of the store asks here before it lets a page in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.store.models import ForgottenKeyRow, TombstoneRow
from pipelines.store.pieces import in_pieces

FORGOTTEN = "forgotten"
"""The reason of a page that is skipped or rejected because its article was taken down."""


def forgotten(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """Return which of ``keys`` lead to forgotten articles, and to which: ``{key: article_id}``."""
    found: dict[str, str] = {}
    for some in in_pieces(keys):
        asked = ForgottenKeyRow.key.in_(some)
        query = select(ForgottenKeyRow.key, ForgottenKeyRow.article_id).where(asked)
        found.update((key, article_id) for key, article_id in session.execute(query))
    return found


def remember_keys(session: Session, article_id: str, keys: Iterable[str]) -> None:
    """Enter further addresses of a forgotten article; one that is known stays with the article that it has."""
    wanted = sorted(set(keys))
    known = forgotten(session, wanted)
    session.add_all(ForgottenKeyRow(key=key, article_id=article_id) for key in wanted if key not in known)
    session.flush()


def refused(session: Session, article_id: str, keys: Sequence[str]) -> str | None:
    """Return the forgotten article that a page would bring back: by its name or one of its addresses; None: it may come."""
    if session.get(TombstoneRow, article_id) is not None:
        return article_id
    query = select(TombstoneRow.article_id).where(TombstoneRow.canonical_key.in_(keys))
    by_canonical = session.scalars(query.limit(1)).first()
    return by_canonical or next(iter(forgotten(session, keys).values()), None)
