"""A line classifier behind the rules: is this line boilerplate, by its words, its shape and the lines around it?

Rules know wordings; around articles there will always be wordings that nobody has seen. This is a logistic regression over
named features (L1, so that a few hundred are left and a person can read them), fitted on the gauntlet and on thousands of
real texts by ``python -m benchmarks.boilerplate``; its weights are data, in ``boilerplate.json``. It is asked twice:

- *after* the rules, for the lines that they left: what scores above ``TAKE`` is taken, with the id ``learned.<kind>``;
- *before* a rule that goes by the company of words (evidence): what scores below ``DOUBT`` is reporting, and stays. A rule that
  goes by a wording has been thought about by a person, and is not asked to wait.

A line is scored among the lines that are left, never by what was taken before, so a cleaned text, cleaned again, stays as it
is. It was taught Arabic, and is asked of Arabic texts only. The idea of classifying blocks by shallow features of
themselves and their neighbours is Kohlschütter, Fankhauser and Nejdl's (Boilerplate Detection using Shallow Text Features,
WSDM 2010); words and places are ours.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

from cleaners.structure import ends_sentence, is_prose
from cleaners.text import fold
from cleaners.types import ArtifactKind

WEIGHTS = Path(__file__).with_name("boilerplate.json")
PREFIX = "learned."
"""What the ids of its removals in the ledger begin with."""
TAKE = 0.5
"""A line that scores more is boilerplate …"""
TAKE_HEADING = 1.0
"""… one that may be a heading, since prose follows it, only with this much …"""
TAKE_PROSE = 3.0
"""… one of running text, at the text's first or last place, or one that announces the next, with this much …"""
TAKE_TITLE = 4.0
"""… and the line that stands as the title with this much, unless it is short and a headline follows it."""
OF_A_PAGE = 1.5
"""On a page the extractor has left out what it could, and what it kept has this much more to be said for it."""
KICKER_WORDS = 4
HEADLINE_WORDS = 5
DOUBT = -2.5
"""What scores less is reporting, whatever words it has in common with prompts."""
LONGEST = 40
"""Words of a line that may be taken; longer ones are paragraphs."""

_WORD = re.compile(r"[^\W_]+")
_CLITICS = re.compile(r"^[وف]?[بلك]?(?:ال|لل)?(?=...)")
_FUNCTION = frozenset(
    "في من علي الي عن مع ان التي الذي الذين ما لا لم لن قد كل بعد قبل عند كما ثم هذا هذه ذلك تلك كان كانت بين حول خلال حتي منذ او".split()
)
"""Words that sentences are held together by: in, of, on, to, that, which, not …"""
_MARKS = "|:»«/›•·#@©…،؛()[]{}<>="
_PICTURES = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_ITEM = re.compile(r"\s*(?:[•●▪◾■◆►▶✔✅*·‣–—-]|[0-9٠-٩]{1,2}\s?[-.)])\s*\S")
_CELL = re.compile(r"[^\W\d_]\D*\s[0-9]|[0-9]\s\D*[^\W\d_]")
_FIGURES = frozenset("9:–×")
"""Signs in the pattern of a row of figures: «حي الزهور: 4 – 6» (a quarter's hours)."""
_ENTRY = re.compile(r"[^\W_][^:|.!?؟]{0,60}:\s*[^\s/].*[^\s:]$", re.DOTALL)
_HALVES = re.compile(r"\s*(?:\.{2,}|…+|\*{1,3})\s*")
_VERSE_WORDS = range(3, 9)
"""Words of half a verse."""
_NUMBER = re.compile(r"[0-9][0-9.,:/-]*")
_LATIN = re.compile(r"[a-z]+")
_ARABIC = re.compile(r"[^\W\dLA_9]+")
_RUN = re.compile(r"A(?: A)+")
_GRAM = 4
_SHORT = 6
"""Words of a line whose words are also looked at together with its place."""
_LOOKED_AT = 400
"""Letters at a line's beginning that its pattern is made of."""


@dataclass(frozen=True, slots=True)
class Line:
    """What can be seen of a line at once; its words are looked at when it is scored."""

    text: str
    folded: str
    words: int
    prose: bool
    item: bool
    """Whether it is an item of a list: reporting lists results, prices and names, and they stay together."""
    pattern: str
    columns: int
    """Marks «|» or tabs between its cells."""
    cells: bool
    """Whether each cell has a word and a figure: «كوليبالي 47.2 | ندياي 44.9» (candidates and their shares)."""
    entry: bool
    """Whether it has a name and what belongs to it: «الحكم: فيصل البلوي» (the referee)."""
    verse: bool
    """Whether it has two halves of about the same length, as a verse is printed."""


