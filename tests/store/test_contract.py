"""The contract with downstream teams: the view, its documentation and the design name the same columns."""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.store.view import CLEAN_ARTICLES, COLUMNS

from .conftest import Store, accepted

DOC = Path(__file__).parents[2] / "docs" / "clean_articles.md"
CONTRACT_V1 = """
article_id source url canonical_url title subtitle text language translations authors section tags image_url publisher
attribution rights published_at published_origin published_precision modified_at first_seen_at last_seen_at revision
word_count flags syndicated_from story_id duplicate_of text_sha256 raw_sha256 archive_ref run_id rules_version
cleaner_version
"""


def test_the_view_has_the_columns_of_contract_v1_in_order() -> None:
    assert list(COLUMNS) == CONTRACT_V1.split()


def test_the_documentation_describes_every_column_in_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, _ in rows] == list(COLUMNS)
    for name, cells in rows:
        assert len(cells.split("|")) == 5, name
        assert all(cell.strip() for cell in cells.split("|")), name


def test_null_only_where_the_documentation_allows_it(store: Store) -> None:
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    never = [name for name, cells in rows if cells.split("|")[2].strip().startswith("never")]
    assert len(never) == 18
    store.start("one")
    store.take("one", "https://jannah.example/a", accepted(title=None))
    [row] = store.rows(f"SELECT {', '.join(never)} FROM {CLEAN_ARTICLES}")
    assert None not in row


def test_rows_come_in_the_same_order_whatever_the_order_of_arrival(store: Store) -> None:
    store.start("one")
    for number in (3, 1, 2, 5, 4):
        store.take("one", f"https://jannah.example/{number}", accepted(f"نص {number}."))
    ids = [row[0] for row in store.rows(f"SELECT article_id FROM {CLEAN_ARTICLES}")]
    assert ids == sorted(ids)
