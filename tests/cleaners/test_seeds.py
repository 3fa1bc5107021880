"""The five seed documents come out as their goldens say, field by field."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaners import clean_text

SEEDS = Path(__file__).parents[2] / "seeds"
NAMES = sorted(path.name.removesuffix(".golden.json") for path in SEEDS.glob("*.golden.json"))


@cache
def golden(name: str) -> dict[str, Any]:
    return json.loads((SEEDS / f"{name}.golden.json").read_text(encoding="utf-8"))


@cache
def cleaned(name: str) -> dict[str, Any]:
    article = clean_text((SEEDS / f"{name}.txt").read_text(encoding="utf-8"))
    told = article.syndication
    return {
        "title": article.title,
        "section": article.section,
        "language": article.language,
        "published": article.published.value.date().isoformat() if article.published else None,
        "blocks": [{"kind": block.kind.value, "text": block.text} for block in article.blocks],
        "translations": [
            {
                "language": translation.language,
                "blocks": [{"kind": block.kind.value, "text": block.text} for block in translation.blocks],
            }
            for translation in article.translations
        ],
        "syndication": told
        and {
            "title": told.title,
            "origin": told.origin,
            "retrieved": told.retrieved.isoformat() if told.retrieved else None,
        },
        "flags": list(article.flags),
        "removals": [{"kind": removal.kind.value, "text": removal.text} for removal in article.removals],
    }


FIELDS = [
    "title",
    "section",
    "language",
    "published",
    "blocks",
    "translations",
    "syndication",
    "flags",
    "removals",
]


def test_there_are_five_seeds() -> None:
    assert len(NAMES) == 5


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", NAMES)
def test_the_seed_comes_out_as_its_golden_says(name: str, field: str) -> None:
    assert cleaned(name)[field] == golden(name)[field]
