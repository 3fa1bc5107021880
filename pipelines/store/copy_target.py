"""The database that a store is copied into: how far the copy has come, and that it is half a store until it is proven.

How far it came stands in a table of its own, written in one transaction with each batch of rows, so that a copy that was
killed is carried on where it was. Until the end the revision of the tables says that nobody may use them.
"""

from __future__ import annotations

import json
from typing import Any

from alembic import command
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    Text,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from pipelines.store.engines import said, shown, unavailable
from pipelines.store.errors import StoreError, StoreFailed, StoreUnavailable
from pipelines.store.models import Base
from pipelines.store.session import (
    UNFINISHED_COPY,
    head_revision,
    migration_config,
    remove_tables,
    revision_of,
)

_PROGRESS = Table(
    "copy_progress",
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("last", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
)
"""For each table the key of the last row that is there, as JSON; and two lines that say what is being copied."""
_SOURCE, _REVISION = "@source", "@revision"
AGAIN = "  → begin again with scrapy db copy --restart; the half copy is removed, and nothing else"


class CannotCopy(StoreError):
    """The copy does not begin; the message says why and what to do."""


def state(target: Engine, source: str, *, restart: bool) -> str:
    """Say what the target is: ``empty``, ``half`` a copy of this source, or ``full`` of something."""
    try:
        if restart:
            _remove_half(target)
        return _look(target, source)
    except SQLAlchemyError as error:
        raise StoreUnavailable(
            unavailable(shown(target.url), getattr(error, "orig", None) or error)
        ) from error


def _look(target: Engine, source: str) -> str:
    with target.connect() as connection:
        revision = revision_of(connection)
        there = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
        if revision == UNFINISHED_COPY:
            known = {row.name: row.last for row in connection.execute(select(_PROGRESS))}
            if known[_SOURCE] != source:
                raise CannotCopy(
                    f"{shown(target.url)} is half a copy of {known[_SOURCE]}, not of {source}\n{AGAIN}"
                )
            if known[_REVISION] != head_revision():
                raise CannotCopy(f"{shown(target.url)} is half a copy by another version\n{AGAIN}")
            return "half"
        if revision is None and there:
            raise CannotCopy(
                f"{shown(target.url)} has tables called {', '.join(sorted(there))} that are not a store's\n"
                "  → name an empty database with --to"
            )
        if revision not in (None, head_revision()):
            raise CannotCopy(holds_data(target))
        filled = any(connection.execute(select(table).limit(1)).first() for table in tables() if revision)
        return "full" if filled else "empty"


def begin(target: Engine, source: str) -> None:
    """Make the tables, and mark the database as half a copy, at once."""
    with _writing(target) as connection:
        command.upgrade(migration_config(connection), "head")
        _PROGRESS.create(connection)
        told = {_SOURCE: source, _REVISION: head_revision()}
        connection.execute(
            insert(_PROGRESS), [{"name": key, "last": value, "rows": 0} for key, value in told.items()]
        )
        _mark(connection, UNFINISHED_COPY)


def reached(target: Engine, table: Table) -> tuple[list[Any] | None, int]:
    """Return the key of the last row that is there (None: there is none) and how many there are."""
    with target.connect() as connection:
        row = connection.execute(select(_PROGRESS).where(_PROGRESS.c.name == table.name)).first()
    return (None, 0) if row is None else (json.loads(row.last), row.rows)


def write(
    target: Engine,
    table: Table,
    rows: list[dict[str, Any]],
    before: list[Any] | None,
    last: list[Any],
    there: int,
) -> None:
    """Write a batch together with how far it goes."""
    mark = {"last": json.dumps(last, ensure_ascii=False), "rows": there}
    try:
        with _writing(target) as connection:
            line = _PROGRESS.c.name == table.name
            known = connection.scalar(select(_PROGRESS.c.last).where(line))
            if (None if known is None else json.loads(known)) != before:
                raise StoreFailed(f"another copy into {shown(target.url)} is under way\n  → wait for its end")
            connection.execute(insert(table), rows)
            if known is None:
                connection.execute(insert(_PROGRESS).values(name=table.name, **mark))
            else:
                connection.execute(update(_PROGRESS).where(line).values(**mark))
    except IntegrityError as error:
        raise StoreFailed(
            f"{table.name}: the source has changed since the copy began ({said(error.orig)})\n{AGAIN}"
        ) from error
    except DBAPIError as error:
        raise StoreFailed(
            f"{table.name}: the copy stopped at row {there}: {said(error.orig)}\n  → say the command again: it carries on"
        ) from error


def finish(target: Engine) -> None:
    """Let the target be a store: its next rows get numbers of their own, and its revision says what it is."""
    with _writing(target) as connection:
        if target.dialect.name == "postgresql":
            highest = (
                "SELECT setval(pg_get_serial_sequence('fetches', 'fetch_id'), max(fetch_id)) FROM fetches"
            )
            connection.execute(text(f"{highest} HAVING max(fetch_id) IS NOT NULL"))
        _PROGRESS.drop(connection)
        _mark(connection, head_revision())


def tables() -> list[Table]:
    """Return the tables in an order in which every row comes after those that it refers to."""
    return Base.metadata.sorted_tables


def holds_data(target: Engine) -> str:
    """Say that the target is not empty."""
    return (
        f"{shown(target.url)} holds other data, which a copy would be mixed with\n"
        "  → name an empty database with --to"
    )


def _remove_half(target: Engine) -> None:
    """Take half a copy out of the target; where there is none, nothing happens."""
    with target.connect() as connection:
        half = revision_of(connection) == UNFINISHED_COPY
    if half:
        with _writing(target) as connection:
            made = connection.scalar(select(_PROGRESS.c.last).where(_PROGRESS.c.name == _REVISION))
            _mark(connection, str(made))
            _PROGRESS.drop(connection)
            remove_tables(connection)


def _mark(connection: Connection, revision: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def _writing(target: Engine) -> Any:
    return target.execution_options(sqlite_begin="IMMEDIATE").begin()
