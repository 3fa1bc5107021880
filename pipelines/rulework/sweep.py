"""Every hit of one rule in archive and goldens, with the lines around it, for reading.

Numbers do not tell whether a rule takes reporting; only reading what it takes does. So the archive is cleaned again with the rule
active, in workers, and each text that it takes comes with the line before and the line after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from sqlalchemy import Engine

from cleaners.structure import is_prose
from cleaners.types import Accepted, Cleaned, Outcome, Page
from pipelines.flow import Context
from pipelines.replay import walk
from pipelines.replay.walk import Item, Replayed, Selection
from pipelines.rulework.trial import OnTrial
from pipelines.workers import Cleaning, Workers

GOLDENS = "goldens"
"""Stands for the source of what is in no store: the project's own examples."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that the rule takes, where it stands."""

    source: str
    url: str
    zone: str
    """``lead``, ``body``, ``tail``: before, among or behind the prose that stays; ``dom`` for what went before there were lines."""
    text: str
    before: str
    """The line before it, and what stands before it in its own line."""
    after: str


@dataclass(slots=True)
class Swept:
    """What was found."""

    pages: int = 0
    goldens: int = 0
    unreadable: int = 0
    """Pages that are not in the archive any more, or could not be cleaned."""
    hits: int = 0
    by_source: Counter[str] = field(default_factory=Counter)
    by_zone: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    """Pages with a hit, by source."""

    def add(self, source: str, found: list[Hit]) -> None:
        """Count the hits of one page."""
        self.hits += len(found)
        self.by_source[source] += len(found)
        self.by_zone.update(hit.zone for hit in found)
        self.articles[source] += bool(found)


def sweep(
    engine: Engine,
    workers: Workers,
    archive: Path,
    rule: str,
    *,
    file: Path | None = None,
    source: str | None = None,
    goldens: Path | None = None,
    window: int,
    swept: Swept,
    tell: Callable[[Swept], None] = lambda _: None,
) -> Iterator[Hit]:
    """Yield every hit of ``rule`` and count it in ``swept``; ``workers`` run ``pipelines.rulework.trial.process``.

    Goldens come first, if a folder of them is given. Raises ``WorkersBroken``.
    """
    for name, outcome in _goldens(workers, goldens, rule, file) if goldens and not source else ():
        swept.goldens += 1
        if isinstance(outcome, Accepted):
            found = hits_in(outcome.cleaned, rule, GOLDENS, name)
            swept.add(GOLDENS, found)
            yield from found
    selection = Selection(sources=(source,) if source else ())

    def sent(context: Context) -> OnTrial:
        return OnTrial(context, rule, file)

    pages = (
        _outcomes(walk.replay(workers, archive, walk.current(engine, selection), window=window, sent=sent)),
        _outcomes(walk.replay(workers, archive, walk.refused(engine, selection), window=window, sent=sent)),
    )
    for name, url, made in chain.from_iterable(pages):
        swept.pages += 1
        if isinstance(made, Accepted):
            found = hits_in(made.cleaned, rule, name, url)
            swept.add(name, found)
            yield from found
        else:
            swept.unreadable += 1
        tell(swept)


def _outcomes(done: Iterator[Replayed[Item]]) -> Iterator[tuple[str, str, Outcome | None]]:
    for replayed in done:
        cleaning = replayed.cleaning
        yield replayed.item.source, replayed.item.url, cleaning.outcome if cleaning else None


def hits_in(cleaned: Cleaned, rule: str, source: str, url: str) -> list[Hit]:
    """Return what ``rule`` took of one page, in the order of the page."""
    text = cleaned.source
    prose = [block.span for block in cleaned.blocks if is_prose(block.text)]
    found = []
    for removal in cleaned.removals:
        if removal.rule_id != rule:
            continue
        if removal.span is None:
            found.append(Hit(source, url, "dom", removal.text, "", ""))
            continue
        start, end = removal.span
        zone = "body"
        if not prose or end <= prose[0].start:
            zone = "lead"
        elif start >= prose[-1].end:
            zone = "tail"
        found.append(Hit(source, url, zone, removal.text, _line_before(text, start), _line_after(text, end)))
    return found


def _line_before(text: str, start: int) -> str:
    """Return what stands before ``start`` in its line, or else the line before it that has anything."""
    return " ".join((text[:start].rstrip().rsplit("\n", 1) or [""])[-1].split())


def _line_after(text: str, end: int) -> str:
    return " ".join((text[end:].lstrip().split("\n", 1) or [""])[0].split())


def _goldens(workers: Workers, folder: Path, rule: str, file: Path | None) -> Iterator[tuple[str, Outcome]]:
    """Clean the pages and texts of the golden folders; sites' own are those of their site."""
    waiting: list[tuple[str, Future[Cleaning]]] = []
    for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.txt"))):
        if path.name.startswith("expected"):
            continue
        within = path.relative_to(folder)
        domain = within.parts[1] if within.parts[0] == "sites" and len(within.parts) > 2 else ""
        page = Page(f"http://{domain or 'golden.invalid'}/{within.as_posix()}", path.read_bytes())
        context = Context(form="text" if path.suffix == ".txt" else "html")
        waiting.append((within.as_posix(), workers.submit(page, OnTrial(context, rule, file))))
    for name, future in waiting:
        yield name, future.result().outcome
