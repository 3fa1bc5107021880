"""What the short names in the store mean, in one sentence each, for people who meet them on a page."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "truncated": "The last paragraph stops in the middle of a sentence.",
        "bilingual": "A translation stood beside the article; it is kept with it, apart from the text.",
        "empty": "Nothing came in: no bytes, or only white space.",
        "no_article": "There was text, and none of it is an article.",
        "not_html": "The bytes are not a web page.",
        "listing_page": "The page lists other pages: a section, tag, search or home page.",
        "video_only": "The page holds a video or a gallery and no article text.",
        "not_found": "The page says that there is no such page, whatever its status was.",
        "consent_wall": "The page asks for consent, a login or proof of being human in place of the article.",
        "paywalled": "The page says of itself that the rest is for subscribers.",
    }
)
"""``Cleaned.flags``: what a reader should know of the text."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_text": "No text of an article was found.",
        "too_few_words": "There are fewer words than an article of this source has at least.",
        "wrong_language": "It is written in a language that the source is not stored in.",
        "not_html": "The bytes are not a web page.",
        "listing_page": "The page lists other pages.",
        "video_only": "The page holds a video or a gallery and no article text.",
        "not_found": "The page says that there is no such page.",
        "consent_wall": "The page asks for consent or a login in place of the article.",
        "too_short": "It has fewer words than a report needs. The score is their number.",
        "truncated": "The text ends on an ellipsis where the page offers the rest elsewhere.",
        "paywalled": "Behind the text the page said that the rest is for subscribers.",
        "mixed_language": "A good part of the text is in another language, and is no translation of it. The score is its share.",
        "no_title": "No headline could be told from the text.",
        "no_date": "Nothing says when it was published.",
        "date_inferred": "The date of publication was read from the address or from the text, or is a year only.",
        "over_cleaned": "What the rules took holds much running prose: look at it. The score is its words by those that stayed.",
        "uncertain_text": "The extraction was in doubt on what of the page is the article. The score is its confidence.",
        "damaged_text": "Replacement characters stand where the page's bytes were broken. The score is their number.",
    }
)
"""Reasons of verdicts (``cleaners.types.Reason``): why a page became no article, or what is worth knowing of one."""

JUDGES: Mapping[str, str] = MappingProxyType(
    {
        "article": "Is it an article? The score is how far the extractions agreed on its text, from 0 to 1.",
        "language": "Is it in a language that the source is stored in? The score is 1 or 0.",
        "length": "Is there enough of it? The score is the number of words.",
    }
)
"""The judges by name, with what their score counts."""

LIKENESS: Mapping[str, str] = MappingProxyType(
    {
        "exact": "the same text",
        "near": "nearly the same text",
        "wire_copy": "a copy of the same agency report",
        "rewrite": "the same event in other words",
    }
)
"""How two articles are alike."""

REVISIONS: Mapping[str, str] = MappingProxyType(
    {
        "first_seen": "It was stored for the first time.",
        "publisher_updated": "Its page said something else than before.",
        "canonical_page": "A page nearer to its canonical address was found, and speaks for it now.",
        "cleaned_anew": "A crawl met the same bytes with other rules.",
        "recleaned": "scrapy reclean cleaned the archived bytes again.",
        "undone": "scrapy undo took a reclean back.",
        "withdrawn": "scrapy undo took the reclean back that had stored it: the table does not show it from here on.",
    }
)
"""Why a revision came about."""

ORIGINS: Mapping[str, str] = MappingProxyType(
    {
        "jsonld": "the page's JSON-LD",
        "microdata": "the page's microdata",
        "meta": "the page's meta elements",
        "feed": "the feed or news sitemap that led to it",
        "visible": "text that a reader of the page sees",
        "url": "the address",
        "text": "the article's text",
    }
)
"""Where a date was read."""

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "dom": "an element of the page, before there was a text",
        "block": "a whole line",
        "span": "a part of a line",
        "rest": "the line and all after it",
    }
)
"""What a rule takes at a time."""


def of(table: Mapping[str, str], name: str) -> str:
    """Return what ``name`` means, or nothing where the table has no such name."""
    return table.get(name, "")
