"""Which language a text is written in: scripts first, then letters and common words, statistics last.

Language detectors trained on all languages are slow and unsure on a sentence and call Sorani Persian. But of the languages
around Arabic each has letters and little words of its own: «ئەو» cannot be anything but Kurdish, «ہے» but Urdu. So the
script with most letters decides the family, its letters and stop words decide the language, and only Latin text of some
length without stop words is asked of langdetect (profiles of Latin-script languages only, own factory, fixed seed: the
same text gives the same answer in any order and process, and nobody else's langdetect is touched).

An answer needs evidence. Arabic letters without any («محمد صلاح») are "ar" for :func:`identify`, since something has to be
said of a whole text, and None for :func:`identify_blocks`, where the neighbours know better.

Languages are BCP 47 primary subtags. Dialects of Arabic are "ar". Of a long text a bounded part is read.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from cleaners import stopwords

_CHARACTERS, _WORDS = 20_000, 300
"""As much of a text is read: characters for its scripts, words of the leading script for its language."""


def identify(text: str) -> str | None:
    """Say which language ``text`` is in, or None when there is too little of it to say; never raises.

    Fewer than three letters, digits, punctuation, links and handles say nothing; fewer than 20 Latin letters say
    something only through a stop word.
    """
    return _judge(text)[0]


def identify_blocks(texts: Sequence[str]) -> list[str | None]:
    """Say of each block which language it is in; None for a block without evidence of its own (a name, a number)."""
    return [language if evident else None for language, evident in (_judge(text) for text in texts)]


def identify_lines(texts: Sequence[str]) -> list[str | None]:
    """Say of each line of one text which language it is in; a Latin line without a stop word takes that of the others.

    So a headline of names is counted with the translation that it stands above, and langdetect, which is slow and unsure
    on short lines, is asked at most once for a text.
    """
    languages = [_glance(text) for text in texts]
    unknown = [i for i, language in enumerate(languages) if language is None and _is_latin(texts[i])]
    if unknown:
        known = Counter(language for language in languages if language in _OF_LATIN_SCRIPT)
        # Of two as common the one that comes first in the alphabet: the order of lines must not matter.
        guess = min(known, key=lambda name: (-known[name], name)) if known else None
        for i in unknown if guess else ():
            languages[i] = guess
        if not guess:
            asked = _ask_langdetect(" ".join(texts[i] for i in unknown))
            for i in unknown:
                languages[i] = asked
    return languages


@lru_cache(maxsize=4096)
def _glance(text: str) -> str | None:
    return _judge(text, ask=False)[0]


def _is_latin(text: str) -> bool:
    return len(_SCRIPTS["latn"].sub("", text)) < 0.5 * len(text) and len(text) >= _FEW_LETTERS


def script_shares(text: str) -> dict[str, float]:
    """Return the share of each script among the letters of ``text``, largest first; shares add up to 1.

    Keys are ISO 15924 codes in lower case ("arab", "latn", "hebr", "cyrl", "grek", "hani", "kana", "hang", …), "zzzz" for all
    other scripts. Links and handles count like any letters here. An empty dict means no letters.
    """
    counts = _letters_by_script(text)
    total = sum(counts.values())
    return {script: count / total for script, count in counts.most_common()}


# Scripts -----------------------------------------------------------------------------------------------------------

_SCRIPT_RANGES = {
    "arab": "\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f"
    "\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc",
    "latn": "A-Za-zªºÀ-ÖØ-öø-ɏɐ-ʯᴀ-ᶿḀ-ỿＡ-Ｚａ-ｚ",
    "hebr": "\u05d0-\u05f2\ufb1d-\ufb4f",
    "cyrl": "\u0400-\u0481\u048a-\u052f\u1c80-\u1c88\u2de0-\u2dff\ua640-\ua69f",
    "grek": "\u0370-\u0373\u0376-\u037d\u037f\u0386\u0388-\u03ff\u1f00-\u1fff",
    "armn": "\u0531-\u0556\u0561-\u0588",
    "geor": "\u10a0-\u10ff\u1c90-\u1cbf",
    "syrc": "\u0710-\u072f\u074d-\u074f",
    "thaa": "\u0780-\u07b1",
    "ethi": "\u1200-\u137f",
    "tfng": "\u2d30-\u2d67",
    "deva": "\u0900-\u0963\u0972-\u097f",
    "beng": "\u0980-\u09fe",
    "guru": "\u0a00-\u0a7f",
    "taml": "\u0b80-\u0bfa",
    "telu": "\u0c00-\u0c7f",
    "mlym": "\u0d00-\u0d7f",
    "sinh": "\u0d80-\u0dff",
    "thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "mymr": "\u1000-\u109f",
    "khmr": "\u1780-\u17d3",
    "hani": "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f",
    "kana": "\u3041-\u309f\u30a1-\u30ff\uff66-\uff9f",
    "hang": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
}
_SCRIPTS = {script: re.compile(f"[{ranges}]+") for script, ranges in _SCRIPT_RANGES.items()}
_OTHER_LETTERS = re.compile(f"[^\\W\\d_{''.join(_SCRIPT_RANGES.values())}]+")
_COMMON_SCRIPTS = ("arab", "latn")
_NOT_COMMON = re.compile(f"[^\\W\\d_{_SCRIPT_RANGES['arab']}{_SCRIPT_RANGES['latn']}]")


def _letters_by_script(text: str) -> Counter[str]:
    scripts = ("latn",) if text.isascii() else _SCRIPTS if _NOT_COMMON.search(text) else _COMMON_SCRIPTS
    counts: Counter[str] = Counter()
    for script in scripts:
        count = sum(map(len, _SCRIPTS[script].findall(text)))
        if count:
            counts[script] = count
    if scripts is _SCRIPTS:
        others = sum(map(len, _OTHER_LETTERS.findall(text)))
        if others:
            counts["zzzz"] = others
    return counts


_LETTERS_ARE_WORTH = {"arab": 1.6, "hebr": 1.6, "syrc": 1.6, "hani": 4.0, "kana": 2.5, "hang": 2.5}
"""A word has fewer letters where vowels are not written and where a letter is a syllable or a word: «مدرسة», "l'école"."""

_ONLY_LANGUAGE = {
    "hebr": "he", "grek": "el", "armn": "hy", "geor": "ka", "syrc": "syr", "thaa": "dv", "ethi": "am", "tfng": "zgh",
    "deva": "hi", "beng": "bn", "guru": "pa", "taml": "ta", "telu": "te", "mlym": "ml", "sinh": "si", "thai": "th",
    "mymr": "my", "khmr": "km", "hani": "zh", "kana": "ja", "hang": "ko",
}  # fmt: skip

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@\S+|@\w+|&[a-z]{2,6};|<[a-z/][^<>]{0,200}>", re.IGNORECASE
)
_MAY_LINK = re.compile(r"[@&<]|://|www\.", re.IGNORECASE)
_MARKS = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b\u200d-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)


def _judge(text: str, ask: bool = True) -> tuple[str | None, bool]:
    """Return the language and whether the text itself gives evidence of it."""
    text = text[:_CHARACTERS]
    if _MAY_LINK.search(text):
        text = _LINK.sub(" ", text)
    text = _MARKS.sub("", text)
    counts = _letters_by_script(text)
    if not counts or sum(counts.values()) < (2 if "hani" in counts else 3):
        return None, False
    script = max(counts, key=lambda name: counts[name] * _LETTERS_ARE_WORTH.get(name, 1.0))
    if script == "arab":
        return _arabic_script(text)
    if script == "latn":
        return _latin_script(text, counts["latn"], ask)
    if script == "cyrl":
        return _cyrillic_script(text)
    if script == "hani" and counts["kana"] * 10 >= counts["hani"]:
        return "ja", True
    language = _ONLY_LANGUAGE.get(script)
    return language, language is not None


# Arabic script -----------------------------------------------------------------------------------------------------

_ARABIC_WORD = re.compile(f"[{_SCRIPT_RANGES['arab']}]+")
_OWN_LETTERS = (
    ("ur", re.compile("[ٹڈڑںےہۓۂ]"), 1.0),
    ("ckb", re.compile("[ڕڵێۆڤە]"), 1.0),
    ("ps", re.compile("[ټډړږښڼېۍځڅ]"), 1.2),
    ("ug", re.compile("[ۇۈۋڭې]"), 1.3),
    ("sd", re.compile("[ٻڀٿٺڄڃڇڏڌڊڦڪڳڱڻ]"), 1.2),
)
_IRANIAN_LETTER = re.compile("[پچژگ]")
_IRANIAN_TYPING = re.compile("[کی]")
_ARABIC_TYPING = re.compile("[كيىةأإ]")
_ARABIC_ARTICLE = re.compile("(?:[وفبك]|و[بك])?ال[\u0621-\u064a]{2}|و?لل[\u0621-\u064a]{2}")
_ARABIC_SPELLING = re.compile(
    "ة$|[أإؤىي]$|^[أإ]|^(?:سي|ست|سن|وي)[\u0621-\u064a]{3}|(?:هما|تها|ته|نا|وا|ين|ات|ون|كم)$"
)
_PERSIAN_SUFFIX = re.compile(
    "\u200c(?:ها|های|هاي|ای|اي|تر|ترین|ترين|اند|ام|اش|شان|شود|کند)|(?:^|\\s)ن?م[یي]\u200c"
)


@lru_cache(maxsize=1 << 14)
def _votes_of(word: str) -> tuple[tuple[str, float], ...]:
    """Return the languages that a word speaks for, and how loudly; most words come again and again."""
    votes = [(language, 1.0) for language in stopwords.ARABIC_SCRIPT.get(word, ())]
    if _ARABIC_ARTICLE.match(word):
        votes.append(("ar", 1.0))
    elif _ARABIC_SPELLING.search(word):
        votes.append(("ar", 0.35))
    votes.extend((language, weight) for language, letters, weight in _OWN_LETTERS if letters.search(word))
    if _IRANIAN_LETTER.search(word):
        votes += [("fa", 0.6), ("ckb", 0.4), ("ur", 0.4)]
    if _IRANIAN_TYPING.search(word):
        votes += [("fa", 0.25), ("ckb", 0.25), ("ur", 0.25), ("ps", 0.2)]
    return tuple(votes)


def _arabic_script(text: str) -> tuple[str, bool]:
    votes: defaultdict[str, float] = defaultdict(float)
    words = _ARABIC_WORD.findall(text)[:_WORDS]
    for word in words:
        for language, weight in _votes_of(word):
            votes[language] += weight
    votes["fa"] += 1.0 * len(_PERSIAN_SUFFIX.findall(text))
    language, score = max(votes.items(), key=lambda vote: (vote[1], vote[0] == "ar"), default=("ar", 0.0))
    if score < 0.6 and _IRANIAN_TYPING.search(text) and not _ARABIC_TYPING.search(text):
        return "fa", len(words) > 2
    if score < 0.3:
        return "ar", False
    runner_up = max((score for name, score in votes.items() if name != language), default=0.0)
    return language, score >= 0.6 and score > runner_up * 1.2 and (len(words) > 1 or score >= 1.0)


# Latin script ------------------------------------------------------------------------------------------------------

_LATIN_WORD = re.compile(f"[{_SCRIPT_RANGES['latn']}]+")
_LATIN_LETTERS = {
    "tr": re.compile("[ğışİ]"),
    "de": re.compile("[ßäöü]"),
    "es": re.compile("[ñ¿¡óíá]"),
    "fr": re.compile("[çœèêàù]|\\b[cdjlnsCDJLNS]['’]"),
    "pt": re.compile("[ãõ]"),
    "az": re.compile("ə"),
    "ku": re.compile("[êîû]"),
    "pl": re.compile("[łąęśżź]"),
    "ro": re.compile("[țșă]"),
    "sv": re.compile("[åäö]"),
    "vi": re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựđ]"),
}
_BY_APOSTROPHE = frozenset(("fr",))
"""Languages that plain ASCII may speak for: "l'école" is told by its first two letters."""
_LATIN_CERTAIN = {
    "tr": re.compile("[ğı]|İ(?![A-ZÇĞÖŞÜ]{0,2}\\b)"),
    "az": re.compile("ə"),
    "de": re.compile("ß"),
    "es": re.compile("[¿¡ñ]"),
    "pl": re.compile("[łęż]"),
}
"""Letters that speak for a language by themselves."""
_PROFILES = "af ca cs da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi"
_FEW_LETTERS = 20
_OF_LATIN_SCRIPT = frozenset(
    language for languages in stopwords.LATIN_SCRIPT.values() for language in languages
)
_SHARE = 0.12
"""So many of a text's words are stop words in running text of their language (0.3 and more), and not in a list of names."""


