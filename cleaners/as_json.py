"""``Cleaned`` as plain JSON values: what the command line prints and golden files hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from cleaners.types import Block, Cleaned, Dated, Rights


def to_json(cleaned: Cleaned) -> dict[str, Any]:
    """Return every field of ``cleaned`` as dicts, lists, strings and numbers; spans are ``[start, end]``."""
    return {
        "title": cleaned.title,
        "title_span": list(cleaned.title_span) if cleaned.title_span else None,
        "subtitle": cleaned.subtitle,
        "language": cleaned.language,
        "published": _dated(cleaned.published),
        "modified": _dated(cleaned.modified),
        "authors": list(cleaned.authors),
        "section": cleaned.section,
        "tags": list(cleaned.tags),
        "canonical_url": cleaned.canonical_url,
        "image_url": cleaned.image_url,
        "publisher": cleaned.publisher,
        "attribution": list(cleaned.attribution),
        "syndication": {
            "title": cleaned.syndication.title,
            "origin": cleaned.syndication.origin,
            "retrieved": cleaned.syndication.retrieved.isoformat() if cleaned.syndication.retrieved else None,
            "url": cleaned.syndication.url,
        }
        if cleaned.syndication
        else None,
        "rights": rights_to_json(cleaned.rights),
        "flags": list(cleaned.flags),
        "text": cleaned.text,
        "blocks": _blocks(cleaned.blocks),
        "translations": [
            {"language": translation.language, "blocks": _blocks(translation.blocks)}
            for translation in cleaned.translations
        ],
        "removals": [
            {
                "rule_id": removal.rule_id,
                "kind": str(removal.kind),
                "scope": removal.scope,
                "text": removal.text,
                "span": list(removal.span) if removal.span else None,
            }
            for removal in cleaned.removals
        ],
        "repairs": [{"kind": repair.kind, "count": repair.count} for repair in cleaned.repairs],
        "extractor": cleaned.extractor,
        "confidence": round(cleaned.confidence, 4),
        "left_out": round(cleaned.left_out, 4),
        "shadow": list(cleaned.shadow),
        "source": cleaned.source,
        "rules_version": cleaned.rules_version,
        "cleaner_version": cleaned.cleaner_version,
    }


def rights_to_json(rights: Rights | None) -> dict[str, Any] | None:
    """Return what a page says about reuse without what it does not say."""
    if rights is None:
        return None
    told = {field.name: getattr(rights, field.name) for field in fields(rights)}
    told["robots"] = list(rights.robots)
    return {name: value for name, value in told.items() if value not in (None, [])}


def _blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [{"kind": str(block.kind), "text": block.text, "span": list(block.span)} for block in blocks]


def _dated(dated: Dated | None) -> dict[str, Any] | None:
    if dated is None:
        return None
    return {
        "value": dated.value.isoformat(),
        "raw": dated.raw,
        "origin": dated.origin,
        "precision": dated.precision,
    }
