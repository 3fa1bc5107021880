"""Is there room, and may we write? Told without leaving anything behind.

Where the system has files without a name (Linux, O_TMPFILE), one is written, which finds what permissions do not tell: a disk that is
read-only, full or over its quota. It is gone when it is closed, whatever happens.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.checkup.finding import Finding, ok, problem, warning

LEAST = 500_000_000
"""Bytes below which no crawl should begin."""
LITTLE = 5_000_000_000
"""Bytes below which it is time to make room."""
_TRIED = 64 * 1024
_NAMELESS = (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL)
"""What a file system says that knows no files without a name."""


def places(folders: Mapping[str, Path]) -> Iterator[Finding]:
    """Look at the folders that runs write into, each under the name that the operator knows; and at their disks."""
    disks: dict[int, tuple[str, Path]] = {}
    for name, folder in folders.items():
        there = _nearest(folder)
        if not there.is_dir():
            yield problem(
                "disk",
                f"{name}: {folder} cannot be made, since {there} is not a folder",
                f"remove the file or name another place: mv {there} {there}.old",
            )
            continue
        wrong = why_not_writable(there)
        if wrong:
            yield problem(
                "disk", f"{name}: nothing can be written to {there}: {wrong}", _remedy(wrong, there)
            )
        else:
            missing = "" if folder.exists() else f" ({folder} will be made)"
            yield ok("disk", f"{name}: {there} can be written{missing}")
        disks.setdefault(there.stat().st_dev, (name, there))
    for name, there in disks.values():
        yield _room(name, there)


def why_not_writable(folder: Path) -> str | None:
    """Say why nothing can be written into a folder, or None when it can."""
    if hasattr(os, "O_TMPFILE"):
        try:
            handle = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600)
        except OSError as error:
            if error.errno not in _NAMELESS:
                return error.strerror
        else:
            try:
                os.write(handle, bytes(_TRIED))
                os.fsync(handle)
            except OSError as error:
                return error.strerror
            finally:
                os.close(handle)
            return None
    return None if os.access(folder, os.W_OK | os.X_OK) else "permission denied, or the disk is read-only"


def _nearest(folder: Path) -> Path:
    """Return the folder, or what there is of the way to it."""
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder


def _room(name: str, folder: Path) -> Finding:
    usage = shutil.disk_usage(folder)
    told = f"{usage.free / 1e9:.1f} GB free on the disk of {name} ({folder})"
    remedy = "scrapy archive gc --older-than 90d   (says what would go; with --yes it goes), or a larger disk"
    if usage.free < LEAST:
        return problem("disk", told, remedy)
    if _inodes_left(folder) < 0.01:
        return problem(
            "disk", f"less than 1% of the inodes are free on the disk of {name} ({folder})", remedy
        )
    return warning("disk", told, remedy) if usage.free < LITTLE else ok("disk", told)


def _inodes_left(folder: Path) -> float:
    """Return the free share of the file system's inodes; 1 where it does not count them."""
    if not hasattr(os, "statvfs"):
        return 1.0
    found = os.statvfs(folder)
    return found.f_favail / found.f_files if found.f_files else 1.0


def _remedy(wrong: str, folder: Path) -> str:
    if wrong == os.strerror(errno.EROFS):
        return f"mount -o remount,rw {folder}   (first see in the kernel's log why it is read-only: dmesg), or name another folder in NAQI_VAR"
    if wrong in (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT)):
        return f"make room: df -h {folder}"
    return f"chown -R $(id -un) {folder}   (as root), or name another folder in NAQI_VAR"
