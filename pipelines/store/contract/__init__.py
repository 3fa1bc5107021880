"""The contract of ``clean_articles``: what each column means, in the one place that everybody who says so takes it from.

The table in ``docs/clean_articles.md`` is written from here (``python -m docs.make_contract``), the field metadata of Parquet
exports and the descriptions in the JSON API are these words, and a test holds the view of a real database to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pipelines.store.contract.column import Column, Kind
from pipelines.store.contract.columns import COLUMNS
from pipelines.store.contract.table import as_markdown, clean_articles

CONTRACT = "1.0.0"
"""Semantic version of the contract; ``docs/clean_articles.md`` says what raises which part of it."""

BY_NAME: Mapping[str, Column] = MappingProxyType({each.name: each for each in COLUMNS})

__all__ = ["BY_NAME", "COLUMNS", "CONTRACT", "Column", "Kind", "as_markdown", "clean_articles"]
