"""Golden pages, one or two for each theme and odd case: ``tests/golden/pages/<theme>-<slug>``; one test for each field."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaners import Cleaned, Page, clean_page
from cleaners.dom import parse, visible_text
from cleaners.layouts import find_layout, find_places, read_layout
from tests.golden.compare import assert_same

PAGES = Path(__file__).resolve().parents[2] / "golden" / "pages"
NAMES = sorted(
    folder.name for folder in PAGES.iterdir() if "layout" in (folder / "expected.json").read_text("utf-8")
)

golden = pytest.mark.parametrize("name", NAMES)


@cache
def read(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    expected = json.loads((PAGES / name / "expected.json").read_text("utf-8"))
    tree = parse((PAGES / name / "page.html").read_text("utf-8"))
    layout = find_layout(tree, None)
    laid = read_layout(tree, layout) if layout else None
    return expected, {
        "layout": layout.id if layout else None,
        "not_article": str(laid.not_article) if laid and laid.not_article else None,
        "container": laid.container if laid else None,
        "places": {place: visible_text(nodes[0]) for place, nodes in find_places(tree, layout).items()}
        if layout
        else {},
        "blocks": [[str(kind), text] for kind, text in laid.blocks] if laid else [],
        "removals": [[r.rule_id, str(r.kind), r.text] for r in laid.removals] if laid else [],
    }


def check(name: str, field: str) -> None:
    expected, got = read(name)
    assert_same(name, field, got[field], expected[field])


@cache
def cleaned(name: str) -> Cleaned:
    return clean_page(Page(f"https://{name}.example/story", (PAGES / name / "page.html").read_bytes()))


ARTICLE = ["title", "subtitle", "authors", "published", "section", "tags", "publisher", "attribution", "text"]


@pytest.mark.parametrize("field", ARTICLE)
@golden
def test_the_whole_article_is_told_as_its_golden_says(name: str, field: str) -> None:
    got = getattr(cleaned(name), "blocks" if field == "text" else field)
    if field == "text":
        got = [block.text for block in got]
    elif field == "published":
        got = f"{got.value.date()} ({got.origin})" if got else None
    elif isinstance(got, tuple):
        got = list(got)
    assert_same(name, field, got, read(name)[0]["article"][field])


@golden
def test_the_theme_is_recognised(name: str) -> None:
    check(name, "layout")


@golden
def test_a_page_without_article_says_so(name: str) -> None:
    check(name, "not_article")


@golden
def test_the_container_is_found(name: str) -> None:
    check(name, "container")


@golden
def test_the_blocks_are_the_article(name: str) -> None:
    check(name, "blocks")


@golden
def test_what_was_dropped_is_told(name: str) -> None:
    check(name, "removals")


@golden
def test_title_date_and_author_are_where_the_theme_has_them(name: str) -> None:
    check(name, "places")


def test_every_theme_has_a_golden_page() -> None:
    from cleaners.layout_files import load_themes

    seen = {read(name)[1]["layout"] for name in NAMES}
    assert {theme.id for theme in load_themes()} <= seen


def test_everything_that_a_theme_drops_is_dropped_in_a_golden_page() -> None:
    from cleaners.layout_files import load_themes

    fired = {rule for name in NAMES for rule, _, _ in read(name)[1]["removals"]}
    drops = {drop.id for theme in load_themes() for drop in theme.drops}
    assert sorted(drops - fired) == []
