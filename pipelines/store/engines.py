"""One engine for each kind of database, set up so that both behave alike: one writer at a time, times in UTC, UTF-8.

The rest of the store asks nowhere which database it has, but for the few places that SQL itself leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from pipelines.store.columns import to_json
from pipelines.store.errors import StoreUnavailable

BUSY_MS = 30_000
"""How long a connection waits for another process's transaction, in milliseconds."""
CONNECT_SECONDS = 10
"""How long a PostgreSQL server may take to answer; without it a wrong address is noticed after minutes."""
_WRITERS = 0x6E617169
"""Number ("naqi" in ASCII) of the PostgreSQL lock that lets one transaction write at a time."""
_POSTGRESQL = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
_SECRET = re.compile(r"(?<=:)[^:@/]*(?=@)")


def address(url: str) -> URL:
    """Read the address of a store; ``postgresql://`` and ``postgres://`` are spoken with psycopg 3.

    Raises ``StoreUnavailable`` for what is no address.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailable(
            f"{_SECRET.sub('***', url)!r} is not a database address. NAQI_DATABASE_URL looks like sqlite:///var/naqi.db or "
            "postgresql://user:password@host/name (in a password, write @ as %40, : as %3A and / as %2F)."
        ) from error
    return parsed.set(drivername=_POSTGRESQL.get(parsed.drivername, parsed.drivername))


def shown(url: URL) -> str:
    """Return an address as it may stand in a message or a log: without its password."""
    if "password" in url.query:
        url = url.update_query_dict({"password": "***"})
    return url.render_as_string(hide_password=True)


def is_missing(url: URL) -> bool:
    """Say whether this is a SQLite file that is not there; a command that only looks does not make it."""
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


def engine_for(url: URL) -> Engine:
    """Make an engine with the settings that each kind of database needs; nothing is connected to yet."""
    options: dict[str, Any] = {"json_serializer": to_json}
    kind = url.get_backend_name()
    if kind == "sqlite":
        _make_parent(url)
        if url.database in (None, "", ":memory:"):
            options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    elif kind == "postgresql":
        # pre_ping: a server that was restarted between two transactions, or cut an idle connection, stops nobody
        options |= {"pool_pre_ping": True, "connect_args": _libpq(url)}
    try:
        engine = create_engine(url, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreUnavailable(
            f"There is no driver for {url.drivername!r}: {error}. Install it, or name another in NAQI_DATABASE_URL."
        ) from error
    if kind == "sqlite":
        event.listen(engine, "connect", _on_connect_sqlite)
        event.listen(engine, "begin", _on_begin_sqlite)
    elif kind == "postgresql":
        event.listen(engine, "connect", _on_connect_postgresql)
        event.listen(engine, "begin", _on_begin_postgresql)
        event.listen(engine, "handle_error", _on_error_postgresql)
    return engine


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Read everything as it was at one moment, however long it takes and whoever writes meanwhile."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**level) as reading, reading.begin():
        yield reading


def unavailable(name: str, error: object) -> str:
    """Say why the store ``name`` cannot be used, and what to do."""
    return (
        f"The store at {name} cannot be used: {said(error)}. See that the database is there, is a database, and may be "
        "written by you, or name another in NAQI_DATABASE_URL."
    )


def said(error: object) -> str:
    """Return in one line what a database said; a server tried under several addresses says it for each."""
    lines = [line.strip(" -\t") for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if not line.endswith(":")]
    return (telling or lines or [type(error).__name__])[0]


def _make_parent(url: URL) -> None:
    """Make the folder of a SQLite file."""
    if url.database in (None, "", ":memory:"):
        return
    parent = Path(str(url.database)).parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {parent} for the store cannot be made: {error.strerror}. "
            "Make it, or name another place in NAQI_VAR or NAQI_DATABASE_URL."
        ) from error


def _on_connect_sqlite(connection: Any, _record: object) -> None:
    """Set SQLite up for one writer and many readers, and take BEGIN into our own hands.

    Python's sqlite3 begins transactions late and by its own rules, which breaks SAVEPOINT and transactional DDL;
    ``isolation_level = None`` turns that off (SQLAlchemy manual, "Serializable isolation / Savepoints / Transactional
    DDL").
    """
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _on_begin_sqlite(connection: Connection) -> None:
    """Begin; those who will write say so at once (IMMEDIATE), since a late upgrade of a read cannot wait its turn."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")


def _libpq(url: URL) -> dict[str, Any]:
    """Return what we tell the driver, but for what the address itself says."""
    ours = {
        "connect_timeout": CONNECT_SECONDS,
        "fallback_application_name": "naqi",
        "client_encoding": "utf8",
    }
    return {name: value for name, value in ours.items() if name not in url.query}


def _on_connect_postgresql(connection: Any, _record: object) -> None:
    """Refuse a database that cannot hold Arabic, and set the session up as SQLite's connections are."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"The PostgreSQL database {connection.info.dbname} is in the encoding {encoding}, which does not hold every letter. "
            f"Make it anew: CREATE DATABASE {connection.info.dbname} ENCODING 'UTF8' TEMPLATE template0."
        )
    connection.autocommit = True
    connection.execute(
        "SET TIME ZONE 'UTC'"
    )  # psycopg could not read the first and the last day of the calendar
    connection.execute(f"SET lock_timeout = {BUSY_MS}")
    connection.autocommit = False


def _on_begin_postgresql(connection: Connection) -> None:
    """Let those who will write take turns, as on SQLite: two of them could make the same article or run number."""
    if connection.get_execution_options().get("sqlite_begin") == "IMMEDIATE":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


def _on_error_postgresql(context: ExceptionContext) -> None:
    """Say plainly that the server is gone, whatever command it happens to; others' mistakes stay what they are."""
    lost = context.is_disconnect or context.connection is None
    if lost and not context.is_pre_ping and context.engine is not None:
        name = shown(context.engine.url)
        raise StoreUnavailable(unavailable(name, context.original_exception))  # SQLAlchemy chains it
