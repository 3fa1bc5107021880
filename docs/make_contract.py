"""Write the table of columns in ``docs/clean_articles.md`` from the contract: ``python -m docs.make_contract``.

A test says when it is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "clean_articles.md"
BEGIN = "<!-- columns: written by python -m docs.make_contract from pipelines/store/contract/columns.py -->"
END = "<!-- end of the columns -->"


def render(page: str) -> str:
    """Return the page with its title and its table of columns as the contract has them."""
    from pipelines.store.contract import CONTRACT, as_markdown

    _, newline, rest = page.partition("\n")
    before, _, rest = rest.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not (before and after):
        raise SystemExit(f"{PAGE} lacks the marks of the table:\n{BEGIN}\n{END}")
    return (
        f"# `clean_articles`, contract {CONTRACT}{newline}{before}{BEGIN}\n\n{as_markdown()}\n\n{END}{after}"
    )


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
