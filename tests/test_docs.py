"""The pages of the documentation can all be found from the README, and lead nowhere that is not there."""

import re
from pathlib import Path

import pytest

from settings.env import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def links(page: Path) -> set[Path]:
    return {(page.parent / found).resolve() for found in LINK.findall(page.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    assert [str(each) for each in links(page) if not each.exists()] == []


def test_every_page_stands_in_the_readme() -> None:
    assert set((ROOT / "docs").glob("*.md")) <= links(ROOT / "README.md")


def test_decisions_are_numbered_one_by_one_and_stand_in_their_index() -> None:
    index = ROOT / "docs" / "adr" / "README.md"
    decisions = sorted(each for each in index.parent.glob("*.md") if each != index)
    assert [int(each.name[:4]) for each in decisions] == list(range(1, len(decisions) + 1))
    assert set(decisions) == links(index)
    for each in decisions:
        number, title = each.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ").split(". ", 1)
        assert int(number) == int(each.name[:4])
        assert f"[{title}]({each.name})" in index.read_text(encoding="utf-8")
