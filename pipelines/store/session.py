"""Open a store: connect, bring its tables up to date, or say plainly why not.

A new database is made without being asked for; one made by a later version is refused, since writing into tables
that we do not know would break the promise of provenance without anybody noticing.
"""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from pipelines.store import changes, unjudged  # noqa: F401 - from then on every session notes what it changes
from pipelines.store.engines import address, engine_for, shown, unavailable
from pipelines.store.errors import StoreError, StoreTooNew, StoreUnavailable
from pipelines.store.models import Base

log = logging.getLogger(__name__)

UNFINISHED_COPY = "unfinished copy"
"""Stands as the revision of a database into which ``scrapy db copy`` has not copied everything yet."""


def open_store(url: str) -> Engine:
    """Return an engine on the store at ``url``, its tables made or brought up to date.

    ``url`` is SQLAlchemy's: ``sqlite:///var/naqi.db``, ``postgresql://…``. Raises ``StoreUnavailable`` when it
    cannot be reached and ``StoreTooNew`` when a later version made it.
    """
    engine = engine_for(address(url))
    try:
        _bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def upgrade(url: str) -> str:
    """Bring the tables of the store at ``url`` up to date and return the revision they are at then."""
    engine = engine_for(address(url))
    try:
        return _bring_up_to_date(engine)
    finally:
        engine.dispose()


def remove_tables(connection: Connection) -> None:
    """Take the store's tables, with all that is in them, out of the database."""
    command.downgrade(migration_config(connection), "base")
    connection.execute(text("DROP TABLE alembic_version"))


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the tables in the database, or None when it has none yet.

    Alembic's ``MigrationContext`` would log three lines each time it is asked.
    """
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def current_revision(engine: Engine) -> str | None:
    """Return the revision of the tables in the database, or None when it has none yet."""
    with engine.connect() as connection:
        return revision_of(connection)


def head_revision() -> str:
    """Return the newest revision that this program knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("pipelines/store/migrations holds no revision; the installation is broken")
    return head


def known_revisions() -> frozenset[str]:
    """Return all revisions that this program knows."""
    return frozenset(each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions())


def migration_config(connection: Connection) -> Config:
    """Return Alembic's configuration on ``connection``, for those who write migrations."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _bring_up_to_date(engine: Engine) -> str:
    """Upgrade within one transaction that excludes others, so that two crawls may start on a new file at once."""
    head = head_revision()
    name = shown(engine.url)
    try:
        with engine.connect() as connection:
            before = revision_of(connection)
        if before == head:
            return head
        with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            before = revision_of(connection)
            _refuse_what_we_do_not_know(connection, before, head, name)
            if before != head:
                command.upgrade(migration_config(connection), "head")
    except StoreError:
        raise
    except SQLAlchemyError as error:
        raise StoreUnavailable(unavailable(name, getattr(error, "orig", None) or error)) from error
    if before is None:
        log.info("made the tables of a new store at %s (revision %s)", name, head)
    elif before != head:
        log.info("upgraded the store at %s from revision %s to %s", name, before, head)
    return head


def _refuse_what_we_do_not_know(connection: Connection, before: str | None, head: str, name: str) -> None:
    """Raise when the tables are from the future, or are somebody else's."""
    if before == UNFINISHED_COPY:
        raise StoreUnavailable(
            f"The store at {name} is half a copy. Say the same scrapy db copy again, which carries it on, or with --restart."
        )
    if before is not None and before not in known_revisions():
        raise StoreTooNew(
            f"The store at {name} is at revision {before}; this program knows revisions up to {head}. "
            "A later version made it: install that version, or name another database in NAQI_DATABASE_URL."
        )
    taken = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
    if before is None and taken:
        raise StoreUnavailable(
            f"The database at {name} already has tables called {', '.join(sorted(taken))} that this program did not "
            "make. Name an empty database in NAQI_DATABASE_URL."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