@dataclass(frozen=True, slots=True)
class Model:
    """The weights: of each feature, and for each kind of artifact."""

    bias: float
    weights: Mapping[str, float]
    kinds: Mapping[ArtifactKind, Mapping[str, float]]

    def score(self, features: Sequence[str]) -> float:
        """Return how much a line with these features looks like boilerplate: 0 is undecided, 2 is sure."""
        known = self.weights
        return self.bias + sum(known.get(name, 0.0) for name in set(features)) / math.sqrt(len(set(features)))

    def kind(self, features: Sequence[str]) -> ArtifactKind:
        """Return the kind of artifact that the features speak for most."""
        names, scale = set(features), math.sqrt(len(set(features)))

        def speaks(kind: ArtifactKind) -> float:
            known = self.kinds[kind]
            return known.get("", 0.0) + sum(known.get(name, 0.0) for name in names) / scale

        return max(self.kinds, key=speaks)


@cache
def load_model() -> Model:
    """Return the model that comes with the cleaners."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    kinds = {ArtifactKind(name): weights for name, weights in data["kinds"].items()}
    return Model(data["bias"], data["weights"], kinds)


def look(text: str) -> Line:
    """Return what can be seen of the line at once."""
    folded = fold(text)
    beginning = folded[:_LOOKED_AT]
    words = len(_WORD.findall(folded))
    columns = folded.count("|") or text.strip().count("\t")
    return Line(
        text=text,
        folded=folded,
        words=words,
        prose=is_prose(text),
        item=bool(_ITEM.match(text)),
        pattern=_pattern(beginning),
        columns=columns,
        cells=bool(columns) and all(_CELL.search(cell) for cell in beginning.split("|")),
        entry=bool(_ENTRY.match(beginning)),
        verse=_is_verse(folded),
    )


def words_and_shape(line: Line) -> list[str]:
    """Return the features of the line itself: its words, their stems and pairs, marks, length, pattern."""
    folded = line.folded
    words = _WORD.findall(folded)
    if not words:
        return ["empty", f"pat={line.pattern}"]
    named = [word for word in words if not word.isdigit()]
    stems = [word if word.isascii() else _CLITICS.sub("", word) for word in words]
    latin = sum(word.isascii() for word in named)
    joined = "^" + "_".join(stems) + "$"
    features = [
        f"n={_size(line.words)}",
        *(f"w={word}" for word in named),
        *(f"s={stem}" for stem in stems if not stem.isdigit()),
        *(f"b={first} {second}" for first, second in pairwise(stems)),
        f"first={stems[0]}",
        f"last={stems[-1]}",
        f"end={_end(folded)}",
        f"beg={'d' if folded[0].isdigit() else 'w' if folded[0].isalnum() else folded[0]}",
        f"pat={line.pattern}",
        *(f"c={mark}" for mark in _MARKS if mark in folded),
        f"digits={min(len(words) - len(named), 4)}",
        f"latin={'all' if latin == len(words) else 'some' if latin else 'no'}",
        f"function={_function(words)}",
        f"imperfect={min(sum(len(stem) >= 4 and stem[0] in 'يتن' for stem in stems), 2)}",
        f"sentence={int(ends_sentence(line.text))}",
        *(f"g={joined[at : at + _GRAM]}" for at in range(len(joined) - _GRAM + 1)),
    ]
    if _PICTURES.search(folded):
        features.append("picture")
    if line.item:
        features.append("item")
    return features


class Surroundings:
    """The lines of a text as they stand, each with its place among the others."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        prose = [at for at, line in enumerate(lines) if line.prose]
        self.first, self.last = (prose[0], prose[-1]) if prose else (len(lines), -1)
        above = [line.words for line in lines[: self.first]] if prose else []
        self._before = [0, *accumulate(above, max)]
        self._after = [*reversed([0, *accumulate(reversed(above), max)])]

    def longest_above(self) -> int | None:
        """Return the position of the longest line above the text: where no title is known, it may be the title."""
        return (
            max(range(self.first), key=lambda at: self.lines[at].words, default=None)
            if self.last >= 0
            else None
        )

    def features(self, at: int) -> list[str]:
        """Return all features of a line: its own, and of its place."""
        line = self.lines[at]
        own = words_and_shape(line)
        zone, inside, of = self._zone(at)
        near = self._beside(at - 1) + self._beside(at + 1)
        found = [*own, f"z={zone}", f"near={near}", f"{zone} near={near}"]
        if not line.prose:
            alike = self._alike(at, at - 1) + self._alike(at, at + 1)
            found += [f"alike={alike}", f"{zone} alike={alike}", *self._set_out(at, zone)]
        found.append(f"wide={self._beside(at - 2)}{near}{self._beside(at + 2)}")
        if zone in ("none", "lead", "tail"):
            found.append(f"{zone}:{min(inside, 4)}/{min(of, 5)}")
        if zone == "tail":
            found.append(f"tail end:{min(of - inside, 3)}")
        if zone == "lead":
            before, after = self._before[at], self._after[at + 1]
            found += [
                f"lead after={_long(after)}",
                f"lead before={_long(before)}",
                f"lead {'longest' if line.words >= max(after, before) else 'shorter'}/{min(of, 3)}",
            ]
        if line.prose:
            found.append(f"prose={'first' if at == self.first else 'last' if at == self.last else 'mid'}")
        found.append(f"{zone} pat={line.pattern}")
        if line.words:
            words = _WORD.findall(line.folded)
            found += [
                f"{zone} n={_size(line.words)}",
                f"{zone} end={_end(line.folded)}",
                f"{zone} function={_function(words)}",
            ]
        if line.words <= _SHORT:
            found += [f"{zone} {name}" for name in own if name.startswith("s=")]
        return found

    def threshold(self, at: int, *, title: bool) -> float:
        """Return the score from which on a line may be taken; infinite for what is never taken."""
        line = self.lines[at]
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if line.item or not line.words or line.words > LONGEST or self._is_one_of_several(at):
            return math.inf
        if title:
            kicker = line.words <= KICKER_WORDS and following is not None
            headline = kicker and following is not None and HEADLINE_WORDS <= following.words <= 20
            return TAKE_PROSE if headline else TAKE_TITLE
        if line.prose:
            return TAKE_PROSE if at in (self.first, self.last) else math.inf
        if following is not None and line.folded.endswith(":"):
            return TAKE_PROSE
        return TAKE_HEADING if self.heads(at) else TAKE

    def heads(self, at: int) -> bool:
        """Whether the line stands inside the text with a paragraph below it, as a heading does."""
        return self.first < at < len(self.lines) - 1 and self.lines[at + 1].prose

    def _is_one_of_several(self, at: int) -> bool:
        """Whether the line belongs to a table, a poem or a list that the reporting sets out, which stay together.

        Rows have as many columns as the row beside them («المصروفات | 59.6 | 57.1», "expenses") or the same figures in the same places,
        entries stand beside entries («الخميس: غائم», "Thursday: cloudy"), and verses have two halves; inside the text one verse, or
        one line below another that announces it («المراكز الأولى:», "the winners:"), is enough.
        """
        line = self.lines[at]
        beside = self._neighbours(at)
        if line.columns and (line.cells or any(other.columns == line.columns for other in beside)):
            return True
        if set(line.pattern) & _FIGURES and (self._alike(at, at - 1) or self._alike(at, at + 1)):
            return True
        if any((line.entry and other.entry) or (line.verse and other.verse) for other in beside):
            return True
        return self._zone(at)[0] in ("body", "prose") and (line.verse or self._is_announced(at))

    def _set_out(self, at: int, zone: str) -> list[str]:
        """Return how the line is set out among its neighbours: announced, announcing, an entry among entries."""
        line = self.lines[at]
        found = []
        if self._is_announced(at):
            found.append("announced")
        if line.folded.endswith(":"):
            found.append(f"announces {self._beside(at + 1)}")
        if line.entry:
            entries = sum(other.entry for other in self._neighbours(at))
            found += [f"entries={entries}", f"{zone} entries={entries}"]
        if line.verse:
            found.append("verse")
        if line.columns:
            found.append(f"columns={min(line.columns, 4)}")
        return found

    def _is_announced(self, at: int) -> bool:
        """Whether the line above ends with a colon."""
        return at > 0 and self.lines[at - 1].folded.endswith(":")

    def _neighbours(self, at: int) -> list[Line]:
        return [self.lines[other] for other in (at - 1, at + 1) if 0 <= other < len(self.lines)]

    def _zone(self, at: int) -> tuple[str, int, int]:
        if self.last < 0:
            return "none", at, len(self.lines)
        if at < self.first:
            return "lead", at, self.first
        if at > self.last:
            return "tail", at - self.last, len(self.lines) - 1 - self.last
        return "prose" if self.lines[at].prose else "body", 0, 0

    def _beside(self, at: int) -> str:
        if not 0 <= at < len(self.lines):
            return "-"
        return "p" if self.lines[at].prose else "s" if self.lines[at].words <= 4 else "m"

    def _alike(self, at: int, other: int) -> bool:
        """Whether the line beside has the same pattern, as the lines of a table or a list of results have."""
        return 0 <= other < len(self.lines) and self.lines[other].pattern == self.lines[at].pattern


