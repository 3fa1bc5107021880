"""The contract with downstream teams: its description, the page in docs/, and the view of a real database are one."""

from __future__ import annotations

import re
import runpy
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from cleaners.types import BlockKind, Flag
from pipelines.store.contract import BY_NAME, COLUMNS, CONTRACT, Column, Kind, clean_articles
from pipelines.store.models import ArticleRow, RevisionRow
from pipelines.store.rows import article_id_of, count_words, sha256
from pipelines.store.view import CLEAN_ARTICLES, create_view_sql
from pipelines.store.view import COLUMNS as OF_THE_VIEW

from .conftest import Store, accepted

DOCS = Path(__file__).parents[2] / "docs"
PUBLISHED = {
    "1.0.0": """
        article_id:text source:text url:text canonical_url:text title:text? subtitle:text? text:text language:text?
        translations:list-of-objects authors:list-of-text section:text? tags:list-of-text image_url:text? publisher:text?
        attribution:list-of-text rights:object? published_at:time? published_origin:text? published_precision:text?
        modified_at:time? first_seen_at:time last_seen_at:time revision:integer word_count:integer flags:list-of-text
        syndicated_from:text? story_id:text? duplicate_of:text? text_sha256:text raw_sha256:text? archive_ref:text?
        run_id:text rules_version:text cleaner_version:text
    """,
}
"""The shape of each version: name, type, and ? where NULL may stand. A version that was published is not edited."""

TYPES = {
    "sqlite": {
        Kind.TEXT: {"TEXT", "VARCHAR(32)", "VARCHAR(64)"},
        Kind.TIME: {"DATETIME"},
        Kind.INTEGER: {"INTEGER"},
        Kind.TEXTS: {"JSON"},
        Kind.TRANSLATIONS: {"JSON"},
        Kind.OBJECT: {"JSON"},
    },
    "postgresql": {
        Kind.TEXT: {"text", "character varying"},
        Kind.TIME: {"timestamp with time zone"},
        Kind.INTEGER: {"integer"},
        Kind.TEXTS: {"json"},
        Kind.TRANSLATIONS: {"json"},
        Kind.OBJECT: {"json"},
    },
}


def shape(column: Column) -> str:
    return f"{column.name}:{column.kind.replace(' ', '-')}{'?' if column.nullable else ''}"


def test_the_shape_is_that_of_the_version_that_it_says_it_is() -> None:
    assert [shape(each) for each in COLUMNS] == PUBLISHED[CONTRACT].split(), (
        "the contract changed: raise CONTRACT as docs/clean_articles.md says, and enter the new shape here"
    )


def test_within_a_major_version_columns_are_only_added_at_the_end() -> None:
    versions = sorted(PUBLISHED, key=lambda version: [int(part) for part in version.split(".")])
    assert versions[-1] == CONTRACT
    for older, newer in pairwise(versions):
        if older.split(".")[0] == newer.split(".")[0]:
            before, after = PUBLISHED[older].split(), PUBLISHED[newer].split()
            assert after[: len(before)] == before, f"{newer} is no minor version"


def test_the_page_is_written_from_the_contract() -> None:
    render = runpy.run_path(str(DOCS / "make_contract.py"))["render"]
    page = (DOCS / "clean_articles.md").read_text(encoding="utf-8")
    assert page == render(page), "the contract changed: run python -m docs.make_contract"
    named = re.findall(r"^\| `(\w+)` \|", page.partition("<!-- end of the columns -->")[0], re.MULTILINE)
    assert named == [each.name for each in COLUMNS]


def test_the_view_of_a_database_has_these_columns_in_order_and_of_these_types(
    store: Store, kind: str
) -> None:
    if kind == "sqlite":
        found = [(name, of) for _, name, of, *_ in store.rows(f"PRAGMA table_info({CLEAN_ARTICLES})")]
    else:
        found = store.rows(
            "SELECT column_name, data_type FROM information_schema.columns "
            f"WHERE table_name = '{CLEAN_ARTICLES}' ORDER BY ordinal_position"
        )
    assert [name for name, _ in found] == list(OF_THE_VIEW) == [each.name for each in COLUMNS]
    wrong = [(name, of) for name, of in found if of not in TYPES[kind][BY_NAME[name].kind]]
    assert wrong == []


