"""What the search finds, in which order, and that its index holds what the view shows and nothing else, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cleaners.types import Accepted, Dated
from pipelines.reading import search as reading
from pipelines.reading.search import Filters, Results, search
from pipelines.store import revising, searchable
from pipelines.store import session as sessions
from pipelines.store.models import ArticleRow, RevisionRow, SearchRow
from pipelines.store.revising import Making
from pipelines.store.rows import article_id_of
from pipelines.store.scrub import scrub
from tests.store.conftest import NOON, Store, accepted, at, candidate, on_sqlite

HOST = "https://jannah.example"
BRIDGE = "أعلنت وزارةُ النَّقل أن أعمال صيانة الجسر القديم ستبدأ مطلع الأسبوع المقبل وتستمر ثلاثة أشهر، وفق بيان صدر اليوم عن الجهة المسؤولة في المدينة."
PORT = "استقبل المرفأ ثلاث سفن محملة بالقمح، فيما تستعد المخازن لاستقبال المزيد من الشحنات خلال الأيام المقبلة وفق الجدول المعلن من الإدارة العامة."


def take(store: Store, page: str, body: str, title: str | None = None, **more: Any) -> str:
    """Store an article at its hour and return its name."""
    article = accepted(body, title)
    if more:
        article = Accepted(replace(article.cleaned, **more), article.verdicts)
    done = store.take("run", f"{HOST}/{page}", article)
    return done.article_id


def asked(store: Store, typed: str = "", filters: Filters | None = None, **more: Any) -> Results:
    with Session(store.engine) as session:
        return search(session, typed, filters, **more)


def found(store: Store, typed: str = "", filters: Filters | None = None, **more: Any) -> list[str]:
    """The last part of the addresses that are found, in order."""
    results = asked(store, typed, filters, **more)
    assert results.found.problem is None
    return [hit.url.rpartition("/")[2] for hit in results.hits]


@pytest.fixture
def started(store: Store) -> Store:
    store.start("run")
    return store


@pytest.fixture
def filled(started: Store) -> Store:
    take(started, "bridge", BRIDGE, "إغلاقُ الجسر القديم لأعمال الصيانة")
    started.hours = 1
    take(started, "port", PORT, "ثلاث سُفن قمحٍ في المرفأ", language="fa")
    started.hours = 2
    take(
        started,
        "budget",
        f"{PORT}\n\nوكانت بوزارة النقل لجنة تدرس الموازنة.",
        "الموازنة العامة ٢٠٢٦",
        flags=("truncated", "paywalled"),
    )
    return started


def test_a_title_typed_without_hamzas_and_diacritics_finds_it(filled: Store) -> None:
    assert found(filled, "اغلاق الجسر القديم لاعمال الصيانه") == ["bridge"]
    assert found(filled, "سفن قمح فى المرفا") == ["port"]
    assert found(filled, "الموازنة العامه 2026") == ["budget"]
    assert found(filled, "ﺍﻟﻤﻮﺍﺯﻧﺔ") == ["budget"]


def test_a_word_is_found_with_its_particles_and_in_quotation_marks_without(filled: Store) -> None:
    assert found(filled, "وزارة") == ["budget", "bridge"]
    assert found(filled, '"وزارة النقل"') == ["bridge"]
    assert found(filled, '"النقل وزارة"') == []
    assert found(filled, '"زارة"') == []


def test_a_star_finds_what_begins_so_and_a_minus_leaves_out(filled: Store) -> None:
    assert found(filled, "مواز*") == ["budget"]
    assert found(filled, "النقل -الموازنة") == ["bridge"]
    assert found(filled, "-الجسر") == ["budget", "port"]
    assert found(filled, 'المرفأ -"لجنة تدرس"') == ["port"]


def test_a_phrase_does_not_run_from_the_title_into_the_text(started: Store) -> None:
    take(started, "one", "المدينة تستعد للشتاء بعد أيام من الأمطار.", "أمطار")
    assert found(started, '"أمطار المدينة"') == []
    assert found(started, '"المدينة تستعد"') == ["one"]


def test_titles_come_first_then_openings_then_the_newest(started: Store) -> None:
    opening = f"{BRIDGE} {PORT}\n\n"
    take(started, "title", opening + "لا جديد.", "قطار جديد")
    for hour, page in enumerate(("old", "new"), 1):
        started.hours = hour
        take(started, f"late-{page}", opening + "وصل القطار متأخرا.", "نشرة")
        take(started, f"early-{page}", "وصل القطار متأخرا. " + opening, "نشرة")
    assert found(started, "قطار") == ["title", "early-new", "early-old", "late-new", "late-old"]
    assert set(found(started, "قطار", sort="newest")[:2]) == {"late-new", "early-new"}
    assert found(started, "قطار", sort="newest")[-1] == "title"


def test_what_is_found_is_marked_in_the_text_as_it_was_written(filled: Store) -> None:
    [hit] = asked(filled, '"وزارة النقل"').hits
    assert [piece.text for piece in hit.snippet if piece.found] == ["وزارةُ النَّقل"]
    assert "".join(piece.text for piece in hit.snippet).strip("… ") in BRIDGE
    hit = asked(filled, "سفن قمح").hits[0]
    assert [piece.text for piece in hit.title if piece.found] == ["سُفن", "قمحٍ"]
    [hit] = asked(filled, "لجنة الموازنة").hits
    assert [piece.text for piece in hit.snippet if piece.found] == ["لجنة", "الموازنة"]
    assert hit.snippet[0].text == "… "


def test_the_snippet_is_of_the_paragraph_where_most_words_stand(started: Store) -> None:
    take(
        started,
        "one",
        "افتتحت المدرسة أبوابها.\n\nوقال المدير إن الصيف طويل.\n\nوفي المدرسة قاعة سماها المدير باسم المؤسس.",
    )
    [hit] = asked(started, "المدير المدرسة").hits
    assert [piece.text for piece in hit.snippet] == [
        "… ",
        "وفي ",
        "المدرسة",
        " قاعة سماها ",
        "المدير",
        " باسم المؤسس.",
    ]


def test_without_words_the_newest_are_listed(filled: Store) -> None:
    assert found(filled) == ["budget", "port", "bridge"]
    everything = asked(filled)
    assert (everything.found.count, everything.found.more, everything.found.next) == (3, False, None)
    assert everything.hits[0].snippet[0].text.startswith("استقبل المرفأ")


def test_filters(filled: Store) -> None:
    assert found(filled, filters=Filters(language="fa")) == ["port"]
    assert found(filled, filters=Filters(flag="truncated")) == ["budget"]
    assert found(filled, filters=Filters(flag="trunc")) == []
    assert found(filled, filters=Filters(flag="%")) == []
    assert found(filled, "النقل", Filters(source="jannah", seen_from=at(2))) == ["budget"]
    assert found(filled, filters=Filters(seen_to=at(2))) == ["port", "bridge"]
    assert found(filled, filters=Filters(source="another\x00")) == []
    with Session(filled.engine) as session, session.begin():
        port = session.get_one(ArticleRow, article_id_of(f"{HOST}/port"))
        port.duplicate_of, port.story_id = article_id_of(f"{HOST}/budget"), "s1"
    assert found(filled, filters=Filters(duplicates=False)) == ["budget", "bridge"]
    assert found(filled, "المرفأ", Filters(story="s1")) == ["port"]


def test_a_date_printed_wrong_does_not_stand_at_the_top_for_years(started: Store) -> None:
    def dated(days: int) -> Dated:
        return Dated(NOON + timedelta(days=days), "", "visible", "day")

    take(started, "future", PORT, published=dated(3650))
    take(started, "past", PORT, published=dated(-40))
    started.hours = 1
    take(started, "undated", PORT)
    assert found(started) == ["undated", "future", "past"]
    within = Filters(published_from=at(-24 * 50), published_to=at(0))
    assert found(started, filters=within) == ["past"]


def test_pages_follow_one_another_while_articles_come_in(started: Store) -> None:
    for number in range(7):
        started.hours = number
        take(started, str(number), f"نص عن القطار رقم {number}.", "قطار" if number % 2 else "خبر")
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        results = asked(started, "قطار", limit=2, cursor=cursor)
        seen += [hit.url.rpartition("/")[2] for hit in results.hits]
        cursor = results.found.next
        take(started, f"new{len(seen)}", "نص عن القطار.", "قطار")
    assert (seen, cursor) == (["5", "3", "1", "6", "4", "2", "0"], None)


def test_a_cursor_of_another_search_is_refused(filled: Store) -> None:
    for cursor in ("x", "é", "W10", "9" * 600, "WyJhIiwwLDEsImEiXQ", "\ud800"):
        assert "another search" in (asked(filled, "النقل", cursor=cursor).found.problem or "")
    own = asked(filled, limit=1).found.next
    assert own
    assert "another search" in (asked(filled, "النقل", cursor=own).found.problem or "")
    assert asked(filled, limit=1, cursor=own).found.problem is None


def test_counting_ends_somewhere(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_COUNTED", 2)
    assert [(each.found.count, each.found.more) for each in (asked(filled), asked(filled, "الجسر"))] == [
        (2, True),
        (1, False),
    ]


NASTY = (
    "AND", '"', '" OR ""', "a:b", "{title}:x", "^جسر", "NEAR(a b)", "x' OR 1=1", "\\", "(", "%", "\x00\ud800", "🙂", "- -", "-", "*",
    "ا OR", "م² ½", "'جسر':*", "<->", "ا" * 400, "\u202e" * 50, "İstanbul", "जन",
)  # fmt: skip


def test_nothing_that_is_typed_breaks_the_search(filled: Store) -> None:
    for typed in NASTY:
        results = asked(filled, typed)
        assert isinstance(results.found.problem, str | None)
        filters = Filters(language=typed, source=typed, story=typed, flag=typed)
        assert asked(filled, f'{typed} "{typed}" -{typed}', filters).hits == ()


def index_of(store: Store) -> dict[str, str]:
    return dict(store.rows("SELECT article_id, title || '|' || opening || '|' || body FROM search"))


def shown(store: Store) -> dict[str, str]:
    view = store.rows("SELECT article_id, title, text FROM clean_articles")
    return {name: "|".join(searchable.words_of(title, text).values()) for name, title, text in view}


def is_sound(store: Store) -> bool:
    """Whether search and view agree, and SQLite's index agrees with its table."""
    if store.engine.dialect.name == "sqlite":
        with store.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)")
            )
    return index_of(store) == shown(store)


