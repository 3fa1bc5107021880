"""What is worth knowing of an article that is kept: findings, verdicts that keep it and give a reason.

A finding is a statement about the page that its reader can check, and not a suspicion; where it could be wrong it is not made.
None repeats a flag that the cleaners gave, so flags and findings can be stored in one list and told apart again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from cleaners.languages import identify_blocks
from cleaners.structure import ends_sentence
from cleaners.text import fold, word_count
from cleaners.types import ArtifactKind, BlockKind, Cleaned, Reason, Verdict

SHORT_WORDS = 60
"""A report of fewer words is a flash or an announcement."""
MIXED_SHARE, MIXED_WORDS = 0.2, 30
"""So much of the text, and so many words, must be in another language."""
PARAGRAPH_WORDS = 8
"""A shorter line (a name, the title of a film) does not tell in which language the report is written."""
PROSE_WORDS = 20
OVER_CLEANED_SHARE = 0.5
"""Removed prose as a share of what was left."""
UNCERTAIN = 0.75
"""Confidence below which pages of the benchmark had F1 0.58 on average; 0.95 above it. What a page leaves out tells nothing:
pages of which 96 % were left out were right."""
DAMAGED_CHARACTERS = 3

_ELLIPSIS = re.compile(r"(?:\u2026|\.{3,})[\"'»”)\]\s]*$")
# To read on: اقرأ المزيد "read more", تابع القراءة "go on reading", المزيد "more", للمزيد "for more", التفاصيل "details".
_READ_ON = re.compile(
    r"^\W*(?:(?:اقرا|قراءه|لقراءه|اقرءوا) (?:المزيد|الباقي|بقيه|الخبر كاملا|المقال كاملا|كامل)|(?:تابع|تابعوا|لمتابعه|اكمل|لاكمال) (?:ال)?قراءه|"
    r"(?:لل|ال)?مزيد|(?:ال)?تفاصيل|read more|continue reading|lire la suite)(?:\W|$)"
)
# For subscribers: للمشتركين فقط "subscribers only", اشترك لقراءة / لمتابعة القراءة "subscribe to read on", مشترك بالفعل؟ "already a subscriber?".
_FOR_SUBSCRIBERS = re.compile(
    r"(?:لل|خاص بال|مخصص لل|حصري لل)مشتركين(?: فقط)?(?:\W|$)|(?:اشترك|اشتركوا|للاشتراك|سجل)(?: \w+)? (?:لقراءه|لمتابعه (?:ال)?قراءه|لمواصله (?:ال)?قراءه|لاكمال (?:ال)?(?:قراءه|مقال)|لاستكمال)|"
    r"(?:هل انت )?مشترك بالفعل|subscribers? only|subscribe to (?:continue|read|keep)|already a subscriber|reserve aux abonnes|réservé aux abonnés|deja abonne|déjà abonné"
)
_NOTICE_WORDS = 25
"""A longer line about subscribers is a sentence of a report."""
_NEVER_REPORTING = frozenset(
    {
        ArtifactKind.REPEATED_TITLE,
        ArtifactKind.REPEATED_BLOCK,
        ArtifactKind.COMMENT_FORM,
        ArtifactKind.COPYRIGHT,
        ArtifactKind.COOKIE_NOTICE,
        ArtifactKind.DISCLAIMER,
        ArtifactKind.THEME_NOTICE,
        ArtifactKind.SYNDICATION_NOTICE,
        ArtifactKind.CAPTION,
    }
)
"""What these kinds took may be sentences, but nobody would look for the report among them."""


def find(cleaned: Cleaned) -> tuple[Verdict, ...]:
    """Return what is true of an accepted article, in the order of ``Reason``; nothing that its flags say already."""
    found = (
        (reason, score_of(cleaned)) for reason, score_of in _FINDERS.items() if reason not in cleaned.flags
    )
    return tuple(Verdict("finding", True, reason, score) for reason, score in found if score is not None)


def _too_short(cleaned: Cleaned) -> float | None:
    words = word_count(cleaned.text)
    return float(words) if words < SHORT_WORDS else None


def _truncated(cleaned: Cleaned) -> float | None:
    """Find the beginning of a text whose rest is on another page: «وأوضح المصدر أن الفرق […]» ("the source said that the teams […]")."""
    last = cleaned.blocks[-1] if cleaned.blocks else None
    if last is None or last.kind is not BlockKind.PARAGRAPH or not _ELLIPSIS.search(last.text):
        return None
    if last.text.rstrip().endswith(("[…]", "[...]")) or any(
        removal.span is not None
        and removal.span.start >= last.span.end
        and _READ_ON.search(fold(removal.text))
        for removal in cleaned.removals
    ):
        return 1.0
    return None


def _paywalled(cleaned: Cleaned) -> float | None:
    """Find the notice of a wall behind the text: «اشترك لمتابعة القراءة» ("subscribe to read on")."""
    end = cleaned.blocks[-1].span.end if cleaned.blocks else 0
    for removal in cleaned.removals:
        behind = removal.span is not None and removal.span.start >= end
        if (
            behind
            and word_count(removal.text) <= _NOTICE_WORDS
            and _FOR_SUBSCRIBERS.search(fold(removal.text))
        ):
            return 1.0
    return None


def _mixed_language(cleaned: Cleaned) -> float | None:
    """Find paragraphs in another language; the score is their share of the words."""
    texts = [block.text for block in cleaned.blocks if word_count(block.text) >= PARAGRAPH_WORDS]
    words: Counter[str | None] = Counter()
    for text, language in zip(texts, identify_blocks(texts), strict=True):
        words[language] += word_count(text)
    others = sum(count for language, count in words.items() if language not in (None, cleaned.language))
    share = others / max(1, word_count(cleaned.text))
    enough = others >= MIXED_WORDS and share >= MIXED_SHARE
    return round(share, 3) if enough and cleaned.language else None


def _no_title(cleaned: Cleaned) -> float | None:
    return None if cleaned.title else 1.0


def _no_date(cleaned: Cleaned) -> float | None:
    return None if cleaned.published else 1.0


def _date_inferred(cleaned: Cleaned) -> float | None:
    dated = cleaned.published
    inferred = dated is not None and (dated.origin in ("url", "text") or dated.precision == "year")
    return 1.0 if inferred else None


def _over_cleaned(cleaned: Cleaned) -> float | None:
    """Find removed blocks that read like reporting; the score is their words by those of the text."""
    prose = sum(
        word_count(removal.text)
        for removal in cleaned.removals
        if removal.span is not None and removal.kind not in _NEVER_REPORTING and _is_prose(removal.text)
    )
    share = prose / max(1, word_count(cleaned.text))
    return round(share, 3) if share >= OVER_CLEANED_SHARE else None


def _is_prose(text: str) -> bool:
    return any(word_count(line) >= PROSE_WORDS and ends_sentence(line) for line in text.splitlines())


def _uncertain_text(cleaned: Cleaned) -> float | None:
    return cleaned.confidence if cleaned.confidence < UNCERTAIN else None


def _damaged_text(cleaned: Cleaned) -> float | None:
    lost = cleaned.text.count("\ufffd")
    return float(lost) if lost >= DAMAGED_CHARACTERS else None


_FINDERS: dict[Reason, Callable[[Cleaned], float | None]] = {
    Reason.TOO_SHORT: _too_short,
    Reason.TRUNCATED: _truncated,
    Reason.PAYWALLED: _paywalled,
    Reason.MIXED_LANGUAGE: _mixed_language,
    Reason.NO_TITLE: _no_title,
    Reason.NO_DATE: _no_date,
    Reason.DATE_INFERRED: _date_inferred,
    Reason.OVER_CLEANED: _over_cleaned,
    Reason.UNCERTAIN_TEXT: _uncertain_text,
    Reason.DAMAGED_TEXT: _damaged_text,
}

FINDINGS = tuple(_FINDERS)
"""The reasons that are findings, in the order in which they stand behind an article's flags."""
