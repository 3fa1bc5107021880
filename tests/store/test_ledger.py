"""Each discovered URL is written down once in a run, and gets exactly one fate."""

from __future__ import annotations

import logging

import pytest

from pipelines.store.errors import AlreadySettled, NoSuchRun
from pipelines.types import Fate

from .conftest import NOON, Store, accepted, at, candidate, fetched

A = "https://jannah.example/a"
B = "https://jannah.example/b"


def urls(work: list) -> list[str]:
    return [item.candidate.url for item in work]


def test_new_candidates_are_wanted_in_the_order_given(store: Store) -> None:
    store.start("one")
    assert urls(store.admit("one", candidate(B), candidate(A))) == [B, A]
    assert store.fates("one") == {A: "pending", B: "pending"}


def test_another_spelling_of_a_key_is_a_duplicate_and_the_same_url_again_is_nothing(store: Store) -> None:
    store.start("one")
    again = "http://www.jannah.example/a/"
    assert urls(store.admit("one", candidate(A), candidate(again), candidate(A))) == [A]
    assert store.admit("one", candidate(again), candidate(A, source="other")) == []
    assert store.fates("one") == {A: "pending", again: "duplicate same_url"}


def test_thousands_of_candidates_are_admitted_at_once(store: Store) -> None:
    store.start("one")
    many = [candidate(f"https://jannah.example/{number}") for number in range(2500)]
    assert len(store.admit("one", *many)) == 2500
    assert store.admit("one", *many) == []


def test_an_unknown_run_is_an_error(store: Store) -> None:
    with pytest.raises(NoSuchRun):
        store.admit("none", candidate(A))


def test_skipped_candidates_are_counted_and_not_remembered(store: Store) -> None:
    store.start("one")
    store.do(lambda r: r.skip("one", [candidate(A)], "limit", now=NOON))
    store.admit("one", candidate(B))
    store.do(lambda r: r.skip("one", [candidate(B)], "robots", now=NOON))
    assert store.fates("one") == {A: "skipped limit", B: "skipped robots"}
    store.finish("one", 2)
    store.start("two")
    store.recheck_since = at(100)
    assert urls(store.admit("two", candidate(A), candidate(B))) == [A, B]


def test_a_known_page_is_too_old_once_its_window_is_past_and_however_often_it_was_seen(store: Store) -> None:
    store.start("one")
    store.take("one", A, accepted())
    store.finish("one", 1)
    for run, hours in (("two", 24), ("three", 47)):
        store.hours, store.recheck_since = hours, at(hours - 48)
        store.start(run)
        assert urls(store.admit(run, candidate(A))) == [A]
        store.commit(run, A, accepted())
    store.hours, store.recheck_since = 49, at(1)
    store.start("four")
    assert store.admit("four", candidate(A)) == []
    assert store.fates("four") == {A: "skipped too_old"}


def test_a_failed_page_is_always_worth_another_try(store: Store) -> None:
    store.start("one")
    store.admit("one", candidate(A))
    store.do(lambda r: r.settle("one", candidate(A).key, Fate.FAILED, "timeout", now=NOON))
    store.start("two")
    store.recheck_since = at(100)
    assert urls(store.admit("two", candidate(A))) == [A]
    failed = store.do(lambda r: r.failed(["jannah"], seen_since=at(-1)))
    assert [(item.url, item.channel) for item in failed] == [(A, "recheck")]


def test_a_rejection_is_listed_with_the_bytes_it_is_about(store: Store) -> None:
    store.start("one")
    store.admit("one", candidate(A))
    store.do(lambda r: r.record_fetch("one", fetched(A, "bytes")))
    store.do(
        lambda r: r.settle(
            "one", candidate(A).key, Fate.REJECTED, "too_few_words", now=NOON, detail="12", elapsed_ms=8.5
        )
    )
    assert store.rows("SELECT url, fate, reason, detail, raw_sha256 FROM rejections") == [
        (A, "rejected", "too_few_words", "12", fetched(A, "bytes").sha256)
    ]
    assert store.rows("SELECT elapsed_ms FROM candidates") == [(8.5,)]


