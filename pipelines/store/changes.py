"""Number what changes in ``clean_articles``, so that a reader can ask for everything since the last time.

One counter serves the whole store. Each article and each tombstone keeps the number of its last change, so "changes since
N" is what has a greater number, in their order. Numbers are given in the moment of the COMMIT, while the counter's row is
locked: whoever sees a number sees all smaller ones too, however many programs write at once, and a reader who asks for what
is greater than the last number that it saw misses nothing. A number may be left out; none is given twice.

An article changes when the view shows another revision of it, another address or source, or another ``story_id`` or
``duplicate_of``. ``first_seen_at`` and ``last_seen_at`` alone are no change (every crawl would change everything), nor is
``archive_ref`` where ``archive gc`` moves records.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, event, inspect, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Mapper, Session, object_session

from pipelines.store.models import ArticleRow, CounterRow, TombstoneRow

CHANGES = "changes"
"""The counter's name."""

SHOWN = ("revision", "url", "key", "canonical_url", "source", "story_id", "duplicate_of")
"""The columns of ``articles`` that make a change of the article; ``key`` since another page then speaks for it."""

_TOUCHED = "naqi_changed"
_KINDS: tuple[type[ArticleRow | TombstoneRow], ...] = (ArticleRow, TombstoneRow)


def touch(session: Session, article_ids: Iterable[str]) -> None:
    """Say that these articles changed by a statement that names no objects (``UPDATE articles …``)."""
    _touched(session).update((ArticleRow, article_id) for article_id in article_ids)


def newest(session: Session) -> int:
    """Return the number of the newest change; 0 in an empty store."""
    return session.scalar(select(CounterRow.value).where(CounterRow.name == CHANGES)) or 0


def _touched(session: Session) -> set[tuple[type[Any], str]]:
    found: set[tuple[type[Any], str]] = session.info.setdefault(_TOUCHED, set())
    return found


@event.listens_for(ArticleRow, "after_insert")
@event.listens_for(TombstoneRow, "after_insert")
def _inserted(_mapper: Mapper[Any], _connection: Connection, row: ArticleRow | TombstoneRow) -> None:
    _remember(row)


@event.listens_for(ArticleRow, "after_update")
def _updated(_mapper: Mapper[Any], _connection: Connection, row: ArticleRow) -> None:
    state = inspect(row)
    if any(state.attrs[name].history.has_changes() for name in SHOWN):
        _remember(row)


def _remember(row: ArticleRow | TombstoneRow) -> None:
    session = object_session(row)
    if session is not None:
        _touched(session).add((type(row), row.article_id))


@event.listens_for(Session, "before_commit")
def _number(session: Session) -> None:
    """Give numbers to what changed in this transaction; a savepoint's release is not its end."""
    if session.in_nested_transaction():
        return
    session.flush()
    touched: set[tuple[type[Any], str]] = session.info.pop(_TOUCHED, set())
    if not touched:
        return
    connection = session.connection()
    number = _take(connection, len(touched)) - len(touched)
    for kind in _KINDS:
        ids = sorted(article_id for of, article_id in touched if of is kind)
        if ids:
            statement = update(kind).where(kind.article_id == bindparam("which"))
            given = [{"which": each, "change": number + place} for place, each in enumerate(ids, 1)]
            connection.execute(statement.values(change=bindparam("change")), given)
        number += len(ids)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    """Drop what a whole transaction that is rolled back had touched; one savepoint's articles merely get a new number."""
    if not session.in_transaction():
        session.info.pop(_TOUCHED, None)


def _take(connection: Connection, count: int) -> int:
    """Raise the counter by ``count`` and return it; its row stays locked until the COMMIT."""
    new = insert_on_postgresql if connection.dialect.name == "postgresql" else insert_on_sqlite
    statement = new(CounterRow).values(name=CHANGES, value=count)
    raised = statement.on_conflict_do_update(
        index_elements=["name"], set_={"value": CounterRow.value + statement.excluded.value}
    )
    return int(connection.execute(raised.returning(CounterRow.value)).scalar_one())
