"""Golden folders, one or two for each family of dates: ``tests/golden/dates/<family>/{page.html,expected.json}``."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaners import Cleaned, Page, clean_page
from cleaners.types import Dated, Hints
from tests.golden.compare import assert_same

GOLDEN = Path(__file__).parents[1] / "golden" / "dates"
FOLDERS = sorted(path.name for path in GOLDEN.iterdir())
FIELDS = ["title", "published", "modified", "blocks"]


@cache
def expected(folder: str) -> dict[str, Any]:
    return json.loads((GOLDEN / folder / "expected.json").read_text("utf-8"))


@cache
def cleaned(folder: str) -> Cleaned:
    told = expected(folder)
    at = datetime.fromisoformat(told["fetched_at"]) if told["fetched_at"] else None
    body = (GOLDEN / folder / "page.html").read_bytes()
    return clean_page(Page(told["url"], body, fetched_at=at, hints=Hints(region=told["region"])))


def got(folder: str, field: str) -> Any:
    value = getattr(cleaned(folder), field)
    if isinstance(value, Dated):
        return value.value.date().isoformat()
    return [block.text for block in value] if field == "blocks" else value


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_page_has_the_dates_that_its_golden_says(folder: str, field: str) -> None:
    assert_same(folder, field, got(folder, field), expected(folder)[field])
