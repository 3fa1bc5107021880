"""Find the lines that come again in many different articles: twice over the articles, first to count, then to look.

The first time only hashes are counted, in an array of fixed size; the second time only what was counted often enough is kept. So
memory grows with what repeats and not with what is written.

A line counts once for each article, and copies of one article count once: articles are told apart by the least of the hashes of
their word triples (a bottom-k sketch: Cohen & Kaplan, "Summarizing data using bottom-k sketches", 2007).
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cleaners.evidence import label
from cleaners.structure import is_prose
from cleaners.text import word_count
from pipelines.rulework.articles import Said, Told

_SLOTS = 1 << 20
SKETCH = 48
"""Hashes that stand for an article."""
ALIKE = 0.3
"""Articles that share so much of their word triples are versions of one."""
TELLING_APART = 200
"""Articles with the same line that are compared with one another; more of them count without."""
GROUPS = 20_000
"""Different repeated lines that are kept."""
EXAMPLES = 12
FIXED_WORDS = 3
"""Words at the beginning or end of a line that may be a mould of which the rest varies."""
LONGEST_MOULD = 15
"""A mould is a label and not a sentence: at most so many words."""

_DIGITS = re.compile(r"[0-9]+")
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What lines have in common: the whole of them but for numbers (``line``), a label, or their first or last words."""

    form: str
    """``line``, ``label``, ``start``, ``end``."""
    text: str


@dataclass(slots=True)
class Group:
    """The lines with one key."""

    key: Key
    articles: int = 0
    """Different articles that have it."""
    copies: int = 0
    """… with those that are versions of one another."""
    zones: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """Folded to original."""
    foreign: int = 0
    """In how many of the articles it is in another script than the article."""
    prose: int = 0
    url: str = ""
    """Of an article that has it."""
    _seen: list[frozenset[int]] = field(default_factory=list, repr=False)

    def add(self, article: Told, said: Said, zone: str, sketch: frozenset[int], foreign: bool) -> None:
        """Count a line of an article."""
        self.copies += 1
        if len(self._seen) < TELLING_APART:
            if any(similar(sketch, other) >= ALIKE for other in self._seen):
                return
            self._seen.append(sketch)
        self.articles += 1
        self.zones[zone] += 1
        self.kinds[said.kind] += 1
        self.foreign += foreign
        self.prose += is_prose(said.text)
        self.url = self.url or article.url
        if len(self.examples) < EXAMPLES:
            self.examples.setdefault(said.folded, said.text)


def bare(folded: str) -> str:
    """Return a folded line without what stands around its words: quotes, bullets, a full stop."""
    return _EDGES.sub("", folded)


def masked(folded: str) -> str:
    """Return a folded line with 0 for each number, without the marks around it."""
    return _DIGITS.sub("0", bare(folded))


def keys_of(said: Said) -> Iterator[Key]:
    """Yield what the line may have in common with others."""
    line = masked(said.folded)
    if not line:
        return
    yield Key("line", line)
    words = line.split()
    if len(words) > LONGEST_MOULD or is_prose(said.text):
        return
    if parts := label(said.folded):
        yield Key("label", masked(parts[0]))
    if len(words) > FIXED_WORDS:
        yield Key("start", " ".join(words[:FIXED_WORDS]))
        yield Key("end", " ".join(words[-FIXED_WORDS:]))


class Repeats:
    """Counts first (:meth:`count` for every article), then looks (:meth:`look` for every article)."""

    def __init__(self, least: int) -> None:
        self.least = least
        self.total = 0
        """Articles counted."""
        self._counts = array("L", [0]) * _SLOTS
        self.groups: dict[Key, Group] = {}

    def count(self, article: Told) -> None:
        """Count what an article's lines have in common with others."""
        self.total += 1
        for slot in {_slot(key) for said in article.lines for key in keys_of(said)}:
            self._counts[slot] += 1

    def look(self, article: Told) -> None:
        """Keep an article's lines that were counted often enough."""
        lines = article.lines
        repeated = [self._often(Key("line", masked(said.folded))) >= self.least for said in lines]
        # What stands in most articles says nothing of which is a version of which.
        own = [s for s in lines if self._often(Key("line", masked(s.folded))) <= max(self.total / 2, 1)]
        sketch = sketch_of(said.folded for said in (own or lines))
        prose = [i for i, said in enumerate(lines) if is_prose(said.text) and not repeated[i]]
        arabic = sum(_arabic(said.text) for said in lines) * 2 > len(lines)
        seen: set[Key] = set()
        for position, said in enumerate(lines):
            for key in keys_of(said):
                if key in seen or self._often(key) < self.least:
                    continue
                seen.add(key)
                group = self.groups.get(key)
                if group is None:
                    if len(self.groups) >= GROUPS:
                        continue
                    group = self.groups[key] = Group(key)
                foreign = arabic and not _arabic(said.text)
                group.add(article, said, _zone(position, prose), sketch, foreign)

    def found(self) -> list[Group]:
        """Return the groups of enough different articles, most articles first; whole lines before moulds."""
        order = {"line": 0, "label": 1, "start": 2, "end": 3}
        enough = [group for group in self.groups.values() if group.articles >= self.least]
        return sorted(enough, key=lambda group: (-group.articles, order[group.key.form], group.key))

    def _often(self, key: Key) -> int:
        return int(self._counts[_slot(key)])


def sketch_of(folded: Iterable[str]) -> frozenset[int]:
    """Return the least hashes of the word triples of some lines."""
    hashes: set[int] = set()
    for line in folded:
        words = line.split()
        triples = (" ".join(words[i : i + 3]) for i in range(max(len(words) - 2, 1)))
        hashes.update(zlib.crc32(triple.encode()) for triple in triples)
    return frozenset(sorted(hashes)[:SKETCH])


def similar(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the estimated share, from 0 to 1, of word triples that two articles have in common."""
    union = sorted(one | other)[:SKETCH]
    return len(one & other & set(union)) / len(union) if union else 1.0


def mould(examples: Sequence[str]) -> tuple[list[str], list[str], list[list[str]]]:
    """Return the words with which all of the folded lines begin, those with which they end, and what stands between.

    «كتب: سامر علي» and «كتب: رنا خالد» ("by …") give ``[كتب:]``, nothing, and the two names.
    """
    rows = [masked(line).split() for line in examples]
    shortest = min(map(len, rows))
    head = 0
    while head < shortest and len({row[head] for row in rows}) == 1:
        head += 1
    tail = 0
    while tail < shortest - head and len({row[-1 - tail] for row in rows}) == 1:
        tail += 1
    first = rows[0]
    middles = [row[head : len(row) - tail] for row in rows]
    return first[:head], first[len(first) - tail :] if tail else [], middles


def _slot(key: Key) -> int:
    return zlib.crc32(f"{key.form}\0{key.text}".encode("utf-8", "surrogatepass")) % _SLOTS


def _zone(position: int, prose: Sequence[int]) -> str:
    """Return where a line stands, as rules see it: before the first prose that does not repeat, after the last, or between."""
    if not prose or position < prose[0]:
        return "lead"
    return "tail" if position > prose[-1] else "body"


def _arabic(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum("\u0590" <= letter <= "\u08ff" for letter in letters) * 2 >= len(letters)


__all__ = ["Group", "Key", "Repeats", "bare", "masked", "mould", "similar", "sketch_of", "word_count"]