def test_what_is_never_null_cannot_be_null_in_the_database_and_the_rest_can(store: Store) -> None:
    tables = {"a": "articles", "r": "revisions"}
    nullable = {
        letter: {each["name"]: each["nullable"] for each in inspect(store.engine).get_columns(table)}
        for letter, table in tables.items()
    }
    checked = []
    for letter, column, name in re.findall(r"\b([ar])\.(\w+) AS (\w+)", create_view_sql()):
        assert nullable[letter][column] == BY_NAME[name].nullable, name
        checked.append(name)
    assert checked == list(BY_NAME)


def test_no_column_says_nothing() -> None:
    for each in COLUMNS:
        assert all(part.strip() for part in (each.meaning, each.values, each.origin)), each.name
        assert each.null is None or each.null.strip(), each.name
        assert not re.search(r"[.\n]$|\n", each.meaning), each.name


def test_the_examples_are_an_article_that_can_be_stored_and_read_back(store: Store) -> None:
    example = {each.name: each.example for each in COLUMNS}
    store.start(example["run_id"])
    store.take(example["run_id"], "http://other.example/", accepted())
    with Session(store.engine) as session, session.begin():
        other = session.scalars(select(RevisionRow)).one()
        rest = {each.key: getattr(other, each.key) for each in inspect(RevisionRow).column_attrs}
        mine = {
            each.key: example[each.key] for each in inspect(ArticleRow).column_attrs if each.key in example
        }
        keys = {"canonical_key": "jannah.example/2026/03/05/rain", "key": "jannah.example/?p=12"}
        session.add(ArticleRow(**mine, **keys, nearness=2))
        session.flush()
        told = {name: value for name, value in example.items() if name in rest}
        session.add(RevisionRow(**rest | told | {"syndication_origin": example["syndicated_from"]}))
    view = clean_articles()
    with store.engine.connect() as connection:
        [row] = connection.execute(select(view).where(view.c.article_id == example["article_id"]))
    assert dict(row._mapping) == example


def test_the_examples_are_possible_values() -> None:
    example = {each.name: each.example for each in COLUMNS}
    assert example["article_id"] == article_id_of(example["canonical_url"])
    assert example["text_sha256"] == sha256(example["text"])
    assert example["word_count"] == count_words(example["text"])
    for translation in example["translations"]:
        assert translation["text"] == "\n\n".join(block["text"] for block in translation["blocks"])
        assert {block["kind"] for block in translation["blocks"]} <= set(BlockKind)
        assert all(
            end - start == len(block["text"])
            for block in translation["blocks"]
            for start, end in [block["span"]]
        )
    assert "bilingual" in example["flags"]
    assert example["published_at"] <= example["first_seen_at"] <= example["last_seen_at"]
    for each in COLUMNS:
        assert each.nullable or each.example is not None, each.name
        if each.kind is Kind.TIME:
            assert isinstance(each.example, datetime), each.name
        if "hex digits" in each.values and each.example:
            assert re.fullmatch(rf"[0-9a-f]{{{each.values.split()[0]}}}", each.example), each.name
        if each.name in ("published_origin", "published_precision"):
            assert each.example in re.findall(r"`(\w+)`", each.values), each.name


@pytest.mark.parametrize("flag", re.findall(r"`(\w+)`", BY_NAME["flags"].values.partition("…")[0]))
def test_the_flags_that_are_named_are_flags(flag: str) -> None:
    assert flag in set(Flag)


def test_rows_come_in_the_same_order_whatever_the_order_of_arrival(store: Store) -> None:
    store.start("one")
    for number in (3, 1, 2, 5, 4):
        store.take("one", f"https://jannah.example/{number}", accepted(f"نص {number}."))
    ids = [row[0] for row in store.rows(f"SELECT article_id FROM {CLEAN_ARTICLES}")]
    assert ids == sorted(ids)
