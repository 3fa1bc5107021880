"""A score of how much a text looks like words, for choosing between the tables that could have made it from bytes.

Every legacy table turns every byte into some letter; what tells the right one is that letters of one script stand together,
capitals stand first, a ta marbuta stands last, and every fifth Arabic word begins with "ال". Rules of spelling and a few
frequent words do this without statistics to ship; the score is compared between candidates and means nothing by itself.
"""

from __future__ import annotations

import re

_WORD = re.compile(
    r"[^\W\d_][^\W\d_\u064b-\u0652]*(?:[\u064b-\u0652]+[^\W\d_]*)*|[\ufffd\x80-\x84\x86-\x9f]|[×÷¹²³¼½¾\u0591-\u05c7]+"
)
_ARABIC = re.compile(r"[\u0621-\u063a\u0640-\u0652پچژگکیٹڈڑںےھہ]+")
_ARABIC_BAD = re.compile(
    r"[ةى][\u0621-\u064a]|ء[\u0621-\u0626]|^[ؤئـ]|([\u0621-\u064a])\1\1|[\u064b-\u064d][\u064b-\u0650]|[\u064c\u064d][\u0621-\u064a]"
)
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+")
_LATIN_BAD = re.compile(r"[^\x00-\x7f]{3}|[ðþýÐÞÝ¤]|[a-z][^\x00-\x7fß-öø-ɏ]")
_ARTICLE = re.compile(r"[وفبك]?ال[\u0621-\u064a]{2}|لل[\u0621-\u064a]{2}")
_COMMON_WORDS = """
في من على إلى عن أن إن مع هذا التي الذي كان قال لا ما بعد أو قد این که است از را در به با
и в не на что по с для как это из был של את על לא כי הוא היא עם אל גם זה
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def wordlikeness(text: str) -> float:
    """How much the non-ASCII part of ``text`` looks like words of a language: about 0 (rubbish) to 1.3 (clear Arabic).

    A word counts with its letters: whole when all of them belong to one script, with its case and its final letters where
    they belong; more when it is a frequent Arabic word or carries the article "ال"; not at all when scripts are mixed.
    """
    good = total = 0.0
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii():
            continue
        length = len(word)
        total += length
        if _ARABIC.fullmatch(word):
            if _ARABIC_BAD.search(word) or (length == 1 and word != "و"):
                continue
            good += length
            if word in _COMMON or _ARTICLE.match(word):
                good += length
        elif _LATIN.fullmatch(word):
            if not _LATIN_BAD.search(word) and _natural_case(word):
                good += length
        elif not word.isalpha():
            total += 2 * word.count("\ufffd")
        elif word[0] >= "\u0370" and _one_script(word) and _natural_case(word):
            good += length
            if word in _COMMON or word[-1] in "ךםןףץ":
                good += length
    if not total:
        return 0.0
    return min(good / total, 1.3)


# Hebrew of news has no vowel points, which other languages' capitals turn into, and final letters only where words end.
_NO_WORD = re.compile("[A-Za-z\u00c0-\u024f\u0600-\u06ff\u0591-\u05c7\u05f0-\u05f2]|[ךםןףץ](?=[א-ת])")


def _one_script(word: str) -> bool:
    """Whether no letter is ASCII, Latin or Arabic; exact enough for scripts that have few candidate encodings."""
    return _NO_WORD.search(word) is None


def _natural_case(word: str) -> bool:
    return word.islower() or word.istitle() or word.isupper() or word.upper() == word.lower()
