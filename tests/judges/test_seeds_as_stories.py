"""What the judges make of the five seeds: one meeting in Moscow, told by four papers, and a fifth about another meeting."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cleaners import clean_text
from pipelines.store.models import ArticlePairRow, ArticleRow
from pipelines.store.session import open_store

from .world import Item, judged, put

SEEDS = Path(__file__).parents[2] / "seeds"
AGENCY_SHORT, AGENCY_LONG, NEXT_DAY, OWN_WORDS, DAMASCUS = "004", "000", "002", "001", "003"
HOURS = {AGENCY_SHORT: 0.0, OWN_WORDS: 3.0, AGENCY_LONG: 5.0, NEXT_DAY: 26.0, DAMASCUS: 42 * 24.0}
"""After the first; the texts tell the days."""


def seed(number: str) -> Item:
    path = next(SEEDS.glob(f"{number}_*.txt"))
    made = clean_text(path.read_text(encoding="utf-8"))
    return Item(number, made.text, made.title or "", f"paper{number}", HOURS[number], seen=60 * 24)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_store(f"sqlite:///{tmp_path / 'naqi.db'}")


def test_the_five_seeds(engine: Engine) -> None:
    names = {seed(number).article_id: number for number in HOURS}
    put(engine, [seed(number) for number in HOURS])
    judged(engine)
    with Session(engine) as session:
        articles = {names[row.article_id]: row for row in session.scalars(select(ArticleRow))}
        pairs = {
            (names[p.article_id], names[p.other_id]): p.kind for p in session.scalars(select(ArticlePairRow))
        }
    engine.dispose()
    leader = articles[AGENCY_SHORT].article_id
    # The same agency copy in two papers: the later one is inside the longer, and repeats the first.
    assert articles[AGENCY_LONG].duplicate_of == leader
    # The third has half of it, after a news conference of its own on the next day: a wire copy that is worth reading.
    assert pairs[AGENCY_LONG, AGENCY_SHORT] == pairs[NEXT_DAY, AGENCY_SHORT] == "wire_copy"
    assert articles[NEXT_DAY].duplicate_of is None
    # The fourth reports the same meeting in its own words.
    assert pairs[OWN_WORDS, AGENCY_SHORT] == "rewrite"
    assert {articles[each].story_id for each in (AGENCY_SHORT, AGENCY_LONG, NEXT_DAY, OWN_WORDS)} == {leader}
    # The fifth is about another meeting, in Damascus, six weeks later.
    assert (articles[DAMASCUS].story_id, articles[DAMASCUS].duplicate_of) == (None, None)
