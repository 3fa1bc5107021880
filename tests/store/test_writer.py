"""The writer: in order, in batches, done only when committed, and honest when the database fails."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import wait

import pytest
from sqlalchemy import event, text

from pipelines.store.errors import StoreFailed
from pipelines.store.repository import Repository
from pipelines.store.session import open_store
from pipelines.store.writer import Writer
from tests.postgres import Postgres

from .conftest import NOON, Store, accepted, candidate, on_postgresql, on_sqlite


def commits(store: Store) -> list[object]:
    seen: list[object] = []
    event.listen(store.engine, "commit", seen.append)
    return seen


def hold(writer: Writer) -> threading.Event:
    """Keep the writer busy until the event is set, so that a queue builds up behind it."""
    gate = threading.Event()
    writer.submit(lambda r: (r.validators("x"), gate.wait(10)))
    return gate


def test_operations_run_in_the_order_submitted_and_in_batches(store: Store) -> None:
    seen = commits(store)
    done: list[int] = []

    def note(repository: Repository, number: int) -> None:
        repository.validators("x")
        done.append(number)

    with Writer(store.engine, batch=10, linger=60) as writer:
        gate = hold(writer)
        futures = [writer.submit(lambda r, number=number: note(r, number)) for number in range(29)]
        gate.set()
        wait(futures)
    assert done == list(range(29))
    assert len(seen) == 3


def test_a_future_is_done_only_when_others_can_read_what_it_wrote(store: Store) -> None:
    store.start("one")
    with Writer(store.engine) as writer:
        one = candidate("https://jannah.example/a")
        work = writer.submit(lambda r: r.admit("one", [one], now=NOON, recheck_since=NOON)).result(10)
        assert [item.candidate for item in work] == [one]
        assert store.fates("one") == {one.url: "pending"}


def test_an_operation_that_fails_takes_nothing_with_it(store: Store) -> None:
    store.start("one")
    one, two = candidate("https://jannah.example/a"), candidate("https://jannah.example/b")

    def half(repository: Repository) -> None:
        repository.admit("one", [two], now=NOON, recheck_since=NOON)
        raise ZeroDivisionError

    with Writer(store.engine) as writer:
        gate = hold(writer)
        before = writer.submit(lambda r: r.admit("one", [one], now=NOON, recheck_since=NOON))
        broken = writer.submit(half)
        refused = writer.submit(
            lambda r: (
                r._session.connection()
                .exec_driver_sql(
                    "INSERT INTO run_sources (run_id, source, discovered) VALUES ('none', 'x', 1)"
                )
                .rowcount
            )
        )
        after = writer.submit(lambda r: r.commit("one", one, None, accepted(), canonical=one.url, now=NOON))
        gate.set()
        assert len(before.result(10)) == 1
        assert isinstance(broken.exception(10), ZeroDivisionError)
        assert type(refused.exception(10)).__name__ == "IntegrityError"
        assert after.result(10).revision == 1
        assert writer.failure is None
    assert store.fates("one") == {one.url: "stored"}


def test_when_a_table_is_gone_the_whole_batch_fails_and_everything_after_it(store: Store) -> None:
    store.start("one")
    one = candidate("https://jannah.example/a")
    with store.engine.begin() as connection:
        connection.execute(text("DROP VIEW clean_articles"))
        connection.execute(text("DROP TABLE removals"))
    with Writer(store.engine) as writer:
        gate = hold(writer)
        good = writer.submit(lambda r: r.admit("one", [one], now=NOON, recheck_since=NOON))
        bad = writer.submit(lambda r: r.commit("one", one, None, accepted(), canonical=one.url, now=NOON))
        behind = writer.submit(lambda _: 1)
        gate.set()
        for future in (good, bad, behind, writer.submit(lambda _: 1)):
            with pytest.raises(StoreFailed, match=r"no such table|\"removals\" does not exist"):
                future.result(10)
        assert writer.failure is not None
    assert store.fates("one") == {}


@on_sqlite
def test_a_full_disk_is_a_store_failure(store: Store) -> None:
    store.start("one")
    with store.engine.connect() as connection:
        [pages] = connection.execute(text("PRAGMA page_count")).one()

    @event.listens_for(store.engine, "checkout")
    def fill(connection: object, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    many = [candidate(f"https://jannah.example/{number}") for number in range(3000)]
    with Writer(store.engine) as writer:
        future = writer.submit(lambda r: r.admit("one", many, now=NOON, recheck_since=NOON))
        with pytest.raises(StoreFailed, match="full"):
            future.result(30)
    assert store.fates("one") == {}


def test_a_read_only_database_is_a_store_failure(store: Store, kind: str) -> None:
    engine = open_store(store.url)
    closed = "PRAGMA query_only = ON" if kind == "sqlite" else "SET default_transaction_read_only = on"

    @event.listens_for(engine, "connect")
    def close(connection: object, _record: object) -> None:
        connection.execute(closed)  # type: ignore[attr-defined]
        connection.commit()  # type: ignore[attr-defined]

    engine.dispose()
    with Writer(engine) as writer, pytest.raises(StoreFailed, match=r"read-?only"):
        writer.submit(lambda r: r._session.connection().exec_driver_sql("DELETE FROM runs").rowcount).result(
            10
        )
    engine.dispose()


def test_closing_writes_what_is_queued_and_refuses_what_comes_later(store: Store) -> None:
    writer = Writer(store.engine)
    gate = hold(writer)
    futures = [writer.submit(lambda _, number=number: number) for number in range(200)]
    gate.set()
    writer.close()
    writer.close()
    assert [future.result(0) for future in futures] == list(range(200))
    with pytest.raises(StoreFailed, match="closed"):
        writer.submit(lambda _: 1).result(0)


def test_a_cancelled_operation_is_not_done(store: Store) -> None:
    done: list[int] = []
    with Writer(store.engine) as writer:
        gate = hold(writer)
        future = writer.submit(lambda _: done.append(1))
        assert future.cancel()
        gate.set()
    assert done == []


def test_many_threads_may_submit(store: Store) -> None:
    store.start("one")
    with Writer(store.engine) as writer:

        def submit(name: int) -> None:
            for number in range(20):
                one = candidate(f"https://jannah.example/{name}/{number}")
                writer.submit(lambda r, one=one: r.admit("one", [one], now=NOON, recheck_since=NOON))

        threads = [threading.Thread(target=submit, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(store.fates("one")) == 80


def test_two_writers_of_two_processes_take_turns(store: Store) -> None:
    other = open_store(store.url)
    store.start("one")
    with Writer(store.engine) as here, Writer(other) as there:
        futures = []
        for number in range(40):
            one = candidate(f"https://jannah.example/{number}")
            writer = here if number % 2 else there
            futures.append(
                writer.submit(lambda r, one=one: r.admit("one", [one], now=NOON, recheck_since=NOON))
            )
        assert all(len(future.result(30)) == 1 for future in futures)
    other.dispose()


@on_postgresql
def test_an_address_that_is_too_long_for_an_index_fails_alone(store: Store) -> None:
    store.start("one")
    noise = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(100))
    long, short = candidate(f"https://jannah.example/{noise}"), candidate("https://jannah.example/a")
    with Writer(store.engine) as writer:
        refused = writer.submit(lambda r: r.admit("one", [long], now=NOON, recheck_since=NOON))
        taken = writer.submit(lambda r: r.admit("one", [short], now=NOON, recheck_since=NOON))
        assert "index row size" in str(refused.exception(10))
        assert len(taken.result(10)) == 1
        assert writer.failure is None


@on_postgresql
def test_a_server_that_was_restarted_between_two_batches_stops_nobody(
    store: Store, postgres: Postgres
) -> None:
    with Writer(store.engine) as writer:
        assert writer.submit(lambda _: 1).result(10) == 1
        postgres.stop()
        postgres.start()
        assert writer.submit(lambda r: r._session.scalar(text("SELECT 2"))).result(10) == 2


@on_postgresql
def test_a_server_that_is_gone_is_a_store_failure_that_says_so(store: Store, postgres: Postgres) -> None:
    try:
        with Writer(store.engine) as writer:
            writer.submit(lambda _: postgres.stop()).result(30)
            asks = writer.submit(lambda r: r._session.scalar(text("SELECT 1")))
            with pytest.raises(StoreFailed, match=r"cannot be used: .*(connection|terminat)"):
                asks.result(30)
    finally:
        postgres.start()
