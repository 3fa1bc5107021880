"""Do a plan: exactly its articles, each cleaned again and held against what the plan says, as a run of its own.

It may be killed at any time. Whatever was committed is recognised the next time (the article's newest revision is the one that the
plan wanted, made by a run of this plan), so nothing is done twice and nothing is left out.
"""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine, and_, select
from sqlalchemy.orm import Session

from cleaners.types import Accepted
from cleaners.urls import canonical_of
from pipelines.replay import content, walk
from pipelines.replay.planfile import Change, Plan
from pipelines.replay.walk import Base, Item, Refused, Replayed
from pipelines.store import articles, revising, rows, runs
from pipelines.store.judging import settle
from pipelines.store.models import ArticleRow, RevisionRow, RunRow, UrlStateRow
from pipelines.store.revising import RECLEANED, Making
from pipelines.types import Candidate, Fate, Fetch
from pipelines.workers import Workers

COMMAND = "reclean --apply"
COMMIT_PAGES = 32
COMMIT_SECONDS = 0.5
"""A transaction is closed after so many pages or so much time, whichever comes first."""

State = Literal["open", "done", "changed"]


@dataclass(slots=True)
class Applied:
    """How far an application has come."""

    total: int
    fates: Counter[tuple[Fate, str]] = field(default_factory=Counter)
    discovered: Counter[str] = field(default_factory=Counter)
    """Articles of the plan by source."""

    @property
    def done(self) -> int:
        """How many of the plan's articles have their fate."""
        return sum(self.fates.values())

    @property
    def as_planned(self) -> bool:
        """Whether every article became what the plan says."""
        return all(fate in (Fate.UPDATED, Fate.STORED, Fate.UNCHANGED) for fate, _ in self.fates)


def survey(engine: Engine, plan: Plan) -> Iterator[tuple[Change, State]]:
    """Yield the plan's changes: still to be done, done already by this plan, or overtaken by somebody else's since."""
    runs_of_plan = _runs_of(engine, plan.header.plan)
    for changes in _batches(plan.read()):
        with Session(engine) as session:
            states = _states(session, changes, runs_of_plan)
        for change, (state, _) in zip(changes, states, strict=True):
            yield change, state


def start(engine: Engine, plan: Plan, run_id: str, now: datetime) -> str | None:
    """Enter the run of an application and return the interrupted run of the same plan that it carries on, or None."""
    sources = sorted({*plan.totals["changed"], *plan.totals["stored"]})
    with _writing(engine) as session, session.begin():
        before = _runs(session, plan.header.plan)
        runs.start(
            session,
            run_id=run_id,
            command=COMMAND,
            now=now,
            pid=os.getpid(),
            host=socket.gethostname(),
            cleaner_version=plan.header.fingerprint.cleaner_version,
            rules_version=plan.header.fingerprint.rules_version,
            sources=sources,
            settings={"plan": plan.header.plan, "selection": dict(plan.header.selection)},
        )
        run = runs.run_of(session, run_id)
        run.resumes = next((each.run_id for each in before if each.status == "interrupted"), None)
        return run.resumes


def apply_plan(
    engine: Engine,
    workers: Workers,
    archive: Path,
    plan: Plan,
    run_id: str,
    *,
    window: int,
    now: Callable[[], datetime],
    tell: Callable[[Applied], None] = lambda _: None,
) -> Applied:
    """Apply a plan in the run ``run_id``; ``tell`` hears of it after every commit. Raises ``WorkersBroken``."""
    applied = Applied(plan.changes)
    runs_of_plan = _runs_of(engine, plan.header.plan)
    for changes in _batches(plan.read()):
        applied.discovered.update(change.source for change in changes)
        with Session(engine) as session:
            states = _states(session, changes, runs_of_plan)
        settled = [
            (change, state) for change, (state, _) in zip(changes, states, strict=True) if state != "open"
        ]
        with _writing(engine) as session, session.begin():
            for change, state in settled:
                _settle(session, change, state, Making(run_id, RECLEANED, now()), applied)
        by_item = {id(item): change for change, (_, item) in zip(changes, states, strict=True)}
        revise = [item for state, item in states if state == "open" and isinstance(item, Base)]
        store = [item for state, item in states if state == "open" and isinstance(item, Refused)]
        for group in (
            _commits(walk.replay(workers, archive, revise, window=window)),
            _commits(walk.replay(workers, archive, store, window=window)),
        ):
            for replayed in group:
                with _writing(engine) as session, session.begin():
                    for each in replayed:
                        making = Making(run_id, RECLEANED, now())
                        fate = _do(session, by_item[id(each.item)], each, making, runs_of_plan)
                        applied.fates[fate] += 1
                tell(applied)
    return applied


def finish(engine: Engine, run_id: str, applied: Applied, *, status: str, now: datetime) -> None:
    """Judge what has changed for duplicates and stories, close the run and write its account."""
    settle(engine)
    with _writing(engine) as session, session.begin():
        runs.finish(session, run_id, status=status, now=now, discovered=dict(applied.discovered))


