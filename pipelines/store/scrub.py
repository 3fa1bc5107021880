"""Make a database file forget what was deleted from it: deleted rows stay readable in free pages and in the write-ahead log."""

from __future__ import annotations

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from pipelines.store.errors import StoreError
from pipelines.store.search_index import PURGE

_TABLES = (
    "articles",
    "revisions",
    "removals",
    "search",
    "judged",
    "judge_keys",
    "candidates",
    "rejections",
    "url_states",
    "fetches",
)


class NotScrubbed(StoreError):
    """Deleted text may still be in the file; the message says why and what to do."""


def scrub(engine: Engine) -> None:
    """Write the database anew without what was deleted. Raises ``NotScrubbed``.

    SQLite: the full-text index is merged, VACUUM, then the write-ahead log is brought in and emptied, which needs that nobody else is reading. PostgreSQL: VACUUM
    FULL of the tables that hold content; its own logs and backups are their keeper's business.
    """
    try:
        if engine.dialect.name == "sqlite":
            _scrub_sqlite(engine)
        else:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for table in _TABLES:
                    connection.execute(text(f"VACUUM FULL {table}"))
    except DBAPIError as error:
        raise NotScrubbed(_remedy(str(error.orig))) from error


def _scrub_sqlite(engine: Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        try:
            cursor.execute(PURGE)
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()
        except engine.dialect.loaded_dbapi.Error as error:
            raise NotScrubbed(_remedy(str(error))) from error
        finally:
            cursor.close()
    finally:
        connection.close()
    if busy and busy[0]:
        raise NotScrubbed(_remedy("another program is reading the database"))


def _remedy(cause: str) -> str:
    return (
        f"what was deleted may still be readable in the database's file: {cause}\n"
        "  → end what reads the database, see that there is room for a second copy of it, and say the command again"
    )
