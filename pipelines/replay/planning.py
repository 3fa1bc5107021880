"""Make a plan: clean everything again, compare, and write down what would change. Nothing is written to the database."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cleaners.types import Accepted, Quarantined, Rejected
from cleaners.urls import candidate_key, canonical_of
from pipelines.replay import content, diff, walk
from pipelines.replay.planfile import Change, PlanWriter
from pipelines.replay.walk import Base, Refused, Replayed, Selection
from pipelines.store import rows, tombstones
from pipelines.store.models import ArticleRow
from pipelines.workers import Workers

LISTED = 200
"""Articles that are named for one reason; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Named:
    """An article or page that a plan leaves alone, and why."""

    source: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Example:
    """A change with both texts."""

    change: Change
    url: str
    before: content.Version
    after: content.Version


@dataclass(slots=True)
class Tally:
    """What was found; grows with the sources and rules, not with the articles."""

    articles: int = 0
    """Articles whose bytes were looked at."""
    pages: int = 0
    """Rejected and failed pages whose bytes were looked at."""
    changed: Counter[str] = field(default_factory=Counter)
    """Articles that would change, by source."""
    stored: Counter[str] = field(default_factory=Counter)
    """Rejected pages that would be stored, by source."""
    rules_gained: Counter[str] = field(default_factory=Counter)
    """Articles from which a rule would take more than it did, by rule."""
    rules_lost: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    characters_gained: int = 0
    characters_lost: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """``unchanged``, ``ledger_only``, ``other_rules``, ``still_rejected``, ``duplicate``, and the names of ``left``."""
    left: dict[str, list[Named]] = field(default_factory=dict)
    """What is left alone, by ``would_be_rejected``, ``quarantined``, ``not_archived``, ``would_move``."""
    largest: list[Example] = field(default_factory=list)
    """The largest changes, largest first (when the plan is done)."""

    def leave(self, why: str, source: str, url: str, reason: str) -> None:
        """Count something that the plan does not touch, and name it as long as there is room."""
        self.counts[why] += 1
        named = self.left.setdefault(why, [])
        if len(named) < LISTED:
            named.append(Named(source, url, reason))

    def as_data(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        return {
            "articles": self.articles,
            "pages": self.pages,
            "changed": dict(sorted(self.changed.items())),
            "stored": dict(sorted(self.stored.items())),
            "rules_gained": dict(sorted(self.rules_gained.items())),
            "rules_lost": dict(sorted(self.rules_lost.items())),
            "fields": dict(sorted(self.fields.items())),
            "characters_gained": self.characters_gained,
            "characters_lost": self.characters_lost,
            "counts": dict(sorted(self.counts.items())),
        }


def how_many(engine: Engine, selection: Selection) -> int:
    """Return how many articles a plan would look at, for its progress; without rejected pages."""
    if selection.ids is not None:
        return len(selection.ids)
    query = select(func.count()).select_from(ArticleRow).where(ArticleRow.revision > 0)
    if selection.sources:
        query = query.where(ArticleRow.source.in_(selection.sources))
    if selection.since is not None:
        query = query.where(ArticleRow.first_seen_at >= selection.since)
    with Session(engine) as session:
        return session.scalar(query) or 0


def make_plan(
    engine: Engine,
    workers: Workers,
    archive: Path,
    selection: Selection,
    plan: PlanWriter,
    *,
    window: int,
    examples: int,
    tell: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Write the plan's changes to ``plan`` and return what was found; ``tell`` hears of it after every page.

    ``examples`` is the number of the largest changes to keep with their texts. Raises ``WorkersBroken``.
    """
    tally = Tally()
    heap: list[tuple[int, int, Example]] = []
    for number, replayed in enumerate(
        walk.replay(workers, archive, walk.current(engine, selection), window=window)
    ):
        tally.articles += 1
        found = _article(tally, selection, replayed)
        if found is not None:
            plan.change(found.change)
            size = found.change.characters_gained + found.change.characters_lost
            push = heapq.heappush if len(heap) < examples else heapq.heappushpop
            if examples:
                push(heap, (size, -number, found))
        tell(tally)
    for source, url in walk.without_bytes(engine, selection):
        tally.leave("not_archived", source, url, "it was never archived")
    for page in walk.replay(workers, archive, walk.refused(engine, selection), window=window):
        tally.pages += 1
        change = _page(engine, tally, selection, page)
        if change is not None:
            plan.change(change)
        tell(tally)
    tally.largest = [example for *_, example in sorted(heap, key=lambda item: item[:2], reverse=True)]
    return tally


def _article(tally: Tally, selection: Selection, replayed: Replayed[Base]) -> Example | None:
    base, cleaning, capture = replayed.item, replayed.cleaning, replayed.capture
    if cleaning is None or capture is None:
        tally.leave("not_archived", base.source, base.url, replayed.problem)
        return None
    match cleaning.outcome:
        case Rejected(verdict=verdict):
            tally.leave("would_be_rejected", base.source, base.url, str(verdict.reason or verdict.judge))
            return None
        case Quarantined(reason=reason):
            tally.leave("quarantined", base.source, base.url, f"{reason} {cleaning.detail}".strip())
            return None
        case Accepted() as accepted:
            pass
    after = content.of_accepted(accepted)
    fields = content.changed_fields(base.version, after)
    gained, lost = content.rules_changed(base.version, after)
    if not fields:
        tally.counts["ledger_only" if base.version.removals != after.removals else "unchanged"] += 1
        return None
    if selection.rule is not None and selection.rule not in {*gained, *lost}:
        tally.counts["other_rules"] += 1
        return None
    canonical = canonical_of(capture.url, accepted.cleaned.canonical_url)
    was = canonical_of(capture.url, base.version.columns["declared_canonical_url"])
    if candidate_key(canonical) not in (candidate_key(was), candidate_key(base.canonical_url)):
        tally.leave("would_move", base.source, base.url, f"it would be known as {canonical}")
        return None
    more, less = diff.gained_and_lost(base.version.words, after.words)
    tally.changed[base.source] += 1
    tally.rules_gained.update(gained.keys())
    tally.rules_lost.update(lost.keys())
    tally.fields.update(fields)
    tally.characters_gained += more
    tally.characters_lost += less
    change = Change(
        what="revise",
        source=base.source,
        article_id=base.article_id,
        key="",
        revision=base.revision,
        base_sha256=base.version.sha256,
        archive_ref=base.archive_ref or "",
        raw_sha256=base.raw_sha256,
        sha256=after.sha256,
        fields=fields,
        rules_gained=gained,
        rules_lost=lost,
        characters_gained=more,
        characters_lost=less,
    )
    return Example(change, base.url, base.version, after)


def _page(engine: Engine, tally: Tally, selection: Selection, replayed: Replayed[Refused]) -> Change | None:
    page, cleaning, capture = replayed.item, replayed.cleaning, replayed.capture
    if cleaning is None or capture is None:
        tally.leave("not_archived", page.source, page.url, replayed.problem)
        return None
    if not isinstance(cleaning.outcome, Accepted):
        tally.counts["still_rejected"] += 1
        return None
    accepted = cleaning.outcome
    after = content.of_accepted(accepted)
    if selection.rule is not None and selection.rule not in after.rules:
        tally.counts["other_rules"] += 1
        return None
    canonical = canonical_of(capture.url, accepted.cleaned.canonical_url)
    keys = sorted({page.key, candidate_key(canonical), candidate_key(capture.url)})
    with Session(engine) as session:
        if tombstones.refused(session, rows.article_id_of(canonical), keys) is not None:
            tally.counts["forgotten"] += 1
            return None
        known = select(ArticleRow.article_id).where(
            ArticleRow.canonical_key == candidate_key(canonical), ArticleRow.revision > 0
        )
        if session.scalars(known.limit(1)).first() is not None:
            tally.counts["duplicate"] += 1
            return None
    size = sum(map(len, after.words.split()))
    tally.stored[page.source] += 1
    tally.characters_gained += size
    return Change(
        what="store",
        source=page.source,
        article_id=rows.article_id_of(canonical),
        key=page.key,
        revision=0,
        base_sha256="",
        archive_ref=page.archive_ref or "",
        raw_sha256=page.raw_sha256,
        sha256=after.sha256,
        fields=("text",),
        rules_gained=dict(sorted(after.rules.items())),
        characters_gained=size,
    )


def names_of(lines: Iterator[str], find: Callable[[str], str | None]) -> tuple[tuple[str, ...], list[str]]:
    """Return the articles that a list names, one a line (a name or an address), and the lines that name none."""
    found: dict[str, None] = {}
    unknown = []
    for line in lines:
        asked = line.strip()
        if not asked or asked.startswith("#"):
            continue
        article_id = find(asked)
        if article_id is None:
            unknown.append(asked)
        else:
            found[article_id] = None
    return tuple(found), unknown
