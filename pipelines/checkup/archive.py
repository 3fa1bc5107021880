"""Is the end of the archive sound? The newest file is read; ``scrapy archive verify`` reads them all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from pipelines.archive.files import UNFINISHED, archive_files, name_of
from pipelines.archive.verify import verify_file
from pipelines.checkup.finding import Finding, ok, problem, warning

SECONDS = 20.0
"""How long to read; a file of 512 MB is not read to its end on a slow disk."""


class _Enough(Exception):
    """The time is up."""


def newest(root: Path) -> Iterator[Finding]:
    """Look at the newest file, and for what an interrupted ``archive gc`` left behind."""
    leftovers = sorted(root.glob(f"*/*{UNFINISHED}"))
    if leftovers:
        yield warning(
            "archive",
            f"{len(leftovers)} file(s) were left half written by a gc or forget that was killed, such as {leftovers[0]}",
            "scrapy archive gc --older-than 36500d --yes   (finishes it; nothing else is that old)",
        )
    files = list(archive_files(root))
    if not files:
        yield ok("archive", f"{root} is empty: nothing was crawled yet, or NAQI_ARCHIVE is 0")
        return
    last = max(files, key=lambda path: path.stat().st_mtime)
    name, until = name_of(root, last), time.monotonic() + SECONDS

    def tick(_file: str, _at: int) -> None:
        if time.monotonic() > until:
            raise _Enough

    try:
        done = verify_file(root, last, None, tick)
    except _Enough:
        yield ok(
            "archive", f"{name}, the newest of {len(files)} files: sound as far as {SECONDS:.0f} seconds go"
        )
        return
    if done.faults:
        first = done.faults[0]
        yield problem(
            "archive",
            f"{name}, the newest of {len(files)} files, has {len(done.faults)} fault(s); the first at byte {first.offset}: {first.problem}",
            f"scrapy archive verify {name}   (lists them; then restore the file from a backup: docs/operations.md)",
        )
    elif done.torn:
        yield ok(
            "archive",
            f"{name}, the newest of {len(files)} files, has an unfinished end, as a crash or a crawl leaves it",
        )
    else:
        yield ok(
            "archive", f"{name}, the newest of {len(files)} files, is sound: {done.records.total()} records"
        )
