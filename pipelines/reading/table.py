"""Rows of ``clean_articles`` for programs: some by name, and what changed since the last time.

Changes are followed by their number (``pipelines.store.changes``): who asks for what is greater than the number of the last change that
was given misses nothing, whatever is written meanwhile. An article that changed twice in between is given once, as it is now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.store.changes import newest
from pipelines.store.contract import BY_NAME, clean_articles
from pipelines.store.models import ArticleRow, RemovalRow, TombstoneRow

Row = Mapping[str, Any]
"""Columns of the contract by name; times aware, JSON as lists and objects."""
Why = Literal["withdrawn", "forgotten"]
"""Why an article is gone: a reclean that stored it was taken back, or it was taken down for good."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that was taken down for good: copies of it are to be deleted."""

    article_id: str
    source: str
    reason: str
    created_at: datetime
    change: int


@dataclass(frozen=True, slots=True)
class Change:
    """What one article is now: a row to be put in the place of its former one, or nothing."""

    change: int
    kind: Literal["upsert", "removal"]
    article_id: str
    article: Row | None = None
    why: Why | None = None
    """Of a removal."""


@dataclass(frozen=True, slots=True)
class Changes:
    """A piece of the changes, in their order."""

    changes: tuple[Change, ...]
    next: int
    """The number to ask on from."""
    more: bool
    """Whether there are more now."""
    newest: int
    """The number of the newest change in the store."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A text that was taken out of an article, and the rule that took it."""

    position: int
    rule_id: str
    kind: str
    scope: str
    text: str
    start: int | None
    end: int | None


def rows(session: Session, article_ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, Row]:
    """Return the rows of these articles by name, with these columns (all by default); those that are out of the view are left out."""
    view = clean_articles()
    wanted = [view.c[name] for name in BY_NAME if not fields or name in fields]
    asked = select(view.c.article_id.label("_name"), *wanted).where(view.c.article_id.in_(article_ids))
    return {
        row["_name"]: {column.name: row[column.name] for column in wanted}
        for row in session.execute(asked).mappings()
    }


def tombstone(session: Session, article_id: str) -> Tombstone | None:
    """Return the tombstone of an article, or None."""
    row = session.get(TombstoneRow, article_id)
    return None if row is None else _tombstone(row)


def tombstones(session: Session, since: int, limit: int) -> tuple[Tombstone, ...]:
    """Return the tombstones whose change has a greater number than ``since``, in order."""
    asked = select(TombstoneRow).where(TombstoneRow.change > since).order_by(TombstoneRow.change).limit(limit)
    return tuple(map(_tombstone, session.scalars(asked)))


def changes(session: Session, since: int, limit: int, fields: Sequence[str] = ()) -> Changes:
    """Return the first ``limit`` changes after ``since``; 0 begins with everything that there is."""
    articles = (
        select(ArticleRow.change, ArticleRow.article_id, ArticleRow.revision)
        .where(ArticleRow.change > since)
        .order_by(ArticleRow.change)
        .limit(limit + 1)
    )
    found = [
        Change(number, "upsert", article_id)
        if revision
        else Change(number, "removal", article_id, why="withdrawn")
        for number, article_id, revision in session.execute(articles)
    ]
    gone = {stone.article_id: stone for stone in tombstones(session, since, limit + 1)}
    found += [Change(stone.change, "removal", stone.article_id, why="forgotten") for stone in gone.values()]
    found.sort(key=lambda each: each.change)
    piece, more = found[:limit], len(found) > limit
    there = rows(session, [each.article_id for each in piece if each.kind == "upsert"], fields)
    return Changes(
        changes=tuple(
            each
            if each.kind == "removal"
            else Change(each.change, "upsert", each.article_id, there[each.article_id])
            for each in piece
            if each.kind == "removal" or each.article_id in there
        ),
        next=piece[-1].change if piece else since,
        more=more,
        newest=newest(session),
    )


def removals(session: Session, article_id: str, revision: int, after: int, limit: int) -> tuple[Removal, ...]:
    """Return the ledger of one revision from the entry behind position ``after`` on."""
    asked = (
        select(RemovalRow)
        .where(
            RemovalRow.article_id == article_id,
            RemovalRow.revision == revision,
            RemovalRow.position > after,
        )
        .order_by(RemovalRow.position)
        .limit(limit)
    )
    return tuple(
        Removal(row.position, row.rule_id, row.kind, row.scope, row.text, row.start, row.end)
        for row in session.scalars(asked)
    )


def shown_revision(session: Session, article_id: str) -> int | None:
    """Return the number of the revision that the view shows of an article, or None when it shows none."""
    found = session.scalar(select(ArticleRow.revision).where(ArticleRow.article_id == article_id))
    return found or None


def _tombstone(row: TombstoneRow) -> Tombstone:
    return Tombstone(row.article_id, row.source, row.reason, row.created_at, row.change)
