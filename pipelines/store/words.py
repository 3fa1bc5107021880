"""The words of a text as the search knows them: folded, so that a reader need not spell as the writer did.

The folding is that of the rules (``cleaners.text``): «إعلانُ الوِزارة» ("the ministry's announcement") and ``اعلان الوزاره`` have the same words. Index and
query take their words from here, so they cannot come to differ; each word knows its place in the text as it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.text import fold, fold_with_map
from cleaners.types import Span

LONGEST_WORD = 64
"""Code points; what is longer is no word of any language, and is known by its beginning."""
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the folded words of ``text``: runs of letters and digits, in order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def placed_words(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the same words, each with its span in ``text`` itself (vowel signs on its last letter included)."""
    folded = fold_with_map(text)
    for match in _WORD.finditer(folded.text):
        yield match[0][:LONGEST_WORD], folded.span(*match.span())
