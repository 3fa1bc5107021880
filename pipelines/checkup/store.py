"""Can the store be reached, read and written, are its tables this program's, and is what is in it sound?

It is opened for reading only: a check-up makes no database and upgrades none.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from pipelines.checkup.disk import why_not_writable
from pipelines.checkup.finding import Finding, ok, problem, warning
from pipelines.store.engines import address, engine_for, is_missing, said, shown
from pipelines.store.errors import StoreError
from pipelines.store.models import Base
from pipelines.store.session import UNFINISHED_COPY, head_revision, known_revisions, revision_of

SECONDS = 20.0
"""How long SQLite's own check may take; a file of many gigabytes is not read to its end."""
_EXAMPLE = "NAQI_DATABASE_URL=sqlite:////srv/naqi/naqi.db   (or unset it: then it is naqi.db in NAQI_VAR)"
_UPGRADE = "scrapy db upgrade"


@contextlib.contextmanager
def looking(url: str) -> Iterator[Engine]:
    """Give an engine that only reads. Raises ``StoreError`` for what is no address."""
    parsed = address(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(str(parsed.database)).absolute()
        engine = create_engine("sqlite://", creator=lambda: _read_only(path), poolclass=NullPool)
    else:
        engine = engine_for(parsed)
    try:
        yield engine
    finally:
        engine.dispose()


def reachable(url: str) -> Iterator[Finding]:
    """Look at the address, the connection, the rights, the tables' revision and the soundness of the file."""
    try:
        parsed = address(url)
    except StoreError as error:
        yield problem("database", str(error), _EXAMPLE)
        return
    name, kind = shown(parsed), parsed.get_backend_name()
    if kind not in ("sqlite", "postgresql"):
        yield problem("database", f"{name}: Naqi stores in SQLite or PostgreSQL, not in {kind}", _EXAMPLE)
        return
    sqlite = kind == "sqlite"
    if is_missing(parsed):
        yield _missing(parsed, name)
        return
    try:
        with looking(url) as engine, engine.connect() as connection:
            before = revision_of(connection)
            yield ok("database", f"{name} answers")
            yield from _revision(connection, before, name)
            yield from _rights_sqlite(parsed) if sqlite else _rights_postgresql(connection, name)
            if sqlite:
                yield from _sound(connection, parsed)
    except (SQLAlchemyError, StoreError) as error:
        yield _unusable(parsed, error, name)


def is_current(url: str) -> bool:
    """Whether there is a store whose tables are this program's, so that more can be asked of it."""
    try:
        if is_missing(address(url)):
            return False
        with looking(url) as engine, engine.connect() as connection:
            return revision_of(connection) == head_revision()
    except (SQLAlchemyError, StoreError):
        return False


def _read_only(path: Path) -> sqlite3.Connection:
    # "immutable": without a log beside it nobody has it open, and SQLite would leave an empty one behind; and on a disk that is
    # read-only it could make none. Where there is one it must be read.
    log = path.with_name(f"{path.name}-wal")
    still = "" if log.exists() and why_not_writable(path.parent) is None else "&immutable=1"
    place = f"file:{quote(str(path))}?mode=ro{still}"
    return sqlite3.connect(place, uri=True, timeout=5, check_same_thread=False)


def _missing(url: URL, name: str) -> Finding:
    folder = Path(str(url.database)).absolute().parent
    while not os.path.lexists(folder):
        folder = folder.parent
    wrong = why_not_writable(folder) if folder.is_dir() else "it is not a folder"
    if wrong:
        return problem(
            "database",
            f"there is no database at {name}, and none can be made in {folder}: {wrong}",
            "name another place in NAQI_DATABASE_URL or NAQI_VAR, or mend that folder's rights",
        )
    return warning(
        "database",
        f"there is no database at {name}; the first crawl makes it, if that is the right place",
        f"{_UPGRADE}   (makes it now)",
    )


def _unusable(url: URL, error: Exception, name: str) -> Finding:
    cause = getattr(error, "orig", None) or error
    if isinstance(error, StoreError):
        cause = error.__cause__ or error
    if url.get_backend_name() == "sqlite":
        remedy = f"ls -l {url.database}   (is it a database, and yours?), or restore it from a backup: docs/operations.md"
    else:
        where = f"-h {url.host or 'localhost'} -p {url.port or 5432}"
        remedy = f"pg_isready {where}   (does the server run?), then see host, user, password and name in NAQI_DATABASE_URL"
    return problem("database", f"{name} cannot be used: {said(cause)}", remedy)


def _revision(connection: Connection, before: str | None, name: str) -> Iterator[Finding]:
    head = head_revision()
    if before == head:
        yield ok("database", f"its tables are at revision {head}, this program's")
    elif before is None:
        taken = sorted(set(inspect(connection).get_table_names()) & set(Base.metadata.tables))
        if taken:
            yield problem(
                "database",
                f"{name} has tables called {', '.join(taken)} that this program did not make",
                "name an empty database in NAQI_DATABASE_URL",
            )
        else:
            yield warning("database", f"{name} has no tables yet; the first crawl makes them", _UPGRADE)
    elif before == UNFINISHED_COPY:
        yield problem(
            "database", f"{name} is half a copy", "scrapy db copy …   (the same command again carries it on)"
        )
    elif before in known_revisions():
        yield problem(
            "database", f"its tables are at revision {before}, and this program's are at {head}", _UPGRADE
        )
    else:
        yield problem(
            "database",
            f"its tables are at revision {before}, which a later version made; this program knows revisions up to {head}",
            "install that version (git pull && make .venv/users.stamp), or name another database in NAQI_DATABASE_URL",
        )


def _rights_sqlite(url: URL) -> Iterator[Finding]:
    path = Path(str(url.database)).absolute()
    wrong = why_not_writable(path.parent)
    if wrong is None and not os.access(path, os.W_OK):
        wrong = "permission denied"
    if wrong:
        yield problem(
            "database",
            f"{path} cannot be written: {wrong}",
            f"chown $(id -un) {path} {path.parent}   (as root; the folder too, for the log beside it)",
        )
    else:
        yield ok("database", "it can be written")


def _rights_postgresql(connection: Connection, name: str) -> Iterator[Finding]:
    asked = "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only'), current_user"
    standby, read_only, role = connection.execute(text(asked)).one()
    if standby or read_only == "on":
        yield problem(
            "database",
            f"{name} takes no writes: it is {'a standby server' if standby else 'set to read-only'}",
            "name the primary server in NAQI_DATABASE_URL"
            if standby
            else f"ALTER ROLE {role} RESET default_transaction_read_only;   (in psql; or ALTER DATABASE …)",
        )
        return
    there = set(inspect(connection).get_table_names())
    lacking = []
    for table in sorted(there & set(Base.metadata.tables)):
        rights = ("SELECT", "INSERT", "UPDATE", "DELETE")
        query = text("SELECT has_table_privilege(:table, :right)")
        if not all(connection.scalar(query, {"table": table, "right": right}) for right in rights):
            lacking.append(table)
    if lacking:
        yield problem(
            "database",
            f"the role {role} may not read and write {', '.join(lacking)}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};   (in psql, as the tables' owner)",
        )
    else:
        yield ok("database", f"the role {role} may read and write")


def _sound(connection: Connection, url: URL) -> Iterator[Finding]:
    """Ask SQLite itself, for a while."""
    until = time.monotonic() + SECONDS
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.set_progress_handler(lambda: int(time.monotonic() > until), 100_000)
    try:
        found = [str(row[0]) for row in raw.execute("PRAGMA quick_check(5)")]
    except sqlite3.OperationalError:
        yield ok("database", f"sound as far as {SECONDS:.0f} seconds of SQLite's own check go")
        return
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    finally:
        raw.set_progress_handler(None, 0)
    if found == ["ok"]:
        yield ok("database", "sound by SQLite's own check")
    else:
        yield problem(
            "database",
            f"{url.database} is damaged: {'; '.join(found)}",
            "end all crawls and restore it from a backup: docs/operations.md, or from the archive: docs/import.md",
        )


__all__ = ["is_current", "looking", "reachable"]