def _do(
    session: Session,
    change: Change,
    replayed: Replayed[Base] | Replayed[Refused],
    making: Making,
    runs_of_plan: frozenset[str],
) -> tuple[Fate, str]:
    """Commit one article, after a last look whether it still is what the plan was made from."""
    cleaning, item = replayed.cleaning, replayed.item
    elapsed = None if cleaning is None else cleaning.seconds * 1000
    state = _states(session, [change], runs_of_plan)[0][0]
    accepted = cleaning.outcome if cleaning is not None else None
    if state != "open":
        fate, reason = _settled_as(state)
    elif not isinstance(accepted, Accepted) or content.of_accepted(accepted).sha256 != change.sha256:
        fate, reason = Fate.FAILED, "not_as_planned" if cleaning is not None else "not_archived"
    elif isinstance(item, Refused):
        return _store(session, item, replayed, accepted, making, elapsed)
    else:
        fate, reason = Fate.UPDATED, RECLEANED
        article = session.get_one(ArticleRow, change.article_id)
        former = session.get_one(RevisionRow, (article.article_id, article.revision))
        columns = rows.revision_columns(accepted.cleaned, accepted.verdicts)
        proof = {name: getattr(former, name) for name in ("key", "raw_sha256", "archive_ref")}
        removals = rows.removal_rows("", 0, accepted.cleaned.removals)
        revising.add(session, article, making, {**columns, **proof}, removals)
    key = item.key if isinstance(item, Refused) else _key(session, change)
    revising.enter(
        session,
        making,
        source=item.source,
        url=item.url,
        key=key,
        fate=fate,
        reason=reason,
        article_id=change.article_id,
        elapsed_ms=elapsed,
    )
    return fate, reason


def _store(
    session: Session,
    page: Refused,
    replayed: Replayed[Base] | Replayed[Refused],
    accepted: Accepted,
    making: Making,
    elapsed: float | None,
) -> tuple[Fate, str]:
    """Store a page that was rejected, as a crawl would have done with these rules."""
    capture, state = replayed.capture, session.get_one(UrlStateRow, page.key)
    assert capture is not None
    fetch = Fetch(
        source=page.source,
        url=page.url,
        final_url=capture.url,
        kind="page",
        status=capture.status,
        fetched_at=capture.fetched_at,
        size=0,
        sha256=page.raw_sha256,
        archive_ref=page.archive_ref,
    )
    commit = articles.commit(
        session,
        making.run_id,
        Candidate(page.source, page.url, page.key, "replay", state.hint_title, state.hint_published),
        fetch,
        accepted,
        canonical=canonical_of(capture.url, accepted.cleaned.canonical_url),
        now=making.now,
        elapsed_ms=elapsed,
        because=making.reason,
    )
    return commit.fate, commit.reason


def _settle(session: Session, change: Change, state: State, making: Making, applied: Applied) -> None:
    """Enter an article of the plan that needs nothing done, or to which nothing may be done."""
    fate, reason = _settled_as(state)
    article = session.get(ArticleRow, change.article_id)
    page = session.get(UrlStateRow, change.key) if change.key else None
    url = article.url if article is not None else page.url if page is not None else change.article_id
    key = article.key if article is not None else change.key
    revising.enter(
        session,
        making,
        source=change.source,
        url=url,
        key=key,
        fate=fate,
        reason=reason,
        article_id=change.article_id,
    )
    applied.fates[fate, reason] += 1


def _settled_as(state: State) -> tuple[Fate, str]:
    return (Fate.UNCHANGED, "applied_before") if state == "done" else (Fate.SKIPPED, "changed_since")


def _states(
    session: Session, changes: Sequence[Change], runs_of_plan: frozenset[str]
) -> list[tuple[State, Base | Refused | None]]:
    """Say of each change whether it is still to be done, done already, or overtaken by somebody else's."""
    asked = [change.article_id for change in changes]
    query = (
        select(ArticleRow, RevisionRow)
        .join(
            RevisionRow,
            and_(
                RevisionRow.article_id == ArticleRow.article_id, RevisionRow.revision == ArticleRow.revision
            ),
        )
        .where(ArticleRow.article_id.in_(asked))
    )
    pairs = [(row[0], row[1]) for row in session.execute(query)]
    bases = {base.article_id: base for base in walk.bases_of(session, pairs)}
    ours = {row.article_id for _, row in pairs if row.reason == RECLEANED and row.run_id in runs_of_plan}
    found: list[tuple[State, Base | Refused | None]] = []
    for change in changes:
        base = bases.get(change.article_id)
        if base is not None and change.article_id in ours and base.version.sha256 == change.sha256:
            found.append(("done", base))
        elif change.what == "revise":
            same = base is not None and (base.revision, base.version.sha256) == (
                change.revision,
                change.base_sha256,
            )
            found.append(("open" if same else "changed", base))
        else:
            page = walk.one_refused(session, change.key)
            same = base is None and page is not None and page.archive_ref == change.archive_ref
            found.append(("open" if same else "changed", page))
    return found


def _commits(found: Iterator[Replayed[Item]]) -> Iterator[list[Replayed[Item]]]:
    """Gather what is committed together."""
    batch: list[Replayed[Item]] = []
    since = time.monotonic()
    for each in found:
        batch.append(each)
        if len(batch) >= COMMIT_PAGES or time.monotonic() - since > COMMIT_SECONDS:
            yield batch
            batch, since = [], time.monotonic()
    if batch:
        yield batch


def _batches(changes: Iterator[Change]) -> Iterator[list[Change]]:
    batch: list[Change] = []
    for change in changes:
        batch.append(change)
        if len(batch) == walk.BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _key(session: Session, change: Change) -> str:
    return session.get_one(ArticleRow, change.article_id).key


def _runs(session: Session, plan: str) -> list[RunRow]:
    """Return the runs that applied a plan, newest first."""
    query = select(RunRow).where(RunRow.command == COMMAND).order_by(RunRow.number.desc())
    return [run for run in session.scalars(query) if run.settings.get("plan") == plan]


def _runs_of(engine: Engine, plan: str) -> frozenset[str]:
    with Session(engine) as session:
        return frozenset(run.run_id for run in _runs(session, plan))


def _writing(engine: Engine) -> Session:
    return Session(engine.execution_options(sqlite_begin="IMMEDIATE"))
