"""The record of what a page says about its article, apart from the text."""

from __future__ import annotations

from dataclasses import dataclass

from cleaners.types import Dated


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page's markup and the lines around its headline say of the article; every part may be missing.

    ``canonical_url`` is the address that the page declares, resolved and not checked. ``page_types`` are the JSON-LD types
    and the ``og:type`` as written: hints on whether the page is an article at all.
    """

    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: Dated | None = None
    modified: Dated | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    canonical_url: str | None = None
    image_url: str | None = None
    image_caption: str | None = None
    publisher: str | None = None
    attribution: tuple[str, ...] = ()
    language_declared: str | None = None
    article_body: str | None = None
    page_types: tuple[str, ...] = ()
