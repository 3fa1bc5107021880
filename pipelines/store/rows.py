"""A cleaned article as table rows, and back: what is stored is all of ``Cleaned``, so nothing need be cleaned again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, cast

from cleaners.as_json import rights_to_json
from cleaners.types import (
    ArtifactKind,
    Block,
    BlockKind,
    Cleaned,
    Dated,
    Reason,
    Removal,
    Repair,
    Rights,
    Scope,
    Span,
    Syndication,
    Translation,
    Verdict,
)
from pipelines.store.models import RemovalRow, RevisionRow

_WORD = re.compile(r"\w+")


def article_id_of(canonical: str) -> str:
    """Return the article's name: the first 32 hex digits of the SHA-256 of its canonical URL."""
    return sha256(canonical)[:32]


def sha256(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8, as 64 hex digits; a lone surrogate counts as its three bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def count_words(text: str) -> int:
    r"""Count runs of ``\w``, vowel signs set aside: «كَتَبَ» ("he wrote") is one word, not three.

    Python's ``\w`` does not take in combining marks, so vocalised text would count every letter.
    """
    marks = {mark for mark in set(text) if unicodedata.category(mark) == "Mn"}
    return len(_WORD.findall(text.translate(dict.fromkeys(map(ord, marks)))))


def revision_columns(cleaned: Cleaned, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the columns of ``revisions`` that come from the article itself."""
    syndication = cleaned.syndication or Syndication()
    return {
        "title": cleaned.title,
        "title_start": cleaned.title_span.start if cleaned.title_span else None,
        "title_end": cleaned.title_span.end if cleaned.title_span else None,
        "subtitle": cleaned.subtitle,
        "text": cleaned.text,
        "word_count": count_words(cleaned.text),
        "source_text": cleaned.source,
        "blocks": _blocks_to_json(cleaned.blocks),
        "translations": [
            {"language": item.language, "text": item.text, "blocks": _blocks_to_json(item.blocks)}
            for item in cleaned.translations
        ],
        "repairs": [{"kind": repair.kind, "count": repair.count} for repair in cleaned.repairs],
        "verdicts": [
            {"judge": item.judge, "keep": item.keep, "reason": item.reason, "score": item.score}
            for item in verdicts
        ],
        "language": cleaned.language,
        **_dated_columns("published", cleaned.published),
        **_dated_columns("modified", cleaned.modified),
        "authors": list(cleaned.authors),
        "section": cleaned.section,
        "tags": list(cleaned.tags),
        "declared_canonical_url": cleaned.canonical_url,
        "image_url": cleaned.image_url,
        "publisher": cleaned.publisher,
        "rights": rights_to_json(cleaned.rights),
        "attribution": list(cleaned.attribution),
        "syndication_title": syndication.title,
        "syndication_origin": syndication.origin,
        "syndication_retrieved": syndication.retrieved,
        "syndication_url": syndication.url,
        "flags": [*map(str, cleaned.flags), *_findings(verdicts, cleaned.flags)],
        "shadow": list(cleaned.shadow),
        "extractor": cleaned.extractor,
        "confidence": cleaned.confidence,
        "left_out": cleaned.left_out,
        "rules_version": cleaned.rules_version,
        "cleaner_version": cleaned.cleaner_version,
        "text_sha256": sha256(cleaned.text),
    }


def removal_rows(article_id: str, revision: int, removals: Iterable[Removal]) -> list[RemovalRow]:
    """Return the removal ledger of one revision, in the order of the article."""
    return [
        RemovalRow(
            article_id=article_id,
            revision=revision,
            position=position,
            rule_id=removal.rule_id,
            kind=str(removal.kind),
            scope=removal.scope,
            text=removal.text,
            start=removal.span.start if removal.span else None,
            end=removal.span.end if removal.span else None,
        )
        for position, removal in enumerate(removals)
    ]


def cleaned_of(row: RevisionRow, removals: Sequence[RemovalRow]) -> Cleaned:
    """Return the article as it was cleaned; only the zones of its dates are gone, which are told in UTC.

    The column ``flags`` begins with the article's own and goes on with the judges' findings, which are taken off again.
    """
    syndication = Syndication(
        title=row.syndication_title,
        origin=row.syndication_origin,
        retrieved=row.syndication_retrieved,
        url=row.syndication_url,
    )
    return Cleaned(
        source=row.source_text,
        repairs=tuple(Repair(item["kind"], item["count"]) for item in row.repairs),
        title=row.title,
        title_span=_span(row.title_start, row.title_end),
        blocks=_blocks_from_json(row.blocks),
        removals=tuple(
            Removal(
                rule_id=item.rule_id,
                kind=ArtifactKind(item.kind),
                scope=cast(Scope, item.scope),
                text=item.text,
                span=_span(item.start, item.end),
            )
            for item in removals
        ),
        language=row.language,
        rules_version=row.rules_version,
        cleaner_version=row.cleaner_version,
        translations=tuple(
            Translation(item["language"], _blocks_from_json(item["blocks"])) for item in row.translations
        ),
        published=_dated(row, "published"),
        modified=_dated(row, "modified"),
        authors=tuple(row.authors),
        section=row.section,
        tags=tuple(row.tags),
        canonical_url=row.declared_canonical_url,
        subtitle=row.subtitle,
        image_url=row.image_url,
        publisher=row.publisher,
        attribution=tuple(row.attribution),
        syndication=None if syndication == Syndication() else syndication,
        flags=_without(row.flags, _findings(verdicts_of(row), ())),
        extractor=row.extractor,
        confidence=row.confidence,
        left_out=row.left_out,
        shadow=tuple(row.shadow),
        rights=_rights(row.rights),
    )


def verdicts_of(row: RevisionRow) -> tuple[Verdict, ...]:
    """Return what the judges made of the revision."""
    return tuple(
        Verdict(
            item["judge"], item["keep"], Reason(item["reason"]) if item["reason"] else None, item["score"]
        )
        for item in row.verdicts
    )


def _findings(verdicts: Iterable[Verdict], flags: Sequence[str]) -> list[str]:
    """Return the reasons of verdicts that keep the article, each once, in order, and none that is a flag already."""
    reasons = dict.fromkeys(str(item.reason) for item in verdicts if item.keep and item.reason)
    return [reason for reason in reasons if reason not in flags]


def _without(flags: Sequence[str], findings: Sequence[str]) -> tuple[str, ...]:
    """Take the findings off the end of ``flags``; a reason that was a flag first did not go there a second time."""
    kept = list(flags)
    for reason in reversed(findings):
        if kept and kept[-1] == reason:
            kept.pop()
    return tuple(kept)


def _blocks_to_json(blocks: Iterable[Block]) -> list[dict[str, object]]:
    return [{"kind": str(block.kind), "text": block.text, "span": list(block.span)} for block in blocks]


def _blocks_from_json(items: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    return tuple(Block(BlockKind(item["kind"]), item["text"], Span(*item["span"])) for item in items)


def _rights(told: Mapping[str, Any] | None) -> Rights | None:
    return None if told is None else Rights(**{**told, "robots": tuple(told.get("robots", ()))})


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _dated_columns(name: str, dated: Dated | None) -> dict[str, object]:
    value = _utc(dated.value) if dated else None
    known = dated if value else None
    return {
        f"{name}_at": value,
        f"{name}_raw": known.raw if known else None,
        f"{name}_origin": known.origin if known else None,
        f"{name}_precision": known.precision if known else None,
    }


def _utc(value: datetime) -> datetime | None:
    """Return ``value`` in UTC, or None for a nonsense date at the edge of the calendar that has no UTC."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return None


def _dated(row: RevisionRow, name: str) -> Dated | None:
    value: datetime | None = getattr(row, f"{name}_at")
    if value is None:
        return None
    rest = {item.name: getattr(row, f"{name}_{item.name}") for item in fields(Dated) if item.name != "value"}
    return Dated(value=value, **rest)