def _is_verse(folded: str) -> bool:
    """Whether the line has two halves of three to eight words, neither much longer: «كنا هنا والريح تعرفنا ... والماء يحفظ أسراري»."""
    if len(folded) > _LOOKED_AT:
        return False
    halves = _HALVES.split(folded.strip(" .…*/-"), 2)
    if len(halves) != 2:
        return False
    first, second = (len(_WORD.findall(half)) for half in halves)
    return first in _VERSE_WORDS and second in _VERSE_WORDS and abs(first - second) <= 2


def _size(count: int) -> str:
    return str(count) if count < 10 else "10-14" if count < 15 else "15-24" if count < 25 else "25+"


def _long(count: int) -> str:
    return "0" if not count else "s" if count < 5 else "l"


def _end(folded: str) -> str:
    return "w" if folded[-1].isalnum() else folded[-1]


def _function(words: Sequence[str]) -> int:
    return min(sum(word in _FUNCTION for word in words), 3)


def _pattern(folded: str) -> str:
    """Return the beginning of the line with its words as signs: «الثلاثاء 3 مارس | رويترز» is ``A 9 A | A``."""
    signs = _ARABIC.sub("A", _LATIN.sub("L", _NUMBER.sub("9", folded)))
    runs = _RUN.sub(lambda run: "A+" if run.group().count("A") <= 4 else "A*", signs)
    return runs[:24]
