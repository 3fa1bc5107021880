"""A line classifier behind the rules: is this line boilerplate, by its words, its shape and the lines around it?

Rules know wordings; around articles there will always be wordings that nobody has seen. This is a logistic regression over
named features (L1, so that a few hundred are left and a person can read them), fitted on the gauntlet and on thousands of
real texts by ``python -m benchmarks.boilerplate``; its weights are data, in ``boilerplate.json``. It is asked twice:

- *after* the rules, for the lines that they left: what scores above ``TAKE`` is taken, with the id ``learned.<kind>``;
- *before* a rule takes a line: what scores below ``DOUBT`` is reporting, and stays, if the rule goes by the company of words
  (evidence); if it goes by a wording, the line must score below ``DOUBT_WORDING``.

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
from itertools import pairwise
from pathlib import Path

from cleaners.structure import ends_sentence, is_prose
from cleaners.text import fold
from cleaners.types import ArtifactKind

WEIGHTS = Path(__file__).with_name("boilerplate.json")
PREFIX = "learned."
"""What the ids of its removals in the ledger begin with."""
TAKE = 0.7
"""A line that scores more is boilerplate …"""
TAKE_HEADING = 1.5
"""… one that may be a heading, since prose follows it, only with this much …"""
TAKE_PROSE = 3.0
"""… one of running text with this much …"""
TAKE_TITLE = 4.0
"""… and the line that stands as the title with this much, unless it is short and a headline follows it."""
KICKER_WORDS = 4
HEADLINE_WORDS = 5
DOUBT = -1.5
"""What scores less is reporting, whatever words it has in common with prompts …"""
DOUBT_WORDING = -4.0
"""… and a sentence that scores less than this is reporting though a pattern has its wording."""
SENTENCE = 7
"""Words from which on a line may be such a sentence."""
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
_NUMBER = re.compile(r"[0-9][0-9.,:/-]*")
_LATIN = re.compile(r"[a-z]+")
_ARABIC = re.compile(r"[^\W\dLA_9]+")
_RUN = re.compile(r"A(?: A)+")
_GRAM = 4


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says of itself, before its place is looked at."""

    features: tuple[str, ...]
    words: int
    prose: bool
    item: bool
    """Whether it is an item of a list: reporting lists results, prices and names, and they stay together."""
    pattern: str


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
    """Return the features of the line itself: its words, their stems and pairs, marks, length, pattern."""
    folded = fold(text)
    words = _WORD.findall(folded)
    if not words:
        return Line(("empty", f"pat={_pattern(folded)}"), 0, False, False, "")
    named = [word for word in words if not word.isdigit()]
    stems = [word if word.isascii() else _CLITICS.sub("", word) for word in words]
    count = len(words)
    latin = sum(word.isascii() for word in named)
    joined = "^" + "_".join(stems) + "$"
    features = [
        f"n={_size(count)}",
        *(f"w={word}" for word in named),
        *(f"s={stem}" for stem in stems if not stem.isdigit()),
        *(f"b={first} {second}" for first, second in pairwise(stems)),
        f"first={stems[0]}",
        f"last={stems[-1]}",
        f"end={folded[-1] if not folded[-1].isalnum() else 'w'}",
        f"beg={'d' if folded[0].isdigit() else 'w' if folded[0].isalnum() else folded[0]}",
        f"pat={_pattern(folded)}",
        *(f"c={mark}" for mark in _MARKS if mark in folded),
        f"digits={min(count - len(named), 4)}",
        f"latin={'all' if latin == count else 'some' if latin else 'no'}",
        f"function={min(sum(word in _FUNCTION for word in words), 3)}",
        f"imperfect={min(sum(len(stem) >= 4 and stem[0] in 'يتن' for stem in stems), 2)}",
        f"sentence={int(ends_sentence(text))}",
        *(f"g={joined[at : at + _GRAM]}" for at in range(len(joined) - _GRAM + 1)),
    ]
    if _PICTURES.search(folded):
        features.append("picture")
    item = bool(_ITEM.match(text))
    if item:
        features.append("item")
    return Line(tuple(features), count, is_prose(text), item, _pattern(folded))


