"""Opening a store: new, old, newer than the code, unreachable."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from pipelines.store import session as sessions
from pipelines.store.errors import StoreTooNew, StoreUnavailable
from pipelines.store.models import Base
from pipelines.store.session import current_revision, head_revision, open_store, upgrade
from pipelines.store.view import CLEAN_ARTICLES, COLUMNS, create_view_sql

from .conftest import Store


def test_a_new_database_is_made_with_its_folder_and_said_so(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        engine = open_store(database)
    assert current_revision(engine) == head_revision()
    assert "made the tables of a new store" in caplog.text
    engine.dispose()


def test_opening_again_changes_nothing_and_says_nothing(
    store: Store, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        open_store(database).dispose()
    assert caplog.text == ""
    assert upgrade(database) == head_revision()


def test_an_empty_file_is_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "naqi.db").touch()
    assert upgrade(f"sqlite:///{tmp_path}/naqi.db") == head_revision()


def test_the_migrations_make_exactly_the_models(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_make_exactly_the_view(store: Store) -> None:
    [(sql,)] = store.rows("SELECT sql FROM sqlite_master WHERE type = 'view'")
    assert sql.split() == create_view_sql().split()
    assert tuple(name for _, name, *_ in store.rows(f"PRAGMA table_info({CLEAN_ARTICLES})")) == COLUMNS


def test_the_migrations_can_be_undone(store: Store) -> None:
    from alembic import command

    with store.engine.begin() as connection:
        command.downgrade(sessions.migration_config(connection), "base")
    assert store.rows("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'") == [
        ("alembic_version",)
    ]


def test_every_table_can_be_written_for_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in Base.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert len(index.name or "") <= 63
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))


def test_a_newer_database_is_refused_naming_both_revisions_and_the_remedy(
    store: Store, database: str
) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (open_store, upgrade):
        with pytest.raises(StoreTooNew, match=f"9999.*{head_revision()}.*NAQI_DATABASE_URL"):
            attempt(database)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "naqi.db"
    path.write_text("ليس قاعدة بيانات" * 200, encoding="utf-8")
    with pytest.raises(StoreUnavailable, match=r"not a database.*NAQI_DATABASE_URL"):
        open_store(f"sqlite:///{path}")
    assert path.read_text(encoding="utf-8").startswith("ليس")


def test_somebody_elses_tables_are_refused_and_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "naqi.db") as connection:
        connection.execute("CREATE TABLE articles (headline TEXT)")
    connection.close()
    with pytest.raises(StoreUnavailable, match="articles"):
        open_store(f"sqlite:///{tmp_path}/naqi.db")


@pytest.mark.parametrize("url", ["نص", "nosuch://x/y", "sqlite:////proc/nothing/naqi.db"])
def test_what_cannot_be_opened_is_said_with_its_remedy(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="NAQI_DATABASE_URL"):
        open_store(url)


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_store("nosuch://user:geheim@host/name")
    assert "geheim" not in str(refused.value)


def test_sqlite_is_set_up_for_one_writer_and_many_readers(store: Store) -> None:
    assert store.rows("PRAGMA journal_mode") == [("wal",)]
    assert store.rows("PRAGMA foreign_keys") == [(1,)]
    assert store.rows("PRAGMA synchronous") == [(1,)]
    assert store.rows("PRAGMA busy_timeout") == [(sessions.BUSY_MS,)]
