"""Append to the archive: one directory a day, one file a run (and another whenever it has grown large enough).

A file belongs to one process and is only ever appended to, in whole exchanges. So a crash leaves at most one torn record, at the
end of one file. A write that fails (a full disk) is taken back to the last whole record, and the crawl is told.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Self

from pipelines.archive import records
from pipelines.archive.captures import Exchange, Known
from pipelines.archive.refs import Ref
from pipelines.types import Candidate

SUFFIX = ".warc.gz"


class ArchiveFailed(Exception):
    """The archive cannot be written; the message says why and what to do."""


class ArchiveWriter:
    """Writes one run's exchanges below ``root``; may be used from several threads, one at a time gets in.

    ``info`` goes into the ``warcinfo`` record of each file; ``largest`` is in bytes, and a file that has reached it is closed
    before the next exchange. No file is made before there is something to write.
    """

    def __init__(self, root: Path, run_id: str, *, info: Mapping[str, object], largest: int) -> None:
        self._root, self._run_id, self._info, self._largest = Path(root), run_id, dict(info), largest
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._path = Path()
        self._size = self._number = 0

    def write(self, exchanges: Iterable[Exchange], known: Known | None, *, at: datetime | None = None) -> Ref:
        """Append exchanges (redirects and repeated tries first) and return the reference of the last answer.

        ``known`` goes with the last. ``at`` is the day under which a new file is put where that is not the day of the
        answer: what is imported today stands under today. Raises ``ArchiveFailed`` when nothing of it could be written.
        """
        items = list(exchanges)
        made = [records.exchange(item, known if item is items[-1] else None) for item in items]
        with self._lock:
            start = self._begin(at or items[-1].fetched_at)
            request, answer, *_ = made[-1]
            before = sum(len(member) for group in made[:-1] for member in group) + len(request)
            self._append(b"".join(member for group in made for member in group))
            return Ref(self._name(), start + before, len(answer))

    def spelling(self, candidate: Candidate, at: datetime) -> Ref:
        """Append the news that a page was found under another address too."""
        member = records.spelling(candidate, at)
        with self._lock:
            start = self._begin(at)
            self._append(member)
            return Ref(self._name(), start, len(member))

    def close(self) -> None:
        """Bring everything to the disk and close the file; the next write would open another."""
        with self._lock:
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _begin(self, at: datetime) -> int:
        """Have a file open that may be appended to, and return where."""
        if self._file is not None and self._size >= self._largest:
            self._close()
        if self._file is None:
            self._open(at)
        return self._size

    def _open(self, at: datetime) -> None:
        try:
            folder = self._root / f"{at:%Y-%m-%d}"
            folder.mkdir(parents=True, exist_ok=True)
            while True:
                path = folder / f"naqi-{self._run_id}-{self._number:03d}{SUFFIX}"
                self._number += 1
                with contextlib.suppress(FileExistsError):
                    self._file = path.open("xb", buffering=0)
                    break
        except OSError as error:
            raise self._failure(error) from error
        self._path, self._size = path, 0
        self._append(records.warcinfo(self._info, at, path.name))

    def _append(self, data: bytes) -> None:
        """Write all of ``data`` or nothing of it."""
        assert self._file is not None
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(self._size)
                self._file.seek(self._size)
            raise self._failure(error) from error
        self._size += len(data)

    def _close(self) -> None:
        if self._file is None:
            return
        try:
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._failure(error) from error
        finally:
            self._file = None

    def _name(self) -> str:
        return self._path.relative_to(self._root).as_posix()

    def _failure(self, error: OSError) -> ArchiveFailed:
        return ArchiveFailed(
            f"the archive {self._root} cannot be written: {error.strerror or error}\n"
            "  → make room or mend its permissions, or name another folder in NAQI_VAR; the next crawl takes up what is left"
        )
