"""Put a folder under its name at once and whole, or not at all, whatever kills the program and when.

It is written beside its place under a hidden name, brought to the disk, and renamed. Where a folder is to be replaced, the
two names are exchanged in one step (``renameat2`` on Linux); a file system that cannot do that gets two renames, and what a
crash between these two leaves is set right by the next export. The hidden folder is locked while its program lives: an
unlocked one is what a dead program left, and goes.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from pipelines.exporting.errors import CannotExport, ExportFailed

UNFINISHED = ".naqi-unfinished"
REPLACED = ".naqi-replaced"
MANIFEST = "manifest.json"
"""A folder without this file is none of ours, and is never replaced."""

_OURS = re.compile(r"\.(?P<name>.+)-[0-9a-f]{8}(?:" + re.escape(UNFINISHED) + "|" + re.escape(REPLACED) + ")")
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_CANNOT_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


@contextlib.contextmanager
def made_whole(target: Path, *, force: bool) -> Iterator[Path]:
    """Give a folder to write into; when the block ends without an error, it stands at ``target``.

    Raises ``CannotExport`` before anything is written, and ``ExportFailed`` for what the disk refuses.
    """
    _refuse(target, force=force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(target.parent)
        folder, lock = _locked_folder(target)
    except OSError as error:
        raise CannotExport(
            f"{target.parent} cannot be written: {error.strerror}\n  → make it writable, or name another place with --out"
        ) from error
    try:
        yield folder
        _bring_to_disk(folder)
        _put(folder, target, force=force)
        _bring_to_disk(target.parent, deep=False)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
            said, remedy = "the disk is full", "free space, or name another place with --out"
        else:
            said, remedy = error.strerror or str(error), "see to it, or name another place with --out"
        raise ExportFailed(
            f"{target} could not be written: {said}\n  → {remedy}; there is nothing of this export there"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # on success that is what it replaced, or nothing
        os.close(lock)


def clear_leftovers(parent: Path) -> int:
    """Remove what dead exports left in ``parent``, and put back what one had set aside; returns how many there were."""
    found = 0
    for path in sorted(parent.iterdir()):
        match = _OURS.fullmatch(path.name)
        if match is None or path.is_symlink() or not path.is_dir():
            continue
        with contextlib.suppress(FileNotFoundError), _lock_of(path) as free:
            if not free:
                continue
            target = parent / match["name"]
            if path.name.endswith(REPLACED) and not target.exists():
                path.rename(target)
            else:
                shutil.rmtree(path)
            found += 1
    return found


def _refuse(target: Path, *, force: bool) -> None:
    """Raise where there is something that must not be replaced."""
    if not os.path.lexists(target):
        return
    if not target.is_dir() or target.is_symlink():
        raise CannotExport(f"{target} is there and is no folder\n  → name a folder with --out")
    if not any(target.iterdir()):
        return
    if not (target / MANIFEST).is_file():
        raise CannotExport(f"{target} holds something that is no export\n  → name another folder with --out")
    if not force:
        raise CannotExport(
            f"{target} is there already\n  → name another, or say --force to replace it when the new one is whole"
        )


def _locked_folder(target: Path) -> tuple[Path, int]:
    """Make a hidden folder and lock it; somebody who clears up may take it away between the two."""
    while True:
        folder = target.parent / f".{target.name}-{secrets.token_hex(4)}{UNFINISHED}"
        folder.mkdir()
        try:
            lock = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        if _try_lock(lock) and folder.exists():
            return folder, lock
        os.close(lock)


@contextlib.contextmanager
def _lock_of(folder: Path) -> Iterator[bool]:
    lock = os.open(folder, os.O_RDONLY)
    try:
        yield _try_lock(lock)
    finally:
        os.close(lock)


def _try_lock(handle: int) -> bool:
    """Take the lock of an open folder if it is free; where there are no locks, nothing is free."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _bring_to_disk(folder: Path, *, deep: bool = True) -> None:
    """Make sure that all of a folder outlives a power cut."""
    paths = [folder, *(folder.rglob("*") if deep else ())]
    for path in reversed(paths):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _put(folder: Path, target: Path, *, force: bool) -> None:
    if not os.path.lexists(target) or not any(target.iterdir()):
        folder.rename(target)
    elif not force:
        raise OSError(errno.EEXIST, "another export was put there meanwhile")
    elif not _exchange(folder, target):
        aside = target.parent / f".{target.name}-{secrets.token_hex(4)}{REPLACED}"
        target.rename(aside)
        folder.rename(target)
        shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change their names in one step; False where the system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    done = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number))
