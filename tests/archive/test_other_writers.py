"""Archives of others: bodies as they were on the wire, headers that lie, lengths that lie, files that are cut off."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli
import pytest

from pipelines.archive import Capture, Damage, bodies, scan

BODY = "<p>وصلت قافلة مساعدات إلى المدينة صباح اليوم.</p>".encode() * 20


def chunked(body: bytes) -> bytes:
    parts = [body[start : start + 100] for start in range(0, len(body), 100)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def record(body: bytes = BODY, *headers: str, length: int | None = None, packed: bool = True) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "", ""]
    http = "\r\n".join(lines).encode() + body
    fields = [
        "WARC/1.0",
        "WARC-Type: response",
        "WARC-Target-URI: <http://jannah.example/خبر>",
        "WARC-Date: 2020-03-05T07:15:00Z",
        "WARC-Record-ID: <urn:uuid:9d1dd6a5-25a2-4c9e-8a3a-0e7a7b1f5a11>",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(http) if length is None else length}",
    ]
    whole = "\r\n".join(fields).encode() + b"\r\n\r\n" + http + b"\r\n\r\n"
    return gzip.compress(whole) if packed else whole


def found(tmp_path: Path, data: bytes, **more: int) -> tuple[list[bytes], list[Damage]]:
    path = tmp_path / "theirs.warc.gz"
    path.write_bytes(data)
    items = list(scan(tmp_path, path, **more))
    return [each.body for each in items if isinstance(each, Capture)], [
        each for each in items if isinstance(each, Damage)
    ]


RAW_DEFLATE = zlib.compress(BODY)[2:-4]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(BODY), ["Content-Encoding: gzip"]),
        (gzip.compress(BODY[:500]) + gzip.compress(BODY[500:]), ["Content-Encoding: x-gzip"]),
        (zlib.compress(BODY), ["Content-Encoding: deflate"]),
        (RAW_DEFLATE, ["Content-Encoding: deflate"]),
        (brotli.compress(BODY), ["Content-Encoding: br"]),
        (chunked(BODY), ["Transfer-Encoding: chunked"]),
        (chunked(gzip.compress(BODY)), ["Content-Encoding: gzip", "Transfer-Encoding: chunked"]),
        (brotli.compress(gzip.compress(BODY)), ["Content-Encoding: gzip, br"]),
        (BODY, ["Content-Encoding: gzip"]),
        (BODY, ["Content-Encoding: br"]),
        (BODY, ["Transfer-Encoding: chunked"]),
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_a_body_comes_back_as_the_reader_saw_it(
    tmp_path: Path, body: bytes, headers: list[str], packed: bool
) -> None:
    assert found(tmp_path, record(body, *headers, packed=packed)) == ([BODY], [])


def test_what_is_left_of_a_torn_body_is_read(tmp_path: Path) -> None:
    [body], damages = found(tmp_path, record(zlib.compress(BODY)[:-20], "Content-Encoding: deflate"))
    assert BODY.startswith(body)
    assert body
    assert not damages


def test_a_small_record_that_unpacks_to_a_giant_is_not_unpacked(tmp_path: Path) -> None:
    giant = gzip.compress(b"a" * 40_000_000)
    whole, damages = found(
        tmp_path, record(giant, "Content-Encoding: gzip") + record(BODY), largest=1_000_000
    )
    assert whole == [BODY]
    assert [(each.too_large, each.torn) for each in damages] == [(True, False)]
    with pytest.raises(bodies.TooLarge):
        bodies.decoded(brotli.compress(b"a" * 40_000_000), [("Content-Encoding", "br")], 1_000_000)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("length", [10**13, 5_000_000, 30])
def test_a_record_that_lies_about_its_length_costs_no_other(
    tmp_path: Path, length: int, packed: bool
) -> None:
    good = record(BODY, packed=packed)
    whole, damages = found(tmp_path, good + record(BODY, length=length, packed=packed) + good + good)
    assert whole.count(BODY) == 3
    assert len(damages) == 1
