"""Duplicates and stories in a store: on both databases, after forgetting, upgrading, copying and being killed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.orm import Session

from pipelines.store import changes, judging, neighbours
from pipelines.store import session as sessions
from pipelines.store.copying import copy_store
from pipelines.store.judging import Settled, settle
from pipelines.store.session import open_store
from tests.judges.test_duplicates import ADDED, TEXT
from tests.judges.world import Item, drop, grouping, judged, put

from .conftest import Store

OTHER = (
    ADDED.strip()
    + " وأكد أمين المجلس أن الحافلات الجديدة تصل في الصيف، وأن عقود الترميم ستوقع قبل نهاية الشهر."
)
FIRST = Item("first", TEXT, "صيانة الجسر القديم في الساحل", "jannah", 0)
COPY = Item("copy", TEXT + ADDED, "البلدية تغلق الجسر", "qadim", 1)
LATER = Item("later", TEXT.replace("السائقين", "الجميع"), "إغلاق الجسر القديم", "atlas", 2)
ALONE = Item("alone", OTHER, "شيء آخر", "jannah", 3)


def repeats(store: Store) -> dict[str, str | None]:
    names = {item.article_id: item.name for item in (FIRST, COPY, LATER, ALONE)}
    found = store.rows("SELECT article_id, duplicate_of FROM clean_articles")
    return {names[one]: names[other] if other else None for one, other in found}


def test_who_speaks_first_speaks_for_all_whoever_came_first(store: Store) -> None:
    for item in (LATER, ALONE, COPY, FIRST):
        put(store.engine, [item])
        judged(store.engine)
    assert repeats(store) == {"first": None, "copy": "first", "later": "first", "alone": None}
    told = set(store.rows("SELECT story_id FROM clean_articles"))
    assert told == {(FIRST.article_id,), (None,)}


def test_a_day_without_a_time_speaks_after_a_minute_of_that_day(store: Store) -> None:
    put(
        store.engine,
        [Item("day", TEXT, "", "jannah", 5, day_only=True), Item("minute", TEXT, "", "qadim", 9)],
    )
    judged(store.engine)
    names = {
        Item("day", "", source="jannah").article_id: "day",
        Item("minute", "", source="qadim").article_id: "minute",
    }
    found = store.rows("SELECT article_id, duplicate_of FROM articles")
    assert {names[one]: names.get(other) for one, other in found} == {"minute": None, "day": "minute"}


def test_when_the_one_that_speaks_is_forgotten_the_others_find_another(store: Store) -> None:
    put(store.engine, [FIRST, COPY, LATER, ALONE])
    judged(store.engine)
    drop(store.engine, FIRST)
    assert set(repeats(store).values()) == {None}, "nobody may repeat what is gone"
    assert store.rows(f"SELECT count(*) FROM judged WHERE article_id = '{FIRST.article_id}'") == [(0,)]
    judged(store.engine)
    assert repeats(store) == {"copy": None, "later": "copy", "alone": None}


def test_who_is_judged_otherwise_is_a_change_for_readers_and_nobody_else(store: Store) -> None:
    put(store.engine, [FIRST, COPY, ALONE])
    judged(store.engine)
    with Session(store.engine) as session:
        before = changes.newest(session)
    put(store.engine, [LATER])
    with Session(store.engine) as session:
        stored = changes.newest(session)
    judged(store.engine)
    found = store.rows(f"SELECT article_id FROM articles WHERE change > {before}")
    assert found == [(LATER.article_id,)]
    settle(store.engine)
    with Session(store.engine) as session:
        assert (stored > before, changes.newest(session)) == (True, stored + 1)


def test_settling_what_is_settled_does_nothing(store: Store) -> None:
    put(store.engine, [FIRST, COPY])
    judged(store.engine)
    assert settle(store.engine) == Settled()


def test_killed_between_any_two_pieces_it_comes_to_the_same(
    store: Store, make_store: Callable[[str], Store]
) -> None:
    items = [FIRST, COPY, LATER, ALONE]
    other = make_store("other.db")
    put(other.engine, items)
    judged(other.engine)
    put(store.engine, items)

    class Killed(Exception):
        pass

    def kill(_done: Settled) -> None:
        raise Killed

    for _ in range(20):
        try:
            settle(store.engine, tell=kill, piece=1)
        except Killed:
            continue
        break
    assert grouping(store.engine) != (frozenset(), frozenset())
    settle(store.engine)
    assert grouping(store.engine) == grouping(other.engine)


def test_a_store_from_before_there_were_judges_is_judged_whole(store: Store) -> None:
    put(store.engine, [FIRST, COPY, ALONE])
    with store.engine.begin() as connection:
        command.downgrade(sessions.migration_config(connection), "0006")
    open_store(store.url).dispose()
    assert store.rows("SELECT count(*) FROM unjudged") == [(3,)]
    judged(store.engine)
    assert repeats(store) == {"first": None, "copy": "first", "alone": None}


def test_other_judges_judge_everything_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store.engine, [FIRST, COPY, ALONE])
    judged(store.engine)
    found = grouping(store.engine)
    monkeypatch.setattr(judging, "VERSION", judging.VERSION + 1)
    assert settle(store.engine).signed == 3
    assert grouping(store.engine) == found
    assert settle(store.engine) == Settled()


def test_a_copied_store_has_the_same_groups_and_goes_on_from_them(
    store: Store, make_store: Callable[[str], Store], new_url: Callable[..., str]
) -> None:
    put(store.engine, [FIRST, COPY])
    judged(store.engine)
    to = new_url("copy.db", made=False)
    assert copy_store(store.url, to, restart=False, tell=lambda _: None).proven
    copied = open_store(to)
    assert grouping(copied) == grouping(store.engine)
    put(copied, [LATER])
    judged(copied)
    assert dict(grouping_of(copied))[LATER.article_id] == FIRST.article_id
    copied.dispose()


def grouping_of(engine: object) -> list[tuple[str, str | None]]:
    return [(one, other) for one, other, _ in grouping(engine)[0]]  # type: ignore[arg-type]


def test_only_the_nearest_are_looked_at_and_a_crowd_still_finds_its_first(store: Store) -> None:
    crowd = [
        Item(f"c{n}", TEXT, "صيانة الجسر", ("jannah", "qadim")[n % 2], n / 10)
        for n in range(3 * neighbours.NEAREST)
    ]
    put(store.engine, crowd)
    judged(store.engine)
    found = store.rows("SELECT DISTINCT duplicate_of FROM clean_articles WHERE duplicate_of IS NOT NULL")
    assert found == [(crowd[0].article_id,)]
    with store.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM clean_articles WHERE duplicate_of IS NULL")) == 1
