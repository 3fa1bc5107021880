"""What is forgotten is gone from every file, leaves the rest as it was, and a forget that is killed is finished by the next."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pipelines.archive.erase import naming
from pipelines.archive.files import archive_files
from pipelines.archive.verify import verify_file
from pipelines.forgetting import Forgotten, forget_for_good
from pipelines.store import forget, tombstones
from pipelines.store.forget import Subject
from pipelines.store.housekeeping import StoreBusy
from pipelines.store.models import Base
from tests.archive.conftest import HOST, OLD, Paper
from tests.archive.test_gc import gc, urls

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
FIRST, SECOND = "نص الخبر /1 من الساحل", "نص الخبر /2 من الساحل"
TITLE = "عنوان الخبر 1"


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


def find(paper: Paper, asked: str) -> Subject | None:
    with Session(paper.engine) as session:
        return forget.subject_of(session, asked)


def take_down(paper: Paper, what: str, run_id: str = "20260601T000000-0001") -> Forgotten:
    subject = find(paper, what) if what.startswith("http") else what
    assert subject is not None
    return forget_for_good(paper.engine, paper.root, run_id, subject, "طلب الناشر", clock=lambda: NOW)


def everything(folder: Path) -> Iterator[bytes]:
    """All that a folder's files hold, packed and unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield data
            if path.name.endswith(".gz"):
                yield gzip.decompress(data)


def is_anywhere(text: str, folder: Path) -> bool:
    return any(text.encode() in data for data in everything(folder))


def is_stored(text: str, paper: Paper) -> bool:
    """Whether any row of any table has it; a server's files are its own."""
    with paper.engine.connect() as connection:
        return any(
            text in str(value)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
            for value in row
        )


def faults(paper: Paper) -> list[str]:
    with Session(paper.engine) as session:
        done = [verify_file(paper.root, path, session) for path in archive_files(paper.root)]
    return [damage.problem for checked in done for damage in checked.faults]


def test_nothing_of_a_forgotten_article_is_left_in_any_file(small: Paper) -> None:
    assert is_anywhere(FIRST, small.var)
    assert is_anywhere(TITLE, small.var)
    assert is_stored(TITLE, small)
    done = take_down(small, f"{HOST}/1")
    assert (done.articles, done.revisions) == (1, 1)
    assert done.visits == {"page 200": 2, "feed 200": 1}
    for text in (FIRST, TITLE, "نص الخبر /amp/1", "اقرأ أيضا بعد /1"):
        assert not is_anywhere(text, small.var), text
        assert not is_stored(text, small), text


def test_the_rest_stays_as_it_was(small: Paper) -> None:
    before = small.rows("SELECT * FROM revisions WHERE key LIKE '%p=2'")
    assert len(before) == 1
    take_down(small, f"{HOST}/1")
    after = small.rows("SELECT * FROM revisions")
    assert [row[:-2] for row in after] == [row[:-2] for row in before]  # but archive_ref and rights
    assert urls(small) == [f"{HOST}/go?p=2", f"{HOST}/2", f"{HOST}/few"]
    assert faults(small) == []
    assert is_anywhere(SECOND, small.var)


def test_the_account_of_the_crawl_still_comes_out_even(small: Paper) -> None:
    count = "SELECT fate, count(*) FROM candidates GROUP BY fate ORDER BY fate"
    before = small.rows(count)
    take_down(small, f"{HOST}/1")
    assert small.rows(count) == before


@pytest.mark.parametrize("address", ["/1", "/amp/1", "/1?utm_source=x"])
def test_any_address_of_an_article_names_it(small: Paper, address: str) -> None:
    assert take_down(small, HOST + address).articles == 1
    with Session(small.engine) as session:
        keys = ["jannah.example/1", "jannah.example/amp/1"]
        assert set(tombstones.forgotten(session, keys)) == set(keys)
    [(reason, url)] = small.rows("SELECT reason, canonical_url FROM tombstones")
    assert (reason, url) == ("طلب الناشر", f"{HOST}/1")


def test_a_page_that_was_no_article_can_be_forgotten_too(small: Paper) -> None:
    assert take_down(small, f"{HOST}/few").visits == {"page 200": 1}
    assert not is_anywhere("عنوان الخبر few", small.var)
    assert find(small, f"{HOST}/never") is None


def test_a_whole_source_goes_with_all_its_documents(small: Paper) -> None:
    done = take_down(small, "jannah")
    assert (done.articles, done.revisions) == (2, 2)
    assert list(small.root.iterdir()) == []
    assert not is_anywhere("الخبر", small.var)
    assert small.rows("SELECT count(*) FROM tombstones") == [(2,)]


def test_what_was_forgotten_does_not_come_back_and_is_let_in_again_when_it_is_lifted(small: Paper) -> None:
    take_down(small, f"{HOST}/1")
    small.crawl("20260602T000000-0001", NOW + timedelta(days=1))
    for path in ("/1", "/amp/1"):
        [candidate] = [small.candidate(path)]
        admitted = small.do(
            lambda r, c=candidate: r.admit(small.run_id, [c], now=small.at, recheck_since=OLD)
        )
        assert admitted == []
    small.article("/print/1", canonical="/1")
    assert small.rows("SELECT count(*) FROM articles") == [(1,)]
    small.end()
    with Session(small.engine) as session, session.begin():
        stone = forget.tombstone_of(session, f"{HOST}/print/1")
        assert stone is not None
        forget.lift(session, stone)
    small.crawl("20260603T000000-0001", NOW + timedelta(days=2))
    small.article("/1")
    small.end()
    assert small.rows("SELECT count(*) FROM articles") == [(2,)]