def _latin_script(text: str, letters: int, ask: bool = True) -> tuple[str | None, bool]:
    words = [match[0] for match in islice(_LATIN_WORD.finditer(text), _WORDS)]
    hits: defaultdict[str, float] = defaultdict(float)
    for word in words:
        if word.isupper() and len(word) <= 3 and not text.isupper():
            continue  # an acronym (US, IT) and not a word of the sentence
        for language in stopwords.LATIN_SCRIPT.get(word.replace("İ", "i").lower(), ()):
            hits[language] += 1
    plain = text.isascii()
    for language, certain in () if plain else _LATIN_CERTAIN.items():
        if certain.search(text):
            hits[language] += 1
    for language, own in _LATIN_LETTERS.items():
        if language in hits and (not plain or language in _BY_APOSTROPHE) and own.search(text):
            hits[language] += 0.7
    if hits:
        (first, score), (_, second) = [*sorted(hits.items(), key=lambda hit: -hit[1]), ("", 0.0)][:2]
        if score >= second * 1.15 and (score >= len(words) * _SHARE or letters < _FEW_LETTERS):
            return first, True
    if not ask or letters < _FEW_LETTERS or not any(word.islower() and len(word) > 1 for word in words):
        return None, False
    guess = _ask_langdetect(text)
    return guess, guess is not None


