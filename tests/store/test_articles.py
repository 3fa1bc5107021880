"""What becomes of an accepted article: stored, updated, unchanged or a duplicate, whatever the order of arrival."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.types import Commit, Fate

from .conftest import NOON, Store, accepted, candidate

CANONICAL = "https://jannah.example/rain"
AMP = "https://jannah.example/rain/amp"
PRINT = "https://jannah.example/rain/print"
OLD = "http://jannah.example/?p=12"
ARTICLE_ID = hashlib.sha256(CANONICAL.encode()).hexdigest()[:32]
PAGES = {
    CANONICAL: accepted("نص الصفحة الأصلية."),
    AMP: accepted("نص صفحة الهاتف."),
    PRINT: accepted("نص صفحة الطباعة."),
}


def texts(store: Store) -> list[tuple[Any, ...]]:
    return store.rows(
        "SELECT a.canonical_url, a.url, a.source, r.revision, r.reason, r.text FROM articles a "
        "JOIN revisions r USING (article_id) ORDER BY 1, 4"
    )


def test_a_new_article_is_stored_under_the_hash_of_its_canonical_url(store: Store) -> None:
    store.start("one")
    assert store.take("one", CANONICAL, accepted()) == Commit(Fate.STORED, ARTICLE_ID, 1)
    assert store.fates("one") == {CANONICAL: "stored"}
    assert store.rows('SELECT position, rule_id, kind, scope, text, start, "end" FROM removals') == [
        (0, "ar.read_also", "related_link", "block", "اقرأ أيضا: الأرصاد تحذر", 29, 52)
    ]


def test_the_same_text_again_is_unchanged_and_seen_later(store: Store) -> None:
    store.start("one")
    store.take("one", CANONICAL, accepted())
    store.start("two")
    store.hours = 5
    assert store.take("two", CANONICAL, accepted()) == Commit(Fate.UNCHANGED, ARTICLE_ID, 1)
    [(first, last, run_id)] = store.rows("SELECT first_seen_at, last_seen_at, run_id FROM clean_articles")
    assert (str(first)[11:13], str(last)[11:13], run_id) == ("12", "17", "one")


@pytest.mark.parametrize(
    "changed", [accepted("نص جديد."), accepted(title="عنوان جديد"), accepted(title=None)]
)
def test_another_text_or_title_is_a_new_revision(store: Store, changed: Any) -> None:
    store.start("one")
    store.take("one", CANONICAL, accepted())
    store.start("two")
    store.admit("two", candidate(CANONICAL))
    assert store.commit("two", CANONICAL, changed, body="<p>2") == Commit(Fate.UPDATED, ARTICLE_ID, 2)
    assert store.rows("SELECT revision, reason, run_id FROM revisions ORDER BY 1") == [
        (1, "first_seen", "one"),
        (2, "publisher_updated", "two"),
    ]
    assert store.rows("SELECT revision, title, text FROM clean_articles") == [
        (2, changed.cleaned.title, changed.cleaned.text)
    ]


def test_another_text_from_the_same_bytes_is_our_doing(store: Store) -> None:
    store.start("one")
    store.take("one", CANONICAL, accepted())
    store.start("two")
    assert store.take("two", CANONICAL, accepted("نص جديد.")).fate == Fate.UPDATED
    assert store.rows("SELECT reason FROM revisions ORDER BY revision") == [
        ("first_seen",),
        ("cleaned_anew",),
    ]


def test_another_address_of_a_stored_article_is_a_duplicate_and_never_a_revision(store: Store) -> None:
    store.start("one")
    store.take("one", CANONICAL, PAGES[CANONICAL])
    for run in ("one", "two"):
        store.start(run) if run == "two" else None
        assert store.take(run, AMP, PAGES[AMP], CANONICAL) == Commit(
            Fate.DUPLICATE, ARTICLE_ID, 1, "canonical_url"
        )
    assert texts(store) == [(CANONICAL, CANONICAL, "jannah", 1, "first_seen", "نص الصفحة الأصلية.")]
    store.start("three")
    store.admit("three", candidate(AMP))
    assert store.do(lambda r: r.unchanged("three", candidate(AMP).key, now=NOON)) == Fate.DUPLICATE


def test_an_article_known_by_another_address_only_is_followed_there(store: Store) -> None:
    store.start("one")
    store.take("one", AMP, PAGES[AMP], CANONICAL)
    store.start("two")
    assert store.take("two", AMP, PAGES[AMP], CANONICAL).fate == Fate.UNCHANGED
    store.start("three")
    assert store.take("three", AMP, accepted("نص جديد."), CANONICAL).fate == Fate.UPDATED


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that may not depend on the order of arrival."""
    revisions = "SELECT * FROM clean_articles"
    return {
        "view": store.rows(revisions),
        # without the last column, the number of the change, which does tell the order of arrival
        "articles": [row[:-1] for row in store.rows("SELECT * FROM articles ORDER BY article_id")],
        "revisions": store.rows("SELECT * FROM revisions ORDER BY article_id, revision"),
        "removals": store.rows("SELECT * FROM removals ORDER BY article_id, revision, position"),
        "candidates": store.rows("SELECT * FROM candidates ORDER BY run_id, url"),
        "states": store.rows("SELECT * FROM url_states ORDER BY key"),
        "rules": store.rows("SELECT * FROM run_rules ORDER BY run_id, rule_id"),
    }


