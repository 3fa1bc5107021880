"""Move a store into another database: table by table, in batches, streaming, and proven at the end.

The source is read as it was at one moment and never written. What the target knows of the copy: ``copy_target``.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, func, select, tuple_
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pipelines.store import runs
from pipelines.store.copy_target import (
    AGAIN,
    CannotCopy,
    begin,
    finish,
    holds_data,
    reached,
    state,
    tables,
    write,
)
from pipelines.store.digests import Digest, digest, in_pieces
from pipelines.store.engines import address, engine_for, is_missing, said, shown, snapshot
from pipelines.store.errors import StoreFailed, StoreUnavailable
from pipelines.store.models import Base
from pipelines.store.session import open_store

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Compared:
    """One table on both sides."""

    table: str
    source: Digest
    target: Digest

    @property
    def equal(self) -> bool:
        """Whether both hold the same rows."""
        return self.source == self.target


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of a copy; where ``tables`` do not agree, the target stays marked as half a copy."""

    tables: tuple[Compared, ...]
    rows: int
    """Written now; 0 where the target was a copy already."""
    carried_on: bool

    @property
    def proven(self) -> bool:
        """Whether all tables agree."""
        return all(each.equal for each in self.tables)


def copy_store(given: str, to: str, *, restart: bool, tell: Tell) -> Copied:
    """Copy the store at ``given`` into the database at ``to``, which must be empty, half a copy of it, or a copy already.

    Raises ``CannotCopy`` and other ``StoreError`` before anything is written, ``StoreFailed`` in the midst.
    """
    origin = address(given)
    if is_missing(origin):
        raise CannotCopy(f"there is no store at {shown(origin)}\n  → name one with --from")
    if _place(origin) == _place(address(to)):
        raise CannotCopy(f"{shown(origin)} is both source and target\n  → name another database with --to")
    source = open_store(given)
    target = engine_for(address(to))
    begun = False
    try:
        with snapshot(source) as reading:
            _refuse_while_others_write(reading)
            found = state(target, _place(origin), restart=restart)
            if found == "full":
                return _prove_copy(reading, target, tell)
            begun = True
            if found == "empty":
                begin(target, _place(origin))
            rows = _copy_tables(reading, target, tell)
            done = Copied(_compare(reading, target, tell), rows, found == "half")
            _refuse_what_came_meanwhile(source, reading)
            if done.proven:
                finish(target)
            return done
    except (DBAPIError, StoreUnavailable) as error:
        if not begun:
            raise
        cause = error if isinstance(error, StoreUnavailable) else said(error.orig)
        raise StoreFailed(f"the copy stopped: {cause}\n  → say the command again: it carries on") from error
    finally:
        source.dispose()
        target.dispose()


def _place(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{Path(url.database or '').resolve()}"
    return shown(url)


def _refuse_while_others_write(reading: Connection) -> None:
    with Session(reading) as session:
        run = runs.under_way(session, socket.gethostname())
        if run is not None:
            raise CannotCopy(
                f"run {run.run_id} ({run.command}) is under way on {run.host} (process {run.pid}), and what it stores would not "
                "be copied\n  → wait for its end, or end it with Ctrl-C; the copy is carried on by the same command"
            )


def _refuse_what_came_meanwhile(source: Engine, reading: Connection) -> None:
    newest = select(func.max(Base.metadata.tables["runs"].c.number))
    with source.connect() as connection:
        if connection.scalar(newest) != reading.scalar(newest):
            raise StoreFailed(f"a run began in the source while it was being copied\n{AGAIN}")


def _prove_copy(reading: Connection, target: Engine, tell: Tell) -> Copied:
    """Look whether a database that holds data is a copy already."""
    with target.connect() as connection:
        for table in tables():
            count = select(func.count()).select_from(table)
            if connection.scalar(count) != reading.scalar(count):
                raise CannotCopy(holds_data(target))
    done = Copied(_compare(reading, target, tell), 0, False)
    if not done.proven:
        raise CannotCopy(holds_data(target))
    return done


def _copy_tables(reading: Connection, target: Engine, tell: Tell) -> int:
    written = 0
    for table in tables():
        total = reading.scalar(select(func.count()).select_from(table)) or 0
        last, there = reached(target, table)
        key = _key(table)
        query = select(table).order_by(*key)
        if last is not None:
            query = query.where(tuple_(*key) > tuple_(*last))
        for piece in in_pieces(reading, query):
            before, last = last, [getattr(piece[-1], column.name) for column in key]
            write(target, table, [dict(row._mapping) for row in piece], before, last, there + len(piece))
            there, written = there + len(piece), written + len(piece)
            tell(f"{table.name}: {there} of {total} rows")
    return written


def _key(table: Table) -> list[Column[Any]]:
    """Return by what a table is gone through; a run may carry on only one with a smaller number."""
    return [table.c.number] if table.name == "runs" else list(table.primary_key)


def _compare(reading: Connection, target: Engine, tell: Tell) -> tuple[Compared, ...]:
    compared = []
    with snapshot(target) as other:
        for table in tables():
            source = digest(reading, table, partial(_tell_of, tell, table.name, "source"))
            copy = digest(other, table, partial(_tell_of, tell, table.name, "copy"))
            compared.append(Compared(table.name, source, copy))
    return tuple(compared)


def _tell_of(tell: Tell, table: str, side: str, rows: int) -> None:
    tell(f"{table}: {rows} rows of the {side} checked")
