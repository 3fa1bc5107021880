"""A cleaned article goes into the store and comes out the same."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cleaners.types import (
    Accepted,
    Block,
    BlockKind,
    Cleaned,
    Dated,
    Reason,
    Repair,
    Rights,
    Span,
    Syndication,
    Translation,
    Verdict,
)
from pipelines.store.lookup import ArticleView, find_article
from pipelines.store.models import RevisionRow
from pipelines.store.rows import cleaned_of, count_words

from .conftest import Store, accepted

URL = "https://jannah.example/rain"


def stored(store: Store, article: Accepted) -> ArticleView:
    store.start("one")
    store.take("one", URL, article)
    with Session(store.engine) as session:
        found = find_article(session, URL)
    assert found is not None
    return found


def full() -> Cleaned:
    zone = timezone(timedelta(hours=3))
    block = Block(BlockKind.QUOTE, "Heavy rain fell.", Span(40, 56))
    return replace(
        accepted().cleaned,
        repairs=(Repair("presentation_forms", 3),),
        title_span=Span(0, 4),
        translations=(Translation("en", (block,)),),
        published=Dated(datetime(2026, 3, 5, 1, 30, tzinfo=zone), "٥ آذار ٢٠٢٦", "visible", "minute"),
        modified=Dated(datetime(2026, 3, 6, tzinfo=UTC), "2026-03-06", "meta", "day"),
        authors=("سلمى الخطيب",),
        section="محليات",
        tags=("طقس", "الساحل"),
        canonical_url=URL,
        subtitle="الأرصاد تتوقع انحسار المنخفض",
        image_url="https://jannah.example/i.jpg",
        publisher="جريدة الساحل",
        attribution=("وكالة الأنباء",),
        syndication=Syndication("أمطار", "وكالة الساحل", date(2026, 3, 4), "https://coast.example/1"),
        flags=("truncated", "bilingual"),
        extractor="trafilatura",
        confidence=0.75,
        left_out=0.25,
        shadow=("ar.trial",),
        rights=Rights("https://cc.example/by", "header", "وكالة", ("noai",), False, "https://x.example/tdm"),
    )


def test_every_field_of_a_full_article_comes_back(store: Store) -> None:
    plain = accepted().cleaned
    for item in fields(Cleaned):
        if item.name not in (
            "source",
            "title",
            "blocks",
            "removals",
            "language",
            "rules_version",
            "cleaner_version",
        ):
            assert getattr(full(), item.name) != getattr(plain, item.name), f"the test forgets {item.name}"
    verdicts = (Verdict("language", True), Verdict("quality", False, Reason.TOO_FEW_WORDS, 0.2))
    found = stored(store, Accepted(full(), verdicts))
    for item in fields(Cleaned):
        assert getattr(found.cleaned, item.name) == getattr(full(), item.name), item.name
    assert found.verdicts == verdicts


def test_a_plain_article_comes_back(store: Store) -> None:
    assert stored(store, accepted()).cleaned == accepted().cleaned


def test_times_are_kept_in_utc_and_tell_so(store: Store, kind: str) -> None:
    stored(store, Accepted(full(), ()))
    [times] = store.rows("SELECT published_at, modified_at FROM clean_articles")
    if kind == "sqlite":
        assert times == ("2026-03-04 22:30:00.000000+00:00", "2026-03-06 00:00:00.000000+00:00")
    else:
        assert times == (datetime(2026, 3, 4, 22, 30, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC))


def test_json_holds_arabic_as_arabic(store: Store) -> None:
    stored(store, Accepted(full(), ()))
    assert store.rows("SELECT CAST(tags AS TEXT) FROM clean_articles") == [('["طقس", "الساحل"]',)]


def test_characters_that_no_database_takes_become_the_replacement_character(store: Store) -> None:
    odd = replace(accepted(title="أمطار \x00\ud800 غزيرة").cleaned, tags=("a\x00b\udfff", r"\u0000"))
    found = stored(store, Accepted(odd, ()))
    assert found.cleaned.title == "أمطار \ufffd\ufffd غزيرة"
    assert found.cleaned.tags == ("a\ufffdb\ufffd", r"\u0000")


def test_a_date_beyond_the_calendar_is_no_date(store: Store) -> None:
    first = Dated(
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=3))), "0001-01-01T00:00:00+03:00", "meta", "second"
    )
    found = stored(store, Accepted(replace(accepted().cleaned, published=first), ()))
    assert found.cleaned.published is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("كتب الولد الدرس.", 3), ("كَتَبَ الوَلَدُ الدَّرْسَ", 3), ("في 5 آذار 2026", 4)],
)
def test_words_are_counted_with_and_without_vowel_signs(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="aware times only"):
        store.do(
            lambda r: r.start_run(
                run_id="x",
                command="",
                now=datetime(2026, 1, 1),  # noqa: DTZ001 - the point of the test
                pid=1,
                host="",
                cleaner_version="",
                rules_version="",
                sources=(),
                settings={},
            )
        )


def test_rights_come_back_as_they_were_and_say_only_what_was_said(store: Store) -> None:
    rights = Rights(license="https://cc.example/by", license_origin="link", robots=("noarchive",))
    article = accepted()
    store.start("one")
    told = replace(article, cleaned=replace(article.cleaned, rights=rights))
    store.take("one", "https://jannah.example/a", told)
    with Session(store.engine) as session:
        row = session.scalars(select(RevisionRow)).one()
        assert row.rights == {
            "license": "https://cc.example/by",
            "license_origin": "link",
            "robots": ["noarchive"],
        }
        assert cleaned_of(row, ()).rights == rights


def test_other_rights_under_the_same_words_are_another_revision(store: Store) -> None:
    article = accepted()
    store.start("one")
    store.take("one", "https://jannah.example/a", article)
    store.start("two")
    told = replace(article, cleaned=replace(article.cleaned, rights=Rights(tdm_reserved=True)))
    assert store.take("two", "https://jannah.example/a", told).fate == "updated"
    store.start("three")
    assert store.take("three", "https://jannah.example/a", told).fate == "unchanged"
    assert store.rows("SELECT reason FROM revisions ORDER BY revision") == [
        ("first_seen",),
        ("rights_changed",),
    ]


def test_the_view_shows_flags_and_findings_and_the_article_keeps_its_own(store: Store) -> None:
    verdicts = (
        Verdict("length", True, None, 90.0),
        Verdict("finding", True, Reason.NO_DATE),
        Verdict("finding", True, Reason.PAYWALLED),
    )
    found = stored(store, Accepted(full(), verdicts))
    assert found.cleaned.flags == ("truncated", "bilingual")
    assert found.verdicts == verdicts
    shown = store.rows("SELECT flags FROM clean_articles")[0][0]
    flags = json.loads(shown) if isinstance(shown, str) else shown
    assert flags == ["truncated", "bilingual", "no_date", "paywalled"]
