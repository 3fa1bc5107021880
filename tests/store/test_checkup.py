"""The checks of ``scrapy doctor`` that ask the store, on SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pipelines.archive.files import UNFINISHED
from pipelines.checkup import archive, runs, store
from pipelines.checkup.disk import places
from pipelines.checkup.finding import Finding, State, careful, ok
from pipelines.store.models import AlertRow
from pipelines.store.session import open_store

from .conftest import NOON, Store, at, candidate

DIGEST = b"sha256:" + base64.b32encode(hashlib.sha256(b"abc").digest())
A = "https://jannah.example/a"


def told(found: Iterator[Finding], state: State = State.PROBLEM) -> list[str]:
    return [each.said for each in found if each.state is state]


def ask(there: Store, check: Callable[[Session], Iterator[Finding]]) -> list[Finding]:
    with Session(there.engine) as session:
        return list(check(session))


def address(there: Store) -> str:
    return there.engine.url.render_as_string(hide_password=False)


def test_a_sound_store_has_no_problem(store: Store) -> None:
    from pipelines.checkup.store import is_current, reachable

    found = list(reachable(address(store)))
    assert {each.state for each in found} == {State.OK}, found
    assert is_current(address(store))


def test_a_store_of_the_future_and_one_of_somebody_else_are_told_apart(store: Store) -> None:
    from pipelines.checkup.store import is_current, reachable

    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    [said] = told(reachable(address(store)))
    assert "revision 9999, which a later version made" in said
    assert not is_current(address(store))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    [said] = told(reachable(address(store)))
    assert "that this program did not make" in said


def test_a_role_that_may_only_read_is_a_problem(postgres_url: str, postgres: object) -> None:
    engine = open_store(postgres_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("REVOKE INSERT ON runs FROM naqi")
    engine.dispose()
    [finding] = [each for each in store.reachable(postgres_url) if each.state is State.PROBLEM]
    assert finding.said == "the role naqi may not read and write runs"
    assert finding.remedy.startswith("GRANT SELECT, INSERT, UPDATE, DELETE")
    [said] = told(store.reachable(f"{postgres_url}&options=-c%20default_transaction_read_only%3Don"))
    assert "takes no writes: it is set to read-only" in said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgres//host", "is not a database address"),
        ("sqlite:///{}/file/below/naqi.db", "it is not a folder"),
        ("sqlite:///{}/file", "cannot be used: file is not a database"),
        ("postgresql://naqi:geheim@127.0.0.1:1/naqi", "cannot be used: connection"),
        ("oracle://host/name", "Naqi stores in SQLite or PostgreSQL"),
    ],
)
def test_a_wrong_address_is_said_with_its_remedy(tmp_path: Path, url: str, said: str) -> None:
    (tmp_path / "file").write_text("this is no database, and it is long enough to be seen as none " * 20)
    [finding] = list(store.reachable(url.format(tmp_path)))
    assert finding.state is State.PROBLEM
    assert said in finding.said
    assert finding.remedy
    assert "geheim" not in finding.said + finding.remedy
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_a_database_that_is_not_there_yet_is_no_problem_and_is_not_made(tmp_path: Path) -> None:
    [finding] = list(store.reachable(f"sqlite:///{tmp_path}/new/naqi.db"))
    assert finding.state is State.WARNING
    assert "scrapy db upgrade" in finding.remedy
    assert not list(tmp_path.iterdir())


def test_a_clock_that_is_behind_what_is_stored_is_a_problem(store: Store) -> None:
    store.start("one")
    store.finish("one", 0)
    good = ask(store, lambda session: runs.clocks(session, at(1), same_machine=True))
    assert [each.state for each in good] == [State.OK]
    [finding] = ask(store, lambda session: runs.clocks(session, NOON - timedelta(days=3), same_machine=True))
    assert finding.state is State.PROBLEM
    assert "the newest row of the store is of 3 days later" in finding.said
    assert finding.remedy.startswith("timedatectl set-ntp true")


def test_a_clock_that_is_not_the_servers_is_a_problem(store: Store) -> None:
    found = ask(store, lambda session: runs.clocks(session, NOON, same_machine=False))
    assert "the database server are" in found[0].said


def test_the_last_crawl_is_judged(store: Store) -> None:
    def last(hours: float) -> list[tuple[State, str]]:
        found = ask(store, lambda session: runs.last_crawl(session, at(hours)))
        return [(each.state, each.said) for each in found]

    assert last(0) == [(State.WARNING, "there was none yet")]
    store.start("one", pid=os.getppid())
    assert last(0) == [], "the first crawl is under way"
    store.admit("one", candidate(A))
    store.finish("one", 1, "interrupted")
    assert last(1) == [(State.WARNING, "one, 60 minutes ago: it was interrupted or killed")]
    store.start("two")
    store.finish("two", 1)
    [(state, said)] = last(1)
    assert state is State.PROBLEM
    assert "does not balance: jannah: 1 discovered, but 0 have a fate" in said
    store.start("three")
    store.finish("three", 0)
    assert last(1) == [(State.OK, "three, 60 minutes ago: finished, every page accounted for")]
    assert last(72) == [(State.WARNING, "three, 3 days ago: that is long ago for a crawl on a schedule")]


def test_runs_that_were_left_lying_are_named(store: Store) -> None:
    def lying() -> list[tuple[State, str]]:
        found = ask(store, lambda session: runs.left_lying(session, "here"))
        return [(each.state, each.said.split(",")[0]) for each in found]

    assert lying() == [(State.OK, "none is under way")]
    store.start("one", pid=os.getppid())
    assert lying() == [(State.OK, "under way: one (crawl news)")]
    store.start("two")
    assert lying() == [(State.WARNING, "two (crawl news) says that it runs on here (process 4194305)")]
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE runs SET command = 'forget', status = 'failed' WHERE run_id = 'two'"
        )
        connection.exec_driver_sql("UPDATE runs SET host = 'elsewhere' WHERE run_id = 'one'")
    assert [state for state, _ in lying()] == [State.WARNING, State.PROBLEM]


def test_open_alerts_are_named_and_the_rest_counted(store: Store) -> None:
    store.start("one")
    with Session(store.engine) as session, session.begin():
        for number in range(7):
            session.add(
                AlertRow(
                    run_id="one",
                    position=number,
                    kind="silent",
                    severity="error",
                    source="jannah",
                    subject="",
                    text=f"fell silent {number}",
                    expected="9",
                    seen="0",
                    remedy="scrapy sources check jannah",
                    runs=1,
                    last_run_id="one",
                    created_at=NOON,
                    ended_at=NOON if number == 6 else None,
                )
            )
    found = ask(store, runs.open_alerts)
    assert next(each.said for each in found) == "jannah: fell silent 0"
    assert found[-1].said == "1 more are open"
    assert len(found) == 6


def test_an_archive_whose_newest_file_is_damaged_is_a_problem(tmp_path: Path) -> None:
    assert "is empty" in next(archive.newest(tmp_path)).said
    day = tmp_path / "2026-03-05"
    day.mkdir()
    record = (
        b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-03-05T12:00:00Z\r\n"
        b"WARC-Target-URI: http://jannah.example/\r\nWARC-Block-Digest: sha256:AAAA\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"
    )
    (day / "naqi-one-000.warc.gz").write_bytes(gzip.compress(record))
    (day / f"naqi-one-000~1.warc.gz{UNFINISHED}").write_bytes(b"")
    leftover, damaged = list(archive.newest(tmp_path))
    assert leftover.state is State.WARNING
    assert damaged.state is State.PROBLEM
    assert "the block does not have the digest that the record says" in damaged.said
    assert damaged.remedy.startswith("scrapy archive verify 2026-03-05/naqi-one-000.warc.gz")
    (day / "naqi-one-000.warc.gz").write_bytes(gzip.compress(record.replace(b"sha256:AAAA", DIGEST))[:-12])
    assert "has an unfinished end" in list(archive.newest(tmp_path))[-1].said


def test_a_folder_whose_way_leads_through_a_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    first = next(places({"NAQI_VAR": tmp_path / "file" / "var"}))
    assert first.state is State.PROBLEM
    assert f"{tmp_path}/file is not a folder" in first.said
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on() -> None:
    def breaks() -> Iterator[Finding]:
        yield ok("disk", "so far")
        raise RuntimeError("first line\nsecond line")

    found = list(careful("disk", breaks))
    assert [each.state for each in found] == [State.OK, State.PROBLEM]
    assert "RuntimeError: first line" in found[1].said
