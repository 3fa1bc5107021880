"""The balance of a run: what was discovered equals what became of it, for every source (promise 4).

One side is counted by the crawl while it discovers, the other from the ledger of candidates. They are two counts by two
programs, so a page that gets lost between them shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pipelines.store.models import CandidateRow, RunCountRow, RunSourceRow
from pipelines.types import Fate

UNFINISHED = frozenset({"running", "interrupted"})
"""Statuses of a run in which candidates may be pending."""


@dataclass(frozen=True, slots=True)
class FateCount:
    """How many URLs met a fate for a reason (which may be empty)."""

    fate: Fate
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class SourceBalance:
    """One source's line of the account."""

    source: str
    discovered: int
    """As the crawl counted; as the ledger counted when the crawl could not say (killed, or still running)."""
    counts: tuple[FateCount, ...]

    @property
    def counted(self) -> int:
        """The sum of all fates."""
        return sum(item.count for item in self.counts)

    def of(self, fate: Fate, reason: str | None = None) -> int:
        """Return how many met ``fate`` (for ``reason``, if given)."""
        return sum(item.count for item in self.counts if item.fate == fate and reason in (None, item.reason))


@dataclass(frozen=True, slots=True)
class RunBalance:
    """The account of a run; ``problems`` says in words where it does not balance."""

    run_id: str
    status: str
    sources: tuple[SourceBalance, ...]
    problems: tuple[str, ...]

    @property
    def balanced(self) -> bool:
        """Whether every discovered URL has its fate."""
        return not self.problems


def write_counts(session: Session, run_id: str) -> None:
    """Write ``run_counts`` anew from the ledger."""
    session.flush()
    session.execute(delete(RunCountRow).where(RunCountRow.run_id == run_id))
    for source, counts in _count(session, run_id).items():
        session.add_all(
            RunCountRow(run_id=run_id, source=source, fate=item.fate, reason=item.reason, count=item.count)
            for item in counts
        )
    session.flush()


def write_discovered(session: Session, run_id: str, discovered: Mapping[str, int]) -> None:
    """Write the crawl's own count of each source."""
    for source, number in discovered.items():
        session.merge(RunSourceRow(run_id=run_id, source=source, discovered=number))
    session.flush()


def balance(session: Session, run_id: str, status: str) -> RunBalance:
    """Hold the two counts against each other; sources in alphabetical order, fates in that of ``Fate``."""
    counts = _count(session, run_id)
    query = select(RunSourceRow).where(RunSourceRow.run_id == run_id)
    told = {row.source: row.discovered for row in session.scalars(query)}
    # A run that got as far as counting has told of every source; one that did not has told of none.
    sources = tuple(
        SourceBalance(
            source,
            told.get(source, 0) if told else sum(item.count for item in counts.get(source, ())),
            counts.get(source, ()),
        )
        for source in sorted(told.keys() | counts.keys())
    )
    problems = (
        problem
        for line in sources
        for problem in problems_of(line.source, line.discovered, line.counted, line.of(Fate.PENDING), status)
    )
    return RunBalance(run_id, status, sources, tuple(problems))


def problems_of(source: str, discovered: int, counted: int, pending: int, status: str) -> Iterator[str]:
    """Say in words where the account of a source does not balance, in a run of this status."""
    if discovered != counted:
        yield f"{source}: {discovered} discovered, but {counted} have a fate in the ledger"
    if pending and status not in UNFINISHED:
        yield f"{source}: {pending} still pending in a run that says it is {status}"


def _count(session: Session, run_id: str) -> dict[str, tuple[FateCount, ...]]:
    row = CandidateRow
    query = (
        select(row.source, row.fate, row.reason, func.count())
        .where(row.run_id == run_id)
        .group_by(row.source, row.fate, row.reason)
    )
    order = list(Fate)
    found: dict[str, list[FateCount]] = {}
    for source, fate, reason, number in session.execute(query):
        found.setdefault(source, []).append(FateCount(Fate(fate), reason, number))
    return {
        source: tuple(sorted(items, key=lambda item: (order.index(item.fate), item.reason)))
        for source, items in found.items()
    }
