"""Whether the page is an article at all, and whether there is enough of it."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.text import word_count
from cleaners.types import Cleaned, Flag, Reason, Verdict

_REASONS = {
    Flag.EMPTY: Reason.NO_TEXT,
    Flag.NO_ARTICLE: Reason.NO_TEXT,
    Flag.NOT_HTML: Reason.NOT_HTML,
    Flag.LISTING_PAGE: Reason.LISTING_PAGE,
    Flag.VIDEO_ONLY: Reason.VIDEO_ONLY,
    Flag.NOT_FOUND: Reason.NOT_FOUND,
    Flag.CONSENT_WALL: Reason.CONSENT_WALL,
}


def judge_article(cleaned: Cleaned, languages: Sequence[str], min_words: int) -> Verdict:  # noqa: ARG001
    """Reject a page without article text, with the reason that its flag gives."""
    if cleaned.blocks:
        return Verdict("article", True, None, cleaned.confidence)
    told = [_REASONS[flag] for flag in _REASONS if flag in cleaned.flags]
    return Verdict("article", False, told[-1] if told else Reason.NO_TEXT, 0.0)


def judge_length(cleaned: Cleaned, languages: Sequence[str], min_words: int) -> Verdict:  # noqa: ARG001
    """Reject with ``too_few_words`` an article of fewer than ``min_words`` words; the score is the number of words."""
    words = word_count(cleaned.text)
    keep = words >= min_words
    return Verdict("length", keep, None if keep else Reason.TOO_FEW_WORDS, float(words))
