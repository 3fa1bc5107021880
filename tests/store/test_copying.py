"""A store moved to another database: everything, once, however often the copy is killed; and nothing that was there before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from pipelines.observe.reckoning import RunSeen
from pipelines.store import digests
from pipelines.store.copy_target import CannotCopy
from pipelines.store.copying import copy_store, tables
from pipelines.store.errors import StoreFailed, StoreUnavailable
from pipelines.store.session import open_store
from pipelines.types import Fate
from pipelines.watching import watch
from tests.postgres import Postgres

from .conftest import NOON, Store, accepted, candidate, fetched

ROOT = Path(__file__).resolve().parents[2]
HOST = "https://jannah.example"
TABLES = len(tables())


def quiet(_text: str) -> None:
    pass


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "PIECE", 3)


@pytest.fixture
def other(kind: str, postgres: Postgres, tmp_path: Path) -> Iterator[str]:
    """An empty database of the other kind."""
    if kind == "postgresql":
        yield f"sqlite:///{tmp_path}/other/naqi.db"
        return
    url = postgres.database(made=False)
    yield url
    postgres.drop(url)


@pytest.fixture
def filled(store: Store) -> Store:
    """Two runs with articles, revisions, a rejection, alerts, odd characters, and times and numbers of all kinds."""
    bad = candidate(f"{HOST}/bad")
    for number, run_id in enumerate(("20260305T120000-0001", "20260305T110000-0002")):
        store.hours = number
        store.start(run_id)
        for page in range(5):
            url = f"{HOST}/{page}/أمطار"
            store.do(lambda r, run_id=run_id, url=url: r.record_fetch(run_id, fetched(url)))
            store.take(run_id, url, accepted(f"نص {page} في {number} \x00.", "عنوان"))
        store.admit(run_id, bad)
        store.do(lambda r, run_id=run_id: r.settle(run_id, bad.key, Fate.REJECTED, "too_few_words", now=NOON))
        store.finish(run_id, 6, status="interrupted")
        watch(
            store.engine, run_id, RunSeen(("jannah: 6 discovered",)), interrupted=True, crawled=None, now=NOON
        )
    return store


def everything(store: Store, *, but: str = "") -> dict[str, list[Any]]:
    """All rows of all tables, as Python values, in an order of their own."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in tables()
            if table.name != but
        }


def test_every_row_of_every_table_is_there_and_nothing_is_said_to_be_that_is_not(
    filled: Store, other: str
) -> None:
    done = copy_store(filled.url, other, restart=False, tell=quiet)
    assert done.proven
    copied = Store(open_store(other))
    assert everything(copied) == everything(filled)
    assert done.rows == sum(map(len, everything(filled).values())) > 60
    assert {each.table: each.source.rows for each in done.tables} == {
        name: len(rows) for name, rows in everything(filled).items()
    }
    assert not copied.rows(
        "SELECT * FROM articles WHERE article_id NOT IN (SELECT article_id FROM clean_articles)"
    )
    copied.engine.dispose()


def test_the_copy_is_a_store_that_a_crawl_can_go_on_with(filled: Store, other: str) -> None:
    copy_store(filled.url, other, restart=False, tell=quiet)
    copied = Store(open_store(other))
    [(highest,)] = copied.rows("SELECT max(fetch_id) FROM fetches")
    copied.hours = 9
    copied.start("20260306T120000-0003")
    copied.do(lambda r: r.record_fetch("20260306T120000-0003", fetched(f"{HOST}/9")))
    assert copied.rows("SELECT max(fetch_id) FROM fetches") == [(highest + 1,)]
    assert copied.take("20260306T120000-0003", f"{HOST}/9", accepted()).fate == Fate.STORED
    copied.engine.dispose()


def test_an_empty_store_can_be_copied_and_gone_on_with(store: Store, other: str) -> None:
    assert copy_store(store.url, other, restart=False, tell=quiet).proven
    copied = Store(open_store(other))
    copied.start("one")
    copied.do(lambda r: r.record_fetch("one", fetched(f"{HOST}/1")))
    assert copied.rows("SELECT fetch_id FROM fetches") == [(1,)]
    copied.engine.dispose()


def test_a_copy_that_is_there_is_proven_and_left_alone(filled: Store, other: str) -> None:
    copy_store(filled.url, other, restart=False, tell=quiet)
    again = copy_store(filled.url, other, restart=False, tell=quiet)
    assert (again.proven, again.rows) == (True, 0)


@pytest.mark.parametrize("restart", [False, True])
def test_a_database_with_other_data_is_refused_and_left_alone(
    filled: Store, other: str, restart: bool
) -> None:
    theirs = Store(open_store(other))
    theirs.start("theirs")
    before = everything(theirs)
    with pytest.raises(CannotCopy, match="holds other data"):
        copy_store(filled.url, other, restart=restart, tell=quiet)
    assert everything(theirs) == before
    theirs.engine.dispose()