@pytest.mark.parametrize("pages", [(CANONICAL, AMP), (AMP, PRINT), (CANONICAL, AMP, PRINT), (CANONICAL, OLD)])
def test_in_whatever_order_the_pages_of_an_article_arrive_the_tables_are_equal(
    make_store: Callable[[str], Store], pages: tuple[str, ...]
) -> None:
    outcomes = []
    for number, order in enumerate(itertools.permutations(pages)):
        store = make_store(str(number))
        store.start("one")
        store.admit("one", *map(candidate, pages))
        for url in order:
            final = CANONICAL if url == OLD else url
            store.commit("one", url, PAGES.get(url, PAGES[CANONICAL]), CANONICAL, final=final)
        outcomes.append(everything(store))
        assert store.finish("one", len(pages)).balanced
    for other in outcomes[1:]:
        assert other == outcomes[0]
    assert [row[3] for row in outcomes[0]["view"]] == [CANONICAL]
    fates = {row[1]: row[7] for row in outcomes[0]["candidates"]}
    assert fates == {url: "stored" if url == pages[0] else "duplicate" for url in pages}


def test_also_when_the_other_address_was_stored_in_an_earlier_run(make_store: Callable[[str], Store]) -> None:
    outcomes = []
    for order in ((AMP, CANONICAL), (CANONICAL, AMP)):
        store = make_store(order[0][-3:])
        store.start("one")
        store.take("one", AMP, PAGES[AMP], CANONICAL)
        store.finish("one", 1)
        store.start("two")
        store.admit("two", candidate(AMP), candidate(CANONICAL))
        for url in order:
            body = accepted("نص صفحة الهاتف بعد تعديل.") if url == AMP else PAGES[url]
            store.commit("two", url, body, CANONICAL)
        outcomes.append(everything(store))
        assert store.fates("two") == {AMP: "duplicate canonical_url", CANONICAL: "updated"}
    assert outcomes[0] == outcomes[1]
    assert [row[2] for row in outcomes[0]["revisions"]] == ["first_seen", "canonical_page"]


def test_the_canonical_page_takes_over_what_an_interrupted_run_stored(store: Store) -> None:
    store.start("one")
    store.admit("one", candidate(AMP), candidate(CANONICAL))
    store.commit("one", AMP, PAGES[AMP], CANONICAL)
    assert store.start("two") == "one"
    store.admit("two", *store.do(lambda r: r.pending("two", ["jannah"])))
    assert store.commit("two", CANONICAL, PAGES[CANONICAL]) == Commit(Fate.STORED, ARTICLE_ID, 1)
    assert texts(store) == [(CANONICAL, CANONICAL, "jannah", 1, "first_seen", "نص الصفحة الأصلية.")]
    assert store.fates("one") == {AMP: "duplicate canonical_url", CANONICAL: "pending"}
    assert store.rows("SELECT fate, reason, count FROM run_counts WHERE run_id = 'one' ORDER BY 1") == [
        ("duplicate", "canonical_url", 1),
        ("pending", "", 1),
    ]


def test_two_spellings_of_the_canonical_url_are_one_article(store: Store) -> None:
    store.start("one")
    stored = store.take("one", CANONICAL, accepted())
    store.start("two")
    again = store.take("two", "http://www.jannah.example/rain/", accepted())
    assert (again.fate, again.article_id) == (Fate.UNCHANGED, stored.article_id)


def test_the_address_of_an_article_does_not_depend_on_which_spelling_came_first(
    make_store: Callable[[str], Store],
) -> None:
    spellings = (CANONICAL, "http://www.jannah.example/rain/")
    found = []
    for number, order in enumerate(itertools.permutations(spellings)):
        store = make_store(str(number))
        store.start("one")
        store.admit("one", candidate(order[0]))
        store.commit("one", order[0], accepted(), CANONICAL)
        store.admit("one", candidate(order[1]))
        found.append(store.rows("SELECT * FROM clean_articles"))
    assert found[0] == found[1]


def test_a_rejection_later_keeps_the_article(store: Store) -> None:
    store.start("one")
    store.take("one", CANONICAL, accepted())
    store.start("two")
    store.admit("two", candidate(CANONICAL))
    store.do(lambda r: r.settle("two", candidate(CANONICAL).key, Fate.REJECTED, "consent_wall", now=NOON))
    assert len(texts(store)) == 1
    store.start("three")
    assert store.take("three", CANONICAL, accepted()).fate == Fate.UNCHANGED


def test_an_import_without_discovery_or_fetch_is_counted_too(store: Store) -> None:
    store.start("one")
    one = candidate(CANONICAL, channel="import")
    done = store.do(lambda r: r.commit("one", one, None, accepted(), canonical=CANONICAL, now=NOON))
    assert done.fate == Fate.STORED
    assert store.finish("one", 1).balanced


def test_when_an_article_was_seen_does_not_depend_on_which_of_its_pages_is_committed_first(
    make_store: Callable[[str], Store],
) -> None:
    times = {CANONICAL: 1.0, AMP: 3.0}
    told = set()
    for name, order in (("one", [CANONICAL, AMP]), ("two", [AMP, CANONICAL])):
        store = make_store(f"{name}.db")
        store.start("run")
        store.admit("run", candidate(CANONICAL), candidate(AMP))
        for url in order:
            store.commit("run", url, accepted(), CANONICAL, hours=times[url])
        told.add(tuple(store.rows("SELECT url, first_seen_at, last_seen_at FROM clean_articles")))
    assert len(told) == 1
