"""The last step of cleaning: what was sorted out, what the page said of itself and what artifacts told, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.extract import Extracted
from cleaners.ledger import Ledger, Line
from cleaners.metadata import Metadata
from cleaners.metadata.people import unique
from cleaners.ruleset import Ruleset
from cleaners.structure import is_truncated
from cleaners.telling import told_authors, told_date, told_section, told_sources, told_syndication, told_tags
from cleaners.types import (
    CLEANER_VERSION,
    Block,
    BlockKind,
    Cleaned,
    Flag,
    Hints,
    Page,
    Removal,
    Repair,
    Span,
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
        published=metadata.published or told_date(told, "published", hints, page),
        modified=metadata.modified or told_date(told, "modified", hints, page),
        authors=metadata.authors or told_authors(told),
        section=metadata.section or told_section(told, article.title),
        tags=metadata.tags or told_tags(article.ledger),
        canonical_url=metadata.canonical_url,
        subtitle=metadata.subtitle,
        image_url=metadata.image_url,
        publisher=metadata.publisher,
        rights=metadata.rights,
        attribution=unique((*metadata.attribution, *told_sources(told))),
        syndication=told_syndication(told, hints),
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
        rights=metadata.rights,
        attribution=metadata.attribution,
        flags=(flag,),
        extractor=extracted.extractor if extracted else "none",
        confidence=extracted.confidence if extracted else 1.0,
        left_out=extracted.left_out if extracted else 0.0,
    )
