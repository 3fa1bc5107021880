"""``verify`` finds what is wrong with an archive, and nothing wrong with a sound one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from pipelines.archive import Ref
from pipelines.archive.files import archive_files
from pipelines.archive.verify import Checked, missing_files, verify_file
from tests.archive.conftest import Paper


def verify(paper: Paper) -> list[Checked]:
    with Session(paper.engine) as session:
        return [verify_file(paper.root, path, session) for path in archive_files(paper.root)]


def faults(paper: Paper) -> list[str]:
    return [damage.problem for checked in verify(paper) for damage in checked.faults]


def change(paper: Paper, sql: str) -> None:
    with paper.engine.begin() as connection:
        connection.execute(text(sql))


def only_file(paper: Paper) -> Path:
    [path] = archive_files(paper.root)
    return path


def test_a_sound_archive_has_no_faults_and_every_pointer_is_counted(small: Paper) -> None:
    [checked] = verify(small)
    assert (checked.faults, checked.torn) == ([], [])
    assert checked.records == {"warcinfo": 1, "request": 6, "response": 6, "metadata": 5}
    assert checked.pointers == {"fetches": 5, "revisions": 2, "rejections": 1}


def test_a_torn_end_is_a_warning(small: Paper) -> None:
    path = only_file(small)
    path.write_bytes(path.read_bytes()[:-20])
    [checked] = verify(small)
    assert [damage.torn for damage in checked.torn] == [True]
    assert checked.faults == []


def test_a_changed_byte_is_found_with_its_place_and_the_row_that_needs_it(small: Paper) -> None:
    path = only_file(small)
    ref = Ref.parse(small.rows("SELECT archive_ref FROM revisions")[0][0])
    data = bytearray(path.read_bytes())
    data[ref.offset + ref.length // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    [checked] = verify(small)
    assert {damage.offset for damage in checked.faults} == {ref.offset}
    assert any("revisions" in damage.problem for damage in checked.faults)
    assert checked.records["response"] == 5


def test_a_pointer_to_another_record_is_found(small: Paper) -> None:
    [(one,), (two,)] = small.rows("SELECT archive_ref FROM revisions ORDER BY key")
    change(small, f"UPDATE revisions SET archive_ref = '{two}' WHERE archive_ref = '{one}'")
    assert any("another hash" in problem for problem in faults(small))
    assert any("was asked for" in problem for problem in faults(small))


def test_a_pointer_to_the_wrong_address_is_found(small: Paper) -> None:
    change(small, "UPDATE fetches SET final_url = 'http://jannah.example/3' WHERE final_url LIKE '%/1'")
    assert any("says http://jannah.example/3" in problem for problem in faults(small))


def test_a_pointer_to_no_record_or_to_a_request_is_found(small: Paper) -> None:
    name = small.rows("SELECT archive_ref FROM revisions")[0][0].rsplit(":", 2)[0]
    change(small, f"UPDATE rejections SET archive_ref = '{name}:17:5'")
    assert any("where no record begins" in problem for problem in faults(small))
    change(small, f"UPDATE rejections SET archive_ref = '{name}:0:5'")
    assert any("points to a warcinfo record" in problem for problem in faults(small))


def test_a_file_that_is_gone_is_missed(small: Paper) -> None:
    path = only_file(small)
    with Session(small.engine) as session:
        assert missing_files(small.root, session) == []
        path.unlink()
        assert missing_files(small.root, session) == [path.relative_to(small.root).as_posix()]