def place(lines: Sequence[Line], at: int) -> list[str]:
    """Return the features of a line's place: lead, body or tail, how far in, and what stands beside it."""
    here = lines[at]
    prose = [index for index, line in enumerate(lines) if line.prose]
    near = "".join(_beside(lines, at + step) for step in (-1, 1))
    if not prose:
        zone, inside, of = "none", at, len(lines)
    elif at < prose[0]:
        zone, inside, of = "lead", at, prose[0]
    elif at > prose[-1]:
        zone, inside, of = "tail", at - prose[-1], len(lines) - 1 - prose[-1]
    else:
        zone, inside, of = "prose" if here.prose else "body", 0, 0
    features = [f"z={zone}", f"near={near}", f"{zone} near={near}"]
    if not here.prose:
        alike = [step for step in (-1, 1) if _alike(lines, at, at + step)]
        features += [f"alike={len(alike)}", f"{zone} alike={len(alike)}"]
    features.append(f"wide={_beside(lines, at - 2)}{near}{_beside(lines, at + 2)}")
    if zone in ("none", "lead", "tail"):
        features.append(f"{zone}:{min(inside, 4)}/{min(of, 5)}")
    if zone == "tail":
        features.append(f"tail end:{min(of - inside, 3)}")
    if zone == "lead":
        after = max((line.words for line in lines[at + 1 : prose[0]]), default=0)
        before = max((line.words for line in lines[:at]), default=0)
        features += [
            f"lead after={_long(after)}",
            f"lead before={_long(before)}",
            f"lead {'longest' if here.words >= max(after, before) else 'shorter'}/{min(of, 3)}",
        ]
    if here.prose:
        features.append(f"prose={'first' if at == prose[0] else 'last' if at == prose[-1] else 'mid'}")
    own = {name.split("=", 1)[0]: name for name in here.features if name[:2] in ("n=", "en", "pa", "fu")}
    features += [f"{zone} {own[name]}" for name in ("n", "end", "pat", "function") if name in own]
    if here.words <= 6:
        features += [f"{zone} {name}" for name in here.features if name.startswith("s=")]
    return features


def threshold(lines: Sequence[Line], at: int, *, title: bool) -> float:
    """Return the score from which on a line may be taken; infinite for what is never taken."""
    line = lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else None
    if line.item or not line.words or line.words > LONGEST:
        return math.inf
    if title:
        kicker = (
            line.words <= KICKER_WORDS and following is not None and HEADLINE_WORDS <= following.words <= 20
        )
        return TAKE_PROSE if kicker else TAKE_TITLE
    if line.prose:
        return TAKE_PROSE
    heads = following is not None and following.prose and any(other.prose for other in lines[:at])
    return TAKE_HEADING if heads else TAKE


def longest_above(lines: Sequence[Line]) -> int | None:
    """Return the position of the longest line above the text: where no title is known, it may be the title."""
    above = next((at for at, line in enumerate(lines) if line.prose), 0)
    return max(range(above), key=lambda at: lines[at].words, default=None)


def _size(count: int) -> str:
    return str(count) if count < 10 else "10-14" if count < 15 else "15-24" if count < 25 else "25+"


def _long(count: int) -> str:
    return "0" if not count else "s" if count < 5 else "l"


def _beside(lines: Sequence[Line], at: int) -> str:
    if not 0 <= at < len(lines):
        return "-"
    return "p" if lines[at].prose else "s" if lines[at].words <= 4 else "m"


def _alike(lines: Sequence[Line], at: int, other: int) -> bool:
    """Whether the line beside has the same pattern, as the lines of a table or a list of results have."""
    return 0 <= other < len(lines) and lines[other].pattern == lines[at].pattern


def _pattern(folded: str) -> str:
    """Return the beginning of the line with its words as signs: «الثلاثاء 3 مارس | رويترز» is ``A 9 A | A``."""
    signs = _ARABIC.sub("A", _LATIN.sub("L", _NUMBER.sub("9", folded)))
    runs = _RUN.sub(lambda run: "A+" if run.group().count("A") <= 4 else "A*", signs)
    return runs[:24]
