"""Opening a store: new, old, newer than the code, unreachable."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from pipelines.store import session as sessions
from pipelines.store.engines import BUSY_MS, address
from pipelines.store.errors import StoreTooNew, StoreUnavailable
from pipelines.store.models import Base
from pipelines.store.search_index import belongs_to_models
from pipelines.store.session import current_revision, head_revision, open_store, upgrade
from pipelines.store.view import CLEAN_ARTICLES, COLUMNS, create_view_sql
from tests.postgres import Postgres

from .conftest import Store, accepted, on_postgresql, on_sqlite


def test_a_new_database_is_made_with_its_folder_and_said_so(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        engine = open_store(database)
    assert current_revision(engine) == head_revision()
    assert "made the tables of a new store" in caplog.text
    engine.dispose()


def test_opening_again_changes_nothing_and_says_nothing(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        open_store(store.url).dispose()
    assert caplog.text == ""
    assert upgrade(store.url) == head_revision()


def test_an_empty_file_is_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "naqi.db").touch()
    assert upgrade(f"sqlite:///{tmp_path}/naqi.db") == head_revision()


def test_the_migrations_make_exactly_the_models(store: Store) -> None:
    with store.engine.connect() as connection:
        options = {"compare_type": True, "include_object": belongs_to_models}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_make_exactly_the_view(store: Store) -> None:
    columns = inspect(store.engine).get_columns(CLEAN_ARTICLES)
    assert tuple(column["name"] for column in columns) == COLUMNS
    if store.engine.dialect.name == "sqlite":
        [(sql,)] = store.rows("SELECT sql FROM sqlite_master WHERE type = 'view'")
        assert sql.split() == create_view_sql().split()


def test_the_migrations_can_be_undone(store: Store) -> None:
    from alembic import command

    with store.engine.begin() as connection:
        command.downgrade(sessions.migration_config(connection), "base")
    left = inspect(store.engine)
    assert (left.get_table_names(), left.get_view_names()) == (["alembic_version"], [])


def test_no_index_has_a_longer_name_than_postgresql_keeps() -> None:
    names = [index.name or "" for table in Base.metadata.sorted_tables for index in table.indexes]
    assert names
    assert max(map(len, names)) <= 63


def test_a_newer_database_is_refused_naming_both_revisions_and_the_remedy(
    store: Store,
) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (open_store, upgrade):
        with pytest.raises(StoreTooNew, match=f"9999.*{head_revision()}.*NAQI_DATABASE_URL"):
            attempt(store.url)


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


@pytest.mark.parametrize(
    "url",
    [
        "نص",
        "nosuch://x/y",
        "sqlite:////proc/nothing/naqi.db",
        "postgresql://naqi@/naqi?host=/nowhere/at/all",
        "postgres://127.0.0.1:1/naqi",
        "postgresql://naqi@localhost:port/naqi",
    ],
)
def test_what_cannot_be_opened_is_said_with_its_remedy(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="NAQI_DATABASE_URL"):
        open_store(url)


@pytest.mark.parametrize(
    "url",
    [
        "nosuch://user:geheim@host/name",
        "postgresql//user:geheim@host/name",
        "postgresql://user:geheim@127.0.0.1:1/name",
        "postgresql://127.0.0.1:1/name?user=user&password=geheim",
    ],
)
def test_a_password_is_not_shown(url: str) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        open_store(url)
    assert "geheim" not in str(refused.value)


@on_sqlite
def test_sqlite_is_set_up_for_one_writer_and_many_readers(store: Store) -> None:
    assert store.rows("PRAGMA journal_mode") == [("wal",)]
    assert store.rows("PRAGMA foreign_keys") == [(1,)]
    assert store.rows("PRAGMA synchronous") == [(1,)]
    assert store.rows("PRAGMA busy_timeout") == [(BUSY_MS,)]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_however_postgresql_is_spelt_it_is_spoken_with_psycopg(scheme: str) -> None:
    url = address(f"{scheme}://naqi:x%40y@db.example:6432/naqi?sslmode=require")
    assert (url.drivername, url.password, url.query["sslmode"]) == ("postgresql+psycopg", "x@y", "require")


@on_postgresql
def test_postgresql_is_set_up_as_sqlite_is(store: Store) -> None:
    assert store.rows("SHOW timezone") == [("UTC",)]
    assert store.rows("SHOW lock_timeout") == [("30s",)]
    assert store.rows("SELECT current_setting('is_superuser')") == [("off",)]


def test_a_postgresql_database_that_cannot_hold_arabic_is_refused(postgres: Postgres) -> None:
    postgres.administrate("CREATE DATABASE latin OWNER naqi TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(StoreUnavailable, match=r"encoding LATIN1.*ENCODING 'UTF8'"):
        open_store(postgres.url("latin"))


def test_a_role_that_may_not_make_tables_is_told_so(postgres: Postgres) -> None:
    postgres.administrate("CREATE DATABASE others TEMPLATE template0")
    with pytest.raises(StoreUnavailable, match="permission denied for schema public"):
        open_store(postgres.url("others"))


@on_postgresql
def test_a_reader_needs_nothing_but_the_view(store: Store, postgres: Postgres) -> None:
    postgres.administrate("CREATE ROLE reader LOGIN")
    store.start("one")
    store.take("one", "https://jannah.example/a", accepted())
    with store.engine.begin() as connection:
        connection.execute(text("GRANT SELECT ON clean_articles TO reader"))
    with psycopg.connect(store.url.replace("+psycopg", "").replace("naqi@", "reader@")) as reader:
        assert reader.execute("SELECT title FROM clean_articles").fetchall() == [("أمطار على الساحل",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("SELECT * FROM articles")
