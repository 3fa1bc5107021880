"""``scrapy judge`` on a store that nobody has judged yet."""

from __future__ import annotations

from pipelines.store.session import open_store
from tests.judges.test_duplicates import ADDED, TEXT
from tests.judges.world import Item, put

from .conftest import Place

FIRST = Item("first", TEXT, "صيانة الجسر", "jannah", 0)
COPY = Item("copy", TEXT + ADDED, "إغلاق الجسر", "qadim", 1)


def test_judge_finds_what_is_to_be_found_and_says_so(place: Place) -> None:
    place.var.mkdir(parents=True)
    engine = open_store(f"sqlite:///{place.var / 'naqi.db'}")
    put(engine, [COPY, FIRST])
    engine.dispose()
    done = place.run("judge")
    assert (done.returncode, done.stdout) == (
        0,
        "2 articles had changed; 2 were judged, and of 2 something new was found\n",
    ), done.stderr
    assert place.run("judge").stdout == "All articles had been judged.\n"
    found = place.rows("SELECT article_id FROM clean_articles WHERE duplicate_of = ?", FIRST.article_id)
    assert found == [{"article_id": COPY.article_id}]
    assert place.rows("SELECT kind FROM article_pairs") == [{"kind": "near"}]


def test_a_store_that_is_not_there_is_refused_and_not_made(place: Place) -> None:
    done = place.run("judge")
    assert done.returncode == 2
    assert "there is no store at" in done.stderr
    assert not (place.var / "naqi.db").exists()
