"""The removal ledger, and the lines that it keeps account of: what is left of each, and what was taken out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaners.types import ArtifactKind, BlockKind, Removal, Span


@dataclass(slots=True)
class Line:
    """A line of the source on its way through the rules: what is left of it, and where that stands."""

    source: str
    segments: list[Span]
    kind: BlockKind | None = None
    _cache: dict[str, object] = field(default_factory=dict, repr=False)

    @property
    def raw(self) -> str:
        """What is left of the line, its pieces joined so that no two words become one."""
        if "raw" not in self._cache:
            self._cache["raw"], self._cache["gaps"] = _join(self.source, self.segments)
        return self._cache["raw"]  # type: ignore[return-value]

    @property
    def text(self) -> str:
        """:attr:`raw` with runs of white space collapsed, as a reader sees it."""
        if "text" not in self._cache:
            self._cache["text"] = " ".join(self.raw.split())
        return self._cache["text"]  # type: ignore[return-value]

    @property
    def span(self) -> Span:
        """From the first to the last kept character."""
        return Span(self.segments[0].start, self.segments[-1].end)

    def cut(self, ranges: Sequence[tuple[int, int]]) -> list[list[Span]]:
        """Take ``raw[start:end]`` of each ascending range out of the line.

        Returns for each range the trimmed spans of ``source`` that went.
        """
        taken: list[list[Span]] = [[] for _ in ranges]
        left: list[Span] = []
        offset = 0  # of the segment in raw
        pending = list(reversed(ranges))
        gaps: list[bool] = (self.raw, self._cache["gaps"])[1]  # type: ignore[assignment]
        for segment, gap in zip(self.segments, gaps, strict=True):
            offset += gap
            shift = segment.start - offset
            cursor = segment.start
            while pending and pending[-1][0] + shift < segment.end:
                start, end = (max(pending[-1][0] + shift, cursor), min(pending[-1][1] + shift, segment.end))
                if start < end:
                    left.append(Span(cursor, start))
                    taken[len(ranges) - len(pending)].append(Span(start, end))
                    cursor = end
                if pending[-1][1] + shift > segment.end:
                    break
                pending.pop()
            left.append(Span(cursor, segment.end))
            offset += segment.end - segment.start
        self.segments = [span for span in (trim(self.source, span) for span in left) if span.start < span.end]
        self._cache.clear()
        return [
            [span for span in (trim(self.source, span) for span in spans) if span.start < span.end]
            for spans in taken
        ]


def _join(source: str, segments: Sequence[Span]) -> tuple[str, list[bool]]:
    pieces: list[str] = []
    gaps: list[bool] = []
    for segment in segments:
        piece = source[segment.start : segment.end]
        # Pieces are trimmed; where there was white space or a cut between two of them, the reader saw two words.
        gaps.append(bool(pieces) and piece[:1] not in ".,،؛:!؟?)]}»")
        pieces.append((" " if gaps[-1] else "") + piece)
    return "".join(pieces), gaps


def trim(source: str, span: Span) -> Span:
    """Return ``span`` without white space at its ends."""
    text = source[span.start : span.end]
    return Span(span.start + len(text) - len(text.lstrip()), span.start + len(text.rstrip()))


@dataclass(frozen=True, slots=True)
class Told:
    """What a removed artifact said: the rule's ``tells``, if it has any, and the texts of the pattern's named groups."""

    what: str | None
    text: str
    groups: dict[str, str]
    kind: ArtifactKind
    lead: bool
    """Whether it stood before the first prose."""
    bare: bool = False
    """Whether only the text's shape was recognised, by a detector: a date without a word of what it dates."""


@dataclass(slots=True)
class Ledger:
    """What was taken out so far, what it told, and which shadow rules would have taken more."""

    source: str
    removals: list[Removal] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    shadow: set[str] = field(default_factory=set)

    def take(self, line: Line, rule_id: str, kind: ArtifactKind) -> None:
        """Enter the whole of ``line``."""
        for span in line.segments:
            self.removals.append(Removal(rule_id, kind, "block", self.source[span.start : span.end], span))

    def cut(self, rule_id: str, kind: ArtifactKind, spans: Sequence[Span]) -> None:
        """Enter what was taken out of a line."""
        for span in spans:
            self.removals.append(Removal(rule_id, kind, "span", self.source[span.start : span.end], span))
