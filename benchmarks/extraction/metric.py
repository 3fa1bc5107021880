"""The measure: bags of 4-gram shingles, as the article-extraction-benchmark counts them.

Shingles see order and doubled text, which a bag of words does not, and forgive white space and punctuation, which
extractors treat as they like. For Arabic the tokens are compared after NFKC without diacritics, tatweel and invisible
format characters; Chinese and Japanese, which put no spaces between words, are compared character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

SHINGLE = 4
EMPTY_PAGE_WORDS = 20
"""More extracted words than these on a page without article text are an error."""

_WORD = re.compile(r"\w+")
_CJK_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_ARABIC_LANGS = frozenset({"ar", "fa", "ur", "ckb", "ps", "ku", "sd", "ug"})
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640]")


def tokens(text: str, lang: str) -> list[str]:
    """Return the words that are compared, in order."""
    if lang in _ARABIC_LANGS:
        text = unicodedata.normalize("NFKC", text)
        text = _ARABIC_MARKS.sub("", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    elif lang in ("zh", "ja"):
        return _CJK_WORD.findall(text)
    return _WORD.findall(text)


def shingles(words: list[str]) -> Counter[tuple[str, ...]]:
    """Return the bag of runs of four words; a shorter text is one shingle, an empty one none."""
    if not words:
        return Counter()
    if len(words) < SHINGLE:
        return Counter([tuple(words)])
    return Counter(zip(*(words[i:] for i in range(SHINGLE)), strict=False))


@dataclass(frozen=True, slots=True)
class Score:
    """What one extractor got right on one page."""

    precision: float
    recall: float
    exact: bool
    words: int
    """Words that were extracted."""


def score(gold: str, got: str, lang: str) -> Score:
    """Compare an extracted text with gold."""
    gold_words, got_words = tokens(gold, lang), tokens(got, lang)
    want, have = shingles(gold_words), shingles(got_words)
    common = (want & have).total()
    if not want and not have:
        return Score(1.0, 1.0, True, 0)
    precision = common / have.total() if have else 0.0
    recall = common / want.total() if want else 0.0
    return Score(precision, recall, gold_words == got_words, len(got_words))


@dataclass(frozen=True, slots=True)
class Summary:
    """Means over pages: the page is the unit, so that one long page does not decide."""

    pages: int
    precision: float
    recall: float
    f1: float
    exact: float


def summarize(scores: list[Score]) -> Summary:
    """Average precision and recall over the pages, and make F1 of the averages."""
    if not scores:
        return Summary(0, 0.0, 0.0, 0.0, 0.0)
    n = len(scores)
    precision = sum(s.precision for s in scores) / n
    recall = sum(s.recall for s in scores) / n
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Summary(n, precision, recall, f1, sum(s.exact for s in scores) / n)
