"""The words of a text as the search knows them: folded, so that a reader need not spell as the writer did.

The folding is that of the rules (``cleaners.text``): «إعلانُ الوِزارة» ("the ministry's announcement") and ``اعلان الوزاره`` have the same words. Index and
query take their words from here, so they cannot come to differ; each word knows its place in the text as it is stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaners.text import Folded, fold, fold_with_map
from cleaners.types import Span

LONGEST_WORD = 64
"""Code points; what is longer is no word of any language, and is known by its beginning."""
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the folded words of ``text``: runs of letters and digits, in order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


@dataclass(frozen=True, slots=True)
class Placed:
    """The same words, and where each of them stands in the text itself."""

    words: tuple[str, ...]
    _folded: Folded
    _places: tuple[tuple[int, int], ...]

    def span(self, first: int, last: int) -> Span:
        """Return the span in the text from one word to another (both are within), vowel signs on its last letter included."""
        return self._folded.span(self._places[first][0], self._places[last][1])


def placed(text: str) -> Placed:
    """Return the words of ``text`` with their places."""
    folded = fold_with_map(text)
    places = tuple(match.span() for match in _WORD.finditer(folded.text))
    return Placed(tuple(folded.text[start:end][:LONGEST_WORD] for start, end in places), folded, places)
