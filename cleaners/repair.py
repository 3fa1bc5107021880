"""Characters that are wrong rather than written: put right before anything else reads the text, and counted.

Presentation forms, direction marks, soft hyphens and half an emoji are what fonts, editors and broken programs left in a
text; they split words for a search and say nothing to a reader. Nothing here judges *what* is written: letters are never
normalised (إ stays إ, a single ـ stays), quotes and digits stay, HTML entities are not touched.

Kinds, in the order they are applied (``count`` is the number of characters touched):

==================  ==================================================================================================
surrogate           two halves joined into their character; a lone half removed
mojibake            UTF-8 Arabic that was read as windows-1252/Latin-1 ("Ø§Ù„") or windows-1256 ("ط§ظ„"), when certain
newline             CR LF, CR, NEL, VT, FF, U+2028, U+2029 → LF
space               no-break and other Unicode spaces and blank fillers → space
quote               U+0091–U+0097, quotes and dashes of windows code pages read as Latin-1 → ‘ ’ “ ” • – —
control             NUL, the other C0 and C1 controls but LF and TAB, non-characters: removed
invisible           direction marks, embeddings, isolates, inner byte-order marks, soft hyphens, zero-width spaces, word
                    joiners, object placeholders, stray joiners and variation selectors: removed
presentation_form   U+FB50–U+FDFF, U+FE70–U+FEFC → the letters they stand for
tatweel             a run inside a word removed («خبـــر» → «خبر»), at its end shortened to one («هــ» → «هـ»)
nfc                 combining marks put in canonical order and composed
==================  ==================================================================================================

Kept on purpose: ﷺ ﷻ ﷽ ﷼ ﴾ ﴿ and the other honorifics (they are signs, not letters, and spelling them out would add words
to the article), emoji with their joiners, skin tones and flags, the ZWNJ between letters of Persian, Sorani and Urdu, a
single tatweel («هـ» of the Hijri era, «الـ«قدس»»), U+FFFD (something stood there), a line of tatweel that is a ruler.

``repair`` runs to a fixed point, so it is idempotent by construction. Linear; clean text costs a few scans.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from cleaners.mojibake import unmojibake
from cleaners.types import Repair

Count = Counter[str]


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repaired text and what was done to it, kinds in alphabetical order; no repairs means ``text`` came back as it was."""

    text: str
    repairs: tuple[Repair, ...]


def repair(text: str) -> Repaired:
    """Put wrong characters right and say how many of each kind; never raises."""
    count: Count = Counter()
    while True:
        repaired = _once(text, count)
        if repaired == text:
            return Repaired(text, tuple(Repair(kind, count[kind]) for kind in sorted(count) if count[kind]))
        text = repaired


def _once(text: str, count: Count) -> str:
    if text.isascii() and not _ASCII_SUSPECT.search(text):
        return text
    if _SURROGATE.search(text):
        text = _surrogates(text, count)
    text, touched = unmojibake(text)
    count["mojibake"] += touched
    if _SUSPECT.search(text):
        text = _LINE_BREAK.sub(_counted("newline", "\n", count), text)
        text = _TRANSLATED.sub(_translated(count), text)
        text = _joiners(text, count)
        text = _tatweel(text, count)
    return _nfc(text, count)


def _counted(kind: str, replacement: str, count: Count) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        count[kind] += len(match[0])
        return replacement

    return replace


# One character at a time ------------------------------------------------------------------------------------------

_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

_KEPT_SIGNS = frozenset(map(chr, [*range(0xFD3E, 0xFD50), 0xFDCF, *range(0xFDFA, 0xFE00)]))


def _presentation_forms() -> dict[str, str]:
    """Map presentation forms to letters: NFKC, without the space or tatweel that carries a lone vowel sign.

    ﻻ → لا, ﷲ → الله, ﹷ (a fatha on a tatweel) → the fatha alone, so that it sits on the letter before it.
    """
    table: dict[str, str] = {}
    for code in [*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)]:
        char = chr(code)
        letters = unicodedata.normalize("NFKC", char)
        if char in _KEPT_SIGNS or letters == char:
            continue
        if letters[0] in " ـ" and all(unicodedata.combining(mark) for mark in letters[1:]):
            letters = letters[1:]
        table[char] = letters
    return table


def _translations() -> dict[str, tuple[str, str]]:
    table = {char: ("presentation_form", letters) for char, letters in _presentation_forms().items()}
    for code in [0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x2800, 0x3164, 0xFFA0]:
        table[chr(code)] = ("space", " ")
    controls = [*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF]
    for code in controls:
        table[chr(code)] = ("control", "")
    del table["\x85"]
    for code, quote in zip(range(0x91, 0x98), "‘’“”•–—", strict=True):
        table[chr(code)] = ("quote", quote)
    invisible = [
        0xAD,
        0x34F,
        0x61C,
        0x180E,
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    ]
    for code in [*invisible, 0xFEFF, *range(0xFFF9, 0xFFFD), 0xE0001]:
        table[chr(code)] = ("invisible", "")
    return table


_TRANSLATIONS = _translations()


def _ranges(chars: set[str]) -> str:
    """Write a set of characters as the inside of a regex character class."""
    parts: list[str] = []
    codes = sorted(map(ord, chars))
    start = previous = codes[0]
    for code in [*codes[1:], -1]:
        if code != previous + 1:
            parts.append(f"\\U{start:08x}-\\U{previous:08x}")
            start = code
        previous = code
    return "".join(parts)


