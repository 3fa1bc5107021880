"""Which records are too old to keep: all that no stored revision was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cleaners.urls import candidate_key
from pipelines.archive.compact import Plan, plan
from pipelines.archive.files import archive_files, day_of_file, name_of, run_of_file
from pipelines.archive.members import Visit
from pipelines.archive.pointers import files_pointed_to, offsets_of_revisions
from pipelines.store.models import ArticleRow, ForgottenKeyRow, RunRow
from pipelines.store.tombstones import forgotten


def is_strange(root: Path, engine: Engine) -> bool:
    """Whether the archive has files and the database knows none of them: then it is another archive's database."""
    files = {name_of(root, path) for path in archive_files(root)}
    with Session(engine) as session:
        return bool(files) and not files & files_pointed_to(session)


def expired(root: Path, engine: Engine, before: datetime) -> Iterator[Plan]:
    """Yield a plan for each file from which something may go: what is older than ``before``, or was forgotten.

    Files that a crawl is writing to at this time are left out.
    """
    for path in archive_files(root):
        with Session(engine) as session:
            if is_being_written(session, path):
                continue
            anything_forgotten = session.scalar(select(func.count()).select_from(ForgottenKeyRow))
            day = day_of_file(path)
            if not anything_forgotten and day is not None and day > before.date():
                continue
            found = plan(root, path, _keeper(session, name_of(root, path), before))
        if found.dropped:
            yield found


def is_being_written(session: Session, path: Path) -> bool:
    """Whether the run that writes to a file has not ended yet (or was killed, and nobody has noticed)."""
    run = session.get(RunRow, run_of_file(path) or "")
    return run is not None and run.status == "running"


def _keeper(session: Session, file: str, before: datetime) -> Callable[[Visit], bool]:
    needed = offsets_of_revisions(session, file)

    def keep(visit: Visit) -> bool:
        keys = sorted({candidate_key(url) for url in visit.urls})
        if forgotten(session, keys):
            return False
        if visit.date is not None and visit.date >= before:
            return True
        if visit.spelling is not None:  # where an article is fetched depends on all its spellings
            known = select(ArticleRow.article_id).where(ArticleRow.key == visit.spelling.key)
            return session.execute(known.limit(1)).first() is not None
        return any(member.offset in needed for member in visit.answers)

    return keep
