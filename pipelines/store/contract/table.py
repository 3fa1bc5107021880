"""The contract as SQLAlchemy selects from it, and as the table that people read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Integer, TableClause, column, table
from sqlalchemy.types import TypeEngine

from pipelines.store.columns import StorableText, UtcDateTime
from pipelines.store.contract.column import Kind
from pipelines.store.contract.columns import COLUMNS
from pipelines.store.view import CLEAN_ARTICLES


def clean_articles() -> TableClause:
    """Return the view as a table for SQLAlchemy's ``select``: JSON comes as lists and objects, times aware in UTC."""
    return table(CLEAN_ARTICLES, *(column(each.name, _type(each.kind)) for each in COLUMNS))


def _type(kind: Kind) -> TypeEngine[Any]:
    if kind.is_json:
        return JSON(none_as_null=True)
    types: dict[Kind, TypeEngine[Any]] = {Kind.TIME: UtcDateTime(), Kind.INTEGER: Integer()}
    return types.get(kind) or StorableText()


def as_markdown() -> str:
    """Return the table of ``docs/clean_articles.md``."""
    lines = [
        "| column | meaning | type | unit, form or values | NULL | comes from | example |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in COLUMNS:
        example = "–" if each.example is None else f"`{each.example_text}`"
        null = each.null or "never"
        cells = (f"`{each.name}`", each.meaning, each.kind, each.values, null, each.origin, example)
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines)
