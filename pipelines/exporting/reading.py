"""Read articles out of one snapshot of the store, streaming: first their names in order, then their rows a piece at a time.

The names come from a cursor (of the server, on PostgreSQL) that sorts the two short columns it needs; the rows are then asked
for by name. So neither side ever sorts texts, memory does not grow with the store, and both databases are read by the same
statements. Order: the time of publication, then ``article_id``, the undated last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from pipelines.exporting.selection import Selection, conditions
from pipelines.store.changes import CHANGES
from pipelines.store.contract import clean_articles
from pipelines.store.models import ArticleRow, CounterRow, TombstoneRow

PIECE = 500
"""Rows that are in memory at once."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that a copy of the table has to drop, if it has it."""

    article_id: str
    reason: str
    """``forgotten`` (taken down), ``withdrawn`` (a reclean was undone) or ``filtered`` (it no longer passes the filters)."""
    change: int


def cursor(reading: Connection) -> int:
    """Return the number of the newest change in the snapshot."""
    return reading.scalar(select(CounterRow.value).where(CounterRow.name == CHANGES)) or 0


def stored(reading: Connection) -> int:
    """Return how many articles there are."""
    return reading.scalar(select(func.count()).select_from(ArticleRow).where(ArticleRow.revision > 0)) or 0


def unknown_sources(reading: Connection, names: Sequence[str]) -> list[str]:
    """Return which of these sources have no article."""
    return [
        name
        for name in names
        if reading.scalar(select(ArticleRow.article_id).where(ArticleRow.source == name).limit(1)) is None
    ]


def articles(
    reading: Connection, selection: Selection, since: int | None, columns: Sequence[str]
) -> Iterator[list[Row]]:
    """Yield the selected articles in pieces, each article with at least ``columns``; with ``since`` those with a later change."""
    view = clean_articles()
    wanted = select(*(view.c[name] for name in dict.fromkeys(["article_id", *columns])))
    for ids in _names(reading, selection, since):
        rows = reading.execute(wanted.where(view.c.article_id.in_(ids))).mappings()
        found = {row["article_id"]: dict(row) for row in rows}
        yield [found[article_id] for article_id in ids]


def removals(reading: Connection, selection: Selection, since: int) -> Iterator[Removed]:
    """Yield what changed after ``since`` and is not, or no longer, among the selected, in the order of the changes."""
    gone: dict[str, Select[str, int]] = {
        "forgotten": select(TombstoneRow.article_id, TombstoneRow.change).where(TombstoneRow.change > since),
        "withdrawn": select(ArticleRow.article_id, ArticleRow.change).where(
            ArticleRow.change > since, ArticleRow.revision == 0
        ),
    }
    if not selection.everything:
        passing = _selected(selection, reading.dialect.name, since).subquery()
        gone["filtered"] = select(ArticleRow.article_id, ArticleRow.change).where(
            ArticleRow.change > since,
            ArticleRow.revision > 0,
            ArticleRow.article_id.not_in(select(passing.c.article_id)),
        )
    for reason, query in gone.items():
        for piece in _pieces(reading, query.order_by("change")):
            for article_id, change in piece:
                yield Removed(article_id, reason, change)


def _selected(selection: Selection, dialect: str, since: int | None) -> Select[Any]:
    view = clean_articles()
    query = select(view.c.article_id, view.c.published_at).where(*conditions(selection, view, dialect))
    if since is None:
        return query
    changed = select(ArticleRow.article_id).where(ArticleRow.change > since)
    return query.where(view.c.article_id.in_(changed))


def _names(reading: Connection, selection: Selection, since: int | None) -> Iterator[list[str]]:
    query = _selected(selection, reading.dialect.name, since)
    published = query.selected_columns.published_at
    ordered = query.order_by(published.asc().nulls_last(), query.selected_columns.article_id)
    for piece in _pieces(reading, ordered):
        yield [row.article_id for row in piece]


def _pieces(reading: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    with reading.execute(query, execution_options={"yield_per": PIECE}) as found:
        yield from found.partitions(PIECE)
