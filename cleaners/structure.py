"""What a line is to its reader: prose or label, title or heading, whole or cut off, article or translation.

Rules look at wording; this module looks at shape alone, so it holds for wordings that nobody has written a rule for.
Everything here is a pure function of the lines' texts.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence

from cleaners.text import fold, word_count
from cleaners.types import BlockKind

PROSE_WORDS = 12
"""From this many words on a line is prose even without a full stop: labels and headlines are shorter."""
PROSE_WORDS_STOPPED = 6
"""With a full stop at its end a line is prose from this many words on."""
TITLE_WORDS = range(2, 22)
KICKER_WORDS = 3
"""A first line of at most this many words is a kicker ("خاص", special) when a longer headline follows it."""
HEADING_WORDS = 14

SITE_TITLE_WORDS = 4
SITE_NAME_WORDS = 5
"""A title of at least so many words, and a site's name of at most so many, stand in one line as a repeated title."""

ALIKE = 0.85
"""From this share of common words on, two headlines are the same one …"""
SHORTENED = 3
"""… and of at least so many words is a title's beginning that stands for it."""

_TOKEN = re.compile(r"\w+")
_LONG = re.compile(rf"\W*+(?:\w++\W++){{{PROSE_WORDS - 1}}}\w")
# What a page says before its title: news, title, article, you are now reading, urgent, exclusive … (folded)
_ANNOUNCING = frozenset(
    "عنوان العنوان الخبر خبر المقال مقال المقاله مقاله الموضوع موضوع تقرير التقرير انت الان تقرا تقرؤون تتصفح تشاهد عاجل خاص حصري بالصور بالفيديو فيديو صور شاهد اقرا الرئيسيه title titre article".split()
)
_SET_OFF = re.compile(r"[|•\\]| :|::| [-/\">] ")
_CLOSERS = "\"'”’»)]}›＂ \u200f\u200e"
_STOPS = tuple(".!?؟۔。！？…")
_MID_SENTENCE = re.compile(r"[.؟!] +\S")
_BULLET = re.compile(r"\s*[•●▪◾■◆►▶✔✅*·‣]\s*\S")
_DASH = re.compile(r"\s*[-–—]\s*\S")
_LETTER = re.compile(r"[^\W\d_]")
# A sentence does not end on these: prepositions, conjunctions, relative pronouns (to, in, from, on, with, that, which, or …).
_DANGLING = frozenset(
    "في من إلى الى على عن مع أن ان إن التي الذي الذين و أو او ثم بين حول خلال بعد قبل عند حتى منذ ضد نحو كما لكن بأن لأن حيث إضافة".split()
)


def ends_sentence(text: str) -> bool:
    """Whether the line ends as a sentence does, closing quotes and brackets aside; an ellipsis does not count."""
    bare = text.rstrip(_CLOSERS)
    return bare.endswith(_STOPS) and not bare.endswith(("…", "..."))


def is_prose(text: str) -> bool:
    """Whether the line is running text and not a label, a headline or a form's words."""
    return is_long(text) or (word_count(text) >= PROSE_WORDS_STOPPED and ends_sentence(text))


