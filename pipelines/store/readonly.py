"""Open a store for those who only look: nothing can be written through it, and nothing is made or upgraded.

SQLite's file is opened with ``mode=ro``; PostgreSQL's transactions are read-only by default. A reader holds no file open
between two questions, so a store that is moved, emptied or upgraded meanwhile is seen as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from pipelines.store.columns import to_json
from pipelines.store.engines import BUSY_MS, address, engine_for, said, shown
from pipelines.store.errors import StoreUnavailable
from pipelines.store.session import head_revision

LONGEST_MS = 20_000
"""After how many milliseconds PostgreSQL gives a question up: a page is not worth more."""


@dataclass(frozen=True, slots=True)
class ReadOnlyStore:
    """A store to be read, and the revision of tables that this program understands."""

    engine: Engine
    name: str
    """Its address without the password."""
    head: str

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session on one transaction; raises ``StoreUnavailable`` when the store is gone or not at our revision."""
        try:
            with Session(self.engine) as session:
                self._check(session)
                yield session
        except DatabaseError as error:
            raise StoreUnavailable(_gone(self.name, error.orig or error)) from error

    def check(self) -> None:
        """Raise ``StoreUnavailable`` when the store cannot be read now."""
        with self.session():
            pass

    def _check(self, session: Session) -> None:
        """Ask for the revision each time (0.1 ms): a crawl of a later version may have upgraded the store since."""
        try:
            found = session.scalar(select(text("version_num")).select_from(text("alembic_version")))
        except DatabaseError as error:
            told = said(error.orig or error)
            if "alembic_version" in told:
                raise StoreUnavailable(
                    f"The database at {self.name} holds no store yet. Start a crawl (or scrapy demo), or name another "
                    "database in NAQI_DATABASE_URL."
                ) from error
            raise
        if found != self.head:
            raise StoreUnavailable(
                f"The store at {self.name} is at revision {found or 'none'}, and this program reads revision {self.head}. "
                "Say scrapy db upgrade; if that calls the store too new, install the version that made it and start again."
            )


def open_to_read(url: str) -> ReadOnlyStore:
    """Return the store at ``url``, not yet connected to; raises ``StoreUnavailable`` for what is no address or driver."""
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(parsed)
    else:
        engine = engine_for(parsed)
        event.listen(engine, "connect", _read_only_postgresql)
    return ReadOnlyStore(engine, shown(parsed), head_revision())


def _sqlite(url: URL) -> Engine:
    path = Path(str(url.database or ""))
    name = shown(url)

    def connect() -> sqlite3.Connection:
        if not path.is_file():
            raise StoreUnavailable(
                f"There is no store at {name}. Start a crawl (or scrapy demo), which makes it, or name another in "
                "NAQI_DATABASE_URL."
            )
        made = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?mode=ro",
            uri=True,
            check_same_thread=False,  # a request may be carried by several threads, one after the other
            isolation_level=None,
        )
        made.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        made.execute("PRAGMA query_only = ON")
        return made

    engine = create_engine(url, creator=connect, poolclass=NullPool, json_serializer=to_json)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")  # one page shows one state of the store


def _read_only_postgresql(connection: Any, _record: object) -> None:
    connection.autocommit = True
    connection.execute("SET default_transaction_read_only = on")
    connection.execute("SET default_transaction_isolation = 'repeatable read'")
    connection.execute(f"SET statement_timeout = {LONGEST_MS}")
    connection.autocommit = False


def _gone(name: str, error: object) -> str:
    return (
        f"The store at {name} cannot be read: {said(error)}. See that the database is there, is a store, and may be read "
        "by you, or name another in NAQI_DATABASE_URL."
    )
