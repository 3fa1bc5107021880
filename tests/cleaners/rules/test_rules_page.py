"""The page about the rules says what the rules are."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"


def test_the_rules_page_is_current() -> None:
    render = runpy.run_path(str(DOCS / "make_rules.py"))["render"]
    written = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert written == render(), "the rules changed: run python docs/make_rules.py"
