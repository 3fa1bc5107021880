"""Mark the articles that the judges of pairs have to look at, in the transaction that changes them.

Whatever writes a revision or moves an article in time marks it, so a crawl, an import, a replay and its undoing need not know of
judging, and a mark that was committed is there after any kill. Only what deletes articles by a statement says so itself (``mark``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Mapper

from pipelines.store.models import ArticleRow, RevisionRow, UnjudgedRow

_LOOKED_AT = ("revision", "first_seen_at", "source")
"""Columns of ``articles`` on which a judgement depends."""


def mark(connection: Connection, article_ids: Iterable[str]) -> None:
    """Say that these articles are to be judged anew, or to be forgotten."""
    rows = [{"article_id": each} for each in article_ids]
    if rows:
        new = insert_on_postgresql if connection.dialect.name == "postgresql" else insert_on_sqlite
        statement = new(UnjudgedRow)
        # An update where nothing changes: it locks the mark, so that nobody takes it off before this transaction can be seen.
        same = {"article_id": statement.excluded.article_id}
        connection.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=same), rows)


@event.listens_for(RevisionRow, "after_insert")
@event.listens_for(RevisionRow, "after_delete")
def _revised(_mapper: Mapper[Any], connection: Connection, row: RevisionRow) -> None:
    mark(connection, [row.article_id])


@event.listens_for(ArticleRow, "after_update")
def _moved(_mapper: Mapper[Any], connection: Connection, row: ArticleRow) -> None:
    state = inspect(row)
    if any(state.attrs[name].history.has_changes() for name in _LOOKED_AT):
        mark(connection, [row.article_id])
