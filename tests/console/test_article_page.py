"""The page of an article: what was taken out stands in its place, nothing that a page says is believed, the proof is at hand."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from cleaners import Page, clean_page
from cleaners.types import Accepted, Verdict
from console.direction import direction
from console.options import Options
from pipelines.store.forget import erase_one, subject_of
from pipelines.store.models import ArticleRow, RevisionRow
from pipelines.store.repository import Repository
from pipelines.store.rows import article_id_of
from tests.archive.conftest import HOST, OLD, Paper
from tests.console.asking import Asking

PATH = "/2026/03/05/rain"
TITLE = "أمطار غزيرة على الساحل تقطع الطريق الدولي"
NOTICE = "اقرأ أيضًا: الأرصاد تحذر من أمطار رعدية"
LINES = (
    "هطلت أمطار غزيرة على الساحل منذ فجر اليوم وقطعت السيول الطريق الدولي عند مدخل المدينة الجنوبي.",
    "وقال مدير الدفاع المدني إن الفرق أخرجت عشرين شخصا من سياراتهم ونقلتهم إلى أماكن آمنة قريبة.",
    "وأضاف أن الطريق سيفتح مساء إذا توقف المطر، ودعا السكان إلى البقاء في بيوتهم هذا اليوم.",
)
HOSTILE = "وكتب أحدهم <script>alert(1)</script> و<img src=x onerror=alert(2)> ثم \u202eمقلوب\u202c في تعليق طويل على الخبر."


def page(*lines: str, title: str = TITLE) -> bytes:
    escaped = [line.replace("<", "&lt;").replace(">", "&gt;") for line in lines]
    text = "".join(f"<p>{line}</p>" for line in escaped)
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="2026-03-05T07:00:00+03:00"></head>'
        f"<body><main><article><h1>{title}</h1>{text}</article></main></body></html>"
    ).encode()


def publish(paper: Paper, run_id: str, body: bytes, *, hours: int = 0) -> str:
    """Crawl one page, archive it, clean it and store it; return the article's id."""
    url = HOST + PATH
    at = OLD + timedelta(hours=hours)
    paper.crawl(run_id, at)
    fetch, one = paper.visit(PATH, body), paper.candidate(PATH)
    cleaned = clean_page(Page(url=url, body=body, headers={"Content-Type": "text/html"}, fetched_at=at))
    made = Accepted(cleaned, (Verdict("article", True, None, cleaned.confidence),))

    def op(r: Repository) -> None:
        r.admit(run_id, [one], now=at, recheck_since=OLD - timedelta(days=1))
        r.record_fetch(run_id, fetch)
        r.commit(run_id, one, fetch, made, canonical=url, now=at)

    paper.do(op)
    paper.end()
    return article_id_of(url)


BODY = page(LINES[0], NOTICE, LINES[1], HOSTILE, LINES[2])


@pytest.fixture
def article_id(paper: Paper) -> str:
    return publish(paper, "20260305T071500-3fa2", BODY)


@pytest.fixture
def ask(paper: Paper) -> Asking:
    return Asking(Options(database_url=paper.url, archive=paper.root))


