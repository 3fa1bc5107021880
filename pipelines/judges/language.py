"""Whether the article is written in a language that the source is stored in."""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.types import Cleaned, Reason, Verdict


def judge_language(cleaned: Cleaned, languages: Sequence[str], min_words: int) -> Verdict:  # noqa: ARG001
    """Reject with ``wrong_language`` when the article's language is none of ``languages`` (empty: all are welcome)."""
    keep = not languages or cleaned.language in languages
    return Verdict("language", keep, None if keep else Reason.WRONG_LANGUAGE, 1.0 if keep else 0.0)
