"""Replay reads the store in the archive's order, a few articles at a time, and leaves none out."""

from __future__ import annotations

import pytest

from pipelines.replay import walk
from pipelines.replay.walk import Selection
from pipelines.store.rows import article_id_of
from pipelines.types import Fate
from tests.store.conftest import Store, accepted, at, candidate, fetched

HOST = "https://jannah.example/2026/03"


def url(number: int) -> str:
    return f"{HOST}/{number}"


@pytest.fixture
def full(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Twelve articles, first seen an hour after each other, in two files of the archive; the last two were not archived."""
    monkeypatch.setattr(walk, "BATCH", 3)
    store.start("r1")
    for number in range(12):
        store.admit("r1", candidate(url(number)))
        ref = f"2026-03-05/{'ab'[number % 2]}.warc.gz:{(12 - number) * 90}:50" if number < 10 else None
        store.commit("r1", url(number), accepted(f"الخبر رقم {number}."), hours=number, archive_ref=ref)
    store.finish("r1", 12)
    return store


def numbers(store: Store, selection: Selection) -> list[int]:
    return [int(base.url.rsplit("/", 1)[1]) for base in walk.current(store.engine, selection)]


def test_every_archived_article_comes_once_file_by_file(full: Store) -> None:
    found = numbers(full, Selection())
    assert sorted(found) == list(range(10))
    assert [number % 2 for number in found] == [0] * 5 + [1] * 5


def test_what_was_never_archived_is_named(full: Store) -> None:
    found = walk.without_bytes(full.engine, Selection())
    assert sorted(found) == [("jannah", url(10)), ("jannah", url(11))]


def test_only_what_is_selected_comes(full: Store) -> None:
    assert numbers(full, Selection(sources=("other",))) == []
    assert len(numbers(full, Selection(sources=("other", "jannah")))) == 10
    assert sorted(numbers(full, Selection(since=at(7)))) == [7, 8, 9]
    ids = tuple(article_id_of(url(number)) for number in (3, 5, 6, 8, 11))
    assert sorted(numbers(full, Selection(ids=ids))) == [3, 5, 6, 8]
    assert list(walk.without_bytes(full.engine, Selection(ids=ids))) == [("jannah", url(11))]


def test_removals_come_with_their_revision(full: Store) -> None:
    bases = list(walk.current(full.engine, Selection()))
    assert [dict(base.version.rules) for base in bases] == [{"ar.read_also": 1}] * 10


def test_pages_that_were_rejected_come_with_the_bytes_they_were_judged_by(full: Store) -> None:
    page = candidate(f"{HOST}/video")
    full.start("r2")
    full.admit("r2", page)
    full.do(
        lambda r: r.record_fetch("r2", fetched(page.url, "<video>", archive_ref="2026-03-05/c.warc.gz:1:2"))
    )
    full.do(lambda r: r.settle("r2", page.key, Fate.REJECTED, "video_only", now=at(13)))
    full.finish("r2", 1)
    full.start("r3")
    full.admit("r3", page)
    not_modified = fetched(page.url, status=304, archive_ref="2026-03-05/c.warc.gz:9:2")
    full.do(lambda r: r.record_fetch("r3", not_modified))
    [found] = walk.refused(full.engine, Selection())
    assert (found.key, found.fate, found.reason) == (page.key, Fate.REJECTED, "video_only")
    assert found.archive_ref == "2026-03-05/c.warc.gz:1:2"
    assert list(walk.refused(full.engine, Selection(sources=("other",)))) == []
    assert list(walk.refused(full.engine, Selection(ids=()))) == []
