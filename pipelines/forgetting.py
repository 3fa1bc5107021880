"""Forget an article, or all of a source, for good: first the database, then the archive, then what deletion leaves in files.

One transaction leaves the tombstone, which keeps the article from coming back, and takes the rows out; from then on nobody reads it.
Then the archive's files that hold it are written anew, one by one, and the database's file is. Whoever is killed on the way says the
command again: what was begun is known from the run, which has not finished.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.archive.compact import recover, rewrite
from pipelines.archive.erase import Wanted, holding
from pipelines.store import forget, runs
from pipelines.store.alive import Heart
from pipelines.store.forget import Erased, Subject
from pipelines.store.housekeeping import begin, end
from pipelines.store.judging import settle
from pipelines.store.scrub import scrub


@dataclass(slots=True)
class Forgotten:
    """What is gone."""

    articles: int = 0
    revisions: int = 0
    visits: Counter[str] = field(default_factory=Counter)
    """Of the archive, by what they were."""
    archived_bytes: int = 0
    files: int = 0
    damaged: list[str] = field(default_factory=list)
    """Files with places that nobody can read, which are gone as well where the file was written anew."""

    def as_data(self) -> dict[str, Any]:
        """Return it for the run's row."""
        return {
            "articles": self.articles,
            "revisions": self.revisions,
            "visits": dict(sorted(self.visits.items())),
            "archived_bytes": self.archived_bytes,
            "files": self.files,
        }


def forget_for_good(
    engine: Engine,
    root: Path,
    run_id: str,
    what: Subject | str,
    reason: str,
    *,
    clock: Callable[[], datetime],
    tick: Callable[[str], None] = lambda _text: None,
) -> Forgotten:
    """Forget ``what``: an article, or (a string) all of a source; ``root`` is the archive's folder.

    Raises ``StoreBusy`` while another run is under way, before anything is changed; ``ArchiveFailed`` (a full disk) and
    ``NotScrubbed`` when something is still to be done, which the same command does when it is said again.
    """
    at = clock()
    named = (
        {"source": what}
        if isinstance(what, str)
        else {"article_id": what.article_id, "url": what.canonical_url}
    )
    with Session(engine.execution_options(sqlite_begin="IMMEDIATE")) as session, session.begin():
        begin(session, run_id, forget.COMMAND, now=at, settings={"reason": reason, **named})
        if isinstance(what, str):
            erased = forget.erase_source(session, run_id, what, reason, at)
        else:
            erased = forget.erase_one(session, run_id, what, reason, at)
        run = runs.run_of(session, run_id)
        run.settings = {**run.settings, "refs": sorted(erased.refs)}
    done = Forgotten(erased.articles, erased.revisions)
    try:
        with Heart(engine, run_id):
            tick("duplicates and stories")
            settle(engine)
            _erase_bytes(engine, root, run_id, erased, done, tick)
        tick("the database's file")
        # writing PostgreSQL's tables anew takes long; SQLite lets nobody in meanwhile, and would be kept from it by a beat
        with Heart(engine, run_id) if engine.dialect.name == "postgresql" else nullcontext():
            scrub(engine)
    except Exception:
        end(engine, run_id, status="failed", now=clock(), results=done.as_data())
        raise
    with Session(engine) as session:
        finished = [run.run_id for run in forget.unfinished(session, run_id)]
    for each in finished:
        end(engine, each, status="finished", now=clock(), results={"finished_by": run_id})
    end(engine, run_id, status="finished", now=clock(), results={**done.as_data(), "refs": []})
    return done


def _erase_bytes(
    engine: Engine, root: Path, run_id: str, erased: Erased, done: Forgotten, tick: Callable[[str], None]
) -> None:
    """Write the archive's files anew without it, and without what earlier runs began to forget."""
    recover(engine, root)
    with Session(engine) as session:
        begun = [runs.run_of(session, run_id), *forget.unfinished(session, run_id)]
        told = [run.settings for run in begun]
        single = [run.run_id for run in begun if "source" not in run.settings]
        wanted = Wanted(
            sources=frozenset(str(each["source"]) for each in told if "source" in each),
            refs=frozenset(ref for each in told for ref in each.get("refs", ())),
            keys=frozenset(erased.keys | forget.keys_forgotten_in(session, single)),
            titles=frozenset(erased.titles),
        )
    for plan in holding(root, engine, wanted, tick):
        if plan.damaged:
            done.damaged.append(plan.file)
        if plan.dropped:
            rewrite(engine, root, plan)
            done.files += 1
            done.visits.update(plan.dropped)
            done.archived_bytes += plan.dropped_bytes