def test_one_row_that_is_different_is_enough_to_be_other_data(filled: Store, other: str) -> None:
    copy_store(filled.url, other, restart=False, tell=quiet)
    copied = Store(open_store(other))
    with copied.engine.begin() as connection:
        connection.execute(
            text("UPDATE revisions SET title = title || ' ' WHERE word_count > 0 AND revision = 1")
        )
    copied.engine.dispose()
    with pytest.raises(CannotCopy, match="holds other data"):
        copy_store(filled.url, other, restart=False, tell=quiet)


def test_a_store_into_which_a_run_is_writing_is_not_copied(filled: Store, other: str) -> None:
    filled.start("now", pid=os.getpid())
    with pytest.raises(CannotCopy, match=r"run now \(crawl news\) is under way"):
        copy_store(filled.url, other, restart=False, tell=quiet)


def test_what_is_no_store_or_the_same_one_is_refused(filled: Store, other: str, tmp_path: Path) -> None:
    with pytest.raises(CannotCopy, match="both source and target"):
        copy_store(filled.url, filled.url, restart=False, tell=quiet)
    with pytest.raises(CannotCopy, match="no store at"):
        copy_store(f"sqlite:///{tmp_path}/none.db", other, restart=False, tell=quiet)
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(StoreUnavailable, match="NAQI_DATABASE_URL"):
        copy_store(filled.url, "postgresql://127.0.0.1:1/naqi", restart=False, tell=quiet)


KILLED = """
import os, signal, sys
from pipelines.store import digests
from pipelines.store.copying import copy_store
digests.PIECE = 3
left = int(sys.argv[3])
def tell(_text):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
copy_store(sys.argv[1], sys.argv[2], restart=False, tell=tell)
"""


def kill(source: str, target: str, after: int) -> None:
    """Copy in a process of its own, which is killed when it has told of its progress so many times."""
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, source, target, str(after)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr


def test_a_copy_that_is_killed_again_and_again_is_carried_on_and_nobody_uses_it_before(
    filled: Store, other: str
) -> None:
    for after in (2, 12):
        kill(filled.url, other, after)
        with pytest.raises(StoreUnavailable, match="half a copy"):
            open_store(other)
    done = copy_store(filled.url, other, restart=False, tell=quiet)
    assert done.proven
    assert done.carried_on
    assert 0 < done.rows < sum(map(len, everything(filled).values()))
    copied = Store(open_store(other))
    assert everything(copied) == everything(filled)
    copied.engine.dispose()


@pytest.fixture
def half(filled: Store, other: str) -> str:
    """A target with the runs and the articles in it, and not all else."""
    told: list[str] = []

    def break_off(said: str) -> None:
        told.append(said)
        if len(told) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_store(filled.url, other, restart=False, tell=break_off)
    return other


def test_half_a_copy_of_another_store_is_not_carried_on(
    filled: Store, half: str, make_store: Callable[[str], Store]
) -> None:
    another = make_store("another.db")
    with pytest.raises(CannotCopy, match=r"half a copy of .*\n.*--restart"):
        copy_store(another.url, half, restart=False, tell=quiet)
    assert copy_store(another.url, half, restart=True, tell=quiet).proven


def test_a_source_that_changed_since_the_copy_began_is_noticed(filled: Store, half: str) -> None:
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE articles SET source = 'other'"))
    done = copy_store(filled.url, half, restart=False, tell=quiet)
    assert [each.table for each in done.tables if not each.equal] == ["articles"]
    with pytest.raises(StoreUnavailable, match="half a copy"):
        open_store(half)
    assert copy_store(filled.url, half, restart=True, tell=quiet).proven


def test_a_server_that_stops_on_the_way_is_told_plainly_and_the_copy_carried_on(
    filled: Store, other: str, postgres: Postgres
) -> None:
    told: list[str] = []

    def stop(said: str) -> None:
        told.append(said)
        if len(told) == 7:
            postgres.stop()

    try:
        with pytest.raises(StoreFailed, match=r"the copy stopped: .*connection.*\n.*it carries on"):
            copy_store(filled.url, other, restart=False, tell=stop)
    finally:
        postgres.start()
    assert copy_store(filled.url, other, restart=False, tell=quiet).carried_on


def test_a_run_that_begins_while_its_store_is_copied_is_noticed(filled: Store, other: str) -> None:
    def begin(told: str) -> None:
        if told.startswith("runs: 2 rows of the source"):
            filled.start("meanwhile")

    with pytest.raises(StoreFailed, match=r"a run began .*\n.*--restart"):
        copy_store(filled.url, other, restart=False, tell=begin)