_TRANSLATED = re.compile(f"[{_ranges(set(_TRANSLATIONS))}]")


def _translated(count: Count) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        kind, letters = _TRANSLATIONS[match[0]]
        count[kind] += 1
        return letters

    return replace


def _surrogates(text: str, count: Count) -> str:
    count["surrogate"] += len(_SURROGATE.findall(text))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


# Joiners, variation selectors, tags: right in one place, stray in another -------------------------------------------

_PERSIAN_LETTER = "پچژگکیىەێۆڵڕڤٹڈڑںےہھۀ"
_PERSIAN = re.compile(f"[{_PERSIAN_LETTER.replace('ى', '')}]")
_PERSIAN_TYPING = re.compile(
    "(?<![\u0621-\u064a])ن?مي\u200c|\u200c(?:ها|هاي|اي|تر|ترين|اند|ام)(?![\u0621-\u064a])"
)
_ARABIC_LETTER = "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f\u08a0-\u08c7"
_ARABIC_MARK = "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_INDIC = "\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1800-\u18af"
_STRAY = re.compile(
    f"(?<![{_PICTURE}\ufe0e\ufe0f])\u200d(?<![{_INDIC}].)|\u200d(?![{_PICTURE}{_INDIC}])(?<![{_INDIC}].)"
    f"|(?<![{_ARABIC_LETTER}{_ARABIC_MARK}{_INDIC}])\u200c|\u200c(?![{_ARABIC_LETTER}{_INDIC}])(?<![{_INDIC}].)"
    f"|(?<![{_PICTURE}0-9#*])[\ufe0e\ufe0f]|(?<=[{_ARABIC_LETTER}{_ARABIC_MARK}\\s])[\ufe00-\ufe0d]"
    f"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)
_ARABIC_ZWNJ = re.compile(f"(?<=[{_ARABIC_LETTER}{_ARABIC_MARK}])\u200c")
_HAS_JOINER = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f]")


def _joiners(text: str, count: Count) -> str:
    if not _HAS_JOINER.search(text):
        return text
    remove = _counted("invisible", "", count)
    text = _STRAY.sub(remove, text)
    if "\u200c" in text and not _writes_zwnj(text):
        text = _ARABIC_ZWNJ.sub(remove, text)
    return text


def _writes_zwnj(text: str) -> bool:
    """Whether the text is in a language whose spelling uses ZWNJ; in Arabic it is debris that splits words.

    Persian and Sorani have one of their own letters in almost every word; Persian typed on an Arabic keyboard shows
    itself by «مي‌شود» and «كتاب‌ها».
    """
    letters = sum(map(len, re.findall(f"[{_ARABIC_LETTER}]+", text)))
    return len(_PERSIAN.findall(text)) * 50 >= letters or bool(_PERSIAN_TYPING.search(text))


_LETTER_NO_TATWEEL = (
    "\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f\u08a0-\u08c7"
)
_TATWEEL_RUN = re.compile(
    f"(?<=[{_LETTER_NO_TATWEEL}{_ARABIC_MARK}])(ـ{{2,}})(?=([{_LETTER_NO_TATWEEL}{_ARABIC_MARK}])?)"
)


def _tatweel(text: str, count: Count) -> str:
    if "ــ" not in text:
        return text

    def shorten(match: re.Match[str]) -> str:
        kept = "" if match[2] else "ـ"
        count["tatweel"] += len(match[1]) - len(kept)
        return kept

    return _TATWEEL_RUN.sub(shorten, text)


_SUSPECT = re.compile(
    f"[\r\x0b\x0c\x85\u2028\u2029\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f{_ranges(set(_TRANSLATIONS))}]|ــ"
)
_ASCII_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


# Canonical composition ----------------------------------------------------------------------------------------------

# Beyond the BMP one wide range stands for the marks: a class of many ranges there makes every search ten times slower.
_MARKS = _ranges({chr(code) for code in range(0x300, 0x10000) if unicodedata.combining(chr(code))})
_MARKS += "\U000101fd-\U0001e94a"
_TOO_MANY_MARKS = re.compile(f"[{_MARKS}][{_MARKS}]{{30}}")
_WORDS = re.compile(r"\S+")


def _nfc(text: str, count: Count) -> str:
    """Compose; a word with more than 30 marks in a row stays as it is, since sorting marks takes quadratic time."""
    crowded = _TOO_MANY_MARKS.search(text) is not None
    if not crowded and unicodedata.is_normalized("NFC", text):
        return text

    def compose(match: re.Match[str]) -> str:
        word = match[0]
        if crowded and _TOO_MANY_MARKS.search(word):
            return word
        composed = unicodedata.normalize("NFC", word)
        if composed != word:
            count["nfc"] += _differing(word, composed)
        return composed

    return _WORDS.sub(compose, text)


def _differing(before: str, after: str) -> int:
    """Characters of ``before`` between what both words begin and end with alike, at least one."""
    start = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        start += 1
    end = 0
    for one, other in zip(reversed(before[start:]), reversed(after[start:]), strict=False):
        if one != other:
            break
        end += 1
    return max(1, len(before) - start - end)
