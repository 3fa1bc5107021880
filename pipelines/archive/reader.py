"""Read an archive: one record by its reference, or a whole file in order, whoever wrote it.

What is damaged is a value (``Damage``), and reading goes on behind it: a torn end is what a crash leaves, and everything before it
is good. Bodies come back decoded, also from archives that keep them as they were on the wire.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from cleaners.types import Page
from pipelines.archive import bodies, records
from pipelines.archive.captures import OF_THE_WIRE, Capture, Damage, Headers, Known, Spelling
from pipelines.archive.places import end_of_record, past_damage
from pipelines.archive.refs import Ref
from pipelines.types import Candidate

Found = Capture | Spelling | Damage
_ANSWERS = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource
_HEADERS = 256 << 10
"""Bytes that the HTTP headers of one answer may have."""
LARGEST = 1100 << 20
"""Bytes that a record may have: more than NAQI_MAX_PAGE_MB can be. A length is a claim, and memory is set aside for it."""


class NotArchived(LookupError):
    """The archive does not have what a reference points to; the message says what is wrong with it."""


def read(root: Path, ref: Ref) -> Capture:
    """Return the answer that ``ref`` points to, with what was known of it; raises ``NotArchived``."""
    path = Path(root) / ref.file
    try:
        with path.open("rb") as file:
            file.seek(ref.offset)
            for found in _records(file, ref.file, ref.offset):
                if isinstance(found, Damage):
                    raise NotArchived(f"{ref}: {found.problem}")
                if isinstance(found, Capture):
                    if found.ref.offset != ref.offset:
                        break
                    return found
                break
    except OSError as error:
        raise NotArchived(f"{ref}: {error.strerror or error}") from error
    raise NotArchived(f"{ref}: there is no answer at this place of the file")


def scan(root: Path, path: Path, *, largest: int = LARGEST) -> Iterator[Found]:
    """Yield everything in one file, in order; ``path`` names references relative to ``root`` where it lies below it.

    Takes WARC files of any writer, with or without gzip. Memory: one record at a time, and one of more than ``largest`` bytes
    (also when it is unpacked) is a damage. Raises ``OSError`` when the file cannot be opened.
    """

    def read_on(file: BinaryIO, name: str, start: int) -> Iterator[Found]:
        return _records(file, name, start, largest)

    return past_damage(root, path, read_on)


def warcinfo_of(path: Path) -> dict[str, str]:
    """Return the fields of the record that opens a file; empty when there is none."""
    try:
        with path.open("rb") as file:
            record = next(iter(ArchiveIterator(file, parse_http=False)))
            if record.record_type != WarcRecordType.warcinfo:
                return {}
            lines = record.reader.read().decode("utf-8", "replace").splitlines()
    except (OSError, StopIteration, ValueError):
        return {}
    return {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines) if value
    }


def page_of(capture: Capture) -> Page:
    """Return the page as the cleaners took it (or would have taken it) when it was fetched."""
    headers: dict[str, str] = {}
    for name, value in capture.headers:
        if name.lower() not in OF_THE_WIRE:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    known = capture.known
    more = {"hints": known.hints} if known is not None else {}
    return Page(
        url=capture.url,
        body=capture.body,
        headers=headers,
        status=capture.status,
        fetched_at=None if known is not None and known.undated else capture.fetched_at,
        archive_ref=str(capture.ref),
        **more,
    )


def _records(file: BinaryIO, name: str, start: int, largest: int = LARGEST) -> Iterator[Found]:
    """Yield what stands from ``start`` on, up to the end or the first damage. An answer waits for its metadata record."""
    waiting: Capture | None = None
    position = start
    iterator = ArchiveIterator(file, parse_http=False)
    try:
        for record in iterator:
            position = offset = record.stream_pos
            kind = record.record_type
            if waiting is not None and not (
                kind == WarcRecordType.metadata
                and record.headers.get("WARC-Concurrent-To") == waiting.record_id
            ):
                yield _measured(waiting, offset)
                waiting = None
            length = record.content_length
            if length > largest:
                raise bodies.TooLarge(f"the record has {length} bytes")
            record.freeze()
            if record.content_length < length or _broken(record):
                raise ValueError("the record is incomplete or does not have the digest that it says")
            if kind == WarcRecordType.metadata:
                content_type = record.headers.get("Content-Type") or ""
                block = record.reader.read()
                if content_type == records.SPELLING:
                    yield Spelling(Candidate(**json.loads(block)), Ref(name, offset, 0))
                elif content_type == records.KNOWN and waiting is not None:
                    yield replace(_measured(waiting, offset), known=Known.from_json(json.loads(block)))
                    waiting = None
            elif kind & _ANSWERS:
                waiting = _capture(record, Ref(name, offset, 0), largest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        if waiting is not None:
            yield _measured(waiting, position)
        yield Damage(name, position, str(error), too_large=isinstance(error, bodies.TooLarge))
        return
    size = file.seek(0, 2)
    end = end_of_record(file, position) if size > position else size
    if waiting is not None:
        yield _measured(waiting, min(end or size, size))
    if end != size:
        yield Damage(name, position if end is None else end, "the file ends in the middle of a record")


def _broken(record: WarcRecord) -> bool:
    """Whether the record has a block digest and it is another's."""
    return record.headers.get("WARC-Block-Digest") is not None and not record.verify_block_digest()


def _capture(record: WarcRecord, ref: Ref, largest: int) -> Capture:
    kind, headers = record.record_type, record.headers
    status = 200
    http: Headers = ()
    if record.is_http:
        record.parse_http(auto_decode="none", max_header_len=_HEADERS, strict_mode=False)
        status = record.http_headers.status_code or 200
        http = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in record.http_headers.items_bytes()
        )
    elif content_type := headers.get("Content-Type"):
        http = (("Content-Type", content_type),)
    revisit = kind == WarcRecordType.revisit
    target = headers.get("WARC-Refers-To-Target-URI")
    date = headers.get("WARC-Refers-To-Date")
    return Capture(
        url=(headers.get("WARC-Target-URI") or "").strip("<>"),
        fetched_at=record.record_date,
        status=status,
        headers=_without_codings(http),
        body=bodies.decoded(record.reader.read(), http, largest),
        ref=ref,
        record_id=headers.get("WARC-Record-ID") or "",
        revisit=revisit,
        refers_to=(target.strip("<>"), date or "") if revisit and target else None,
        payload_digest=headers.get("WARC-Payload-Digest") or "",
    )


def _without_codings(headers: Headers) -> Headers:
    """Leave out what told the coding of a body that is decoded now."""
    return tuple(
        (name, value)
        for name, value in headers
        if name.lower() not in ("content-encoding", "transfer-encoding")
    )


def _measured(capture: Capture, end: int) -> Capture:
    """Give a capture's reference its length, now that the next record's place is known."""
    return replace(capture, ref=replace(capture.ref, length=end - capture.ref.offset))