def test_bytes_that_came_back_under_a_new_address_go_with_the_next_forget(small: Paper) -> None:
    take_down(small, f"{HOST}/1")
    small.crawl("20260602T000000-0001", NOW + timedelta(days=1))
    small.article("/print/1", canonical="/1")
    small.end()
    assert is_anywhere("نص الخبر /print/1", small.var)
    assert take_down(small, f"{HOST}/1", "20260602T000000-0002").visits == {"page 200": 1}
    assert not is_anywhere("نص الخبر /print/1", small.var)
    assert not is_anywhere("عنوان الخبر print/1", small.var)


def test_bytes_that_came_back_under_a_new_address_go_with_the_next_gc_however_young(small: Paper) -> None:
    take_down(small, f"{HOST}/1")
    small.crawl("20260602T000000-0001", NOW + timedelta(days=1))
    small.article("/print/1", canonical="/1")
    small.end()
    gc(small, OLD)
    assert not is_anywhere("نص الخبر /print/1", small.root)
    assert urls(small) == [f"{HOST}/go?p=2", f"{HOST}/2", f"{HOST}/few"]
    assert faults(small) == []


def test_an_address_that_shows_another_article_by_now_keeps_that(paper: Paper) -> None:
    paper.crawl("20260305T071500-3fa2")
    paper.article("/latest", canonical="/a", words=" أمس")
    paper.end()
    paper.crawl("20260306T071500-3fa2", OLD + timedelta(days=1))
    paper.article("/latest", canonical="/b", words=" اليوم")
    paper.end()
    take_down(paper, f"{HOST}/a")
    assert not is_anywhere("/latest أمس", paper.var)
    assert is_anywhere("/latest اليوم", paper.var)
    assert faults(paper) == []
    assert paper.rows("SELECT count(*) FROM revisions WHERE archive_ref IS NOT NULL") == [(1,)]


def test_what_an_interrupted_crawl_left_to_be_fetched_is_settled(small: Paper) -> None:
    small.crawl("20260306T071500-3fa2", OLD + timedelta(days=1))
    small.do(lambda r: r.admit(small.run_id, [small.candidate("/1")], now=small.at, recheck_since=small.at))
    with pytest.raises(StoreBusy, match="20260306T071500-3fa2"):
        take_down(small, f"{HOST}/1")
    assert small.rows("SELECT count(*) FROM tombstones") == [(0,)]
    small.do(
        lambda r: r.finish_run(small.run_id, status="interrupted", now=small.at, discovered={"jannah": 1})
    )
    take_down(small, f"{HOST}/1", "20260601T000000-0002")
    assert small.do(lambda r: r.pending("20260601T000000-0002", ["jannah"])) == []


KILLED = """
import os, sys
from pathlib import Path
from tests.archive import test_forget as t
from tests.archive.conftest import Paper
from pipelines.store.session import open_store
var, point = Path(sys.argv[1]), sys.argv[2]
paper = Paper(var, open_store(sys.argv[3]))
def hook(event, arguments):
    path = str(arguments[0]) if arguments else ""
    if event == point or (point == "open" and event == "open" and path.endswith(".unfinished")):
        os._exit(9)
sys.addaudithook(hook)
t.take_down(paper, t.HOST + "/1", "20260601T000000-0001")
"""


@pytest.mark.parametrize("point", ["open", "os.rename", "os.remove"])
def test_a_forget_that_is_killed_is_finished_when_it_is_said_again(small: Paper, point: str) -> None:
    small.engine.dispose()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(small.var), point, small.url],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert killed.returncode == 9, killed.stderr
    assert small.rows("SELECT count(*) FROM articles") == [(1,)]
    assert is_anywhere(FIRST, small.var)
    take_down(small, f"{HOST}/1", "20260601T000000-0002")
    assert small.rows("SELECT status FROM runs WHERE command = 'forget'") == [("finished",), ("finished",)]
    assert not is_anywhere(FIRST, small.var)
    assert not is_anywhere(f"<link>{HOST}/1</link>", small.var)
    assert faults(small) == []
    assert urls(small) == [f"{HOST}/go?p=2", f"{HOST}/2", f"{HOST}/few"]


@pytest.mark.parametrize(
    "document",
    [
        "<a href='/2026/أمطار-الساحل/'>خبر</a>".encode(),
        "<a href='/2026/أمطار-الساحل'>خبر</a>".encode("cp1256"),
        b"<loc>http://jannah.example/2026/%d8%a3%d9%85%d8%b7%d8%a7%d8%b1-%D8%A7%D9%84%D8%B3%D8%A7%D8%AD%D9%84/</loc>",
        gzip.compress("<loc>https://www.jannah.example/2026/أمطار-الساحل</loc>".encode(), mtime=0),
        "<title>أمطار غزيرة\n على الساحل</title>".encode(),
        b"<title>&#1571;&#1605;&#1591;&#1575;&#1585; &#1594;&#1586;&#1610;&#1585;&#1577; &#1593;&#1604;&#1609; "
        b"&#1575;&#1604;&#1587;&#1575;&#1581;&#1604;</title>",
    ],
)
def test_documents_that_name_an_article_are_recognised_in_any_spelling(document: bytes) -> None:
    key = "jannah.example/2026/%D8%A3%D9%85%D8%B7%D8%A7%D8%B1-%D8%A7%D9%84%D8%B3%D8%A7%D8%AD%D9%84"
    assert naming([key], ["أمطار غزيرة على الساحل"])(document)


def test_documents_that_name_a_longer_address_are_others() -> None:
    names = naming(["jannah.example/2026/12"], [])
    assert names(b"<loc>http://jannah.example/2026/12</loc>")
    assert not names(b"<loc>http://jannah.example/2026/123</loc>")
