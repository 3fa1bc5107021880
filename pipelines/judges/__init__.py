"""Judges say whether a cleaned page is an article that belongs in the store; each is a pure function with one concern."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleaners.types import Cleaned, Verdict
from pipelines.judges.language import judge_language
from pipelines.judges.quality import judge_article, judge_length

Judge = Callable[[Cleaned, Sequence[str], int], Verdict]

JUDGES: tuple[Judge, ...] = (judge_article, judge_language, judge_length)
"""In the order in which they are asked: is it an article, is it in a wanted language, is there enough of it."""

__all__ = ["JUDGES", "Judge"]
