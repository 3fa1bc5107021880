"""Whether the article is written in a language that the source is stored in.

The cleaners have told the language from the letters and little words of its own paragraphs, and asked langdetect (seeded) only
about Latin text that these do not decide (``cleaners/languages.py``). Where they could not say, because no paragraph alone had
enough to go by, the whole text is asked here in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaners.languages import identify
from cleaners.types import Cleaned, Reason, Verdict


def judge_language(cleaned: Cleaned, languages: Sequence[str], min_words: int) -> Verdict:  # noqa: ARG001
    """Reject with ``wrong_language`` when the article's language is none of ``languages`` (empty: all are welcome)."""
    keep = not languages or (cleaned.language or identify(cleaned.text)) in languages
    return Verdict("language", keep, None if keep else Reason.WRONG_LANGUAGE, 1.0 if keep else 0.0)
