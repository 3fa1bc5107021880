"""Judges say whether a cleaned page is an article that belongs in the store, and what a reader should know of one that does.

Each is a pure function with one concern. ``JUDGES`` decide; the first *no* rejects the page. ``find`` adds what is true of an
article that is kept: findings, which the store shows beside the article's own flags. ``duplicates.py`` and ``stories.py`` judge
articles by each other, which the store does after they are in (``pipelines.store.judging``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleaners.types import Cleaned, Verdict
from pipelines.judges.findings import find
from pipelines.judges.language import judge_language
from pipelines.judges.quality import judge_article, judge_length

Judge = Callable[[Cleaned, Sequence[str], int], Verdict]

JUDGES: tuple[Judge, ...] = (judge_article, judge_language, judge_length)
"""In the order in which they are asked: is it an article, is it in a wanted language, is there enough of it."""

__all__ = ["JUDGES", "Judge", "find"]
