"""Write an archive file anew without some of its records, so that a crash at any point loses and doubles nothing.

The records that stay are copied byte for byte into a new file, which is brought to the disk and then gets its name; one transaction
moves the database's pointers; then the old file goes. Whoever is killed in between leaves one of three things, and
``recover`` tells them apart: an unfinished file (of no use), a new file that nothing points to (of no use, the old one is whole), or
an old file that nothing points to any more (it was about to go).
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.archive.captures import Damage
from pipelines.archive.files import UNFINISHED, archive_files, bring_to_disk, name_of, rewritten_name
from pipelines.archive.members import Visit, visits
from pipelines.archive.pointers import is_pointed_to, move
from pipelines.archive.refs import Ref
from pipelines.archive.writer import ArchiveFailed

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one file."""

    path: Path
    file: str
    size: int
    kept: tuple[tuple[int, int], ...]
    """Offset and length of the records that stay, in order."""
    dropped: Counter[str]
    """How many visits go, by what they were."""
    dropped_bytes: int
    damages: tuple[Damage, ...]

    @property
    def torn(self) -> bool:
        """Whether the file has an unfinished end and no other damage."""
        return bool(self.damages) and all(damage.torn for damage in self.damages)

    @property
    def damaged(self) -> bool:
        """Whether there is a place in the middle that cannot be read."""
        return any(not damage.torn for damage in self.damages)


def plan(root: Path, path: Path, keep: Callable[[Visit], bool]) -> Plan:
    """Read a file and ask ``keep`` of each visit whether it stays; changes nothing. Memory: one visit at a time."""
    kept: list[tuple[int, int]] = []
    info: list[tuple[int, int]] = []
    dropped: Counter[str] = Counter()
    dropped_bytes = 0
    damages = []
    for visit in visits(root, path):
        if isinstance(visit, Damage):
            damages.append(visit)
        elif visit.members[0].kind == "warcinfo":
            info += _places(visit)
        elif keep(visit):
            kept += _places(visit)
        else:
            dropped[_label(visit)] += 1
            dropped_bytes += visit.size
    return Plan(
        path=path,
        file=name_of(root, path),
        size=path.stat().st_size,
        kept=tuple(sorted(info + kept)) if kept else (),
        dropped=dropped,
        dropped_bytes=dropped_bytes,
        damages=tuple(damages),
    )


def rewrite(engine: Engine, root: Path, what: Plan) -> tuple[int, int]:
    """Carry a plan out; returns how many pointers were moved and how many emptied. Raises ``ArchiveFailed`` (a full disk).

    Damaged places are not copied. Nobody may be writing to the file.
    """
    moved: dict[int, Ref] = {}
    if what.kept:
        moved = _copy(root, what)
    with Session(engine.execution_options(sqlite_begin="IMMEDIATE")) as session, session.begin():
        counts = move(session, what.file, moved)
    what.path.unlink()
    _tidy(what.path.parent)
    return counts


def recover(engine: Engine, root: Path) -> int:
    """Finish or take back what was broken off; returns how many leftovers there were."""
    found = 0
    for unfinished in sorted(root.glob(f"*/*{UNFINISHED}")):
        unfinished.unlink()
        _tidy(unfinished.parent)
        found += 1
    with Session(engine) as session:
        for old in list(archive_files(root)):
            new = rewritten_name(old)
            if not (old.is_file() and new.is_file()):
                continue
            old_in_use, new_in_use = (is_pointed_to(session, name_of(root, path)) for path in (old, new))
            if not (old_in_use and new_in_use):
                (old if new_in_use else new).unlink()
                found += 1
    return found


def _copy(root: Path, what: Plan) -> dict[int, Ref]:
    new = rewritten_name(what.path)
    unfinished = new.with_name(new.name + UNFINISHED)
    name = name_of(root, new)
    moved: dict[int, Ref] = {}
    try:
        with what.path.open("rb") as source, unfinished.open("wb") as target:
            for offset, length in what.kept:
                moved[offset] = Ref(name, target.tell(), length)
                _copy_bytes(source, target, offset, length)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(new)
        bring_to_disk(new.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise ArchiveFailed(
            f"{what.path} cannot be written anew: {error.strerror or error}\n"
            f"  → make room for {what.size} bytes or mend the folder's permissions, and say it again; nothing is lost"
        ) from error
    return moved


def _copy_bytes(source: BinaryIO, target: BinaryIO, offset: int, length: int) -> None:
    source.seek(offset)
    while length:
        data = source.read(min(length, _CHUNK))
        if not data:
            raise OSError(None, "the file has become shorter while it was read")
        target.write(data)
        length -= len(data)


def _places(visit: Visit) -> list[tuple[int, int]]:
    return [(member.offset, member.length) for member in visit.members]


def _label(visit: Visit) -> str:
    if visit.spelling is not None:
        return "spelling"
    kind = visit.known.kind if visit.known else "other"
    return f"{kind} {visit.answers[-1].status}" if visit.answers else kind


def _tidy(folder: Path) -> None:
    """Bring a folder's names to the disk, and remove it when it is empty."""
    bring_to_disk(folder)
    with contextlib.suppress(OSError):
        folder.rmdir()
