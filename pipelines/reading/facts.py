"""What is known of an article beside its text, each thing with where it was read, as ``scrapy show`` tells it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cleaners.types import Cleaned, Dated
from pipelines.reading import meanings

Form = Literal["text", "list", "url", "time"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known."""

    name: str
    values: tuple[str, ...]
    """As they are stored: text of the page, not ours."""
    form: Form = "text"
    origin: str = ""
    """Where it was read, in our words."""
    raw: str = ""
    """What stood there, in the page's words."""


def facts(cleaned: Cleaned) -> tuple[Fact, ...]:
    """Return what is known, in the order in which a reader asks; what is not known is left out."""
    found = [
        Fact(
            "Title",
            (cleaned.title,) if cleaned.title else (),
            origin="a line of the text" if cleaned.title_span else "the page's metadata",
        ),
        Fact("Subtitle", (cleaned.subtitle,) if cleaned.subtitle else ()),
        _dated("Published", cleaned.published),
        _dated("Modified", cleaned.modified),
        Fact("Authors", cleaned.authors, "list"),
        Fact("Section", (cleaned.section,) if cleaned.section else ()),
        Fact("Tags", cleaned.tags, "list"),
        Fact("Publisher", (cleaned.publisher,) if cleaned.publisher else ()),
        Fact("Credited to", cleaned.attribution, "list", origin="what the page says of its source"),
        *_syndication(cleaned),
        Fact("Image", (cleaned.image_url,) if cleaned.image_url else (), "url"),
        Fact(
            "Declared address",
            (cleaned.canonical_url,) if cleaned.canonical_url else (),
            "url",
            origin="what the page says is its canonical address",
        ),
        Fact("Language", (cleaned.language or "unknown",), origin="the text's letters and words"),
        Fact(
            "Translations",
            tuple(item.language for item in cleaned.translations),
            "list",
            origin="they stood in the page beside the article",
        ),
    ]
    return tuple(fact for fact in found if fact.values)


def rights(told: Mapping[str, Any] | None) -> tuple[Fact, ...]:
    """Return what page and headers say about reuse, in their words."""
    return tuple(
        Fact(
            name.replace("_", " "),
            tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),),
            "list",
        )
        for name, value in sorted((told or {}).items())
        if value not in (None, "", [])
    )


def _dated(name: str, dated: Dated | None) -> Fact:
    if dated is None:
        return Fact(name, ("unknown",) if name == "Published" else ())
    told = f"{dated.value:%Y-%m-%d}"
    if dated.precision not in ("day", "year"):
        told = f"{dated.value:%Y-%m-%d %H:%M} UTC"
    where = meanings.of(meanings.ORIGINS, dated.origin) or dated.origin
    return Fact(name, (told,), "time", f"{where}; exact to the {dated.precision}", dated.raw)


def _syndication(cleaned: Cleaned) -> list[Fact]:
    told = cleaned.syndication
    if told is None:
        return []
    words = [told.title, told.origin, f"{told.retrieved:%Y-%m-%d}" if told.retrieved else None]
    where = "the notice under the article"
    return [
        Fact("Republished from", tuple(word for word in words if word), "list", where),
        Fact("Original", (told.url,) if told.url else (), "url", where),
    ]
