"""Old records go, what a stored revision was made from stays, every pointer holds, and a crash in between costs nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pipelines.archive import ArchiveFailed, Damage, Ref, Spelling, read, scan
from pipelines.archive.compact import Plan, recover, rewrite
from pipelines.archive.expire import expired, is_strange
from pipelines.archive.files import archive_files, rewritten_name
from pipelines.store.housekeeping import StoreBusy, begin
from tests.archive.conftest import HOST, OLD, Paper, page_body
from tests.archive.killed import POINTS
from tests.archive.test_verify import faults, only_file, verify

LATER = datetime(2026, 6, 1, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


def gc(paper: Paper, before: datetime = LATER) -> list[Plan]:
    plans = list(expired(paper.root, paper.engine, before))
    for plan in plans:
        rewrite(paper.engine, paper.root, plan)
    return plans


def urls(paper: Paper) -> list[str]:
    found = [item for path in archive_files(paper.root) for item in scan(paper.root, path)]
    return [
        item.candidate.url if isinstance(item, Spelling) else item.url
        for item in found
        if not isinstance(item, Damage)
    ]


def test_planning_changes_nothing(small: Paper) -> None:
    before = only_file(small).read_bytes()
    [plan] = expired(small.root, small.engine, LATER)
    assert plan.dropped == {"feed 200": 1, "page 200": 2}
    assert only_file(small).read_bytes() == before


def test_what_revisions_were_made_from_stays_with_its_redirects_byte_for_byte(small: Paper) -> None:
    refs = [Ref.parse(row[0]) for row in small.rows("SELECT archive_ref FROM revisions ORDER BY key")]
    path = only_file(small)
    members = [path.read_bytes()[ref.offset : ref.offset + ref.length] for ref in refs]
    captures = [read(small.root, ref) for ref in refs]
    gc(small)
    assert faults(small) == []
    new = [Ref.parse(row[0]) for row in small.rows("SELECT archive_ref FROM revisions ORDER BY key")]
    data = only_file(small).read_bytes()
    assert [data[ref.offset : ref.offset + ref.length] for ref in new] == members
    assert [read(small.root, ref).known for ref in new] == [capture.known for capture in captures]
    assert urls(small) == [f"{HOST}/1", f"{HOST}/go?p=2", f"{HOST}/2"]


def test_pointers_to_what_went_are_empty_and_the_others_hold(small: Paper) -> None:
    gc(small)
    assert [checked.pointers for checked in verify(small)] == [{"fetches": 2, "revisions": 2}]
    assert small.rows("SELECT count(*) FROM fetches WHERE archive_ref IS NULL") == [(3,)]
    assert small.rows("SELECT archive_ref FROM rejections") == [(None,)]


def test_a_second_gc_finds_nothing_to_do(small: Paper) -> None:
    assert len(gc(small)) == 1
    assert gc(small) == []


def test_what_is_younger_stays(small: Paper) -> None:
    assert gc(small, OLD) == []
    small.crawl("20260601T000000-0000", LATER + timedelta(hours=1))
    small.feed(b"<rss/>")
    small.end()
    gc(small)
    assert urls(small)[-1] == f"{HOST}/feed"
    assert faults(small) == []


def test_a_file_of_which_nothing_is_needed_goes_with_its_folder(paper: Paper) -> None:
    paper.crawl("20260305T071500-3fa2")
    paper.feed(b"<rss/>")
    paper.end()
    gc(paper)
    assert list(paper.root.iterdir()) == []
    assert paper.rows("SELECT archive_ref FROM fetches") == [(None,)]


def test_spellings_of_a_stored_articles_address_stay(small: Paper) -> None:
    small.crawl("20260306T071500-3fa2", OLD + timedelta(days=1))
    assert small.archive is not None
    for path in ("/1", "/few"):
        small.archive.spelling(small.candidate(path), small.at)
    small.end()
    gc(small)
    assert urls(small)[-1] == f"{HOST}/1"


def test_the_file_of_a_crawl_under_way_is_left_alone(small: Paper) -> None:
    small.crawl("20260306T071500-3fa2", OLD + timedelta(days=1))
    small.feed(b"<rss/>")
    assert ["071500-3fa2" in plan.file and "20260305" in plan.file for plan in gc(small)] == [True]
    with Session(small.engine) as session, pytest.raises(StoreBusy, match="20260306T071500-3fa2"):
        begin(session, "20260601T000000-0001", "archive gc", now=LATER, settings={})
    small.end()


def test_another_database_is_noticed(small: Paper, tmp_path: Path) -> None:
    from pipelines.store.session import open_store

    assert not is_strange(small.root, small.engine)
    other = open_store(f"sqlite:///{tmp_path}/other.db")
    assert is_strange(small.root, other)
    other.dispose()


@pytest.mark.parametrize("point", POINTS)
def test_a_gc_that_is_killed_is_finished_by_the_next(small: Paper, point: str) -> None:
    command = [sys.executable, "-m", "tests.archive.killed", point, str(small.engine.url), str(small.root)]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert killed.returncode == 9, killed.stderr
    assert len(list(small.root.glob("*/*"))) == (1 if point == "unfinished" else 2)
    assert faults(small) == []
    assert recover(small.engine, small.root) == (0 if point == "unfinished" else 1)
    gc(small)
    assert faults(small) == []
    assert urls(small) == [f"{HOST}/1", f"{HOST}/go?p=2", f"{HOST}/2"]
    assert recover(small.engine, small.root) == 0
    bodies = [
        read(small.root, Ref.parse(row[0])).body
        for row in small.rows("SELECT archive_ref FROM revisions ORDER BY key")
    ]
    assert bodies == [page_body("/1"), page_body("/2")]


def test_a_disk_that_takes_nothing_more_leaves_the_old_file(small: Paper) -> None:
    [plan] = expired(small.root, small.engine, LATER)
    in_the_way = rewritten_name(plan.path)
    in_the_way.mkdir()
    before = plan.path.read_bytes()
    with pytest.raises(ArchiveFailed, match="nothing is lost"):
        rewrite(small.engine, small.root, plan)
    in_the_way.rmdir()
    assert plan.path.read_bytes() == before
    assert faults(small) == []
