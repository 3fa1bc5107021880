"""Take a reclean back: each article gets another revision, equal to the one before the reclean in every column and removal.

Nothing is deleted, so history tells what was done and undone. An article that the reclean stored is taken out of the view by a last
revision with the reason ``withdrawn``, and its page counts as rejected again, to be judged anew when it is met. What somebody else has
changed since is left as it is. Done twice, the second time changes nothing.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from pipelines.replay.apply import COMMAND as RECLEAN
from pipelines.store import revising, runs
from pipelines.store.errors import NoSuchRun
from pipelines.store.judging import settle
from pipelines.store.models import (
    ArticleRow,
    CandidateRow,
    RejectionRow,
    RevisionRow,
    RunRow,
    UrlStateRow,
)
from pipelines.store.revising import RECLEANED, UNDONE, WITHDRAWN, Making
from pipelines.types import Fate

COMMAND = "undo"
BATCH = 50
State = Literal["open", "undone", "changed"]


_REMEDY = "  → name a run of scrapy reclean --apply; scrapy report RUN prints it"


class NotAReclean(ValueError):
    """The run that is to be taken back applied no plan."""


@dataclass(slots=True)
class Undone:
    """How far an undoing has come."""

    run_id: str | None = None
    """The run that does it; None when there was nothing to do."""
    restored: int = 0
    withdrawn: int = 0
    before: int = 0
    """Articles that had been taken back already."""
    left: list[tuple[str, str]] = field(default_factory=list)
    """Name and address of those that were changed since."""


def undo(
    engine: Engine,
    run_id: str,
    *,
    new_run_id: str,
    now: Callable[[], datetime],
    tell: Callable[[Undone], None] = lambda _: None,
) -> Undone:
    """Take back what the run ``run_id``, and others that applied the same plan, made of articles.

    A run is only entered when there is something to do. Raises ``NoSuchRun`` and ``NotAReclean``.
    """
    done = Undone()
    taken_back = _recleans(engine, run_id)
    discovered: Counter[str] = Counter()
    for group in _batches(engine, taken_back):
        with _writing(engine) as session, session.begin():
            for article_id, revision in group:
                state = _state(session, article_id, revision)
                if state == "undone":
                    done.before += 1
                    continue
                if done.run_id is None and state == "open":
                    _start(session, new_run_id, run_id, now())
                    done.run_id = new_run_id
                article = session.get_one(ArticleRow, article_id)
                if state == "changed":
                    done.left.append((article_id, article.url))
                    continue
                _take_back(session, article, revision, Making(new_run_id, UNDONE, now()), done)
                discovered[article.source] += 1
        tell(done)
    if done.run_id is not None:
        settle(engine)
        with _writing(engine) as session, session.begin():
            runs.finish(session, new_run_id, status="finished", now=now(), discovered=dict(discovered))
            run = runs.run_of(session, new_run_id)
            run.sources = sorted(discovered)
    return done


def _take_back(session: Session, article: ArticleRow, revision: int, making: Making, done: Undone) -> None:
    current = session.get_one(RevisionRow, (article.article_id, revision))
    former = _former(session, article.article_id, revision)
    if former is not None:
        revising.copy(session, article, former, making)
        fate, reason = Fate.UPDATED, UNDONE
        done.restored += 1
    else:
        revising.withdraw(session, article, current, Making(making.run_id, WITHDRAWN, making.now))
        fate, reason = Fate.REJECTED, WITHDRAWN
        done.withdrawn += 1
    revising.enter(
        session,
        making,
        source=article.source,
        url=article.url,
        key=article.key,
        fate=fate,
        reason=reason,
        article_id=article.article_id,
    )
    if former is None:
        session.flush()
        _reject_again(session, article, current, making)


def _reject_again(session: Session, article: ArticleRow, current: RevisionRow, making: Making) -> None:
    """Let the page of a withdrawn article be what it was: rejected, with its bytes known to the next reclean."""
    session.add(
        RejectionRow(
            run_id=making.run_id,
            url=article.url,
            source=article.source,
            fate=Fate.REJECTED,
            reason=WITHDRAWN,
            detail="",
            raw_sha256=current.raw_sha256,
            archive_ref=current.archive_ref,
            created_at=making.now,
        )
    )
    state = session.get(UrlStateRow, article.key)
    if state is not None:
        former = session.scalars(
            select(CandidateRow)
            .where(
                CandidateRow.key == article.key,
                CandidateRow.fate.in_((Fate.REJECTED, Fate.FAILED)),
                CandidateRow.run_id != making.run_id,
            )
            .order_by(CandidateRow.settled_at.desc())
            .limit(1)
        ).first()
        state.fate, state.reason = (former.fate, former.reason) if former else (Fate.REJECTED, WITHDRAWN)
        # Of no version: a server's "not modified" must not repeat this, the page is to be judged by the rules of then.
        state.rules_version = state.cleaner_version = state.article_id = None


def _state(session: Session, article_id: str, revision: int) -> State:
    """Say whether the reclean's revision is still the newest, was taken back already, or was followed by something else."""
    article = session.get_one(ArticleRow, article_id)
    if article.revision == revision:
        return "open"
    following = session.get(RevisionRow, (article_id, revision + 1))
    return "undone" if following is not None and following.reason in (UNDONE, WITHDRAWN) else "changed"


