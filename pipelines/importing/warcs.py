"""WARC files of others: each HTML answer of status 200 is a page; a revisit takes its body from the record that it repeats."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.archive import Capture, Damage, NotArchived, Ref, read, scan
from pipelines.importing.visits import Damaged, Item, Options, Passed, Visit, header, visit_of
from pipelines.types import Fate

_HTML = ("text/html", "application/xhtml+xml")
_ANYWHERE = Path("/")


class Bodies:
    """Where the body of each payload digest stands; on disk, since an archive may hold more digests than memory does."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # an unnamed file, gone when it is closed
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE bodies (digest TEXT PRIMARY KEY, ref TEXT) WITHOUT ROWID")

    def note(self, capture: Capture) -> None:
        """Remember the first record of a digest."""
        if capture.payload_digest:
            row = (capture.payload_digest, str(capture.ref))
            self._database.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?)", row)

    def find(self, digest: str) -> Capture | None:
        """Return the record that has the body of ``digest``, or None when no file up to here has it."""
        row = self._database.execute("SELECT ref FROM bodies WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            return None
        file, offset, length = row[0].rsplit(":", 2)
        try:
            return read(_ANYWHERE, Ref(file, int(offset), int(length)))
        except NotArchived:
            return None

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def items_of(path: Path, options: Options, bodies: Bodies) -> Iterator[Item]:
    """Yield the pages of one file, and what else is in it by its reason."""
    for found in scan(_ANYWHERE.joinpath("nowhere"), path, largest=options.largest):
        if isinstance(found, Damage):
            if found.too_large:
                yield Passed("too_large", f"{found.file}, offset {found.offset}: {found.problem}")
            else:
                yield Damaged(found.file, f"offset {found.offset}", found.problem)
        elif isinstance(found, Capture):
            if not found.revisit:
                bodies.note(found)
            yield _item(found, options, bodies)


def _item(capture: Capture, options: Options, bodies: Bodies) -> Item:
    origin = str(capture.ref)
    if not capture.url.startswith(("http://", "https://")):
        return Passed("not_http", origin)  # what a tool says of itself: its log, its arguments
    lacking = False
    if capture.revisit:
        if capture.status == 304:
            return Passed("not_modified", origin)
        told = bodies.find(capture.payload_digest) if capture.payload_digest else None
        lacking = told is None
        if told is not None:
            capture = replace(
                capture, body=told.body, status=told.status, headers=capture.headers or told.headers
            )
    if why := _no_page(capture, lacking=lacking):
        return Passed(why, origin)
    item = visit_of(
        capture.url,
        capture.body,
        options,
        origin=origin,
        headers=capture.headers,
        # A record need not say when it was made, whatever its type promises.
        fetched_at=capture.fetched_at or None,
    )
    if lacking and isinstance(item, Visit):
        return replace(item, fate=Fate.SKIPPED, reason="no_body")
    return item


def _no_page(capture: Capture, *, lacking: bool) -> str:
    """Return why an answer is no page; empty when it is one, or could be."""
    if _path(capture.url) == "/robots.txt":
        return "robots.txt"
    if capture.status != 200:
        return f"http_{capture.status}"
    kind = (header(capture.headers, "content-type") or "").partition(";")[0].strip().lower()
    if kind in _HTML or (not kind and (lacking or _looks_like_html(capture.body))):
        return ""
    return "not_html"


def _looks_like_html(body: bytes) -> bool:
    start = body[:1024].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html", b"\xef\xbb\xbf<")) or b"<html" in start


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
