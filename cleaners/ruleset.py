"""Compiled rules: what a rule is once it is read, and how the rules that take a line are found fast.

Most lines of an article are taken by no rule, so what matters is to see that quickly: patterns are asked all at once, in
sets, and a paragraph is shown only to rules that look at anything so long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import re2

from cleaners.evidence import Evidence, convinces, witness
from cleaners.patterns import compile_re2, options
from cleaners.structure import ends_sentence
from cleaners.text import Folded, fold, word_count
from cleaners.types import ArtifactKind, Span
from cleaners.word_lists import words_of_lists

Zone = Literal["lead", "body", "tail"]
ZONES: tuple[Zone, ...] = ("lead", "body", "tail")


@dataclass(frozen=True, slots=True)
class Then:
    """The list that a heading takes with it: at most ``blocks`` headline-like blocks of at most ``max_words`` words."""

    blocks: int = 8
    max_words: int = 22


@dataclass(frozen=True, slots=True)
class Keep:
    """A text that the rule must leave alone; with ``zone``, one that it leaves alone because it stands there."""

    text: str
    zone: Zone | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule, ready for use; ``matches`` looks at folded text only, position is the caller's business."""

    id: str
    kind: ArtifactKind
    why: str
    scope: Literal["block", "span", "rest"]
    zones: frozenset[Zone]
    active: bool
    min_words: int
    max_words: int
    sources: tuple[str, ...]
    """The patterns as RE2 source; empty for a rule with a detector."""
    detector: Callable[[str], bool] | None
    near: tuple[str, ...]
    """Folded literals, one of which a block must hold before a span rule is tried on it."""
    tells: str | None
    then: Then | None
    remove: tuple[str, ...]
    keep: tuple[Keep, ...]
    file: str
    unless: tuple[Any, ...] = ()
    """A block or rest rule leaves alone what one of these patterns is found in."""
    sentence: bool | None = None
    """True: only what ends as a sentence does; False: only what does not; None: both."""
    before: Literal["headline"] | None = None
    """"headline": only when the next line has a headline's shape."""
    spare: Literal["title"] | None = None
    """"title": not the line that has the place and shape of the title."""
    amid: Literal["arabic"] | None = None
    """"arabic": only in a text whose prose is Arabic."""
    evidence: Evidence | None = None
    """In place of patterns: words of which enough must be in the line."""
    since: date | None = None
    until: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether the rule is one of ``day``; None is today, whenever that is."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def allows(self, text: str, folded: str, words: int) -> bool:
        """Whether the block ``text`` has the length and the end that the rule asks for, and nothing of ``unless``."""
        return (
            self.min_words <= words <= self.max_words
            and (self.sentence is None or ends_sentence(text) is self.sentence)
            and not any(pattern.search(folded) for pattern in self.unless)
        )

    def search(self, folded: str) -> Any:
        """Return the first match of any pattern in ``folded``, or None."""
        return next((found for source in self.sources if (found := compile_re2(source).search(folded))), None)

    def search_all(self, folded: str) -> Iterator[Any]:
        """Yield the matches in ``folded``, ascending and without overlap, of the first pattern that has any."""
        for source in self.sources:
            found = False
            for match in compile_re2(source).finditer(folded):
                found = True
                yield match
            if found:
                return


SET_LENGTHS = (range(15), range(15, 41), range(41, 1_000_000))
"""Rules are bundled by the longest block they take: most paragraphs are longer than what most rules look at."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockSet:
    """An ``re2.Set`` over patterns of block and rest rules that take blocks of up to ``longest`` words."""

    finder: Any
    owner: tuple[int, ...]
    """For each pattern of the set the index of its rule."""
    longest: int

    def hits(self, folded: str) -> set[int]:
        """Return the indices of the rules with a pattern that is found in ``folded``."""
        return {self.owner[hit] for hit in self.finder.Match(folded) or ()}


@dataclass(frozen=True, slots=True, eq=False)
class Ruleset:
    """Rules in the order in which they are asked, with what finds their candidates fast."""

    rules: tuple[Rule, ...]
    version: str
    """First 12 hex digits of the SHA-256 over every file that was loaded."""
    block_sets: tuple[BlockSet, ...]
    detectors: tuple[int, ...]
    evidence: tuple[int, ...]
    partial: tuple[int, ...]
    """Those of ``evidence`` that read a part of the line: its label, its ending."""
    least_density: float
    """No rule with evidence asks for a smaller density."""
    longest_evidence: int
    """No rule with evidence looks at a block of more words than this."""
    spans: tuple[int, ...]
    literals: tuple[str, ...]
    """All folded literals that span rules name."""
    longest: int
    """No block rule looks at a block of more words than this."""

    def block_candidates(self, folded: str, original: str, words: int) -> list[int]:
        """Return the indices, ascending, of block and rest rules whose pattern or detector takes the block."""
        found: set[int] = set()
        for bundle in self.block_sets:
            if words <= bundle.longest:
                found |= bundle.hits(folded)
        said: dict[Callable[[str], bool], bool] = {}  # several rules may ask one detector
        for index in self.detectors:
            rule = self.rules[index]
            if rule.detector and words <= rule.max_words:
                if rule.detector not in said:
                    said[rule.detector] = rule.detector(original)
                if said[rule.detector]:
                    found.add(index)
        if words <= self.longest_evidence:
            seen = witness(words_of_lists(), folded)
            words_in_lists = len(seen.line.hits)
            dense = words_in_lists >= self.least_density * seen.line.counted
            for index in () if not words_in_lists else self.evidence if dense else self.partial:
                rule = self.rules[index]
                if words <= rule.max_words and rule.evidence and convinces(rule.evidence, seen):
                    found.add(index)
        return sorted(found)


def cut_span(found: Any, folded: Folded) -> Span:
    """Return where in the original a span rule's match cuts: at its group ``cut`` if the pattern has one."""
    number = found.re.groupindex.get("cut", 0)
    start, end = found.span(number)
    return folded.span(start, end) if start >= 0 else folded.span(*found.span())


