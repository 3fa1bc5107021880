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
        "2 articles had changed; 2 were judged, of 2 something else was found\n",
    ), done.stderr
    found = place.rows("SELECT article_id FROM clean_articles WHERE duplicate_of = ?", FIRST.article_id)
    assert found == [{"article_id": COPY.article_id}]
    assert place.rows("SELECT kind FROM article_pairs") == [{"kind": "near"}]
