"""Golden folders: ``tests/golden/text/<slug>/{input.txt,expected.json}``, small articles with what sites print around them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaners import Cleaned, clean_text
from cleaners.rules import general_rules
from cleaners.types import ArtifactKind
from tests.golden.compare import assert_same

GOLDEN = Path(__file__).parents[1] / "golden" / "text"
FOLDERS = sorted(path.name for path in GOLDEN.iterdir())
FIELDS = [
    "title",
    "section",
    "published",
    "modified",
    "authors",
    "tags",
    "attribution",
    "syndication",
    "blocks",
    "flags",
    "removals",
]


@cache
def expected(folder: str) -> dict[str, Any]:
    return json.loads((GOLDEN / folder / "expected.json").read_text(encoding="utf-8"))


@cache
def cleaned(folder: str) -> Cleaned:
    return clean_text((GOLDEN / folder / "input.txt").read_text(encoding="utf-8"))


def got(folder: str, field: str) -> Any:
    article = cleaned(folder)
    if field == "blocks":
        return [{"kind": block.kind.value, "text": block.text} for block in article.blocks]
    if field == "removals":
        return [
            {"rule": removal.rule_id, "kind": removal.kind.value, "text": removal.text}
            for removal in article.removals
        ]
    if field in ("published", "modified"):
        dated = getattr(article, field)
        return dated.value.date().isoformat() if dated else None
    if field == "syndication":
        told = article.syndication
        return {"title": told.title, "origin": told.origin} if told else None
    value = getattr(article, field)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_article_comes_out_as_its_golden_says(folder: str, field: str) -> None:
    assert_same(folder, field, got(folder, field), expected(folder)[field])


def test_every_kind_of_artifact_is_taken_in_a_golden_folder() -> None:
    taken = {removal.kind for folder in FOLDERS for removal in cleaned(folder).removals}
    assert set(ArtifactKind) - taken == set()


def test_every_active_rule_fires_in_a_golden_folder() -> None:
    fired = {removal.rule_id for folder in FOLDERS for removal in cleaned(folder).removals}
    assert [rule.id for rule in general_rules() if rule.active and rule.id not in fired] == []


def test_the_traps_lose_nothing() -> None:
    assert expected("traps")["removals"] == []