def test_another_revision_is_found_by_its_own_words_only(filled: Store) -> None:
    filled.hours = 3
    filled.start("another")
    filled.take("another", f"{HOST}/bridge", accepted(PORT.replace("سفن", "بواخر"), "عودة الحركة"))
    assert found(filled, "بواخر") == ["bridge"]
    assert found(filled, "الصيانة") == []
    assert is_sound(filled)


def test_what_is_withdrawn_and_restored_goes_and_comes_back(filled: Store) -> None:
    making = Making("run", "withdrawn", at(4))
    with Session(filled.engine) as session, session.begin():
        article = session.get_one(ArticleRow, article_id_of(f"{HOST}/bridge"))
        first = session.get_one(RevisionRow, (article.article_id, 1))
        revising.withdraw(session, article, first, making)
    assert found(filled, "الجسر") == []
    assert is_sound(filled)
    with Session(filled.engine) as session, session.begin():
        article = session.get_one(ArticleRow, article_id_of(f"{HOST}/bridge"))
        revising.copy(session, article, session.get_one(RevisionRow, (article.article_id, 1)), making)
    assert found(filled, "الجسر") == ["bridge"]
    assert is_sound(filled)


def test_an_unchanged_article_is_sorted_anew_and_its_words_are_left_alone(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> dict[str, str]:
        raise AssertionError("the words were made again")

    monkeypatch.setattr(searchable, "words_of", never)
    [before] = filled.rows(
        f"SELECT title, body FROM search WHERE article_id = '{article_id_of(HOST + '/bridge')}'"
    )
    filled.start("again")
    filled.hours = -90  # an archive that is imported may be older than what is stored
    filled.admit("again", candidate(f"{HOST}/bridge"))
    done = filled.commit("again", f"{HOST}/bridge", accepted(BRIDGE, "إغلاقُ الجسر القديم لأعمال الصيانة"))
    assert done.fate == "unchanged"
    with Session(filled.engine) as session:
        row = session.scalars(select(SearchRow).where(SearchRow.article_id == done.article_id)).one()
        assert (row.title, row.body) == tuple(before)
        assert row.shown_at == at(-90)
    assert found(filled, "الجسر")


def test_a_nearer_page_takes_the_place_of_another_in_the_search_too(started: Store) -> None:
    canonical = f"{HOST}/bridge"
    started.take("run", f"{HOST}/bridge/amp", accepted("نص المرآة القصير.", "مرآة"), canonical)
    started.take("run", canonical, accepted("نص الصفحة نفسها.", "أصل"), canonical)
    assert (found(started, "مرآة"), found(started, "أصل")) == ([], ["bridge"])
    assert is_sound(started)


def test_what_an_operation_took_back_is_not_in_the_search(filled: Store) -> None:
    with Session(filled.engine) as session, session.begin():
        article = session.get_one(ArticleRow, article_id_of(f"{HOST}/bridge"))
        savepoint = session.begin_nested()
        session.delete(
            session.scalars(select(SearchRow).where(SearchRow.article_id == article.article_id)).one()
        )
        session.flush()
        savepoint.rollback()
    assert found(filled, "الجسر") == ["bridge"]
    assert is_sound(filled)


def test_an_article_goes_from_the_search_with_its_row(filled: Store) -> None:
    with filled.engine.begin() as connection:
        gone = article_id_of(f"{HOST}/bridge")
        connection.execute(text("DELETE FROM articles WHERE article_id = :gone"), {"gone": gone})
    assert found(filled, "الجسر") == []
    assert is_sound(filled)


@on_sqlite
def test_no_word_of_a_deleted_article_stays_in_the_file(filled: Store) -> None:
    def is_in_a_file(word: str) -> bool:
        folder = Path(filled.engine.url.database or "").parent
        return any(word.encode() in path.read_bytes() for path in folder.iterdir())

    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE search SET body = body || ' qwxunheard' WHERE title LIKE '%الجسر%'"))
    for number in range(3):
        take(filled, f"after{number}", PORT)
    with filled.engine.begin() as connection:
        connection.execute(text("DELETE FROM articles WHERE url LIKE '%bridge'"))
    assert is_in_a_file("qwxunheard")
    scrub(filled.engine)
    assert not is_in_a_file("qwxunheard")
    assert is_sound(filled)
    assert len(found(filled, "المرفأ")) == 5


def test_a_store_with_articles_becomes_searchable_with_the_upgrade(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled.rows(
        "SELECT article_id, title, opening, body, flags, language, source FROM search ORDER BY article_id"
    )
    with filled.engine.begin() as connection:
        command.downgrade(sessions.migration_config(connection), "0005")
    sessions.upgrade(filled.url)
    after = filled.rows(
        "SELECT article_id, title, opening, body, flags, language, source FROM search ORDER BY article_id"
    )
    assert after == before
    assert found(filled, "وزارة") == ["budget", "bridge"]
    assert is_sound(filled)


def test_a_very_long_text_is_searched_as_far_as_an_index_goes(started: Store) -> None:
    body = " ".join(f"كلمة{number}" for number in range(60_000))
    take(started, "long", "بداية الرواية. " + body + "\n\n" + "خ" * 5000, "رواية")
    assert found(started, "الرواية كلمة5000") == ["long"]
    assert is_sound(started)
