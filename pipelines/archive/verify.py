"""Prove an archive: every record has the digests that it says, every pointer of the database leads to what it should.

An unfinished end is what a crash leaves and no fault; all else is. One file at a time, so that memory does not grow with the
archive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from cleaners.urls import candidate_key
from pipelines.archive.captures import Damage
from pipelines.archive.files import name_of
from pipelines.archive.members import Member, members
from pipelines.archive.pointers import Pointer, files_pointed_to, pointers_into
from pipelines.archive.reader import NotArchived, read
from pipelines.archive.records import uri
from pipelines.archive.refs import Ref

Tick = Callable[[str, int], None]
"""Hears how far the work has come: a file and the bytes of it that are done."""


@dataclass(slots=True)
class Checked:
    """What was found in one file."""

    file: str
    size: int
    records: Counter[str] = field(default_factory=Counter)
    """How many of each WARC-Type."""
    pointers: Counter[str] = field(default_factory=Counter)
    """How many of each table lead here as they should."""
    torn: list[Damage] = field(default_factory=list)
    """An unfinished end: a warning."""
    faults: list[Damage] = field(default_factory=list)
    """Everything that is wrong, with its place."""


def verify_file(
    root: Path, path: Path, session: Session | None, tick: Tick = lambda _file, _at: None
) -> Checked:
    """Check one file and what points into it; ``session`` None checks the file alone."""
    name = name_of(root, path)
    done = Checked(name, path.stat().st_size)
    waiting: dict[int, list[Pointer]] = {}
    for pointer in pointers_into(session, name) if session is not None else ():
        waiting.setdefault(Ref.parse(pointer.ref).offset, []).append(pointer)
    asked: list[Pointer] = []
    seen: set[str] = set()
    for found in members(root, path):
        if isinstance(found, Damage):
            (done.torn if found.torn else done.faults).append(found)
            continue
        tick(name, found.offset)
        done.records[found.kind] += 1
        if found.problem:
            done.faults.append(Damage(name, found.offset, found.problem))
        if found.record_id in seen:
            done.faults.append(Damage(name, found.offset, f"the record {found.record_id} is here twice"))
        seen.add(found.record_id)
        if found.kind != "metadata":
            asked = []
        for pointer in waiting.pop(found.offset, ()):
            problem = _mismatch(root, name, pointer, found)
            done.pointers[pointer.table] += not problem
            if problem:
                done.faults.append(Damage(name, found.offset, f"{pointer.table} {pointer.row}: {problem}"))
            asked.append(pointer)
        if found.known is not None:
            _hold_against(done, asked, found)
    for offset, lost in sorted(waiting.items()):
        for pointer in lost:
            text = f"{pointer.table} {pointer.row} points to this place, where no record begins"
            done.faults.append(Damage(name, offset, text))
    return done


def missing_files(root: Path, session: Session) -> list[str]:
    """Return the files that the database points into and that are not there."""
    return sorted(name for name in files_pointed_to(session) if not (root / name).is_file())


def _mismatch(root: Path, file: str, pointer: Pointer, member: Member) -> str | None:
    """Say in what a record is not what a row says of it."""
    if not member.is_answer:
        return f"points to a {member.kind} record"
    if Ref.parse(pointer.ref).length != member.length:
        return f"says that the record has {Ref.parse(pointer.ref).length} bytes; it has {member.length}"
    if pointer.url is not None and uri(pointer.url) != member.url:
        return f"says {pointer.url}, the record is of {member.url}"
    if pointer.sha256 is None or member.kind == "revisit":
        return None
    if sha256(member.payload).hexdigest() == pointer.sha256:
        return None
    try:  # archives of other programs may keep a body as it was on the wire
        body = read(root, Ref(file, member.offset, member.length)).body
    except NotArchived as error:
        return str(error)
    return None if sha256(body).hexdigest() == pointer.sha256 else "has another hash than the record's body"


def _hold_against(done: Checked, asked: list[Pointer], member: Member) -> None:
    """Compare what the metadata record knows with the rows that point to its answer."""
    assert member.known is not None
    for pointer in asked:
        wrong = (pointer.asked is not None and pointer.asked != member.known.url) or (
            pointer.key is not None and pointer.key != candidate_key(member.known.url)
        )
        if wrong:
            said = pointer.asked or pointer.key
            text = f"{pointer.table} {pointer.row}: says that {said} was asked for, the record {member.known.url}"
            done.faults.append(Damage(done.file, member.offset, text))
