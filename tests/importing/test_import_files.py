"""JSON Lines and folders of HTML: where a page's address, time, title and date come from, and what is no page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from pipelines.archive import Ref, page_of, read
from pipelines.flow import process
from tests.crawl.conftest import PARAGRAPHS, article
from tests.importing.conftest import Desk, day, write_lines

SITE = "https://www.jannah.example"
TEXT = "\n".join(PARAGRAPHS)


def stored(desk: Desk) -> dict[str, dict[str, object]]:
    return {row["url"]: row for row in desk.articles()}


def test_lines_of_html_and_of_text_become_articles(tmp_path: Path, desk: Desk) -> None:
    html = article("أمطار على الساحل").decode()
    path = write_lines(
        tmp_path / "dump.jsonl",
        {"url": f"{SITE}/1", "html": html, "fetched_at": day(0)},
        {
            "url": f"{SITE}/2",
            "text": TEXT + "\nاقرأ أيضًا: الأرصاد تحذر من أمطار رعدية",
            "title": "صيانة الجسر القديم تبدأ الأسبوع المقبل",
            "published": "2024-03-04T10:00:00+03:00",
        },
        {"url": f"{SITE}/3", "text": "كلمات قليلة."},
    )
    ended = desk.take(path, source="jannah")
    assert ended.balanced
    assert desk.fates()[f"{SITE}/3"] == ["rejected:too_few_words"]
    first, second = stored(desk)[f"{SITE}/1"], stored(desk)[f"{SITE}/2"]
    assert str(first["first_seen_at"]).startswith("2024-03-05 07:15")
    assert second["title"] == "صيانة الجسر القديم تبدأ الأسبوع المقبل"
    assert second["text"] == "\n\n".join(PARAGRAPHS)
    assert str(second["published_at"]).startswith("2024-03-04 07:00")
    capture = read(desk.root, Ref.parse(str(second["archive_ref"])))
    assert capture.known is not None
    outcome = process(page_of(capture), capture.known.context)
    assert outcome.cleaned.text == second["text"]  # type: ignore[union-attr]
    before = desk.articles()
    desk.lose_the_store()
    desk.take(desk.root)
    assert desk.articles() == before


def test_a_title_that_the_text_repeats_or_that_is_a_sentence_is_the_title_once(
    tmp_path: Path, desk: Desk
) -> None:
    sentence = "أعلنت البلدية اليوم إغلاق الطريق الدائري ثلاثة أيام لأعمال الصيانة الدورية."
    path = write_lines(
        tmp_path / "dump.jsonl",
        {"url": f"{SITE}/1", "text": f"طريق جديد\n{TEXT}", "title": "طريق جديد"},
        {"url": f"{SITE}/2", "text": TEXT, "title": sentence},
    )
    desk.take(path)
    first, second = stored(desk)[f"{SITE}/1"], stored(desk)[f"{SITE}/2"]
    assert (first["title"], second["title"]) == ("طريق جديد", sentence)
    assert first["text"] == second["text"] == "\n\n".join(PARAGRAPHS)


def test_lines_that_are_no_pages_are_counted_and_named(tmp_path: Path, desk: Desk) -> None:
    good = json.dumps({"url": f"{SITE}/1", "html": article("خبر").decode()}).encode()
    lines = [
        good,
        b'{"url": "half',
        b"[1, 2]",
        b"",
        b'{"html": "<p>x</p>"}',
        b'{"url": "javascript:alert(1)", "html": "<p>x</p>"}',
        b'{"url": "https://www.jannah.example/2", "html": ""}',
        json.dumps({"url": f"{SITE}/3", "html": "x" * 200_000}).encode(),
        json.dumps({"url": f"{SITE}/4", "html": "x" * 2_000_000}).encode(),
        b"\xff\xfe\x00",
        b"[" * 100_000,
        good.replace(b"/1", b"/5"),
    ]
    path = tmp_path / "dump.jsonl.gz"
    packed = gzip.compress(b"\n".join([*lines, b""]), mtime=0)
    path.write_bytes(packed + gzip.compress(good)[:-40])
    ended = desk.take(path, largest=100_000)
    assert ended.balanced
    assert set(desk.fates()) == {f"{SITE}/1", f"{SITE}/5"}
    assert ended.passed == {"no_url": 1, "bad_url": 1, "no_content": 1, "too_large": 2}
    assert [each.place for each in ended.damaged] == ["line 2", "line 3", "line 10", "line 11", "line 13"]


def test_times_are_read_in_every_usual_form_and_nonsense_is_no_time(tmp_path: Path, desk: Desk) -> None:
    forms = ["2024-03-05T07:15:00Z", "2024-03-05 10:15:00+03:00", 1709622900, "2024-03-05T07:15:00"]
    entries = [
        {"url": f"{SITE}/{number}", "html": article("خبر", str(number)).decode(), "fetched_at": form}
        for number, form in enumerate([*forms, "yesterday", "2999-01-01T00:00:00Z", 10**30, True])
    ]
    desk.take(write_lines(tmp_path / "dump.jsonl", *entries))
    seen = [stored(desk)[f"{SITE}/{number}"]["first_seen_at"] for number in range(8)]
    assert [str(each)[:16] for each in seen[:4]] == ["2024-03-05 07:15"] * 4
    assert len(set(seen[4:])) == 1  # the time of the import


def test_undated_pages_are_known_again_by_their_bytes(tmp_path: Path, desk: Desk) -> None:
    entry = {"url": f"{SITE}/1", "html": article("خبر").decode()}
    path = write_lines(tmp_path / "dump.jsonl", entry)
    desk.take(path)
    desk.take(
        write_lines(tmp_path / "again.jsonl", entry, entry | {"html": article("خبر", "وأضاف.").decode()})
    )
    assert desk.fates()[f"{SITE}/1"] == ["stored", "skipped:imported_before", "updated"]


def page(title: str, head: str = "") -> bytes:
    return article(title, title).replace(b"</head>", head.encode() + b"</head>")


def test_a_folder_of_pages_finds_their_addresses(tmp_path: Path, desk: Desk) -> None:
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "1.html").write_bytes(page("أول", f'<link rel="canonical" href="{SITE}/2024/first">'))
    (folder / "2.htm").write_bytes(page("ثان", f'<meta property="og:url" content="{SITE}/2024/second">'))
    (folder / "3.html").write_bytes(page("ثالث", f'<link rel="canonical" href="{SITE}/2024/third">'))
    (folder / "3.html.json").write_text(
        json.dumps({"url": f"{SITE}/print/3", "fetched_at": day(0)}), encoding="utf-8"
    )
    saved = f"<!-- saved from url=(0036){SITE}/2024/fourth -->".encode()
    (folder / "4.html").write_bytes(saved + page("رابع"))
    (folder / "deep" / "خبر.html").write_bytes(page("خامس"))
    (folder / "deep" / "6.html").write_bytes(page("سادس", '<link rel="canonical" href="/relative">'))
    (folder / "notes.txt").write_text("كلام", encoding="utf-8")
    ended = desk.take(folder)
    assert ended.balanced
    assert ended.passed == {"no_url": 2, "other_file": 1}
    found = {f"{SITE}/2024/first", f"{SITE}/2024/second", f"{SITE}/print/3", f"{SITE}/2024/fourth"}
    assert set(desk.fates()) == found
    assert all(said == ["stored"] for said in desk.fates().values())
    [third] = desk.rows("SELECT first_seen_at FROM articles WHERE url LIKE '%/print/3'")
    assert third["first_seen_at"].startswith("2024-03-05")
    desk.take(folder, base_url="https://old.jannah.example/archive")
    base = "https://old.jannah.example/archive/deep"
    assert {url for url in desk.fates() if url.startswith(base)} == {
        f"{base}/6.html",
        f"{base}/%D8%AE%D8%A8%D8%B1.html",
    }


def test_a_list_says_where_its_files_stood(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.html").write_bytes(page("أول"))
    path = tmp_path / "pages.csv"
    path.write_text(
        f"path,url,fetched_at,title\nfiles/a.html,{SITE}/2024/a,{day(0)},أول\nfiles/gone.html,{SITE}/2024/b,,\n",
        encoding="utf-8-sig",
    )
    ended = desk.take(path)
    assert ended.balanced
    assert desk.fates() == {f"{SITE}/2024/a": ["stored"]}
    assert [(each.file, each.problem) for each in ended.damaged] == [
        (str(tmp_path / "files" / "gone.html"), "No such file or directory")
    ]
    (tmp_path / "wrong.csv").write_text("file,address\n", encoding="utf-8")
    assert [each.problem for each in desk.take(tmp_path / "wrong.csv").damaged] == [
        "there is no column path or url"
    ]
