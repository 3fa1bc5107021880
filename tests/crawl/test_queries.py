"""Every query of docs/queries.md runs on a crawled store, on SQLite and PostgreSQL, and both give the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from pipelines.store.engines import address

from .conftest import ROOT, TwoCrawls

PAGE = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
MAY_BE_EMPTY = (
    "duplicate_of\nORDER",
    "story_id",
    "rights IS NOT NULL",
    "'forgotten'",
    "duplicate_of = ",
    "copy.duplicate_of",
)
"""Queries about what the newsroom's crawls may have none of."""


@dataclass(frozen=True)
class Query:
    sqlite: str
    postgresql: str


def queries() -> list[Query]:
    """The pieces of the page: those for both databases, and those that stand there twice."""
    found, waiting = [], None
    for kind, sql in re.findall(r"^```sql ?(\w*)\n(.*?);\n```$", PAGE, re.MULTILINE | re.DOTALL):
        if kind == "sqlite":
            waiting = sql
        elif kind == "postgresql":
            assert waiting is not None
            found.append(Query(waiting, sql))
            waiting = None
        else:
            found.append(Query(sql, sql))
    assert waiting is None
    return found


def asked(url: str, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    engine = create_engine(address(url))
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET TIME ZONE 'UTC'"))
            wanted = {name: values[name] for name in re.findall(r"(?<![:\w]):(\w+)", sql)}
            rows = connection.execute(text(sql), wanted).mappings()
            return [{name: in_one_form(value) for name, value in row.items()} for row in rows]
    finally:
        engine.dispose()


def in_one_form(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return round(float(value), 2)
    if isinstance(value, list | dict):
        from pipelines.store.columns import to_json

        return to_json(value)
    return int(value) if isinstance(value, bool) else value


@pytest.mark.parametrize("query", queries(), ids=lambda query: " ".join(query.sqlite.split())[:60])
def test_a_query_of_the_page_gives_the_same_on_both_databases(
    two_crawls: TwoCrawls, moved: str, query: Query
) -> None:
    place = two_crawls.place
    [article] = place.rows("SELECT article_id FROM removals ORDER BY article_id LIMIT 1")
    stories = place.rows("SELECT story_id FROM clean_articles WHERE story_id IS NOT NULL LIMIT 1")
    [run] = place.rows("SELECT run_id FROM runs ORDER BY number DESC LIMIT 1")
    moment = place.rows("SELECT max(finished_at) AS at FROM runs")[0]["at"]
    values = {
        "source": "jannah",
        "story_id": stories[0]["story_id"] if stories else "none",
        "since": "2025-12-01 00:00:00.000000+00:00",
        "moment": moment,
        "change": 5,
        "run_id": run["run_id"],
        "article_id": article["article_id"],
    }
    on_sqlite = asked(f"sqlite:///{place.var / 'naqi.db'}", query.sqlite, values)
    times = {name: datetime.fromisoformat(values[name]) for name in ("since", "moment")}
    on_postgresql = asked(moved, query.postgresql, values | times)
    assert on_sqlite == on_postgresql
    assert on_sqlite or any(each in query.sqlite for each in MAY_BE_EMPTY)


def test_the_queries_that_the_issue_names_are_there() -> None:
    titles = re.findall(r"^## (.+)$|^([A-Z][^\n`|]+):$", PAGE, re.MULTILINE)
    said = " ".join("".join(each) for each in titles).lower()
    for wanted in (
        "as of",
        "only originals",
        "one story",
        "fully dated",
        "per day",
        "by rule",
        "syndicated",
        "run changed",
    ):
        assert wanted in said, wanted
    assert len(queries()) >= 19