def _former(session: Session, article_id: str, revision: int) -> RevisionRow | None:
    """Return what the view showed before: the revision before, unless that one had taken the article out of it."""
    query = select(RevisionRow).where(RevisionRow.article_id == article_id, RevisionRow.revision < revision)
    row = session.scalars(query.order_by(RevisionRow.revision.desc()).limit(1)).first()
    return None if row is None or row.reason == WITHDRAWN else row


def _recleans(engine: Engine, run_id: str) -> tuple[str, ...]:
    """Return the run and those that applied the same plan (one that was killed, and the one that carried it on)."""
    with Session(engine) as session:
        run = session.get(RunRow, run_id)
        query = select(RunRow).where(RunRow.command == RECLEAN).order_by(RunRow.number.desc())
        known = session.scalars(query).all()
        if run is None:
            newest = ", ".join(each.run_id for each in known[:5]) or "none"
            raise NoSuchRun(
                f"there is no run {run_id!r} in the store; the newest recleans are: {newest}\n{_REMEDY}"
            )
        if run.command != RECLEAN:
            raise NotAReclean(
                f"run {run_id} is a {run.command!r}; only a reclean can be taken back\n{_REMEDY}"
            )
        plan = run.settings.get("plan")
        return tuple(each.run_id for each in known if each.settings.get("plan") == plan)


def _batches(engine: Engine, run_ids: Sequence[str]) -> Iterator[list[tuple[str, int]]]:
    """Yield the articles and the revisions that these runs made, by name, a few at a time."""
    last = ""
    while True:
        query = (
            select(RevisionRow.article_id, RevisionRow.revision)
            .where(
                RevisionRow.run_id.in_(run_ids),
                RevisionRow.reason == RECLEANED,
                RevisionRow.article_id > last,
            )
            .order_by(RevisionRow.article_id)
            .limit(BATCH)
        )
        with Session(engine) as session:
            found = [(article_id, revision) for article_id, revision in session.execute(query)]
        if found:
            yield found
        if len(found) < BATCH:
            return
        last = found[-1][0]


def _start(session: Session, new_run_id: str, run_id: str, now: datetime) -> None:
    undone = runs.run_of(session, run_id)
    runs.start(
        session,
        run_id=new_run_id,
        command=COMMAND,
        now=now,
        pid=os.getpid(),
        host=socket.gethostname(),
        cleaner_version=undone.cleaner_version,
        rules_version=undone.rules_version,
        sources=undone.sources,
        settings={"undoes": run_id, "plan": undone.settings.get("plan")},
    )
    runs.run_of(session, new_run_id).resumes = None


def _writing(engine: Engine) -> Session:
    return Session(engine.execution_options(sqlite_begin="IMMEDIATE"))
