"""WARC records as bytes: each a gzip member of its own, with block and payload digests, written byte for byte as received.

FastWARC writes them. (warcio was tried first: it writes HTTP header bytes outside ASCII percent-encoded, after it has taken
the digest, so that a page with a raw Arabic header could not be verified.) Format: ISO 28500:2017, WARC/1.1.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from pipelines.archive.captures import OF_THE_WIRE, Exchange, Headers, Known
from pipelines.types import Candidate

NOT_MODIFIED = "http://netpreservefoundation.org/warc/1.1/revisit/server-not-modified"
KNOWN = "application/vnd.naqi.known+json"
"""Content type of the metadata record that says what discovery knew of a page."""
SPELLING = "application/vnd.naqi.spelling+json"
"""Content type of the metadata record that says under which other address a page was found."""
_LEVEL = 6
_RESPONSE, _REQUEST = "application/http; msgtype=response", "application/http; msgtype=request"


def warcinfo(fields: Mapping[str, object], at: datetime, file_name: str) -> bytes:
    """Return the record that opens a file: ``fields`` says who wrote it, in which run, with which code and rules."""
    lines = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields.items() if value is not None)
    return _member(
        WarcRecordType.warcinfo,
        lines.encode(),
        "application/warc-fields",
        {"WARC-Date": iso(at), "WARC-Filename": file_name},
    )


def exchange(item: Exchange, known: Known | None) -> list[bytes]:
    """Return the records of one exchange: request, response (or revisit, for a 304), and what was known, as metadata.

    Where the request is not known there are no bytes in its place.
    """
    answer_id, date = record_id(), iso(item.fetched_at)
    common = {"WARC-Target-URI": uri(item.url), "WARC-Date": date}
    with_answer = {**common, "WARC-Concurrent-To": answer_id}
    asked = (
        None
        if item.sent is None or item.resource
        else _http(f"{item.method} {_target(item.url)} HTTP/1.1", item.sent or ())
    )
    kept = tuple((name, value) for name, value in item.headers if name.lower() not in OF_THE_WIRE)
    answered: dict[str, str] = {**common, "WARC-Record-ID": answer_id}
    if item.resource:
        kind, block = WarcRecordType.resource, item.body
    elif item.status == 304:
        kind = WarcRecordType.revisit
        block = _http(f"HTTP/1.1 {item.status} {item.reason}", kept)
        answered["WARC-Profile"] = NOT_MODIFIED
        answered["WARC-Refers-To-Target-URI"] = uri(item.url)
    else:
        kind = WarcRecordType.response
        kept = (*kept, ("Content-Length", str(len(item.body))))
        block = _http(f"HTTP/1.1 {item.status} {item.reason}", kept) + item.body
        answered["WARC-Payload-Digest"] = payload_digest(item.body)
    content_type = _content_type(item.headers) if item.resource else _RESPONSE
    members = [
        b"" if asked is None else _member(WarcRecordType.request, asked, _REQUEST, with_answer, http=True),
        _member(kind, block, content_type, answered, http=not item.resource),
    ]
    if known is not None:
        told = json.dumps(known.as_json(), ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        members.append(_member(WarcRecordType.metadata, told, KNOWN, with_answer))
    return members


def spelling(candidate: Candidate, at: datetime) -> bytes:
    """Return the record of another address of a page that the crawl had found already."""
    told = json.dumps(asdict(candidate), ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    headers = {"WARC-Target-URI": uri(candidate.url), "WARC-Date": iso(at)}
    return _member(WarcRecordType.metadata, told, SPELLING, headers)


def record_id() -> str:
    """Return a new name for a record."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def payload_digest(body: bytes) -> str:
    """Return a WARC-Payload-Digest as most archives have it: SHA-1 in Base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def iso(moment: datetime) -> str:
    """Return a WARC-Date, to the microsecond: the time comes back as it was."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def _member(
    kind: WarcRecordType, block: bytes, content_type: str, headers: Mapping[str, str], *, http: bool = False
) -> bytes:
    record = WarcRecord()
    record.init_headers(kind)
    for name, value in headers.items():
        record.headers[name] = value
    record.headers["Content-Type"] = content_type
    record.set_bytes_content(block)
    record.is_http = http
    out = io.BytesIO()
    with GzipWriter(out, _LEVEL) as compressed:
        record.write(compressed, checksum_data=True)
        compressed.finish()
        return out.getvalue()


def _content_type(headers: Headers) -> str:
    found = (value for name, value in headers if name.lower() == "content-type")
    return _one_line(next(found, "application/octet-stream"))


def _http(first_line: str, headers: Headers | Sequence[tuple[str, str]]) -> bytes:
    lines = [first_line.rstrip(), *(f"{name}: {_one_line(value)}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def _target(url: str) -> str:
    """Return what a request line asks a host for."""
    rest = url.split("://", 1)[-1]
    slash = rest.find("/")
    return uri(rest[slash:].split("#", 1)[0]) if slash >= 0 else "/"


def uri(url: str) -> str:
    """Return an address on one line, with nothing that the header lines of a record could not hold."""
    return (
        "".join(c if c > " " and c != "\x7f" else f"%{ord(c):02X}" for c in url)
        .encode("utf-8", "replace")
        .decode()
    )


def _one_line(value: object) -> str:
    return str(value).replace("\r", " ").replace("\n", " ")
