"""The files of an archive: which there are, what they say of themselves, which are of which day or run, which are leftovers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipelines.archive.writer import SUFFIX

UNFINISHED = ".unfinished"
"""How the name of a file ends that is being rewritten."""
_REWRITTEN = re.compile(r"(?P<base>.+?)(?:~(?P<number>\d+))?" + re.escape(SUFFIX))


def archive_files(root: Path, day: date | None = None, run_id: str | None = None) -> Iterator[Path]:
    """Yield the files in the order of their days and names; those of one day, or written by one run."""
    if not root.is_dir():
        return
    folders = sorted(path for path in root.iterdir() if path.is_dir())
    for folder in folders:
        if day is not None and folder.name != day.isoformat():
            continue
        for path in sorted(folder.iterdir()):
            if is_archive(path) and (run_id is None or run_of_file(path) == run_id):
                yield path


def is_archive(path: Path) -> bool:
    """Whether a file is one of WARC records."""
    return path.name.endswith((".warc.gz", ".warc"))


def name_of(root: Path, path: Path) -> str:
    """Return a file's name as references have it."""
    return path.relative_to(root).as_posix()


def run_of_file(path: Path) -> str | None:
    """Return the run that wrote a file, told by its name; None for files of other programs."""
    match = re.fullmatch(r"naqi-(.+?)-\d+(?:~\d+)?" + re.escape(SUFFIX), path.name)
    return match.group(1) if match else None


def day_of_file(path: Path) -> date | None:
    """Return the day on which a file was begun, told by its folder."""
    try:
        return date.fromisoformat(path.parent.name)
    except ValueError:
        return None


def rewritten_name(path: Path) -> Path:
    """Return the name that a file has after it was rewritten: ``naqi-RUN-000~1.warc.gz``, then ``~2`` …"""
    match = _REWRITTEN.fullmatch(path.name)
    if match is None:
        return path.with_name(f"{path.name.removesuffix('.warc')}~1{SUFFIX}")
    return path.with_name(f"{match['base']}~{int(match['number'] or 0) + 1}{SUFFIX}")


def bring_to_disk(folder: Path) -> None:
    """Make sure that names made or changed in ``folder`` outlive a power cut."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = [
    "UNFINISHED",
    "archive_files",
    "bring_to_disk",
    "day_of_file",
    "is_archive",
    "name_of",
    "rewritten_name",
    "run_of_file",
]
