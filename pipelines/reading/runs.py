"""The newest runs with their account: what was discovered, what became of it, and whether that balances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.store.accounting import UNFINISHED
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
    sources: int
    """In how many sources something was discovered."""
    account: Account

    @property
    def balanced(self) -> bool:
        """Whether every discovered URL has its fate, and none is pending in a run that is over."""
        pending = self.account.of(Fate.PENDING)
        return self.account.discovered == self.account.counted and (not pending or self.status in UNFINISHED)


def latest(session: Session, limit: int, *, before: int | None = None) -> tuple[RunLine, ...]:
    """Return the newest runs that met pages, newest first; ``before`` a run's number, for the next page of them."""
    asked = select(
        RunRow.run_id, RunRow.number, RunRow.command, RunRow.status, RunRow.started_at, RunRow.finished_at
    ).where(RunRow.command.not_in(HOUSEKEEPING))
    if before is not None:
        asked = asked.where(RunRow.number < before)
    rows = session.execute(asked.order_by(RunRow.number.desc()).limit(limit)).all()
    accounts = by_source(session, [row.run_id for row in rows])
    return tuple(
        RunLine(*row, len(accounts[row.run_id]), total(accounts[row.run_id].values())) for row in rows
    )


def by_source(session: Session, run_ids: Sequence[str]) -> dict[str, dict[str, Account]]:
    """Return the account of each source in each of some runs.

    From the counts that a run writes at its end; of a run that has not ended, from the ledger itself.
    """
    told: dict[tuple[str, str], int] = {}
    discovered = select(RunSourceRow.run_id, RunSourceRow.source, RunSourceRow.discovered)
    for run_id, source, count in session.execute(discovered.where(RunSourceRow.run_id.in_(run_ids))):
        told[run_id, source] = count
    fates: dict[tuple[str, str], dict[Fate, int]] = {}
    counts = (
        select(RunCountRow.run_id, RunCountRow.source, RunCountRow.fate, func.sum(RunCountRow.count))
        .where(RunCountRow.run_id.in_(run_ids))
        .group_by(RunCountRow.run_id, RunCountRow.source, RunCountRow.fate)
    )
    for run_id, source, fate, count in session.execute(counts):
        fates.setdefault((run_id, source), {})[Fate(fate)] = int(count)
    counted = {run_id for run_id, _ in fates}
    open_runs = [run_id for run_id in run_ids if run_id not in counted]
    ledger = (
        select(CandidateRow.run_id, CandidateRow.source, CandidateRow.fate, func.count())
        .where(CandidateRow.run_id.in_(open_runs))
        .group_by(CandidateRow.run_id, CandidateRow.source, CandidateRow.fate)
    )
    if open_runs:
        for run_id, source, fate, count in session.execute(ledger):
            fates.setdefault((run_id, source), {})[Fate(fate)] = count
    telling = {run_id for run_id, _ in told}
    found: dict[str, dict[str, Account]] = {run_id: {} for run_id in run_ids}
    for run_id, source in sorted(told.keys() | fates.keys()):
        met = fates.get((run_id, source), {})
        # A run that got as far as counting has told of every source; one that did not has told of none.
        number = told.get((run_id, source), 0) if run_id in telling else sum(met.values())
        found[run_id][source] = Account(number, tuple((fate, met[fate]) for fate in Fate if fate in met))
    return found


def total(accounts: Iterable[Account]) -> Account:
    """Add accounts up."""
    every = list(accounts)
    return Account(
        sum(item.discovered for item in every),
        tuple((fate, count) for fate in Fate if (count := sum(item.of(fate) for item in every))),
    )
