"""The one way from a page to its outcome: clean, then judge.

``process`` is pure: the same page and context give the same outcome, today and in a year. Crawl, replay and import all
call it, in worker processes; what is already stored, and whether this article is new, the repository decides later.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleaners import clean_page
from cleaners.types import Accepted, Outcome, Page, Rejected
from pipelines.judges import JUDGES


@dataclass(frozen=True, slots=True)
class Context:
    """What the outcome depends on beside the page; small and picklable, since it travels with every page."""

    languages: tuple[str, ...] = ("ar",)
    """BCP 47 subtags of the languages that the source is stored in; empty takes every language."""
    min_words: int = 30
    """An article of fewer words is rejected as ``too_few_words``."""


def context_for(language: str | None) -> Context:
    """Return the context of a source that says it writes ``language`` (None: Arabic)."""
    return Context(languages=(language.split("-")[0],) if language else ("ar",))


def process(page: Page, context: Context) -> Outcome:
    """Clean ``page`` and judge the result; the first judge that says no rejects it."""
    cleaned = clean_page(page)
    verdicts = []
    for judge in JUDGES:
        verdict = judge(cleaned, context.languages, context.min_words)
        if not verdict.keep:
            detail = f"language {cleaned.language}" if verdict.judge == "language" else cleaned.title or ""
            return Rejected(verdict, detail)
        verdicts.append(verdict)
    return Accepted(cleaned, tuple(verdicts))
