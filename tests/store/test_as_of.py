"""The as-of query of ``docs/clean_articles.md``: what the view showed at an earlier time."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from pipelines.replay.history import history_of
from pipelines.store import revising
from pipelines.store.models import ArticleRow, RevisionRow
from pipelines.store.revising import Making
from tests.store.conftest import Store, accepted, at

DOC = Path(__file__).parents[2] / "docs" / "clean_articles.md"
URL = "https://jannah.example/2026/03/05/rain"


def query() -> str:
    [found] = re.findall(r"## As of.*?```sql\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
    return str(found)


def shown(store: Store, hours: float) -> list[tuple[str, int]]:
    moment = f"{at(hours):%Y-%m-%d %H:%M:%S.%f}+00:00"
    with store.engine.connect() as connection:
        found = connection.execute(text(query()), {"moment": moment}).mappings()
        return [(row["text"], row["revision"]) for row in found]


def test_the_query_shows_what_the_view_showed_then(store: Store) -> None:
    for number in (1, 2):
        store.hours = number
        store.start(f"r{number}")
        store.take(f"r{number}", URL, accepted(f"الخبر كما كان في الساعة {number}."))
        store.finish(f"r{number}", 1)
    with Session(store.engine) as session, session.begin():
        article = session.scalars(text("SELECT article_id FROM articles")).one()
        row = session.get_one(ArticleRow, article)
        current = session.get_one(RevisionRow, (article, row.revision))
        revising.withdraw(session, row, current, Making("r2", revising.WITHDRAWN, at(3)))
    assert shown(store, 0.5) == []
    assert shown(store, 1) == [("الخبر كما كان في الساعة 1.", 1)]
    assert shown(store, 1.9) == [("الخبر كما كان في الساعة 1.", 1)]
    assert shown(store, 2.5) == [("الخبر كما كان في الساعة 2.", 2)]
    assert shown(store, 3) == []
    assert store.rows("SELECT * FROM clean_articles") == []
    with Session(store.engine) as session:
        history = history_of(session, URL)
    assert history is not None

    def revision(moment: datetime) -> int | None:
        entry = history.as_of(moment)
        return entry.revision if entry else None

    assert [revision(at(hours)) for hours in (0.5, 1, 1.9, 2.5, 3)] == [None, 1, 1, 2, None]


def test_an_article_out_of_the_view_is_stored_again_under_a_further_number(store: Store) -> None:
    store.start("r1")
    store.take("r1", URL, accepted())
    store.finish("r1", 1)
    with Session(store.engine) as session, session.begin():
        row = session.scalars(text("SELECT article_id FROM articles")).one()
        article = session.get_one(ArticleRow, row)
        current = session.get_one(RevisionRow, (row, 1))
        assert revising.withdraw(session, article, current, Making("r1", revising.WITHDRAWN, at(1))) == 2
    store.start("r2")
    done = store.take("r2", URL, accepted())
    assert (str(done.fate), done.revision) == ("stored", 3)
    assert store.rows("SELECT revision FROM clean_articles") == [(3,)]
