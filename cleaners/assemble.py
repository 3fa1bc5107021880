"""The last step of cleaning: what was sorted out, what the page said of itself and what artifacts told, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cleaners.dates import could_be_published, find_date, one_date
from cleaners.dates.reading import Where, read_dates
from cleaners.extract import Extracted
from cleaners.ledger import Ledger, Line, Told
from cleaners.metadata import Metadata
from cleaners.ruleset import Ruleset
from cleaners.structure import is_truncated
from cleaners.types import (
    CLEANER_VERSION,
    Block,
    BlockKind,
    Cleaned,
    Dated,
    Flag,
    Hints,
    Page,
    Removal,
    Repair,
    Span,
    Syndication,
    Translation,
)


@dataclass(slots=True)
class Article:
    """The lines of a text, sorted into what each is."""

    title: str | None
    title_span: Span | None
    body: list[Line]
    kinds: list[BlockKind]
    translations: list[tuple[str, list[Line], list[BlockKind]]]
    language: str | None
    ledger: Ledger


def assemble(
    article: Article,
    source: str,
    repairs: tuple[Repair, ...],
    version: str,
    metadata: Metadata,
    hints: Hints,
    extracted: Extracted | None = None,
    page: Page | None = None,
) -> Cleaned:
    """Put the parts together; what the page's metadata says comes before what its artifacts told."""
    told = article.ledger.told
    blocks = _blocks(article.body, article.kinds)
    flags = set()
    if article.translations:
        flags.add(Flag.BILINGUAL)
    if is_truncated([block.text for block in blocks]):
        flags.add(Flag.TRUNCATED)
    if not blocks:
        flags.add(Flag.NO_ARTICLE if source.strip() else Flag.EMPTY)
    removals = sorted(article.ledger.removals, key=lambda removal: removal.span or Span(-1, -1))
    return Cleaned(
        source=source,
        repairs=repairs,
        title=article.title,
        title_span=article.title_span,
        blocks=blocks,
        removals=(*(extracted.dom_removals if extracted else ()), *removals),
        language=article.language,
        rules_version=version,
        cleaner_version=CLEANER_VERSION,
        translations=tuple(
            Translation(name, _blocks(lines, kinds)) for name, lines, kinds in article.translations
        ),
        published=metadata.published or _told_date(told, "published", hints, page),
        modified=metadata.modified or _told_date(told, "modified", hints, page),
        authors=metadata.authors or _told_texts(told, "author"),
        section=metadata.section or next(iter(_told_texts(told, "section")), None),
        tags=metadata.tags,
        canonical_url=metadata.canonical_url,
        subtitle=metadata.subtitle,
        image_url=metadata.image_url,
        publisher=metadata.publisher,
        attribution=tuple(dict.fromkeys((*metadata.attribution, *_told_texts(told, "attribution")))),
        syndication=_syndication(told, hints),
        flags=tuple(sorted(flags)),
        extractor=extracted.extractor if extracted else "text",
        confidence=extracted.confidence if extracted else 1.0,
        left_out=extracted.left_out if extracted else 0.0,
        shadow=tuple(sorted(article.ledger.shadow)),
    )


def _blocks(lines: Sequence[Line], kinds: Sequence[BlockKind]) -> tuple[Block, ...]:
    return tuple(Block(kind, line.text, line.span) for line, kind in zip(lines, kinds, strict=True))


def nothing(
    flag: Flag,
    rules: Ruleset,
    metadata: Metadata,
    removals: tuple[Removal, ...],
    extracted: Extracted | None = None,
) -> Cleaned:
    """Return what is to be said of a page that is no article: its metadata, and why it has no text."""
    return Cleaned(
        source="",
        repairs=(),
        title=metadata.title,
        title_span=None,
        blocks=(),
        removals=removals,
        language=None,
        rules_version=rules.version,
        cleaner_version=CLEANER_VERSION,
        published=metadata.published,
        modified=metadata.modified,
        authors=metadata.authors,
        section=metadata.section,
        tags=metadata.tags,
        canonical_url=metadata.canonical_url,
        subtitle=metadata.subtitle,
        image_url=metadata.image_url,
        publisher=metadata.publisher,
        attribution=metadata.attribution,
        flags=(flag,),
        extractor=extracted.extractor if extracted else "none",
        confidence=extracted.confidence if extracted else 1.0,
        left_out=extracted.left_out if extracted else 0.0,
    )


def _told_texts(told: Sequence[Told], what: str) -> tuple[str, ...]:
    """Return what artifacts told of ``what``: the group of that name, or the whole text of the artifact."""
    return tuple(
        dict.fromkeys(tell.groups.get(what, tell.text).strip() for tell in told if tell.what == what)
    )


def _told_date(told: Sequence[Told], what: str, hints: Hints, page: Page | None) -> Dated | None:
    """Return the first date that stamps told of, if it can be one.

    On a page, whose every corner was already searched by ``cleaners.metadata``, a bare date is more likely the day of
    reading or a subheading's than the article's: there only a labelled or glued stamp counts.
    """
    now = page.fetched_at if page else None
    where = Where(region=hints.region, timezone=hints.timezone, now=now)
    for tell in told:
        if tell.what != what or (page is not None and tell.bare):
            continue
        reading = read_dates(tell.groups.get(what, tell.text), "text", where)
        if what == "published" and all(mention.role == "modified" for mention in reading.mentions):
            continue
        found = one_date(reading)
        if found and could_be_published(found, now):
            return found
    return None


def _syndication(told: Sequence[Told], hints: Hints) -> Syndication | None:
    """Read the first syndication notice: title, origin and the day on which the article was taken over."""
    for tell in told:
        if tell.what == "syndication":
            raw = tell.groups.get("retrieved")
            day = find_date(raw, origin="text", region=hints.region) if raw else None
            retrieved: date | None = day.value.date() if day else None
            return Syndication(
                tell.groups.get("title"), tell.groups.get("origin"), retrieved, tell.groups.get("url")
            )
    return None
