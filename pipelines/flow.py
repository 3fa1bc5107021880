"""The one way from a page to its outcome: clean, then judge.

``process`` is pure: the same page and context give the same outcome, today and in a year. Crawl, replay and import all
call it, in worker processes; what is already stored, and whether this article is new, the repository decides later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cleaners import clean_page, clean_text
from cleaners.dates import Where, could_be_published, machine_date
from cleaners.types import Accepted, Cleaned, Dated, Outcome, Page, Rejected
from cleaners.urls import host_of
from pipelines.judges import JUDGES, find


@dataclass(frozen=True, slots=True)
class Context:
    """What the outcome depends on beside the page; small and picklable, since it travels with every page."""

    languages: tuple[str, ...] = ("ar",)
    """BCP 47 subtags of the languages that the source is stored in; empty takes every language."""
    min_words: int = 30
    """An article of fewer words is rejected as ``too_few_words``."""
    form: Literal["html", "text"] = "html"
    """``text``: the body is text in UTF-8 that somebody has extracted already."""


def context_for(language: str | None) -> Context:
    """Return the context of a source that says it writes ``language`` (None: Arabic)."""
    return Context(languages=(language.split("-")[0],) if language else ("ar",))


def process(page: Page, context: Context) -> Outcome:
    """Clean ``page`` and judge the result; the first judge that says no rejects it, and findings go along with the others'."""
    cleaned = clean_extracted(page) if context.form == "text" else clean_page(page)
    verdicts = []
    for judge in JUDGES:
        verdict = judge(cleaned, context.languages, context.min_words)
        if not verdict.keep:
            detail = f"language {cleaned.language}" if verdict.judge == "language" else cleaned.title or ""
            return Rejected(verdict, detail)
        verdicts.append(verdict)
    return Accepted(cleaned, (*verdicts, *find(cleaned)))


def clean_extracted(page: Page) -> Cleaned:
    """Clean a page whose body is text that somebody has extracted; the title and date that came with it are its own.

    The title goes before the text, so that it is cleaned and accounted for like the rest, and a text that repeats it loses the
    repetition: «وصول قافلة مساعدات» ("an aid convoy arrives"), and the same again as its first line.
    """
    text = page.body.decode("utf-8", "replace")
    title = " ".join((page.hints.title or "").split())
    first = next((line for line in text.splitlines() if line.strip()), "")
    if title and " ".join(first.split()) != title:
        text = f"{title}\n\n{text}"
    cleaned = clean_text(text, domain=host_of(page.url) or None)
    if title and cleaned.title is None and cleaned.blocks and cleaned.blocks[0].text == title:
        # A title that is a whole sentence looks like a paragraph to who knows only lines.
        head, *body = cleaned.blocks
        cleaned = replace(cleaned, title=head.text, title_span=head.span, blocks=tuple(body))
    return replace(cleaned, published=_told_date(page) or cleaned.published)


def _told_date(page: Page) -> Dated | None:
    hints = page.hints
    if not hints.published or len(hints.published) > 120:
        return None
    dated = machine_date(hints.published, "feed", Where(hints.region, hints.timezone, page.fetched_at))
    return dated if dated is not None and could_be_published(dated, page.fetched_at) else None