def parsed(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(text)


def test_what_was_taken_out_stands_in_its_place_with_rule_kind_and_reason(
    ask: Asking, article_id: str
) -> None:
    tree = parsed(ask.get(f"/articles/{article_id}").text)
    rows = tree.css(".row")
    gone = [row for row in rows if row.css_first(".before .gone")]
    (row,) = gone
    assert row.css_first("del").text() == NOTICE
    assert row.css_first(".kind").text() == "related_link"
    link = row.css_first(".tip a")
    assert (link.text(), link.attributes["href"]) == ("related.read_also", "/rules/related.read_also")
    assert "another story" in row.css_first(".tip-why").text()
    assert row.css_first(".after").text(strip=True) == ""
    before = [row.css_first(".before").text(strip=True) for row in rows]
    assert [text for text in before if text.startswith(("هطلت", "وقال", "وأضاف"))] == list(LINES)


def test_the_before_side_is_the_source_and_the_after_side_the_article(
    ask: Asking, article_id: str, paper: Paper
) -> None:
    ((source, text, title),) = paper.rows("SELECT source_text, text, title FROM revisions")
    tree = parsed(ask.get(f"/articles/{article_id}").text)
    for node in tree.css(".tip, .kind, .row-head, .elsewhere"):
        node.decompose()
    hidden = str.maketrans({"\u202e": "⟦RLO⟧", "\u202c": "⟦PDF⟧"})
    before = "".join(node.text() for node in tree.css(".row .before"))
    after = " ".join(node.text() for node in tree.css(".row .after"))
    assert "".join(before.split()) == "".join(source.translate(hidden).split())
    assert "".join(after.split()) == "".join(f"{title}{text}".translate(hidden).split())


def test_nothing_that_a_page_says_becomes_markup(ask: Asking, article_id: str) -> None:
    for path in ("", "/record", "/diff?before=1&after=1"):
        answer = ask.get(f"/articles/{article_id}{path}")
        assert answer.status_code == 200
        tree = parsed(answer.text)
        assert [node.attributes.get("src", "")[:15] for node in tree.css("script")] == ["/static/theme.j"]
        assert tree.css("img, iframe, object, style, base") == []
        for node in tree.css("*"):
            assert not [name for name in node.attributes if name.startswith("on") or name == "style"]
        assert not set(answer.text) & set("\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069")
    assert "⟦RLO⟧مقلوب⟦PDF⟧" in ask.get(f"/articles/{article_id}/record").text


def test_a_page_is_small(ask: Asking, article_id: str) -> None:
    assert len(ask.get(f"/articles/{article_id}").content) < 100_000


@pytest.mark.parametrize(
    ("asked", "checked"), [("", "before"), ("?view=both", "both"), ("?view=nonsense", "before")]
)
def test_an_address_chooses_the_view(ask: Asking, article_id: str, asked: str, checked: str) -> None:
    tree = parsed(ask.get(f"/articles/{article_id}{asked}").text)
    chosen = [
        node.attributes["value"] for node in tree.css("input[name=view]") if "checked" in node.attributes
    ]
    assert chosen == [checked]


def test_an_article_is_found_by_address_and_by_the_beginning_of_its_id(ask: Asking, article_id: str) -> None:
    for asked in (
        f"/article?url={quote(HOST + PATH, safe='')}",
        f"/article?id={article_id[:8]}",
        f"/articles/{article_id[:8]}",
    ):
        answer = ask.get(asked)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/articles/{article_id}")
    assert ask.get("/article").status_code == 200
    answer = ask.get("/article?url=https://else.example/%3Cb%3E")
    assert answer.status_code == 404
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/articles/0000", "/articles/%00", "/articles/{id}?revision=9", "/articles/{id}?revision=99999999999999999999", "/articles/{id}?part=-1", "/articles/{id}/diff?before=3&after=4", "/articles/{id}/record?revision=7"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(ask: Asking, article_id: str, path: str) -> None:
    answer = ask.get(path.replace("{id}", article_id))
    assert answer.status_code == 404
    assert "<h1>Nothing is here</h1>" in answer.text


def test_a_forgotten_article_is_gone_and_its_tombstone_says_why(
    ask: Asking, article_id: str, paper: Paper
) -> None:
    paper.crawl("20260306T071500-aaaa")
    with Session(paper.engine) as session, session.begin():
        subject = subject_of(session, article_id)
        assert subject is not None
        erase_one(session, "20260306T071500-aaaa", subject, "طلب <الناشر>", OLD)
    for path in (f"/articles/{article_id}", f"/articles/{article_id}/raw", f"/article?url={HOST}{PATH}"):
        answer = ask.get(path)
        assert answer.status_code == 410, path
        assert "taken down" in answer.text
        assert "طلب &lt;الناشر&gt;" in answer.text
        assert LINES[0] not in answer.text


def test_a_withdrawn_article_says_so(ask: Asking, article_id: str, paper: Paper) -> None:
    with Session(paper.engine) as session, session.begin():
        session.get_one(ArticleRow, article_id).revision = 0
    assert "withdrawn: the table does not show it" in ask.get(f"/articles/{article_id}").text


def test_two_revisions_are_compared_word_by_word(ask: Asking, article_id: str, paper: Paper) -> None:
    publish(
        paper, "20260306T071500-bbbb", page(LINES[0], LINES[1].replace("عشرين", "ثلاثين"), LINES[2]), hours=24
    )
    answer = ask.get(f"/articles/{article_id}/diff")
    tree = parsed(answer.text)
    changed = tree.css(".changed")
    words = [(node.tag, node.text(strip=True)) for node in changed[0].css("del, ins")]
    assert words == [("del", "عشرين"), ("ins", "ثلاثين")]
    assert "From revision 1 to revision 2" in answer.text
    history = parsed(ask.get(f"/articles/{article_id}").text)
    assert [node.text() for node in history.css("#revisions ~ .scroll tbody th")] == ["2", "1"]


def test_the_record_is_shown_as_text_with_its_headers(ask: Asking, article_id: str) -> None:
    answer = ask.get(f"/articles/{article_id}/record")
    tree = parsed(answer.text)
    assert tree.css_first("pre").text().startswith("<!doctype html>")
    assert "the very bytes" in answer.text
    assert hashlib.sha256(BODY).hexdigest() in answer.text
    assert "Content-Type" in [node.text() for node in tree.css("th code")]


def test_the_bytes_are_handed_out_as_a_file_and_never_as_a_page(ask: Asking, article_id: str) -> None:
    answer = ask.get(f"/articles/{article_id}/raw")
    assert answer.content == BODY
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_bytes_that_are_not_in_the_archive_are_missed_in_words(article_id: str, paper: Paper) -> None:
    without = Asking(Options(database_url=paper.url))
    answer = without.get(f"/articles/{article_id}/record")
    assert answer.status_code == 404
    assert "without an archive" in answer.text
    for file in paper.root.rglob("*.warc.gz"):
        file.unlink()
    emptied = Asking(Options(database_url=paper.url, archive=paper.root))
    assert emptied.get(f"/articles/{article_id}/record").status_code == 404
    assert emptied.get(f"/articles/{article_id}/raw").status_code == 404


def test_other_bytes_than_the_store_says_are_told(ask: Asking, article_id: str, paper: Paper) -> None:
    with Session(paper.engine) as session, session.begin():
        session.get_one(RevisionRow, (article_id, 1)).raw_sha256 = "0" * 64
    assert "other bytes" in ask.get(f"/articles/{article_id}/record").text


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("BBC: انطلقت المحادثات في بغداد", "rtl"),
        ("The governor of حلب spoke to the press", "ltr"),
        ("نشرت الوثيقة على https://example.com/a/long/address أمس", "rtl"),
        ("2026-03-05", "auto"),
        ("", "auto"),
    ],
)
def test_a_text_runs_as_most_of_its_words_do(text: str, way: str) -> None:
    assert direction(text) == way


def test_rights_are_shown(ask: Asking, article_id: str, paper: Paper) -> None:
    with Session(paper.engine) as session, session.begin():
        session.get_one(RevisionRow, (article_id, 1)).rights = {
            "license": "https://licence.example/",
            "robots": ["noai"],
        }
    text = parsed(ask.get(f"/articles/{article_id}").text).css_first("#facts ~ dl").text()
    assert "Rights: license" in text
    assert "noai" in text