@lru_cache(maxsize=64)
def block_sets(rules: tuple[Rule, ...]) -> tuple[BlockSet, ...]:
    """Return the sets of the block and rest rules among ``rules``.

    Remembered, because rules are proved with the very sets that will be used, and compiling them is half the cost of loading.
    """
    return tuple(made for lengths in SET_LENGTHS if (made := _block_set(rules, lengths)))


def _block_set(rules: Sequence[Rule], lengths: range) -> BlockSet | None:
    finder = re2.Set.SearchSet(options())
    owner: list[int] = []
    longest = 0
    for index, rule in enumerate(rules):
        if rule.scope != "span" and rule.max_words in lengths:
            longest = max(longest, rule.max_words)
            for source in rule.sources:
                finder.Add(source)
                owner.append(index)
    if not owner:
        return None
    finder.Compile()
    return BlockSet(finder, tuple(owner), longest)


def build_ruleset(rules: Iterable[Rule], version: str) -> Ruleset:
    """Prepare ``rules``, in their order, for matching."""
    ordered = tuple(rules)
    return Ruleset(
        rules=ordered,
        version=version,
        block_sets=block_sets(ordered),
        detectors=tuple(i for i, rule in enumerate(ordered) if rule.detector and rule.scope != "span"),
        evidence=tuple(i for i, rule in enumerate(ordered) if rule.evidence),
        partial=tuple(i for i, rule in enumerate(ordered) if rule.evidence and rule.evidence.part != "line"),
        least_density=min((rule.evidence.density for rule in ordered if rule.evidence), default=1.0),
        longest_evidence=max((rule.max_words for rule in ordered if rule.evidence), default=-1),
        spans=tuple(i for i, rule in enumerate(ordered) if rule.scope == "span"),
        literals=tuple(
            sorted({literal for rule in ordered if rule.scope == "span" for literal in rule.near})
        ),
        longest=max((rule.max_words for rule in ordered if rule.scope != "span"), default=0),
    )


def joined(first: Ruleset, then: Ruleset) -> Ruleset:
    """Return the rules of both, those of ``first`` asked before the others; nothing is compiled anew."""
    shift = len(first.rules)

    def shifted(indices: Iterable[int]) -> tuple[int, ...]:
        return tuple(index + shift for index in indices)

    return Ruleset(
        rules=(*first.rules, *then.rules),
        version=first.version,
        block_sets=(
            *first.block_sets,
            *(BlockSet(each.finder, shifted(each.owner), each.longest) for each in then.block_sets),
        ),
        detectors=(*first.detectors, *shifted(then.detectors)),
        evidence=(*first.evidence, *shifted(then.evidence)),
        partial=(*first.partial, *shifted(then.partial)),
        least_density=min(first.least_density, then.least_density),
        longest_evidence=max(first.longest_evidence, then.longest_evidence),
        spans=(*first.spans, *shifted(then.spans)),
        literals=tuple(sorted({*first.literals, *then.literals})),
        longest=max(first.longest, then.longest),
    )


def takes(rule: Rule, text: str) -> bool:
    """Whether ``rule`` would remove the block ``text`` (or something of it), were it in the right zone."""
    folded = fold(text)
    if rule.detector:
        return rule.allows(text, folded, word_count(text)) and rule.detector(text)
    if rule.evidence:
        enough = convinces(rule.evidence, witness(words_of_lists(), folded))
        return rule.allows(text, folded, word_count(text)) and enough
    if rule.scope == "span":
        return any(literal in folded for literal in rule.near) and rule.search(folded) is not None
    return rule.allows(text, folded, word_count(text)) and rule.search(folded) is not None
