"""WARC files as others write them: bodies as on the wire, redirects and pictures between, revisits, damages."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive import Ref, page_of, read
from pipelines.flow import process
from tests.crawl.conftest import article
from tests.importing.conftest import Desk

SITE = "https://www.jannah.example"
RAIN, BRIDGE, ROAD = f"{SITE}/2024/rain", f"{SITE}/2024/bridge", f"{SITE}/2024/road"
HTML = ("Content-Type", "text/html; charset=utf-8")


class Writer(WARCWriter):  # type: ignore[misc]
    def _create_temp_file(self) -> io.BytesIO:
        return io.BytesIO()  # its own kind is never closed


class Theirs:
    """A WARC file as it grows, in the manner of CC-NEWS."""

    def __init__(self, path: Path, *, packed: bool = True) -> None:
        self.path = path
        self._file = path.open("wb")
        self._writer = Writer(self._file, gzip=packed, warc_version="1.0")
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, {"software": "news-crawl"}))

    def add(
        self,
        url: str,
        body: bytes,
        *headers: tuple[str, str],
        status: str = "200 OK",
        date: str = "2024-03-05T07:15:00Z",
    ) -> Any:
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url, "response", io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": date}
        )
        request = self._writer.create_warc_record(
            url,
            "request",
            http_headers=StatusAndHeaders(
                "GET / HTTP/1.1", [("Host", "jannah.example")], is_http_request=True
            ),
        )
        self._writer.write_request_response_pair(request, record)
        return record.rec_headers.get_header("WARC-Payload-Digest")

    def repeat(self, url: str, digest: str, of: str, *, date: str = "2024-03-06T07:15:00Z") -> None:
        record = self._writer.create_revisit_record(
            url,
            digest,
            of,
            "2024-03-05T07:15:00Z",
            http_headers=StatusAndHeaders("200 OK", [HTML], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": date},
        )
        self._writer.write_record(record)

    def close(self) -> Path:
        self._file.close()
        return self.path


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize("packed", [True, False])
def test_pages_come_in_and_everything_else_is_counted_by_its_reason(
    tmp_path: Path, desk: Desk, packed: bool
) -> None:
    theirs = Theirs(tmp_path / f"CC-NEWS-1.warc{'.gz' if packed else ''}", packed=packed)
    theirs.add(f"{SITE}/robots.txt", b"User-agent: *", ("Content-Type", "text/plain"))
    theirs.add(f"{SITE}/old", b"", ("Location", RAIN), status="301 Moved Permanently")
    rain = article("أمطار على الساحل")
    theirs.add(RAIN, gzip.compress(rain), HTML, ("Content-Encoding", "gzip"))
    bridge = chunked(brotli.compress(article("افتتاح الجسر", "وأضاف.")))
    theirs.add(BRIDGE, bridge, HTML, ("Content-Encoding", "br"), ("Transfer-Encoding", "chunked"))
    theirs.add(f"{SITE}/photo.jpg", b"\xff\xd8\xff", ("Content-Type", "image/jpeg"))
    theirs.add(f"{SITE}/gone", article("خبر حذف"), HTML, status="404 Not Found")
    theirs.add(f"{SITE}/empty", b"", HTML)
    ended = desk.take(theirs.close())
    assert ended.balanced
    assert desk.fates() == {
        RAIN: ["stored"],
        BRIDGE: ["stored"],
        f"{SITE}/empty": ["failed:empty_body"],
    }
    assert ended.passed == {"robots.txt": 1, "http_301": 1, "not_html": 1, "http_404": 1}
    [row] = desk.rows("SELECT * FROM clean_articles WHERE url = ?", RAIN)
    assert row["source"] == "jannah.example"
    assert row["first_seen_at"].startswith("2024-03-05 07:15:00")


def test_the_bytes_are_in_our_archive_and_give_the_article_again(tmp_path: Path, desk: Desk) -> None:
    theirs = Theirs(tmp_path / "theirs.warc.gz")
    theirs.add(RAIN, gzip.compress(article("أمطار على الساحل")), HTML, ("Content-Encoding", "gzip"))
    desk.take(theirs.close(), source="jannah", region="SY", timezone="Asia/Damascus")
    [row] = desk.rows("SELECT * FROM clean_articles")
    capture = read(desk.root, Ref.parse(row["archive_ref"]))
    assert capture.body == article("أمطار على الساحل")
    assert capture.known is not None
    assert capture.known.origin.startswith(f"{tmp_path}/theirs.warc.gz:")
    assert capture.known.hints.timezone == "Asia/Damascus"
    outcome = process(page_of(capture), capture.known.context)
    assert outcome.cleaned.text == row["text"]  # type: ignore[union-attr]


def test_a_revisit_takes_its_body_from_the_record_that_it_repeats(tmp_path: Path, desk: Desk) -> None:
    first = Theirs(tmp_path / "1.warc.gz")
    digest = first.add(RAIN, gzip.compress(article("أمطار على الساحل")), HTML, ("Content-Encoding", "gzip"))
    first.close()
    second = Theirs(tmp_path / "2.warc.gz")
    second.repeat(BRIDGE, digest, RAIN)
    second.repeat(ROAD, "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", RAIN)
    second.close()
    ended = desk.take(tmp_path)
    assert ended.balanced
    assert desk.fates() == {RAIN: ["stored"], BRIDGE: ["stored"], ROAD: ["skipped:no_body"]}
    assert len({row["text_sha256"] for row in desk.articles()}) == 1


def test_several_visits_of_a_page_are_its_revisions_each_in_a_run_of_its_own(
    tmp_path: Path, desk: Desk
) -> None:
    theirs = Theirs(tmp_path / "theirs.warc.gz")
    for number, extra in enumerate(("", "", "وأضاف المدير.", "وأضاف المدير. ثم أضاف.")):
        theirs.add(RAIN, article("أمطار على الساحل", extra), HTML, date=f"2024-03-0{number + 5}T07:15:00Z")
        theirs.add(BRIDGE, article("افتتاح الجسر"), HTML)
    path = theirs.close()
    ended = desk.take(path)
    assert ended.balanced
    assert len(ended.balances) == 4
    assert desk.fates() == {
        RAIN: ["stored", "unchanged", "updated", "updated"],
        BRIDGE: ["stored", *["skipped:imported_before"] * 3],
    }
    [row] = desk.rows("SELECT * FROM clean_articles WHERE url = ?", RAIN)
    assert (row["revision"], row["first_seen_at"][:10], row["last_seen_at"][:10]) == (
        3,
        "2024-03-05",
        "2024-03-08",
    )
    before, files = desk.rows("SELECT * FROM clean_articles"), sorted(desk.root.rglob("*.gz"))
    again = desk.take(path)
    assert again.balanced
    assert again.fates == {"skipped": 8}
    assert desk.rows("SELECT * FROM clean_articles") == before
    assert sorted(desk.root.rglob("*.gz")) == files


def test_an_older_capture_does_not_take_the_place_of_a_newer_one(tmp_path: Path, desk: Desk) -> None:
    new, old = Theirs(tmp_path / "new.warc.gz"), Theirs(tmp_path / "old.warc.gz")
    new.add(RAIN, article("أمطار على الساحل", "وأضاف المدير."), HTML, date="2024-06-01T00:00:00Z")
    old.add(RAIN, article("أمطار على الساحل"), HTML, date="2024-03-05T00:00:00Z")
    desk.take(new.close())
    [before] = desk.articles()
    assert desk.take(old.close()).balanced
    assert desk.fates()[RAIN] == ["stored", "skipped:newer_stored"]
    [after] = desk.articles()
    assert after["first_seen_at"].startswith("2024-03-05")
    assert after == before | {"first_seen_at": after["first_seen_at"]}


def test_a_store_that_is_lost_comes_back_from_what_was_copied(tmp_path: Path, desk: Desk) -> None:
    theirs = Theirs(tmp_path / "theirs.warc.gz")
    digest = theirs.add(RAIN, article("أمطار على الساحل"), HTML)
    theirs.add(RAIN, article("أمطار على الساحل", "وأضاف المدير."), HTML, date="2024-03-07T07:15:00Z")
    theirs.repeat(BRIDGE, digest, RAIN)
    desk.take(theirs.close(), language="any")
    before = desk.articles()
    assert len(before) == 2
    desk.lose_the_store()
    assert desk.take(desk.root).balanced
    assert desk.articles() == before


def test_damaged_places_are_named_and_cost_only_themselves(tmp_path: Path, desk: Desk) -> None:
    parts = []
    for number in range(5):
        theirs = Theirs(tmp_path / f"part-{number}.warc.gz")
        giant = b"<!-- " + b"x" * 3_000_000 + b" -->" if number == 3 else b""
        theirs.add(f"{SITE}/2024/{number}", giant + article(f"خبر رقم {number}"), HTML)
        parts.append(theirs.close().read_bytes())
        theirs.path.unlink()
    middle = len(parts[1]) * 2 // 3
    parts[1] = parts[1][:middle] + b"\0" * 40 + parts[1][middle + 40 :]
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(b"".join(parts)[:-60])
    ended = desk.take(path, largest=1_000_000)
    assert ended.balanced
    assert {url for url, said in desk.fates().items() if said == ["stored"]} >= {
        f"{SITE}/2024/0",
        f"{SITE}/2024/2",
    }
    assert f"{SITE}/2024/3" not in desk.fates()
    assert ended.passed["too_large"] == 1
    assert ended.damages >= 1
    assert all(each.file == str(path) and each.place.startswith("offset ") for each in ended.damaged)


def test_a_page_that_is_lost_on_the_way_shows_in_the_account(tmp_path: Path, desk: Desk) -> None:
    theirs = Theirs(tmp_path / "theirs.warc.gz")
    theirs.add(RAIN, article("أمطار على الساحل"), HTML)
    path = theirs.close()
    desk.take(path)
    desk.rows(
        f"""CREATE TRIGGER lose AFTER UPDATE OF fate ON candidates WHEN new.url = '{BRIDGE}'
        BEGIN DELETE FROM candidates WHERE url = new.url; END"""
    )
    more = Theirs(tmp_path / "more.warc.gz")
    more.add(BRIDGE, article("افتتاح الجسر"), HTML)
    more.add(ROAD, article("طريق جديد", "وأضاف."), HTML)
    ended = desk.take(more.close())
    assert not ended.balanced
    assert ended.balances[0].problems == ("jannah.example: 2 discovered, but 1 have a fate in the ledger",)
