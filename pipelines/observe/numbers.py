"""The numbers that are compared: what one crawl saw of one source, and what was seen of it before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl, as far as its numbers depend on it."""

    run_id: str
    number: int
    started_at: datetime
    versions: tuple[str, str] = ("", "")
    """Of cleaner and rules."""
    whole: bool = True
    """False for a crawl that was broken off, or was told to leave pages out (``-a limit``, ``-a since``)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one crawl saw of one source; the counts are those of the table ``run_metrics``."""

    crawl: Crawl
    source: str
    asked: int = 0
    stored: int = 0
    failed: int = 0
    answered: int = 0
    unanswered: int = 0
    pages: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    reread: int = 0
    turned: int = 0
    articles: int = 0
    words: int | None = None
    checked: int = 0
    leaks: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    """Why pages did not come, by reason: told only of the run that is judged."""

    @property
    def at(self) -> datetime:
        """When the crawl began."""
        return self.crawl.started_at


@dataclass(frozen=True, slots=True)
class Past:
    """A source in the crawls before this one, oldest first."""

    before: tuple[Seen, ...] = ()

    def until(self, cut: datetime | None) -> Past:
        """Return what was before an alert began: with its own time in the comparison it would seem usual."""
        return self if cut is None else Past(tuple(seen for seen in self.before if seen.at < cut))

    def within(self, end: datetime, days: float) -> tuple[Seen, ...]:
        """Return the crawls of the ``days`` before ``end``."""
        return tuple(seen for seen in self.before if end - timedelta(days=days) <= seen.at < end)


HISTORY_DAYS = 63
"""How far back numbers are read: four weeks before an alert that may be open for four weeks, and the week before those."""