@cache
def _factory() -> Any:
    """Load langdetect's profiles of Latin-script languages into a factory of our own, in a fixed order."""
    from langdetect import detector_factory

    directory = Path(detector_factory.PROFILES_DIRECTORY)
    factory = detector_factory.DetectorFactory()
    factory.load_json_profile([(directory / name).read_text(encoding="utf-8") for name in _PROFILES.split()])
    factory.set_seed(0)
    return factory


@lru_cache(maxsize=1024)
def _ask_langdetect(text: str) -> str | None:
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()
    detector.append(text[:600])
    try:
        best = detector.get_probabilities()
    except LangDetectException:
        return None
    return str(best[0].lang) if best and best[0].prob >= 0.9 else None


# Cyrillic script -----------------------------------------------------------------------------------------------------

_CYRILLIC = (
    ("uk", re.compile("[їєґіЇЄҐІ]")),
    ("be", re.compile("[ўіЎІ]")),
    ("kk", re.compile("[әғқңұһіӘҒҚҢҰҺІ]")),
    ("tg", re.compile("[ҷӣӯҶӢӮ]")),
    ("mk", re.compile("[ѓќѕЃЌЅ]")),
    ("sr", re.compile("[ђћџљњјЂЋЏЉЊЈ]")),
)
_BULGARIAN = re.compile(r"\b(?:на|от|се|за|това|който|която|са|ще|към|бяха|беше)\b", re.IGNORECASE)
_RUSSIAN = re.compile(r"\b(?:и|в|не|что|он|с|как|это|по|был|были|его|к|из|для|после)\b|[ыэё]", re.IGNORECASE)


def _cyrillic_script(text: str) -> tuple[str, bool]:
    marks = {language: len(own.findall(text)) for language, own in _CYRILLIC}
    language = max(marks, key=lambda name: marks[name])
    if marks[language] >= 1 and marks[language] * 60 >= len(text):
        return language, True
    russian, bulgarian = len(_RUSSIAN.findall(text)), len(_BULGARIAN.findall(text))
    if bulgarian > russian:
        return "bg", bulgarian > 1
    return "ru", russian > 0
