"""The search page: a form that works without a script, and results that show articles as they were written."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from console.options import Options
from pipelines.store.session import open_store
from tests.console.asking import Asking
from tests.store.conftest import Store, accepted

HOST = "https://jannah.example"
TEXT = "أعلنت وزارةُ النَّقل أن أعمال صيانة الجسر القديم ستبدأ مطلع الأسبوع المقبل وتستمر ثلاثة أشهر على الأقل."


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Asking:
    url = f"sqlite:///{tmp_path_factory.mktemp('search') / 'naqi.db'}"
    store = Store(open_store(url))
    store.start("run")
    for number in range(23):
        store.hours = number
        store.take("run", f"{HOST}/{number}", accepted(TEXT, f"إغلاقُ الجسر {number}"))
    store.hours = 30
    store.take("run", f"{HOST}/odd", accepted("نص <script>alert(1)</script> غريب.", "عنوان <b>\u202eغريب"))
    store.engine.dispose()
    return Asking(Options(database_url=url))


class Reader(HTMLParser):
    """What stands in elements of one name, and in what they have as attributes."""

    def __init__(self, page: str, name: str) -> None:
        super().__init__()
        self.name, self.depth = name, 0
        self.texts: list[str] = []
        self.attributes: list[dict[str, Any]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self.name:
            self.depth += 1
            self.texts.append("")
            self.attributes.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == self.name

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.texts[-1] += data


def test_a_title_typed_without_hamzas_is_found_and_marked_as_it_was_written(client: Asking) -> None:
    page = client.get(f"/search?q={quote('اغلاق الجسر 7')}").text
    assert Reader(page, "h2").texts == ["إغلاقُ الجسر 7"]
    assert {"إغلاقُ", "الجسر", "7"} <= set(Reader(page, "mark").texts)
    assert "1 article" in page


def test_without_words_the_newest_are_listed_page_by_page(client: Asking) -> None:
    page = client.get("/search").text
    titles = Reader(page, "h2").texts
    assert (len(titles), titles[1]) == (20, "إغلاقُ الجسر 22")
    assert "24 articles, newest first" in page
    [more] = [link["href"] for link in Reader(page, "a").attributes if link.get("rel") == "next"]
    assert len(Reader(client.get(more).text, "h2").texts) == 4


def test_what_was_asked_stays_in_the_form(client: Asking) -> None:
    page = client.get(f"/search?q={quote('«الجسر»')}&source=jannah&since=2026-03-05&by=seen&repeats=1").text
    typed = {each["name"]: each.get("value") for each in Reader(page, "input").attributes}
    assert (typed["q"], typed["since"]) == ("«الجسر»", "2026-03-05")
    assert {"value": "jannah", "selected": None} in Reader(page, "option").attributes
    assert {} not in Reader(page, "details").attributes
    assert len(Reader(page, "h2").texts) == 20


def test_the_page_says_that_near_duplicates_are_left_out_and_leads_to_them(client: Asking) -> None:
    for query in (f"q={quote('الجسر')}&source=jannah", "q=nowhere"):
        page = client.get(f"/search?{query}").text
        assert "Near-duplicates are left out" in page
        [all_of_them] = [a["href"] for a in Reader(page, "a").attributes if "repeats=1" in a.get("href", "")]
        page = client.get(all_of_them).text
        assert "Near-duplicates are left out" not in page


def test_each_filter_narrows(client: Asking) -> None:
    for query, count in (
        ("until=2026-03-05", 0),
        ("until=2026-03-05&by=seen", 12),
        ("source=none", 0),
        ("language=ar", 20),
    ):
        assert len(Reader(client.get(f"/search?{query}").text, "h2").texts) == count, query


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=" + quote("خ" * 10_000), "at most 500"),
        ("q=%22%22", "no word in this query"),
        ("since=yesterday", "is not a day"),
        ("until=9999-12-31", "is not a day"),
        ("cursor=x", "another search"),
        ("q=%00%ED%A0%80", "no word in this query"),
    ],
)
def test_what_cannot_be_asked_is_said_in_the_page(client: Asking, query: str, told: str) -> None:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 200
    [alert] = [
        text for text, has in zip(*_paragraphs(answer.text), strict=True) if has.get("role") == "alert"
    ]
    assert told in alert


def _paragraphs(page: str) -> tuple[list[str], list[dict[str, Any]]]:
    reader = Reader(page, "p")
    return reader.texts, reader.attributes


def test_markup_and_direction_marks_of_a_scraped_text_stay_text(client: Asking) -> None:
    page = client.get(f"/search?q={quote('غريب')}").text
    assert "<script>alert" not in page
    assert Reader(page, "h2").texts == ["عنوان <b>⟦RLO⟧غريب"]
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_and_its_style_are_small(client: Asking) -> None:
    assert len(client.get("/search").content) < 60_000
    assert Path("console/static/search.css").stat().st_size < 4_000
