"""Evidence: telling an artifact by the company of its words when no pattern has its wording.

Around an article every site has its own phrases, but they are made of few words: subscribe, our page, the newsletter,
click here. A rule with ``evidence`` names lists of such words; a line is taken when words of enough lists are in it and
make up enough of it. The order of the words does not matter, so a wording that nobody has seen is recognised; and since a
sentence of reporting is made of other words, a few of these in it do not make it an artifact.

Words are compared folded and without the clitics that Arabic writes together with them: «وللاشتراك» counts as «اشتراك».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W_]+")
# and/so + in/for/like + the; the longest first, so that what is left is as short as possible only when it is a word.
_CLITICS = (
    "وبال",
    "وكال",
    "فبال",
    "وال",
    "فال",
    "بال",
    "كال",
    "ولل",
    "فلل",
    "لل",
    "ال",
    "وب",
    "ول",
    "فل",
    "و",
    "ف",
    "ب",
    "ل",
    "ك",
)
_SHORTEST = 3
"""No clitic is taken off when fewer letters would be left."""
# Words that are evidence of nothing and do not thin it out either: of, in, on, this, that, or, and …
_NEUTRAL = frozenset(
    "في من على علي الى الي عن مع هذا هذه ذلك التي الذي او ان اي كل قد تم يتم لا ما لم لن هو هي انت نحن كن عبر حول بعد قبل عند كما ثم the a an of to in on for and or your our us this that is are by with at de la le les des du et ou en un une sur pour par".split()
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule asks of a line: words of at least ``at_least`` of ``lists``, which are ``density`` of its words."""

    lists: tuple[str, ...]
    at_least: int = 2
    density: float = 0.5
    """Share, from 0 to 1, of the line's words that must be in the lists; numbers and neutral words do not count."""


def stems(token: str) -> Iterator[str]:
    """Yield the folded token and what is left of it without each clitic that it may begin with."""
    yield token
    for clitic in _CLITICS:
        if token.startswith(clitic) and len(token) - len(clitic) >= _SHORTEST:
            yield token[len(clitic) :]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of all lists, each with the lists that it is in; made once for a rule set."""

    lists_of: Mapping[str, frozenset[str]]
    names: frozenset[str]

    def read(self, folded: str) -> tuple[Sequence[Set[str]], int]:
        """Return for each word of the line that is in any list its lists, and the number of words that count."""
        hits: list[Set[str]] = []
        counted = 0
        for token in _TOKEN.findall(folded):
            lists = next((self.lists_of[stem] for stem in stems(token) if stem in self.lists_of), None)
            if lists is not None:
                hits.append(lists)
                counted += 1
            elif token not in _NEUTRAL and not token.isdigit():
                counted += 1
        return hits, counted


def vocabulary(lists: Mapping[str, Sequence[str]]) -> Vocabulary:
    """Turn lists of folded words into a vocabulary; entries of several words count as each of their words."""
    made: dict[str, set[str]] = {}
    for name, words in lists.items():
        for entry in words:
            for word in _TOKEN.findall(entry):
                made.setdefault(word, set()).add(name)
    return Vocabulary({word: frozenset(names) for word, names in made.items()}, frozenset(lists))


def convinces(evidence: Evidence, hits: Sequence[Set[str]], counted: int) -> bool:
    """Whether what :meth:`Vocabulary.read` found in a line is enough for a rule."""
    wanted = frozenset(evidence.lists)
    named = [lists & wanted for lists in hits if lists & wanted]
    found: frozenset[str] = frozenset().union(*named)
    return len(found) >= evidence.at_least and len(named) >= evidence.density * max(counted, 1)
