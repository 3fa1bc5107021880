"""The database's pointers into archive files: what points where, and moving them when a file is rewritten.

Fetches, revisions and rejections have a column ``archive_ref``. Whoever changes a file changes them in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from pipelines.archive.refs import Ref
from pipelines.store.models import FetchRow, RejectionRow, RevisionRow

_TABLES: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (FetchRow, ("fetch_id",)),
    (RevisionRow, ("article_id", "revision")),
    (RejectionRow, ("run_id", "url")),
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """One row that points to a record, and what the record must be."""

    table: str
    row: str
    """The row's key, for people."""
    ref: str
    sha256: str | None
    url: str | None = None
    """The address that gave the answer (``fetches``)."""
    asked: str | None = None
    """The address that was asked for (``fetches``, ``rejections``)."""
    key: str | None = None
    """The key of the page (``revisions``)."""


def pointers_into(session: Session, file: str) -> Iterator[Pointer]:
    """Yield everything in the database that points into ``file``."""
    for fetch in session.scalars(_asked(session, FetchRow, file)):
        row = str(fetch.fetch_id)
        yield Pointer("fetches", row, fetch.archive_ref, fetch.sha256, fetch.final_url, fetch.url)
    revision = RevisionRow
    wanted = (revision.article_id, revision.revision, revision.archive_ref, revision.raw_sha256, revision.key)
    query = select(*wanted).where(_within(session, revision.archive_ref, file))
    for article_id, number, ref, sha256, key in session.execute(query.execution_options(yield_per=1000)):
        assert ref is not None
        yield Pointer("revisions", f"{article_id} {number}", ref, sha256, key=key)
    for rejection in session.scalars(_asked(session, RejectionRow, file)):
        row = f"{rejection.run_id} {rejection.url}"
        yield Pointer("rejections", row, rejection.archive_ref, rejection.raw_sha256, asked=rejection.url)


def offsets_of_revisions(session: Session, file: str) -> frozenset[int]:
    """Return the places in ``file`` that stored articles were made from."""
    column = RevisionRow.archive_ref
    query = select(column).where(_within(session, column, file)).distinct()
    return frozenset(Ref.parse(ref).offset for ref in session.scalars(query) if ref)


def is_pointed_to(session: Session, file: str) -> bool:
    """Whether anything points into ``file``."""
    return any(
        session.execute(
            select(table.archive_ref).where(_within(session, table.archive_ref, file)).limit(1)
        ).first()
        for table, _ in _TABLES
    )


def files_pointed_to(session: Session) -> set[str]:
    """Return the names of all files that the database knows."""
    found: set[str] = set()
    for table, _ in _TABLES:
        query = select(table.archive_ref).where(table.archive_ref.is_not(None))
        for ref in session.scalars(query.execution_options(yield_per=5000)):
            found.add(ref.rsplit(":", 2)[0])
    return found


def move(session: Session, file: str, moved: Mapping[int, Ref]) -> tuple[int, int]:
    """Point to where records are now; what is not in ``moved`` (by offset in ``file``) is gone, and pointed to no more.

    Returns how many pointers were moved and how many emptied.
    """
    counts = [0, 0]
    for table, key in _TABLES:
        columns = [getattr(table, name) for name in key]
        query = select(*columns, table.archive_ref).where(_within(session, table.archive_ref, file))
        changes = []
        for *values, ref in session.execute(query):
            there = moved.get(Ref.parse(ref).offset)
            counts[there is None] += 1
            names = {f"k_{name}": value for name, value in zip(key, values, strict=True)}
            changes.append({**names, "new": None if there is None else str(there)})
        if changes:
            same = [column == bindparam(f"k_{name}") for name, column in zip(key, columns, strict=True)]
            statement = update(table.__table__).where(*same).values(archive_ref=bindparam("new"))
            session.connection().execute(statement, changes)
    return counts[0], counts[1]


def _asked(session: Session, table: type[Any], file: str) -> Any:
    query = select(table).where(_within(session, table.archive_ref, file))
    return query.execution_options(yield_per=1000)


def _within(session: Session, column: Any, file: str) -> ColumnElement[bool]:
    """Ask for references into ``file`` in a way that an index can answer: ``;`` is the character after ``:``."""
    if session.get_bind().dialect.name == "postgresql":
        column = column.collate("C")
    within: ColumnElement[bool] = (column >= f"{file}:") & (column < f"{file};")
    return within
