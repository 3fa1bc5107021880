"""What becomes of one article, from itself and from those before it that share a key with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from pipelines.judges.duplicates import Kind, Relation, relation
from pipelines.judges.signatures import BANDS, Document, key, resemblance, unpack
from pipelines.judges.stories import WINDOW, same_event
from pipelines.store import neighbours
from pipelines.store.board import Board, Judged
from pipelines.store.documents import Documents

COMPARED = 12
"""How many texts an article is held against, those that share most keys first; the same for leaders of stories."""
_LEAST_RESEMBLANCE = 0.10
"""Of the MinHashes; a pair that shares less is not worth reading the texts, unless it shares a sentence."""
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where an article belongs."""

    original: int
    lead: int
    duplicate_of: str | None
    story_id: str | None
    """None also for the leader of a story, whose name depends on those after it."""
    pairs: tuple[tuple[str, str, float], ...]
    """Other article, kind, similarity."""
    state: str
    """Changes with anything that a later article's judgement depends on."""


def judge(session: Session, board: Board, row: Judged, documents: Documents) -> Judgement:
    """Judge one article; ``documents`` reads texts and remembers them."""
    shared, strong, near_in_time = _met(session, row)
    met = board.of({*shared, *near_in_time})
    originals = _by_leader(shared, met, "original")
    certain = {met[ref].original for ref in strong}
    rows = board.of(originals)
    mine = unpack(row.minhash, "I")
    worth = [
        rows[ref]
        for ref in _first(originals, rows)
        if ref in certain or resemblance(mine, unpack(rows[ref].minhash, "I")) >= _LEAST_RESEMBLANCE
    ]
    texts = documents.of(session, [row, *worth])
    document = texts[row.ref]
    related = [
        (other, found)
        for other in worth
        if (found := relation(document, texts[other.ref], (row.at - other.at) * _MICROSECOND)) is not None
    ]
    copied = _closest(each for each in related if each[1].duplicate)
    if copied is not None:
        original, found = copied
        lead = board.of([original.lead])[original.lead]
        return _judgement(original, lead, [(original.article_id, found.kind, found.similarity)])
    wired = _closest(related)
    leads = _by_leader(near_in_time + shared, met, "lead")
    if wired is not None:
        leads[wired[0].lead] += 1
    rows = board.of(leads)
    since = row.at - WINDOW // _MICROSECOND
    leading = [rows[ref] for ref in _first(leads, rows) if rows[ref].at >= since]
    return _story(row, document, wired, leading, documents.of(session, leading))


def _met(session: Session, row: Judged) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Return who came before and shares keys: any that speak for the same text, those of them that are enough, those of stories."""
    alike, telling = unpack(row.alike, "q"), unpack(row.telling, "q")
    # The first key is of the whole text and those behind the bands are of sentences: each is enough to read a text for.
    enough = {alike[0], *alike[1 + BANDS :]}
    since = row.at - WINDOW // _MICROSECOND
    asked = [*((each, neighbours.BEGINNING) for each in alike), *((each, since) for each in telling)]
    shared: Counter[int] = Counter()
    strong: Counter[int] = Counter()
    near_in_time: Counter[int] = Counter()
    titles = set(telling)
    for found, ref in neighbours.before(session, asked, row.place):
        (near_in_time if found in titles else shared)[ref] += 1
        if found in enough:
            strong[ref] += 1
    return shared, strong, near_in_time


def _story(
    row: Judged,
    document: Document,
    wired: tuple[Judged, Relation] | None,
    leading: list[Judged],
    texts: Mapping[int, Document],
) -> Judgement:
    """Find the story of an article that repeats none: that of its wire copy, or the leader with the likest title and lead."""
    pairs: list[tuple[str, str, float]] = []
    best: tuple[float, Judged] | None = None
    for lead in leading:
        likeness = same_event(document, texts[lead.ref], (row.at - lead.at) * _MICROSECOND)
        if likeness is not None and (
            best is None or (likeness, -lead.at, -lead.ref) > (best[0], -best[1].at, -best[1].ref)
        ):
            best = likeness, lead
    if wired is not None:
        other, found = wired
        pairs.append((other.article_id, found.kind, found.similarity))
        if best is None:
            lead_of = next((each for each in leading if each.ref == other.lead), None)
            best = (0.0, lead_of) if lead_of is not None else None
    if best is None:
        return _judgement(row, row, pairs, row)
    likeness, lead = best
    if likeness and all(lead.article_id != other_id for other_id, _, _ in pairs):
        pairs.append((lead.article_id, Kind.REWRITE, likeness))
    return _judgement(row, lead, pairs, row)


def _judgement(
    original: Judged, lead: Judged, pairs: list[tuple[str, str, float]], row: Judged | None = None
) -> Judgement:
    """Put a judgement together; ``row`` is the article itself where it is no duplicate."""
    told = tuple(sorted((other, str(kind), similarity) for other, kind, similarity in pairs))
    alone = lead is row
    state = key(original.article_id, original.body, lead.article_id, lead.body, *told)
    return Judgement(
        original.ref,
        lead.ref,
        None if original is row else original.article_id,
        None if alone else lead.article_id,
        told,
        f"{state:016x}",
    )


def _closest(found: Iterable[tuple[Judged, Relation]]) -> tuple[Judged, Relation] | None:
    """Choose the most alike, and of two the one that spoke first."""
    return max(found, key=lambda each: (each[1].similarity, -each[0].at, -each[0].ref), default=None)


def _by_leader(refs: Counter[int], rows: Mapping[int, Judged], name: str) -> Counter[int]:
    """Count for each original (or lead) how many keys those share that belong to it."""
    found: Counter[int] = Counter()
    for ref, count in refs.items():
        found[getattr(rows[ref], name)] += count
    return found


def _first(counted: Counter[int], rows: Mapping[int, Judged]) -> list[int]:
    return sorted(counted, key=lambda ref: (-counted[ref], rows[ref].at, ref))[:COMPARED]
