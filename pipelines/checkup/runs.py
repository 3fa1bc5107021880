"""How did the last crawl end, which runs were left lying, which alerts are open, and do the clocks agree?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.checkup.finding import Finding, ok, problem, warning
from pipelines.store import accounting, alive
from pipelines.store.forget import COMMAND as FORGET
from pipelines.store.models import AlertRow, FetchRow, RunRow

CRAWL = "crawl news"
STALE = timedelta(hours=48)
"""After that long without a crawl, the schedule is not what keeps the store fresh."""
APART = timedelta(seconds=30)
"""How far two clocks may be apart."""
NAMED = 5
"""Alerts that are named."""


def last_crawl(session: Session, now: datetime) -> Iterator[Finding]:
    """Look at the newest crawl that has ended."""
    crawls = select(RunRow).where(RunRow.command == CRAWL).order_by(RunRow.number.desc())
    run = session.scalars(crawls.where(RunRow.status != "running").limit(1)).first()
    if run is None:
        if session.scalars(crawls.limit(1)).first() is None:
            yield warning("last crawl", "there was none yet", "scrapy crawl news")
        return
    ended = run.finished_at or run.started_at
    when = f"{run.run_id}, {_ago(now - ended)} ago"
    account = accounting.balance(session, run.run_id, run.status)
    if not account.balanced:
        yield problem(
            "last crawl",
            f"{when}: the account does not balance: {account.problems[0]}",
            f"scrapy report {run.run_id}",
        )
    elif run.status == "interrupted":
        yield warning(
            "last crawl", f"{when}: it was interrupted or killed", "scrapy crawl news   (carries it on)"
        )
    elif now - ended <= STALE:
        yield ok("last crawl", f"{when}: {run.status}, every page accounted for")
    if now - ended > STALE:
        yield warning(
            "last crawl",
            f"{when}: that is long ago for a crawl on a schedule",
            "systemctl list-timers 'naqi-*'   (or crontab -l): is it still there?",
        )


def left_lying(session: Session, host: str) -> Iterator[Finding]:
    """Look for runs that say that they run and are dead, and for what was broken off and must be said again."""
    running = session.scalars(select(RunRow).where(RunRow.status == "running").order_by(RunRow.number)).all()
    at = alive.clock(session)
    dead = [run for run in running if not alive.is_alive(run, host, at)]
    silent = [run for run in running if run not in dead and run.host != host and run.beat_at is None]
    for run in dead:
        yield warning(
            "runs",
            f"{run.run_id} ({run.command}) says that it runs on {run.host} (process {run.pid}), and is dead; it holds nothing",
            "nothing: the next run marks it as interrupted"
            if run.command not in (FORGET, CRAWL)
            else "scrapy crawl news   (carries it on)"
            if run.command == CRAWL
            else "scrapy forget …   (the same command again)",
        )
    for run in silent:
        yield warning(
            "runs",
            f"{run.run_id} ({run.command}) says since {run.started_at:%Y-%m-%d %H:%M} UTC that it runs on {run.host}, and nobody "
            "here can tell whether it does",
            f"on {run.host}: scrapy doctor",
        )
    broken = select(RunRow).where(RunRow.command == FORGET, RunRow.status.in_(("interrupted", "failed")))
    for run in session.scalars(broken.order_by(RunRow.number)):
        yield problem(
            "runs",
            f"{run.run_id} (forget) was broken off before all bytes were gone",
            "scrapy forget …   (any forget with --yes finishes it too)",
        )
    if not (dead or silent):
        told = ", ".join(f"{run.run_id} ({run.command})" for run in running)
        yield ok("runs", f"under way: {told}" if told else "none is under way, and none was left lying")


def open_alerts(session: Session) -> Iterator[Finding]:
    """Name the alerts that are open, the grave ones first."""
    still = select(AlertRow).where(AlertRow.ended_at.is_(None))
    count = session.scalar(select(func.count()).select_from(still.subquery())) or 0
    rows = session.scalars(
        still.order_by(AlertRow.severity, AlertRow.created_at.desc(), AlertRow.position).limit(NAMED)
    )
    for row in rows:
        of = f"{row.source}: " if row.source else ""
        yield warning("alerts", f"{of}{row.text}", row.remedy or "docs/alerts.md says what to do")
    if count > NAMED:
        yield warning("alerts", f"{count - NAMED} more are open", "scrapy report")
    if not count:
        yield ok("alerts", "none is open")


def clocks(session: Session, now: datetime, *, same_machine: bool) -> Iterator[Finding]:
    """Hold this machine's clock against the database server's, and against the newest times in the store."""
    remedy = "timedatectl set-ntp true   (as root), then: timedatectl"
    if not same_machine:
        apart = abs(alive.clock(session) - now)
        if apart > APART:
            yield problem(
                "clock",
                f"this machine and the database server are {_ago(apart)} apart",
                f"{remedy}; on both machines",
            )
    newest = select(func.max(RunRow.started_at)), select(func.max(RunRow.finished_at))
    last_fetch = select(FetchRow.fetched_at).order_by(FetchRow.fetch_id.desc()).limit(1)
    times = [time for query in (*newest, last_fetch) if (time := session.scalar(query)) is not None]
    ahead = max(times, default=now) - now
    if ahead > APART:
        yield problem(
            "clock",
            f"it is {now:%Y-%m-%d %H:%M} UTC here, and the newest row of the store is of {_ago(ahead)} later: the clock is slow "
            "now, or was fast then",
            remedy,
        )
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, and nothing in the store is of later")


def _ago(span: timedelta) -> str:
    seconds = span.total_seconds()
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    if seconds < 7200:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.0f} hours" if seconds < 172800 else f"{seconds / 86400:.0f} days"