def is_long(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """Whether ``text[start:end]`` has as many words as make a line prose; no more of it than they is read."""
    return _LONG.match(text, start, end) is not None


def _is_headline(text: str, words: range) -> bool:
    bare = text.rstrip(_CLOSERS)
    return (
        word_count(text) in words
        and bool(_LETTER.search(text))
        and not bare.endswith((".", "۔", "،", ",", "؛", ";", ":"))
        and not (ends_sentence(text) and _MID_SENTENCE.search(text))
        and not _BULLET.match(text)
    )


def find_title(texts: Sequence[str]) -> int | None:
    """Return the index of the line that is the article's title, or None.

    The title is the first line, if it has a headline's shape and text follows it; a short kicker before it is passed
    over. A first line that is a full sentence is a paragraph.
    """
    if len(texts) < 2:
        return None
    kicked = _is_headline(texts[0], range(1, KICKER_WORDS + 1)) and _is_headline(
        texts[1], TITLE_WORDS[KICKER_WORDS:]
    )
    if kicked and any(is_prose(text) for text in texts[2:]):
        return 1
    if not _is_headline(texts[0], TITLE_WORDS):
        return None
    for later in (1, 2):
        # The page's <title> may stand above its headline: «حصاد القمح | صحيفة الجناح», then «حصاد القمح».
        if later < len(texts) and _is_headline(texts[later], TITLE_WORDS):
            longer = word_count(texts[0]) > word_count(texts[later])
            if (longer and repeats_title(texts[0], texts[later])) or _cut_short(texts[0], texts[later]):
                return later
    return 0


def repeats_title(text: str, title: str) -> bool:
    """Whether the line says the title once more: quoted, with a full stop, or with the site's name before or behind it.

    The name must be set off («العنوان | صحيفة الجناح»), and the title long enough not to be a part of another headline.
    Cut short («محطة جندر تدخل الخدمة…») and with one word of seven or more changed it is the title too.
    """
    words, wanted = _TOKEN.findall(fold(text)), _TOKEN.findall(fold(title))
    if words == wanted:
        return bool(words)
    if _cut_short(text, title):
        return True
    if len(wanted) < SITE_TITLE_WORDS:
        return False
    both = Counter(words) & Counter(wanted)
    if both.total() >= ALIKE * max(len(words), len(wanted)):
        return True
    if not 0 < len(words) - len(wanted) <= SITE_NAME_WORDS:
        return False
    folded = fold(text)
    places = [found.span() for found in _TOKEN.finditer(folded)]
    size = len(wanted)
    before = folded[places[-size - 1][1] : places[-size][0]] if words[-size:] == wanted else ""
    behind = folded[places[size - 1][1] : places[size][0]] if words[:size] == wanted else ""
    announced = words[-size:] == wanted and all(
        word.isdigit() or word in _ANNOUNCING for word in words[:-size]
    )
    return bool(_SET_OFF.search(before) or _SET_OFF.search(behind) or ":" in behind or announced)


def _cut_short(text: str, title: str) -> bool:
    """Whether the line is the title's beginning with dots behind it; the last word may be cut too."""
    if not text.rstrip(_CLOSERS).endswith(("…", "..")):
        return False
    words, wanted = _TOKEN.findall(fold(text)), _TOKEN.findall(fold(title))
    return (
        SHORTENED <= len(words) <= len(wanted)
        and words[:-1] == wanted[: len(words) - 1]
        and wanted[len(words) - 1].startswith(words[-1])
    )


def infer_kinds(texts: Sequence[str]) -> list[BlockKind]:
    """Tell headings and list items from paragraphs in the lines of an article's body."""
    kinds = [BlockKind.PARAGRAPH] * len(texts)
    for i, text in enumerate(texts):
        beside = [texts[j] for j in (i - 1, i + 1) if 0 <= j < len(texts)]
        if _BULLET.match(text) or (_DASH.match(text) and any(_DASH.match(other) for other in beside)):
            kinds[i] = BlockKind.LIST
        elif (
            i + 1 < len(texts)
            and is_prose(texts[i + 1])
            and not is_prose(text)
            and not _DASH.match(text)
            and _is_headline(text, range(1, HEADING_WORDS + 1))
        ):
            kinds[i] = BlockKind.HEADING
    return kinds


def is_truncated(texts: Sequence[str]) -> bool:
    """Whether the last paragraph is cut off in the middle of a sentence.

    It is when it ends on a word that no sentence ends on, on "[…]", or without a full stop in an article whose other
    paragraphs have theirs; many newsrooms write no full stops at all, and their articles are whole.
    """
    prose = [text for text in texts if is_prose(text)]
    if not prose or texts[-1] != prose[-1] or ends_sentence(prose[-1]):
        return False
    last = prose[-1].rstrip(_CLOSERS)
    if last.endswith(("[…", "[...")) or last.rstrip(" .…").endswith(("،", ",")):
        return True
    words = last.split()
    if words and words[-1].strip(".…") in _DANGLING:
        return True
    stopped = sum(ends_sentence(text) for text in prose[:-1])
    return len(prose) >= 3 and stopped >= 0.75 * (len(prose) - 1)


TRANSLATION_SHARE = 0.4
"""A second language is a translation when its prose has at least this share of the words of the article's own …"""
TRANSLATION_WORDS = 15
"""… and at least this many words."""


def split_languages(
    texts: Sequence[str], languages: Sequence[str | None], prefer: str = "ar"
) -> tuple[str | None, list[str | None]]:
    """Return the article's language and, for each line, the language of the translation that it belongs to (or None).

    ``languages`` holds each line's own language, None where it has no evidence. The article is written in ``prefer`` if a
    quarter of the words are; a paragraph or two quoted in another language stay where they are.
    """
    words: Counter[str] = Counter()
    for text, language in zip(texts, languages, strict=True):
        if language is not None:
            words[language] += word_count(text)
    if not words:
        return None, [None] * len(texts)
    total = words.total()
    ranked = sorted(words, key=lambda language: (-words[language], language))
    main = prefer if words[prefer] >= max(0.25 * total, 1) else ranked[0]
    prose: Counter[str] = Counter()
    for text, language in zip(texts, languages, strict=True):
        if language is not None and is_prose(text):
            prose[language] += word_count(text)
    others = {
        language
        for language in ranked
        if language != main and prose[language] >= max(TRANSLATION_WORDS, TRANSLATION_SHARE * words[main])
    }
    if not others:
        return main, [None] * len(texts)
    belongs: list[str | None] = []
    current: str | None = None
    for text, language in zip(texts, languages, strict=True):
        if language == main:
            current = None
        elif language in others and word_count(text) >= 2:
            current = language
        belongs.append(current)
    return main, belongs
