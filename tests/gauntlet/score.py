"""What became of every line of the gauntlet's documents, read from the spans of ``Cleaned`` and nothing else.

An artifact line counts as removed when no character of it is left in title, blocks or translations; reporting counts as
lost when any character of it was taken. Both are read character by character, so a label that happens to be a word of
some paragraph is neither removed nor kept by accident.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaners import Cleaned, clean_text
from cleaners.repair import repair
from cleaners.types import ArtifactKind
from tests.gauntlet.assembly import Document, Part, assemble
from tests.gauntlet.data import Artifact, Half


@dataclass(frozen=True, slots=True)
class Fate:
    """One part of one document, and how much of it was kept."""

    document: str
    half: Half
    part: Part
    kept: int
    """Characters of it, white space aside, that are still in the article."""
    size: int
    rules: tuple[str, ...]
    """Ids of the rules that took something of it."""
    kinds: tuple[str, ...]
    """Kinds that the ledger gives it."""

    @property
    def removed(self) -> bool:
        """Whether nothing of it is left."""
        return not self.kept

    @property
    def lost(self) -> bool:
        """Whether any of it is gone."""
        return self.kept < self.size


@dataclass(slots=True)
class Score:
    """The outcome over all documents."""

    documents: int = 0
    artifacts: list[Fate] = field(default_factory=list)
    reporting: list[Fate] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    """Documents in which a character vanished, was invented, or is accounted for twice."""
    unsettled: list[str] = field(default_factory=list)
    """Documents whose result, cleaned again, changes."""
    mistitled: list[str] = field(default_factory=list)
    """Documents whose title was not recognised as the title."""
    rules_version: str = ""

    def missed(self) -> list[Fate]:
        """Artifact lines of which something was kept."""
        return [fate for fate in self.artifacts if not fate.removed]

    def lost(self) -> list[Fate]:
        """Reporting of which something was taken."""
        return [fate for fate in self.reporting if fate.lost]

    def share(
        self,
        *,
        half: Half | None = None,
        kind: ArtifactKind | None = None,
        rate: str | None = None,
        place: str | None = None,
    ) -> tuple[int, int]:
        """Return how many of the artifact lines asked for were removed, and how many there are."""
        fates = [
            fate
            for fate in self.artifacts
            if isinstance(one := fate.part.of, Artifact)
            and half in (None, fate.half)
            and kind in (None, one.kind)
            and rate in (None, one.rate)
            and place in (None, fate.part.place)
        ]
        return sum(fate.removed for fate in fates), len(fates)


def run(documents: Iterable[Document] | None = None) -> Score:
    """Clean the documents and score what comes out."""
    score = Score()
    for document in assemble() if documents is None else documents:
        cleaned = clean_text(document.text)
        score.documents += 1
        score.rules_version = cleaned.rules_version
        if problem := imbalance(document.text, cleaned):
            score.unbalanced.append(f"{document.name}: {problem}")
        if not settled(cleaned):
            score.unsettled.append(document.name)
        if cleaned.title != document.title:
            score.mistitled.append(document.name)
        for fate in fates(document, cleaned):
            (score.artifacts if fate.part.role == "artifact" else score.reporting).append(fate)
    return score


def imbalance(given: str, cleaned: Cleaned) -> str | None:
    """Say how the promise of conservation is broken, or return None when it holds."""
    source = cleaned.source
    if cleaned.repairs:
        # Broken encodings become letters that were not there, so only repair itself can say what must be.
        if source != repair(given).text:
            return "the source is not what was given, repaired"
    elif given != source:
        return "the source is not what was given"
    holders = [0] * len(source)
    for start, end in _kept_spans(cleaned):
        for index in range(start, end):
            holders[index] += 1
    taken = [0] * len(source)
    for removal in cleaned.removals:
        if removal.span is None:
            return f"{removal.rule_id} has no span"
        start, end = removal.span
        if source[start:end].strip() != removal.text:
            return f"{removal.rule_id} records another text than stands at its span"
        for index in range(start, end):
            taken[index] += 1
    for index, character in enumerate(source):
        if character.isspace():
            continue
        if not holders[index] and not taken[index]:
            return f"character {index} ({character}) is nowhere"
        if holders[index] > 1 or taken[index] > 1:
            return f"character {index} ({character}) is accounted for twice"
    blocks = [*cleaned.blocks, *(block for one in cleaned.translations for block in one.blocks)]
    texts = [(block.span, block.text) for block in blocks]
    if cleaned.title_span and cleaned.title is not None:
        texts.append((cleaned.title_span, cleaned.title))
    for (start, end), text in texts:
        left = "".join(source[i] for i in range(start, end) if not taken[i])
        if _solid(left) != _solid(text):
            return f"a block says something else than its span: {text[:40]}"
    return None


def settled(cleaned: Cleaned) -> bool:
    """Whether cleaning the cleaned text changes nothing."""
    text = "\n\n".join(filter(None, (cleaned.title, cleaned.text)))
    again = clean_text(text)
    return (again.title, again.text, again.removals) == (cleaned.title, cleaned.text, ())


def fates(document: Document, cleaned: Cleaned) -> list[Fate]:
    """Return what became of each part of the document."""
    source = cleaned.source
    kept = bytearray(len(source))
    for start, end in _kept_spans(cleaned):
        kept[start:end] = b"\1" * (end - start)
    for removal in cleaned.removals:
        if removal.span:
            start, end = removal.span
            kept[start:end] = bytes(end - start)
    found: list[Fate] = []
    lines = source.split("\n")
    if len(lines) != len(document.lines):
        raise AssertionError(f"{document.name}: the source has another number of lines than the document")
    begin = 0
    for line, parts in zip(lines, document.lines, strict=True):
        cursor = 0
        for part in parts:
            at = line.find(part.text, cursor)
            start, end = (begin + at, begin + at + len(part.text)) if at >= 0 else (begin, begin + len(line))
            cursor = end - begin
            size = len(_solid(source[start:end]))
            left = sum(kept[index] and not source[index].isspace() for index in range(start, end))
            took = [
                removal
                for removal in cleaned.removals
                if removal.span and removal.span.start < end and removal.span.end > start
            ]
            found.append(
                Fate(
                    document.name,
                    document.half,
                    part,
                    left,
                    size,
                    tuple(dict.fromkeys(removal.rule_id for removal in took)),
                    tuple(dict.fromkeys(str(removal.kind) for removal in took)),
                )
            )
        begin += len(line) + 1
    return _settle_twins(found)


def _settle_twins(found: list[Fate]) -> list[Fate]:
    """Let a line and its word-for-word repetition change places, where the repetition stayed and the line went."""
    settled = list(found)
    for index, fate in enumerate(found):
        if fate.part.twin_of is None or fate.lost:
            continue
        for other, original in enumerate(found):
            gone = original.removed and original.part.role != "artifact"
            if gone and original.part.text == fate.part.twin_of:
                settled[index] = Fate(
                    fate.document, fate.half, fate.part, 0, fate.size, original.rules, original.kinds
                )
                settled[other] = Fate(
                    original.document, original.half, original.part, original.size, original.size, (), ()
                )
                break
    return settled


def _kept_spans(cleaned: Cleaned) -> list[tuple[int, int]]:
    blocks = [*cleaned.blocks, *(block for one in cleaned.translations for block in one.blocks)]
    spans: list[tuple[int, int]] = [block.span for block in blocks]
    return [*spans, cleaned.title_span] if cleaned.title_span else spans


def _solid(text: str) -> str:
    return "".join(text.split())
