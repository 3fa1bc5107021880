"""Changes are numbered in the order in which they become visible, and only what the view shows is a change."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from alembic import command
from sqlalchemy import text
from sqlalchemy.orm import Session

from pipelines.store import changes, forget
from pipelines.store.models import ArticleRow
from pipelines.store.session import migration_config, open_store

from .conftest import Store, accepted, candidate

A, B = "https://jannah.example/a", "https://jannah.example/b"


def numbers(store: Store) -> dict[str, int]:
    return dict(store.rows("SELECT canonical_url, change FROM articles ORDER BY article_id"))


def newest(store: Store) -> int:
    with Session(store.engine) as session:
        return changes.newest(session)


def test_a_new_article_and_a_changed_one_get_the_next_numbers(store: Store) -> None:
    store.start("one")
    assert newest(store) == 0
    store.take("one", A, accepted("هطلت أمطار."))
    store.take("one", B, accepted("طلعت الشمس."))
    first = numbers(store)
    assert 0 < first[A] < first[B] == newest(store)
    store.start("two")
    store.take("two", A, accepted("هطلت أمطار غزيرة."))
    assert numbers(store)[A] > first[B] == numbers(store)[B]


def test_an_article_that_is_seen_again_unchanged_keeps_its_number(store: Store) -> None:
    store.start("one")
    store.take("one", A, accepted())
    before = numbers(store)
    store.hours = 5
    store.start("two")
    assert store.take("two", A, accepted()).fate == "unchanged"
    assert numbers(store) == before
    assert store.rows("SELECT first_seen_at FROM articles") != store.rows("SELECT last_seen_at FROM articles")


def test_marks_of_duplicates_and_stories_are_changes(store: Store) -> None:
    store.start("one")
    store.take("one", A, accepted())
    before = newest(store)
    with Session(store.engine) as session, session.begin():
        [row] = session.query(ArticleRow).all()
        row.story_id = "s"
    assert newest(store) == numbers(store)[A] == before + 1
    with Session(store.engine) as session, session.begin():
        session.execute(text("UPDATE articles SET duplicate_of = 'x'"))
        changes.touch(session, [session.query(ArticleRow.article_id).scalar()])
    assert newest(store) == numbers(store)[A] == before + 2


def test_what_is_rolled_back_has_no_number(store: Store) -> None:
    store.start("one")
    store.take("one", A, accepted())
    before = newest(store)
    with Session(store.engine) as session:
        session.query(ArticleRow).one().story_id = "s"
        session.flush()
        session.rollback()
        session.commit()
    assert newest(store) == before


def test_a_savepoint_gives_no_number_before_the_commit(store: Store) -> None:
    store.start("one")
    store.take("one", A, accepted())
    before = newest(store)
    with Session(store.engine) as session, session.begin():
        with session.begin_nested():
            session.query(ArticleRow).one().story_id = "s"
        assert changes.newest(session) == before
    assert newest(store) == before + 1


def test_forgetting_is_a_change_of_the_tombstone(store: Store) -> None:
    store.start("one")
    store.take("one", A, accepted())
    store.start("two")
    before = newest(store)
    with Session(store.engine) as session, session.begin():
        subject = forget.subject_of(session, A)
        assert subject is not None
        forget.erase_one(session, "two", subject, "test", datetime(2026, 3, 6, tzinfo=UTC))
    assert store.rows("SELECT change FROM tombstones") == [(before + 1,)]


def test_numbers_become_visible_in_their_order_whoever_commits_first(store: Store) -> None:
    """Two writers at once: a reader that has seen a number has seen all smaller ones (or they will never be)."""
    urls = [f"https://jannah.example/{number}" for number in range(24)]
    halves = {"one": urls[::2], "two": urls[1::2]}
    for run_id, own in halves.items():
        store.start(run_id)
        store.admit(run_id, *(candidate(url) for url in own))
    seen: list[list[int]] = []
    ended = threading.Event()

    def write(run_id: str) -> None:
        for url in halves[run_id]:
            store.commit(run_id, url, accepted(url))

    def read() -> None:
        while not ended.is_set():
            found = [row[0] for row in store.rows("SELECT change FROM articles WHERE change > 0")]
            seen.append(sorted(found))

    reader = threading.Thread(target=read)
    reader.start()
    if store.engine.dialect.name == "sqlite":  # one writer at a time, as the store's own thread is
        write("one")
        write("two")
    else:
        writers = [threading.Thread(target=write, args=(run_id,)) for run_id in halves]
        for each in writers:
            each.start()
        for each in writers:
            each.join()
    ended.set()
    reader.join()
    final = sorted(numbers(store).values())
    assert len(set(final)) == len(urls)
    for found in seen:
        assert found == [number for number in final if number <= max(found, default=0)]


def test_a_store_from_before_is_numbered_oldest_first(store: Store) -> None:
    store.start("one")
    for hours, url in ((3, A), (1, B)):
        store.hours = hours
        store.take("one", url, accepted(url))
    with store.engine.begin() as connection:
        command.downgrade(migration_config(connection), "0003")
    open_store(store.url).dispose()
    assert numbers(store) == {B: 1, A: 2}
    assert newest(store) == 2
