"""Every record of an archive file, each with its exact place: what is checked, listed and copied when a file is rewritten.

``reader.py`` gives what was fetched; here are the records themselves, of all kinds. A *visit* is what one write of the archive
brought: redirects and repeated tries, the answer that counts, and what was known of the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from pipelines.archive import bodies, records
from pipelines.archive.captures import Damage, Known
from pipelines.archive.places import end_of_record, past_damage
from pipelines.archive.reader import LARGEST, warcinfo_of
from pipelines.types import Candidate

_ANSWERS = ("response", "revisit", "resource")
_HEADERS = 256 << 10


@dataclass(frozen=True, slots=True)
class Member:
    """One record of a file."""

    offset: int
    length: int
    """Bytes in the file, compressed as they are."""
    kind: str
    """WARC-Type: ``warcinfo``, ``request``, ``response``, ``revisit``, ``metadata`` …"""
    url: str
    date: datetime | None
    record_id: str
    concurrent_to: str | None
    status: int | None = None
    """Of an answer."""
    payload: bytes = field(default=b"", repr=False)
    """The body of an answer as it is archived."""
    known: Known | None = None
    spelling: Candidate | None = None
    problem: str | None = None
    """Which digest is another's; the record can be read all the same."""

    @property
    def is_answer(self) -> bool:
        """Whether a reference may point to it."""
        return self.kind in _ANSWERS


@dataclass(frozen=True, slots=True)
class Visit:
    """Records that belong together, in the order of the file."""

    members: tuple[Member, ...]

    @property
    def known(self) -> Known | None:
        """What was known of the address that was asked for."""
        return next((member.known for member in self.members if member.known is not None), None)

    @property
    def spelling(self) -> Candidate | None:
        """The other address of a page, for a visit that is only the news of it."""
        return self.members[0].spelling

    @property
    def answers(self) -> tuple[Member, ...]:
        """The answers, redirects first."""
        return tuple(member for member in self.members if member.is_answer)

    @property
    def date(self) -> datetime | None:
        """When its last answer came."""
        return self.members[-1].date

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return sum(member.length for member in self.members)

    @property
    def urls(self) -> frozenset[str]:
        """All addresses in it: asked for, redirected to, spelled otherwise."""
        found = {member.url for member in self.members if member.is_answer}
        if self.known is not None:
            found.add(self.known.url)
        if self.spelling is not None:
            found |= {self.spelling.url, self.spelling.key}
        return frozenset(found)

    @property
    def source(self) -> str | None:
        """The source for which it was made, where that is known."""
        if self.known is not None:
            return self.known.source
        return self.spelling.source if self.spelling is not None else None


def members(root: Path, path: Path) -> Iterator[Member | Damage]:
    """Yield every record of a file in order, and what cannot be read. Raises ``OSError`` when the file cannot be opened."""
    return past_damage(root, path, lambda file, name, _start: _members(file, name))


def visits(root: Path, path: Path) -> Iterator[Visit | Damage]:
    """Yield the records of a file as visits. A file of another program has no chains of visits: there each answer is one."""
    chains = "naqi-run" in warcinfo_of(path)
    group: list[Member] = []
    for member in members(root, path):
        if isinstance(member, Damage):
            if group:
                yield Visit(tuple(group))
                group = []
            yield member
            continue
        alone = member.kind == "warcinfo" or member.spelling is not None
        if group and (alone or not (_belongs(group, member) or (chains and group[-1].known is None))):
            yield Visit(tuple(group))
            group = []
        group.append(member)
        if alone:
            yield Visit(tuple(group))
            group = []
    if group:
        yield Visit(tuple(group))


def _belongs(group: list[Member], member: Member) -> bool:
    """Whether a record names another of the group, or is named by it."""
    ids = {item.record_id for item in group}
    return member.concurrent_to in ids or member.record_id in {item.concurrent_to for item in group}


def _members(file: BinaryIO, name: str) -> Iterator[Member | Damage]:
    """Yield records from the file's place on, up to its end or the first damage; each waits for the place of the next."""
    waiting: Member | None = None
    position = file.tell()
    try:
        for record in ArchiveIterator(file, parse_http=False):
            position = record.stream_pos
            if waiting is not None:
                yield replace(waiting, length=position - waiting.offset)
                waiting = None
            length = record.content_length
            if length > LARGEST:
                raise bodies.TooLarge(f"the record has {length} bytes")
            record.freeze()
            if record.content_length < length:
                raise ValueError("the record is incomplete")
            waiting = _member(record, position)
    except (OSError, ValueError, KeyError, TypeError) as error:
        if waiting is not None and waiting.offset == position:
            # It is the next one that cannot be found, or this one that is broken.
            position = end_of_record(file, position) or position
        if waiting is not None and waiting.offset < position:
            yield replace(waiting, length=position - waiting.offset)
        yield Damage(name, position, str(error), too_large=isinstance(error, bodies.TooLarge))
        return
    size = file.seek(0, 2)
    end = end_of_record(file, position) if size > position else size
    if waiting is not None:
        if end is None:
            yield Damage(name, position, "the file ends in the middle of a record")
            return
        yield replace(waiting, length=end - waiting.offset)
    if end != size:
        yield Damage(name, position if end is None else end, "the file ends in the middle of a record")


def _member(record: WarcRecord, offset: int) -> Member:
    headers = record.headers
    problem = None
    if headers.get("WARC-Block-Digest") is not None and not record.verify_block_digest():
        problem = "the block does not have the digest that the record says"
    kind, content_type = headers.get("WARC-Type") or "", headers.get("Content-Type") or ""
    status, payload, known, spelling = None, b"", None, None
    if kind in _ANSWERS:
        status = 200
        if record.is_http:
            record.parse_http(auto_decode="none", max_header_len=_HEADERS)
            status = record.http_headers.status_code or 200
        if (
            kind == "response"
            and problem is None
            and headers.get("WARC-Payload-Digest") is not None
            and not record.verify_payload_digest()
        ):
            problem = "the body does not have the digest that the record says"
        payload = record.reader.read()
    elif record.record_type == WarcRecordType.metadata and content_type == records.KNOWN:
        known = Known.from_json(json.loads(record.reader.read()))
    elif record.record_type == WarcRecordType.metadata and content_type == records.SPELLING:
        spelling = Candidate(**json.loads(record.reader.read()))
    return Member(
        offset=offset,
        length=0,
        kind=kind,
        url=(headers.get("WARC-Target-URI") or "").strip("<>"),
        date=record.record_date,
        record_id=headers.get("WARC-Record-ID") or "",
        concurrent_to=headers.get("WARC-Concurrent-To"),
        status=status,
        payload=payload,
        known=known,
        spelling=spelling,
        problem=problem,
    )
