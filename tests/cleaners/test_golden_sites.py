"""Golden folders of sites: ``tests/golden/sites/<domain>/<slug>/{page.html or input.txt, expected.json}``, one for each site file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaners import Cleaned, Page, clean_page, clean_text
from cleaners.layout_files import load_site
from cleaners.rules import site_files, site_rules
from cleaners.types import Dated
from tests.golden.compare import assert_same

GOLDEN = Path(__file__).parents[1] / "golden" / "sites"
FOLDERS = sorted(f"{path.parent.name}/{path.name}" for path in GOLDEN.glob("*/*"))
FIELDS = ["title", "section", "published", "attribution", "extractor", "blocks", "removals"]


@cache
def cleaned(folder: str) -> Cleaned:
    domain = folder.split("/")[0]
    text, page = GOLDEN / folder / "input.txt", GOLDEN / folder / "page.html"
    if text.exists():
        return clean_text(text.read_text("utf-8"), domain=domain)
    return clean_page(Page(f"http://www.{domain}/{page.parent.name}", page.read_bytes()))


def got(folder: str, field: str) -> Any:
    value = getattr(cleaned(folder), field)
    if field == "blocks":
        return [block.text for block in value]
    if field == "removals":
        return [[removal.rule_id, removal.kind.value, removal.scope, removal.text] for removal in value]
    if isinstance(value, Dated):
        return f"{value.value.date()} ({value.origin})"
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_article_comes_out_as_its_golden_says(folder: str, field: str) -> None:
    expected = json.loads((GOLDEN / folder / "expected.json").read_text("utf-8"))
    assert_same(folder, field, got(folder, field), expected[field])


@pytest.mark.parametrize("path", site_files(), ids=lambda path: path.stem)
def test_every_rule_and_drop_of_a_site_fires_in_its_golden_folders_or_is_shadow(path: Path) -> None:
    folders = [folder for folder in FOLDERS if folder.split("/")[0] == path.stem]
    fired = {removal.rule_id for folder in folders for removal in cleaned(folder).removals}
    own = f"site.{path.stem}."
    drops = {drop.id for layout in load_site(path.stem) for drop in layout.drops if drop.id.startswith(own)}
    rules = {rule.id for rule in site_rules(path) if rule.active}
    assert sorted((drops | rules) - fired) == []
