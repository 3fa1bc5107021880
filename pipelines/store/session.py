"""Open a store: connect, bring its tables up to date, or say plainly why not.

A new database is made without being asked for; one made by a later version is refused, since writing into tables
that we do not know would break the promise of provenance without anybody noticing.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from pipelines.store.columns import to_json
from pipelines.store.errors import StoreError, StoreTooNew, StoreUnavailable
from pipelines.store.models import Base

log = logging.getLogger(__name__)

BUSY_MS = 30_000
"""How long a SQLite connection waits for another process's transaction, in milliseconds."""
_ADVISORY_LOCK = 0x6E617169
"""Number ("naqi" in ASCII) of the PostgreSQL lock that lets one process migrate at a time."""


def open_store(url: str) -> Engine:
    """Return an engine on the store at ``url``, its tables made or brought up to date.

    ``url`` is SQLAlchemy's: ``sqlite:///var/naqi.db``, ``postgresql+psycopg://…``. Raises ``StoreUnavailable`` when it
    cannot be reached and ``StoreTooNew`` when a later version made it.
    """
    engine = _engine(url)
    try:
        _bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def upgrade(url: str) -> str:
    """Bring the tables of the store at ``url`` up to date and return the revision they are at then."""
    engine = _engine(url)
    try:
        return _bring_up_to_date(engine)
    finally:
        engine.dispose()


def current_revision(engine: Engine) -> str | None:
    """Return the revision of the tables in the database, or None when it has none yet."""
    with engine.connect() as connection:
        return _revision(connection)


def head_revision() -> str:
    """Return the newest revision that this program knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("pipelines/store/migrations holds no revision; the installation is broken")
    return head


def migration_config(connection: Connection) -> Config:
    """Return Alembic's configuration on ``connection``, for those who write migrations."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _bring_up_to_date(engine: Engine) -> str:
    """Upgrade within one transaction that excludes others, so that two crawls may start on a new file at once."""
    head = head_revision()
    shown = engine.url.render_as_string(hide_password=True)
    try:
        with engine.connect() as connection:
            before = _revision(connection)
        if before == head:
            return head
        with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
            before = _revision(connection)
            _refuse_what_we_do_not_know(connection, before, head, shown)
            if before != head:
                command.upgrade(migration_config(connection), "head")
    except StoreError:
        raise
    except SQLAlchemyError as error:
        raise StoreUnavailable(_unavailable(shown, error)) from error
    if before is None:
        log.info("made the tables of a new store at %s (revision %s)", shown, head)
    elif before != head:
        log.info("upgraded the store at %s from revision %s to %s", shown, before, head)
    return head


def _refuse_what_we_do_not_know(connection: Connection, before: str | None, head: str, shown: str) -> None:
    """Raise when the tables are from the future, or are somebody else's."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if before is not None and before not in known:
        raise StoreTooNew(
            f"The store at {shown} is at revision {before}; this program knows revisions up to {head}. "
            "A later version made it: install that version, or name another database in NAQI_DATABASE_URL."
        )
    taken = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
    if before is None and taken:
        raise StoreUnavailable(
            f"The database at {shown} already has tables called {', '.join(sorted(taken))} that this program did not "
            "make. Name an empty database in NAQI_DATABASE_URL."
        )


def _engine(url: str) -> Engine:
    """Make an engine with the settings that each kind of database needs."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreUnavailable(
            f"{url!r} is not a database address. NAQI_DATABASE_URL looks like sqlite:///var/naqi.db or "
            "postgresql+psycopg://user@host/name."
        ) from error
    is_sqlite = parsed.get_backend_name() == "sqlite"
    options: dict[str, Any] = {"json_serializer": to_json}
    if is_sqlite:
        _make_parent(parsed)
        if parsed.database in (None, "", ":memory:"):
            options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    try:
        engine = create_engine(parsed, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreUnavailable(
            f"There is no driver for {parsed.drivername!r}: {error}. Install it, or name another in NAQI_DATABASE_URL."
        ) from error
    if is_sqlite:
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


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


def _on_connect(connection: Any, _record: object) -> None:
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


def _on_begin(connection: Connection) -> None:
    """Begin; those who will write say so at once (IMMEDIATE), since a late upgrade of a read cannot wait its turn."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")


def _revision(connection: Connection) -> str | None:
    """Read Alembic's own table; its ``MigrationContext`` would log three lines each time it is asked."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _unavailable(shown: str, error: SQLAlchemyError) -> str:
    cause = str(getattr(error, "orig", None) or error).splitlines()[0]
    return (
        f"The store at {shown} cannot be used: {cause}. See that the database is there, is a database, and may be "
        "written by you, or name another in NAQI_DATABASE_URL."
    )
