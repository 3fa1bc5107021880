"""What is told of one article: found by whatever name, at any of its revisions, bounded, the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cleaners.types import Accepted, ArtifactKind, Dated, Flag, Reason, Removal
from pipelines.archive.refs import Ref
from pipelines.reading import article, beforeafter, facts, meanings, record, revisions, whereabouts
from pipelines.store.forget import erase_one, subject_of
from pipelines.store.models import ArticlePairRow, ArticleRow
from tests.store.conftest import NOON, Store, accepted, at, candidate

URL = "https://jannah.example/2026/03/05/rain/"
RAIN = "هطلت أمطار غزيرة على الساحل."  # heavy rain fell on the coast
MORE = "هطلت أمطار غزيرة جدا على الساحل."


@pytest.fixture
def store(store: Store) -> Store:
    """A store in which one article has two revisions."""
    store.start("run-1")
    store.take("run-1", URL, accepted(RAIN))
    store.finish("run-1", 1)
    store.hours = 72
    store.start("run-2")
    store.take("run-2", URL, accepted(MORE))
    store.finish("run-2", 1)
    return store


def id_of(store: Store) -> str:
    return str(store.rows("SELECT article_id FROM articles")[0][0])


@pytest.mark.parametrize("asked", [URL, f"{URL}?utm_source=x", "http://www.jannah.example/2026/03/05/rain"])
def test_an_article_is_found_by_any_spelling_of_its_address(store: Store, asked: str) -> None:
    with Session(store.engine) as session:
        assert whereabouts.find(session, asked) == whereabouts.Here(id_of(store))


def test_an_article_is_found_by_the_beginning_of_its_id_and_nothing_by_nothing(store: Store) -> None:
    with Session(store.engine) as session:
        assert whereabouts.find(session, id_of(store)[:6]) == whereabouts.Here(id_of(store))
        assert whereabouts.find(session, "  ") is None
        assert whereabouts.find(session, "\0abcd") is None
        assert whereabouts.find(session, "\ud800abcd") is None
        assert whereabouts.find(session, "https://jannah.example/else") is None


def test_of_a_forgotten_article_the_tombstone_is_found_by_id_and_address(store: Store) -> None:
    article_id = id_of(store)
    store.start("forget")
    with Session(store.engine) as session, session.begin():
        subject = subject_of(session, URL)
        assert subject is not None
        erase_one(session, "forget", subject, "طلب الناشر", at(80))
    with Session(store.engine) as session:
        for asked in (article_id, URL):
            gone = whereabouts.find(session, asked)
            assert isinstance(gone, whereabouts.Gone)
            assert (gone.article_id, gone.reason, gone.created_at) == (article_id, "طلب الناشر", at(80))


def test_the_page_tells_the_current_revision_and_each_of_the_others(store: Store) -> None:
    with Session(store.engine) as session:
        page = article.article_page(session, id_of(store))
        first = article.article_page(session, id_of(store), 1)
        assert article.article_page(session, id_of(store), 7) is None
        assert article.article_page(session, "0" * 32) is None
    assert page is not None
    assert first is not None
    assert (page.revision, page.cleaned.text) == (2, MORE)
    assert (first.revision, first.cleaned.text, first.current) == (1, RAIN, 2)
    assert [(line.revision, line.reason, line.same_text) for line in page.history] == [
        (2, "cleaned_anew", False),
        (1, "first_seen", False),
    ]
    assert page.addresses == (URL,)
    assert page.verdicts[0].judge == "language"


def test_a_withdrawn_article_is_told_by_its_last_revision(store: Store) -> None:
    with Session(store.engine) as session, session.begin():
        session.get_one(ArticleRow, id_of(store)).revision = 0
    with Session(store.engine) as session:
        page = article.article_page(session, id_of(store))
        assert article.bytes_of(session, id_of(store)) is not None
    assert page is not None
    assert (page.current, page.revision) == (0, 2)


def test_lists_are_cut_and_say_how_much_is_left(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article, "MOST_REVISIONS", 1)
    monkeypatch.setattr(article, "MOST_ADDRESSES", 1)
    store.start("run-3")
    store.take("run-3", f"{URL}amp/", accepted(MORE), canonical=URL)
    with Session(store.engine) as session:
        page = article.article_page(session, id_of(store))
    assert page is not None
    assert [line.revision for line in page.history] == [2]
    assert page.more_revisions == 1
    assert (page.addresses, page.more_addresses) == ((URL,), 1)


def test_copies_and_story_lead_to_their_articles(store: Store) -> None:
    other = "https://jannah.example/copy/"
    store.start("run-3")
    store.take("run-3", other, accepted(RAIN, "أمطار على الساحل السوري"))
    ids = {url: each for each, url in store.rows("SELECT article_id, url FROM articles")}
    with Session(store.engine) as session, session.begin():
        for url in ids:
            session.get_one(ArticleRow, ids[url]).story_id = "story-1"
        session.get_one(ArticleRow, ids[other]).duplicate_of = ids[URL]
        session.add(
            ArticlePairRow(article_id=ids[other], other_id=ids[URL], kind="wire_copy", similarity=0.93)
        )
    with Session(store.engine) as session:
        page = article.article_page(session, ids[URL])
        copy = article.article_page(session, ids[other])
    assert page is not None
    assert copy is not None
    assert [each.title for each in page.copies] == ["أمطار على الساحل السوري"]
    assert [each.article_id for each in page.story] == [ids[other]]
    assert copy.original is not None
    assert copy.original.article_id == ids[URL]
    assert page.likeness == {ids[other]: article.Likeness("wire_copy", 0.93)}
    assert copy.likeness == {ids[URL]: article.Likeness("wire_copy", 0.93)}


def test_two_revisions_differ_in_one_word(store: Store) -> None:
    with Session(store.engine) as session:
        found = revisions.difference(session, id_of(store), 1, 2)
        assert revisions.difference(session, id_of(store), 1, 3) is None
        same = revisions.difference(session, id_of(store), 2, 2)
    assert found is not None
    assert [line.alike for line in found.lines] == [1, 0]  # the title is alike
    assert [(p.sign, p.text.strip()) for p in found.lines[1].pieces if p.sign != "="] == [("+", "جدا")]
    assert not found.same
    assert same is not None
    assert same.same


def test_a_long_text_is_compared_as_far_as_a_page_goes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "LONGEST", 30)
    with Session(store.engine) as session:
        found = revisions.difference(session, id_of(store), 1, 2)
    assert found is not None
    assert found.cut > 0


def test_before_and_after_stand_line_by_line() -> None:
    made = accepted(RAIN).cleaned
    found = beforeafter.views(made)
    title, rain, notice = found.rows
    assert title.line is None
    assert [block.kind for block in title.after] == ["title"]
    assert rain.line is not None
    assert [block.text for block in rain.after] == [RAIN]
    assert notice.line is not None
    assert notice.line.removals == (0,)
    assert notice.after == ()
    assert (found.kept, found.removed) == (24, 20)


def test_a_long_article_comes_in_parts_that_hold_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beforeafter, "PART", 20)
    made = accepted(RAIN).cleaned
    count = beforeafter.views(made).parts
    rows = [row for part in range(1, count + 1) for row in beforeafter.views(made, part).rows]
    assert count == 4
    shown = "".join(row.line.text for row in rows if row.line)
    assert shown.split() == made.source.replace("\n", "").split()
    assert beforeafter.views(made, 99).part == count


def test_each_fact_says_where_it_was_read() -> None:
    made = replace(
        accepted(RAIN).cleaned,
        published=Dated(NOON, "5 آذار 2026", "visible", "day"),
        authors=("ليلى حداد", "سامي نصر"),
        image_url="javascript:alert(1)",
    )
    told = {fact.name: fact for fact in facts.facts(made)}
    assert told["Published"].values == ("2026-03-05",)
    assert told["Published"].raw == "5 آذار 2026"
    assert told["Published"].origin == "text that a reader of the page sees; exact to the day"
    assert told["Authors"].values == ("ليلى حداد", "سامي نصر")
    assert told["Title"].origin == "the page's metadata"
    assert "Subtitle" not in told


def test_every_flag_and_reason_has_a_meaning() -> None:
    assert set(meanings.FLAGS) >= set(Flag)
    assert set(meanings.REASONS) >= set(Reason)


def test_a_record_that_is_not_there_says_why(tmp_path: Path) -> None:
    nothing = article.provenance("0" * 64, None)
    wrong = article.provenance("0" * 64, "../../etc/passwd:0:10")
    lost = article.provenance("0" * 64, str(Ref("2026-03-05/lost.warc.gz", 0, 10)))
    for where, told in ((nothing, "not archived"), (wrong, "does not name"), (lost, "No such file")):
        found = record.record(tmp_path, where)
        assert isinstance(found, record.Missing)
        assert told in found.problem
    assert isinstance(record.raw(None, lost), record.Missing)


def test_removals_before_there_was_a_text_have_no_line(store: Store) -> None:
    made = accepted("افتتح المعرض اليوم في دمشق.")
    dropped = Removal("theme.x.menu", ArtifactKind.NAVIGATION, "dom", "الرئيسية", None)
    cleaned = replace(made.cleaned, removals=(dropped, *made.cleaned.removals))
    store.start("run-3")
    store.take("run-3", "https://jannah.example/fair/", Accepted(cleaned, made.verdicts))
    with Session(store.engine) as session:
        found = whereabouts.find(session, "https://jannah.example/fair/")
        assert isinstance(found, whereabouts.Here)
        page = article.article_page(session, found.article_id)
    assert page is not None
    assert page.cleaned.removals[0].span is None
    assert beforeafter.views(page.cleaned).removed == 20


def test_a_candidate_that_became_no_article_is_not_an_article(store: Store) -> None:
    store.start("run-3")
    store.admit("run-3", candidate("https://jannah.example/pending/"))
    with Session(store.engine) as session:
        assert whereabouts.find(session, "https://jannah.example/pending/") is None
