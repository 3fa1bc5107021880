"""Watch a crawl that has ended: count it, compare it with those before it, and keep what an operator should know.

Counting and comparing only read; what is kept is written in two short transactions, so that another crawl need not wait. Saying it again
for the same run changes nothing but what is new.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.observe.alert import Watched
from pipelines.observe.incidents import follow
from pipelines.observe.reckoning import Reckoned, RunSeen, about_run, about_source, together
from pipelines.store import alerts, metrics


def watch(
    engine: Engine,
    run_id: str,
    run: RunSeen,
    *,
    interrupted: bool,
    crawled: Collection[str] | None,
    now: datetime,
) -> Watched:
    """Measure, reckon and keep; returns what is new, what lasts and what is over.

    ``interrupted``: what was not reached is no reason to alert, so only the run itself is judged. ``crawled``: all sources that are
    crawled at all, None when the run was for some only.
    """
    with Session(engine) as session:
        counted = metrics.measure(session, run_id)
    with _writing(engine) as session, session.begin():
        for row in counted:
            session.merge(row)
    about = about_run(run)
    sources: list[Reckoned] = []
    with Session(engine) as session:
        still_open = alerts.still_open(session)
        since = {one.key: one.since for one in still_open}
        if not interrupted and run.broken_off is None:
            sources = [about_source(seen, past, since) for seen, past in metrics.history(session, run_id)]
    every = together(sources)
    reckoned = Reckoned(about.findings + every.findings, about.judged | every.judged)
    with _writing(engine) as session, session.begin():
        alerts.write(session, run_id, follow(still_open, reckoned, now, crawled=crawled), now)
        found = alerts.of_run(session, run_id)
    return Watched(
        run_id,
        tuple(each for each in found if each.run_id == run_id),
        tuple(each for each in found if each.run_id != run_id and each.ended_at is None),
        tuple(each for each in found if each.ended_run_id == run_id),
    )


def _writing(engine: Engine) -> Session:
    return Session(engine.execution_options(sqlite_begin="IMMEDIATE"))
