"""The tables of alerts and of what they are reckoned from, in stores that had them not."""

from __future__ import annotations

from alembic import command
from sqlalchemy import inspect, text

from pipelines.store import session as sessions
from pipelines.store.session import current_revision, head_revision, open_store

from .conftest import Store, accepted


def test_a_store_with_articles_gets_the_tables_and_keeps_its_articles(store: Store) -> None:
    store.start("one")
    store.take("one", "https://jannah.example/1", accepted())
    store.finish("one", 1)
    with store.engine.begin() as connection:
        command.downgrade(sessions.migration_config(connection), "0002")
        connection.execute(text("UPDATE runs SET settings = '{}'"))
    before = current_revision(store.engine)
    open_store(store.url).dispose()
    assert (before != head_revision(), current_revision(store.engine)) == (True, head_revision())
    assert {"alerts", "run_metrics"} <= set(inspect(store.engine).get_table_names())
    assert store.rows("SELECT count(*) FROM clean_articles") == [(1,)]
    assert store.rows("SELECT count(*) FROM alerts") == store.rows("SELECT count(*) FROM run_metrics")
