"""The newest runs with their account: what was discovered, what became of it, and whether that balances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.store.accounting import problems_of
from pipelines.store.models import CandidateRow, RunCountRow, RunRow, RunSourceRow
from pipelines.store.runs import HOUSEKEEPING
from pipelines.types import Fate


@dataclass(frozen=True, slots=True)
class Account:
    """How many URLs met which fate, of a run, a source, or a source in a run."""

    discovered: int
    """As the crawl counted while it discovered; as the ledger counts where the crawl could not say."""
    fates: tuple[tuple[Fate, int], ...]
    """In the order of ``Fate``, without those that nobody met."""

    def of(self, *fates: Fate) -> int:
        """Return how many met one of ``fates``."""
        return sum(count for fate, count in self.fates if fate in fates)

    @property
    def counted(self) -> int:
        """The sum of all fates."""
        return sum(count for _, count in self.fates)

    @property
    def kept(self) -> int:
        """How many led to an article: stored, updated, unchanged or duplicate."""
        return self.of(Fate.STORED, Fate.UPDATED, Fate.UNCHANGED, Fate.DUPLICATE)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in a list."""

    run_id: str
    number: int
    command: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    resumes: str | None
    """The interrupted run that it carried on."""
    sources: int
    """In how many sources something was discovered."""
    account: Account

    @property
    def balanced(self) -> bool:
        """Whether every discovered URL has its fate, and none is pending in a run that is over."""
        account = self.account
        return not any(
            problems_of("", account.discovered, account.counted, account.of(Fate.PENDING), self.status)
        )


def latest(session: Session, limit: int, *, before: int | None = None) -> tuple[RunLine, ...]:
    """Return the newest runs that met pages, newest first; ``before`` a run's number, for the next page of them."""
    asked = select(
        RunRow.run_id,
        RunRow.number,
        RunRow.command,
        RunRow.status,
        RunRow.started_at,
        RunRow.finished_at,
        RunRow.resumes,
    ).where(RunRow.command.not_in(HOUSEKEEPING))
    if before is not None:
        asked = asked.where(RunRow.number < before)
    rows = session.execute(asked.order_by(RunRow.number.desc()).limit(limit)).all()
    accounts = _totals(session, [row.run_id for row in rows])
    return tuple(RunLine(*row, *accounts[row.run_id]) for row in rows)


def _totals(session: Session, run_ids: Sequence[str]) -> dict[str, tuple[int, Account]]:
    """Return for each run its number of sources and its account; the database adds up, which saves reading every line."""
    row, told = RunCountRow, RunSourceRow
    counts = (
        select(row.run_id, row.fate, func.sum(row.count))
        .where(row.run_id.in_(run_ids))
        .group_by(row.run_id, row.fate)
    )
    fates: dict[str, dict[Fate, int]] = {}
    for run_id, fate, count in session.execute(counts):
        fates.setdefault(run_id, {})[Fate(fate)] = int(count)
    discovered = (
        select(told.run_id, func.sum(told.discovered), func.count())
        .where(told.run_id.in_(run_ids))
        .group_by(told.run_id)
    )
    by_run = {run_id: (int(number), sources) for run_id, number, sources in session.execute(discovered)}
    found = {}
    uncounted = [run_id for run_id in run_ids if run_id not in fates or run_id not in by_run]
    ledger = by_source(session, uncounted) if uncounted else {}
    for run_id in run_ids:
        if run_id in ledger:
            found[run_id] = len(ledger[run_id]), total(ledger[run_id].values())
            continue
        number, sources = by_run[run_id]
        met = fates[run_id]
        found[run_id] = sources, Account(number, tuple((fate, met[fate]) for fate in Fate if fate in met))
    return found


def by_source(
    session: Session, run_ids: Sequence[str], *, source: str | None = None
) -> dict[str, dict[str, Account]]:
    """Return the account of each source (or of one) in each of some runs.

    From the counts that a run writes at its end; of a run that has not ended, from the ledger itself.
    """
    discovered = select(RunSourceRow.run_id, RunSourceRow.source, RunSourceRow.discovered).where(
        RunSourceRow.run_id.in_(run_ids)
    )
    counts = (
        select(RunCountRow.run_id, RunCountRow.source, RunCountRow.fate, func.sum(RunCountRow.count))
        .where(RunCountRow.run_id.in_(run_ids))
        .group_by(RunCountRow.run_id, RunCountRow.source, RunCountRow.fate)
    )
    if source is not None:
        discovered = discovered.where(RunSourceRow.source == source)
        counts = counts.where(RunCountRow.source == source)
    told = {(run_id, name): count for run_id, name, count in session.execute(discovered)}
    fates: dict[tuple[str, str], dict[Fate, int]] = {}
    for run_id, name, fate, count in session.execute(counts):
        fates.setdefault((run_id, name), {})[Fate(fate)] = int(count)
    telling, counted = {run_id for run_id, _ in told}, {run_id for run_id, _ in fates}
    for run_id, name, fate, count in _open(
        session, [each for each in run_ids if each not in counted], source
    ):
        fates.setdefault((run_id, name), {})[Fate(fate)] = count
    found: dict[str, dict[str, Account]] = {run_id: {} for run_id in run_ids}
    for run_id, name in sorted(told.keys() | fates.keys()):
        met = fates.get((run_id, name), {})
        # A run that got as far as counting has told of every source; one that did not has told of none.
        number = told.get((run_id, name), 0) if run_id in telling else sum(met.values())
        found[run_id][name] = Account(number, tuple((fate, met[fate]) for fate in Fate if fate in met))
    return found


def _open(session: Session, run_ids: Sequence[str], source: str | None) -> Sequence[Any]:
    """Count in the ledger, for those of the runs that have not ended yet."""
    if not run_ids:
        return ()
    ended = select(RunRow.run_id).where(RunRow.run_id.in_(run_ids), RunRow.finished_at.is_(None))
    row = CandidateRow
    query = (
        select(row.run_id, row.source, row.fate, func.count())
        .where(row.run_id.in_(list(session.scalars(ended))))
        .group_by(row.run_id, row.source, row.fate)
    )
    return session.execute(query if source is None else query.where(row.source == source)).all()


def total(accounts: Iterable[Account]) -> Account:
    """Add accounts up."""
    every = list(accounts)
    return Account(
        sum(item.discovered for item in every),
        tuple((fate, count) for fate in Fate if (count := sum(item.of(fate) for item in every))),
    )
