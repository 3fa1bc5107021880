"""The archived record behind a revision: its headers and the first of its bytes as text, for whoever wants to see the proof."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cleaners.encoding import decode
from pipelines.archive import reader
from pipelines.archive.captures import Capture
from pipelines.reading.article import Provenance

SHOWN = 4000
"""Characters of the body that are shown."""
_HEX = 256
"""Bytes that are shown of what is no text."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the archive has."""

    url: str
    """The address that gave the answer."""
    fetched_at: datetime
    undated: bool
    """Whether the time is that of the import, because nobody knows when it was fetched."""
    status: int
    headers: tuple[tuple[str, str], ...]
    record_id: str
    payload_digest: str
    origin: str
    """For what was imported: where it came from."""
    size: int
    sha256: str
    same_bytes: bool
    """Whether the body has the SHA-256 that the store says."""
    beginning: str
    """The first bytes, read in the encoding that the page's own evidence gives; never to be rendered."""
    encoding: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The archive does not have it, and why."""

    problem: str


def record(archive: Path | None, where: Provenance) -> Record | Missing:
    """Return the record that ``where`` points to."""
    found = _capture(archive, where)
    if isinstance(found, Missing):
        return found
    digest = hashlib.sha256(found.body).hexdigest()
    encoding, beginning = _beginning(found)
    return Record(
        url=found.url,
        fetched_at=found.fetched_at,
        undated=found.known is not None and found.known.undated,
        status=found.status,
        headers=found.headers,
        record_id=found.record_id,
        payload_digest=found.payload_digest,
        origin=found.known.origin if found.known else "",
        size=len(found.body),
        sha256=digest,
        same_bytes=digest == where.raw_sha256,
        beginning=beginning,
        encoding=encoding,
    )


def _capture(archive: Path | None, where: Provenance) -> Capture | Missing:
    if where.archive_ref is None:
        return Missing(
            "The bytes of this revision were not archived, or the archive was not kept for so long."
        )
    if where.ref is None:
        return Missing(f"{where.archive_ref} does not name a record of the archive.")
    if archive is None:
        return Missing("This console was started without an archive.")
    try:
        return reader.read(archive, where.ref)
    except reader.NotArchived as error:
        return Missing(str(error))


def _beginning(found: Capture) -> tuple[str, str]:
    """Return an encoding and the first of the body in it; of binary data the first bytes in hexadecimal."""
    content_type = next((value for name, value in found.headers if name.lower() == "content-type"), "")
    read = decode(found.body, content_type)
    if read.problem == "not_html":
        return "binary", found.body[:_HEX].hex(" ")
    return read.encoding, read.text[:SHOWN]


def raw(archive: Path | None, where: Provenance) -> bytes | Missing:
    """Return the body as it is archived, byte for byte."""
    found = _capture(archive, where)
    return found if isinstance(found, Missing) else found.body
