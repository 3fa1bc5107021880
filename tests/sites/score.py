"""What Naqi makes of the sites' pages, in the measure of the benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from benchmarks.extraction.metric import Score, score
from cleaners import Page, clean_page
from cleaners.types import Cleaned
from tests.sites.pages import SitePage


@dataclass(frozen=True, slots=True)
class Read:
    """A page as it was read."""

    page: SitePage
    cleaned: Cleaned
    score: Score


@cache
def read(page: SitePage) -> Read:
    """Clean a page and compare the article with what its reader sees."""
    cleaned = clean_page(Page(url=f"https://{page.site}.example/{page.id}", body=page.html.encode()))
    return Read(page, cleaned, score(page.text, cleaned.text, "ar"))
