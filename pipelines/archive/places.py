"""Where the records of a compressed archive file begin and end: each is a gzip member of its own.

So a file can be read on behind a damaged place, and records can be copied without being unpacked.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from fastwarc.warc import ArchiveIterator

from pipelines.archive.captures import Damage

T = TypeVar("T")

_GZIP = b"\x1f\x8b\x08"
_CHUNK = 1 << 20
_PLAIN = b"\nWARC/1."
"""How a record begins in a file without gzip."""


def past_damage(
    root: Path, path: Path, read: Callable[[BinaryIO, str, int], Iterator[T | Damage]]
) -> Iterator[T | Damage]:
    """Yield what ``read`` finds in a file, and go on behind every damage at which it ends.

    ``read`` is called with the open file, the name that references have (below ``root``, where the file lies there) and where to
    begin; it ends at the first ``Damage``. Raises ``OSError`` when the file cannot be opened.
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    start: int | None = 0
    size = path.stat().st_size
    with path.open("rb") as file:
        while start is not None and start < size:
            file.seek(start)
            begin, start = start, None
            for found in read(file, name, begin):
                if not isinstance(found, Damage):
                    yield found
                    continue
                start = next_record(path, found.offset + 1)
                yield replace(found, torn=start is None and not found.too_large)
                break


def next_record(path: Path, start: int) -> int | None:
    """Return where the next record begins (a gzip member of its own, or a line ``WARC/1.…``), or None."""
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
        mark, before = (_GZIP, 0) if packed else (_PLAIN, 1)
        data_start = max(start - before, 0)
        while True:
            file.seek(data_start)
            data = file.read(_CHUNK)
            at = data.find(mark)
            while at >= 0:
                if _is_record(path, data_start + at + before):
                    return data_start + at + before
                at = data.find(mark, at + 1)
            if len(data) < _CHUNK:
                return None
            data_start += _CHUNK - len(mark) + 1


def end_of_record(file: BinaryIO, start: int) -> int | None:
    """Return where the gzip member ends that begins at ``start``; None when it is cut off or damaged.

    Without gzip that is the file's end.
    """
    file.seek(start)
    data = file.read(_CHUNK)
    if not data.startswith(_GZIP):
        return file.seek(0, 2)
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    while data and not member.eof:
        try:
            member.decompress(data, _CHUNK)
        except zlib.error:
            return None
        if member.eof:
            return file.tell() - len(member.unused_data)
        data = member.unconsumed_tail or file.read(_CHUNK)
    return None


def _is_record(path: Path, offset: int) -> bool:
    with path.open("rb") as file:
        file.seek(offset)
        try:
            return bool(next(iter(ArchiveIterator(file, parse_http=False))).headers.get("WARC-Type"))
        except (OSError, StopIteration, ValueError):
            return False
