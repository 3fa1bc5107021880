"""The archive gives back, byte for byte, what was put into it, and two other programs find nothing wrong with its files."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleaners.types import Hints, Page
from pipelines.archive import (
    ArchiveFailed,
    ArchiveWriter,
    Capture,
    Damage,
    Exchange,
    Known,
    NotArchived,
    Ref,
    Spelling,
    page_of,
    read,
    scan,
)
from pipelines.flow import Context
from pipelines.types import Candidate

AT = datetime(2026, 3, 5, 7, 15, 0, 123456, tzinfo=UTC)
URL = "http://jannah.example/2026/03/أمطار"
BODY = "<p>هطلت أمطار غزيرة على الساحل.</p>".encode("cp1256")
CANDIDATE = Candidate("jannah", URL, URL, "feed", "أمطار على الساحل", "2026-03-05T07:00:00+00:00")
KNOWN = Known(
    "page",
    "jannah",
    URL,
    CANDIDATE,
    Hints(source="jannah", title="أمطار على الساحل", timezone="Asia/Damascus", region="SY", language="ar"),
    Context(languages=("ar",), min_words=30),
)
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Link", "<http://jannah.example/خبر>".encode().decode("latin-1")),
    ("Set-Cookie", "a=1"),
    ("Set-Cookie", "b=2"),
)


def exchange(url: str = URL, status: int = 200, body: bytes = BODY, headers: object = HEADERS) -> Exchange:
    return Exchange(url, AT, status, body, headers, "OK", "GET", (("Host", "jannah.example"),))  # type: ignore[arg-type]


def writer(root: Path, largest: int = 1 << 20) -> ArchiveWriter:
    return ArchiveWriter(root, "20260305T071500-3fa2", info={"software": "naqi", "run": "r"}, largest=largest)


def only_file(root: Path) -> Path:
    [path] = root.rglob("*.warc.gz")
    return path


def test_a_page_comes_back_as_it_was_with_everything_that_was_known_of_it(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        ref = archive.write([exchange()], KNOWN)
    capture = read(tmp_path, ref)
    assert capture.known == KNOWN
    assert page_of(capture) == Page(
        url=URL,
        body=BODY,
        headers={"Content-Type": HEADERS[0][1], "Link": HEADERS[1][1], "Set-Cookie": "a=1, b=2"},
        status=200,
        fetched_at=AT,
        hints=KNOWN.hints,
        archive_ref=str(ref),
    )


def test_the_reference_is_to_the_last_answer_and_says_its_length(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        archive.write([exchange()], KNOWN)
        ref = archive.write([exchange("http://jannah.example/old", 301, b"", ()), exchange()], KNOWN)
    found = list(scan(tmp_path, only_file(tmp_path)))
    assert [(item.url, item.status, item.known is None) for item in found if isinstance(item, Capture)] == [
        (URL, 200, False),
        ("http://jannah.example/old", 301, True),
        (URL, 200, False),
    ]
    last = found[-1]
    assert isinstance(last, Capture)
    assert last.ref.offset == ref.offset
    assert read(tmp_path, ref).body == BODY
    assert Ref.parse(str(ref)) == ref


def test_not_modified_becomes_a_revisit_record(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        ref = archive.write([exchange(status=304, body=b"", headers=(("ETag", '"3"'),))], KNOWN)
    capture = read(tmp_path, ref)
    assert (capture.revisit, capture.status, capture.body, capture.refers_to) == (True, 304, b"", (URL, ""))


def test_other_spellings_of_an_address_are_kept(tmp_path: Path) -> None:
    other = Candidate("jannah", URL + "?utm_source=x", URL, "sitemap")
    with writer(tmp_path) as archive:
        archive.spelling(other, AT)
    [found] = scan(tmp_path, only_file(tmp_path))
    assert isinstance(found, Spelling)
    assert found.candidate == other


def test_a_file_that_has_grown_large_is_followed_by_another(tmp_path: Path) -> None:
    with writer(tmp_path, largest=600) as archive:
        refs = [archive.write([exchange()], KNOWN) for _ in range(3)]
    assert len({ref.file for ref in refs}) == 3
    assert {ref.file.split("/")[0] for ref in refs} == {"2026-03-05"}
    assert all(read(tmp_path, ref).body == BODY for ref in refs)


@pytest.mark.parametrize("cut", [1, 30, 200, 500])
def test_a_torn_end_costs_only_itself(tmp_path: Path, cut: int) -> None:
    with writer(tmp_path) as archive:
        first = archive.write([exchange()], KNOWN)
        archive.write([exchange()], KNOWN)
    path = only_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-cut])
    found = list(scan(tmp_path, path))
    assert isinstance(found[0], Capture)
    assert found[0].known == KNOWN
    assert read(tmp_path, first).body == BODY
    damages = [item for item in found if isinstance(item, Damage)]
    assert [damage.torn for damage in damages] == [True]


def test_reading_goes_on_behind_a_damaged_place(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        refs = [archive.write([exchange()], KNOWN) for _ in range(3)]
    path = only_file(tmp_path)
    data = bytearray(path.read_bytes())
    middle = refs[1].offset + refs[1].length // 2
    data[middle : middle + 8] = b"\0" * 8
    path.write_bytes(bytes(data))
    found = list(scan(tmp_path, path))
    whole = [item.ref.offset for item in found if isinstance(item, Capture)]
    assert whole == [refs[0].offset, refs[2].offset]
    assert [item.torn for item in found if isinstance(item, Damage)] == [False]
    with pytest.raises(NotArchived, match=f"{refs[1].offset}"):
        read(tmp_path, refs[1])


def test_a_reference_to_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotArchived, match="No such file"):
        read(tmp_path, Ref("2026-01-01/gone.warc.gz", 0, 10))
    with writer(tmp_path) as archive:
        ref = archive.write([exchange()], KNOWN)
    with pytest.raises(NotArchived):
        read(tmp_path, Ref(ref.file, ref.offset + 3, 10))


def test_a_write_that_fails_leaves_whole_records_only(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    first = archive.write([exchange()], KNOWN)
    before = only_file(tmp_path).read_bytes()
    file = archive._file
    assert file is not None

    class Full:
        """A disk that takes forty bytes more."""

        def write(self, data: bytes) -> int:
            if file.tell() > len(before):
                raise OSError(28, "No space left on device")
            return file.write(data[:40])

        def __getattr__(self, name: str) -> object:
            return getattr(file, name)

    archive._file = Full()  # type: ignore[assignment]
    with pytest.raises(ArchiveFailed, match="No space left"):
        archive.write([exchange()], KNOWN)
    assert only_file(tmp_path).read_bytes() == before
    archive._file = file
    second = archive.write([exchange()], KNOWN)
    archive.close()
    assert [read(tmp_path, ref).body for ref in (first, second)] == [BODY, BODY]


def test_two_other_programs_find_the_file_sound(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        archive.write([exchange("http://jannah.example/old", 301, b"", ()), exchange()], KNOWN)
        archive.write([exchange(status=304, body=b"")], KNOWN)
        archive.spelling(CANDIDATE, AT)
    path = str(only_file(tmp_path))
    warcio = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", path], capture_output=True, text=True, check=False
    )
    fastwarc = subprocess.run(
        [sys.executable, "-m", "fastwarc.cli", "check", "-q", "-p", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (warcio.returncode, "fail" in warcio.stdout) == (0, False), warcio.stdout
    assert fastwarc.returncode == 0, fastwarc.stdout