def test_the_first_fate_stands(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(
        logging.WARNING, logger="pipelines.store"
    )  # whatever other tests made of the root logger
    store.start("one")
    store.admit("one", candidate(A))
    store.do(lambda r: r.settle("one", candidate(A).key, Fate.FAILED, "timeout", now=NOON))
    store.do(lambda r: r.settle("one", candidate(A).key, Fate.REJECTED, "no_text", now=NOON))
    assert store.fates("one") == {A: "failed timeout"}
    assert "already failed" in caplog.text
    with pytest.raises(AlreadySettled):
        store.commit("one", A, accepted())
    assert store.rows("SELECT * FROM articles") == []


def test_what_was_not_discovered_cannot_be_settled(store: Store) -> None:
    store.start("one")
    with pytest.raises(LookupError, match="admit"):
        store.do(lambda r: r.settle("one", "x", Fate.FAILED, now=NOON))
    store.admit("one", candidate(A))
    with pytest.raises(ValueError, match="stored"):
        store.do(lambda r: r.settle("one", candidate(A).key, Fate.STORED, now=NOON))


def validators_after(store: Store, rules_version: str = "r1") -> tuple[str | None, str | None]:
    store.rules_version = rules_version
    store.start("two")
    [work] = store.admit("two", candidate(A))
    return work.etag, work.last_modified


def with_etag(store: Store) -> None:
    store.start("one")
    store.admit("one", candidate(A))
    store.do(lambda r: r.record_fetch("one", fetched(A, etag='"1"', last_modified="Thu")))


def test_validators_come_back_with_the_work_once_the_page_was_judged(store: Store) -> None:
    with_etag(store)
    store.commit("one", A, accepted())
    assert validators_after(store) == ('"1"', "Thu")


def test_the_order_of_fetch_and_outcome_does_not_matter(store: Store) -> None:
    store.start("one")
    store.take("one", A, accepted())
    store.do(lambda r: r.record_fetch("one", fetched(A, etag='"1"', last_modified="Thu")))
    assert validators_after(store) == ('"1"', "Thu")


def test_no_validators_for_a_page_that_was_fetched_and_never_judged(store: Store) -> None:
    store.start("zero")
    store.take("zero", A, accepted())
    with_etag(store)
    assert validators_after(store) == (None, None)


def test_no_validators_after_a_failure(store: Store) -> None:
    with_etag(store)
    store.do(lambda r: r.settle("one", candidate(A).key, Fate.FAILED, "worker_died", now=NOON))
    assert validators_after(store) == (None, None)


def test_no_validators_under_other_rules(store: Store) -> None:
    with_etag(store)
    store.commit("one", A, accepted())
    assert validators_after(store, rules_version="r2") == (None, None)


def test_validators_of_a_feed_are_kept_unless_its_run_was_broken_off(store: Store) -> None:
    feed = "https://jannah.example/feed/"
    store.start("one")
    store.do(lambda r: r.record_fetch("one", fetched(feed, kind="feed", etag='"f"')))
    store.finish("one", 0)
    assert store.do(lambda r: r.validators(feed)) == ('"f"', None)
    store.start("two")
    store.do(lambda r: r.record_fetch("two", fetched(feed, kind="feed", status=304)))
    store.start("three")  # finds "two" dead
    assert store.do(lambda r: r.validators(feed)) == (None, None)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("stored", "unchanged"),
        ("rejected no_text", "rejected no_text"),
        ("failed x", "failed unexpected_304"),
    ],
)
def test_a_304_repeats_the_last_outcome(store: Store, first: str, then: str) -> None:
    key = candidate(A).key
    fate, _, reason = first.partition(" ")
    store.start("one")
    store.admit("one", candidate(A))
    if fate == "stored":
        store.commit("one", A, accepted())
    else:
        store.do(lambda r: r.settle("one", key, Fate(fate), reason, now=NOON))
    assert store.fates("one") == {A: first}
    for hours, run in enumerate(("two", "three"), 1):
        store.hours = hours
        store.start(run)
        store.admit(run, candidate(A))
        assert store.do(lambda r, run=run: r.unchanged(run, key, now=at(store.hours))) == then.split()[0]
        assert store.fates(run) == {A: then}
    seen = store.rows("SELECT first_seen_at, last_seen_at FROM clean_articles")
    assert [tuple(str(value)[11:13] for value in row) for row in seen] == (
        [("12", "14")] if fate == "stored" else []
    )


def test_hints_of_an_earlier_run_stay_with_the_page(store: Store) -> None:
    store.start("one")
    hinted = candidate(A, title="أمطار", published="2026-03-05T10:00:00+03:00")
    store.admit("one", hinted)
    store.commit("one", A, accepted())
    store.finish("one", 1)
    store.start("two")
    [again] = store.do(lambda r: r.recheck(["jannah"], seen_since=at(-1)))
    assert (again.url, again.key, again.channel) == (A, hinted.key, "recheck")
    assert (again.title, again.published) == (hinted.title, hinted.published)
    [work] = store.admit("two", candidate(A, channel="sitemap"))
    assert (work.candidate.title, work.candidate.published) == (hinted.title, hinted.published)


def test_recheck_asks_for_what_was_first_seen_since(store: Store) -> None:
    store.start("one")
    store.take("one", B, accepted("نص آخر."))
    store.hours = 10
    store.take("one", A, accepted())
    assert [item.url for item in store.do(lambda r: r.recheck(["jannah"], seen_since=at(-1)))] == [A, B]
    assert [item.url for item in store.do(lambda r: r.recheck(["jannah"], seen_since=at(5)))] == [A]
    assert store.do(lambda r: r.recheck(["other"], seen_since=at(-1))) == []
