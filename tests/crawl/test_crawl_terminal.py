"""What is printed for people: narrow, wide, without colour, right to left."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from cleaners.types import ArtifactKind, Block, BlockKind, Cleaned, Dated, Removal, Span, Translation
from crawler.log import progress_line
from crawler.terminal import isolated, print_article
from pipelines.store.lookup import ArticleView, RevisionLine
from tests.crawl.conftest import Place

SOURCE = "سياسة\nقال الوزير إن العمل بدأ اليوم. اقرأ أيضا: خبر آخر\nشارك المقال على فيسبوك"
AT = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)


def span(text):
    start = SOURCE.index(text)
    return Span(start, start + len(text))


def removal(rule, kind, scope, text):
    return Removal(rule, kind, scope, text, None if scope == "dom" else span(text))


CLEANED = Cleaned(
    source=SOURCE,
    repairs=(),
    title="عنوان الخبر",
    title_span=None,
    blocks=(
        Block(BlockKind.PARAGRAPH, "قال الوزير إن العمل بدأ اليوم.", span("قال الوزير إن العمل بدأ اليوم.")),
    ),
    removals=(
        removal("dom.menu", ArtifactKind.NAVIGATION, "dom", "الرئيسية | اتصل بنا"),
        removal("ar.section", ArtifactKind.SECTION_LABEL, "block", "سياسة"),
        removal("ar.read_also", ArtifactKind.RELATED_LINK, "span", "اقرأ أيضا: خبر آخر"),
        removal("ar.share", ArtifactKind.SHARE_PROMPT, "block", "شارك المقال على فيسبوك"),
    ),
    language="ar",
    rules_version="r1",
    cleaner_version="1",
    published=Dated(AT, "1 شباط 2026", "visible", "day"),
    translations=(Translation("en", (Block(BlockKind.PARAGRAPH, "Work began today.", Span(0, 0)),)),),
)
VIEW = ArticleView(
    article_id="0" * 32,
    source="sana",
    url="http://sana.example/1",
    canonical_url="http://sana.example/1",
    first_seen_at=AT,
    last_seen_at=AT,
    revision=2,
    reason="publisher_updated",
    run_id="r",
    created_at=AT,
    cleaned=CLEANED,
    verdicts=(),
    word_count=6,
    text_sha256="x",
    raw_sha256="y",
    archive_ref=None,
    urls=("http://sana.example/1",),
    flags=("bilingual", "date_inferred"),
    duplicate_of="a" * 32,
    story_id=None,
    history=(
        RevisionLine(1, "first_seen", "q", AT, "عنوان", "w"),
        RevisionLine(2, "publisher_updated", "r", AT, "عنوان", "x"),
    ),
)


def printed(view=VIEW, width=100):
    stream = StringIO()
    print_article(Console(file=stream, width=width, highlight=False), view)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def test_each_removal_is_marked_and_followed_by_its_rule():
    lines = printed()
    for mark, rule in (
        ("− \u2067الرئيسية | اتصل بنا\u2069", "    ↳ dom.menu · navigation"),
        ("− \u2067سياسة\u2069", "    ↳ ar.section · section_label"),
        (
            "± \u2067قال الوزير إن العمل بدأ اليوم. [−اقرأ أيضا: خبر آخر−]\u2069",
            "    ↳ ar.read_also · related_link",
        ),
        ("− \u2067شارك المقال على فيسبوك\u2069", "    ↳ ar.share · share_prompt"),
    ):
        assert lines[lines.index(mark) + 1] == rule


def test_flags_and_what_it_repeats_are_shown_as_the_table_has_them():
    lines = printed()
    assert any(line.split() == ["flags", "bilingual,", "date_inferred"] for line in lines)
    assert any(line.split() == ["repeats", "a" * 32] for line in lines)
    assert not any(line.startswith("story") for line in lines)


def test_the_clean_article_follows_with_its_translation():
    lines = printed()
    after = lines[lines.index("── After: the article") :]
    assert after[1] == "\u2067عنوان الخبر\u2069"
    assert "\u2067قال الوزير إن العمل بدأ اليوم.\u2069" in after
    assert after[after.index("[en]") + 2] == "Work began today."


def test_metadata_says_where_it_came_from():
    text = "\n".join(printed())
    assert "2026-02-01 (from visible, to the day: \u20671 شباط 2026\u2069)" in text
    assert "revision 2  2026-02-01 09:30 UTC, publisher_updated, run r" in text


@pytest.mark.parametrize("width", [30, 60, 200])
def test_every_printed_line_of_arabic_is_isolated_and_fits(width):
    long = " ".join(["كلمة"] * 80)
    block = Block(BlockKind.PARAGRAPH, long, Span(0, len(long)))
    lines = printed(replace(VIEW, cleaned=replace(CLEANED, source=long, blocks=(block,), removals=())), width)
    arabic = [line for line in lines if "كلمة" in line]
    assert len(arabic) >= 4
    assert all(line.count("\u2067") == line.count("\u2069") == 1 for line in arabic)
    assert all(len(line) <= width + 2 for line in arabic)


def test_latin_text_is_left_alone():
    assert isolated("clean: exit code 3") == "clean: exit code 3"
    assert isolated("دقيقة") == "\u2067دقيقة\u2069"


def test_progress_is_one_short_line():
    from collections import Counter

    fates = Counter({("a", "stored", ""): 3, ("b", "stored", ""): 1, ("a", "failed", "dns"): 2})
    assert progress_line(Counter(a=10, b=2), fates) == "6 of 12 pages · 4 stored · 2 failed"


@pytest.mark.parametrize(
    "arguments", [("rules", "list", "--json"), ("sources", "list"), ("doctor", "--offline")]
)
def test_a_reader_who_goes_before_the_end_ends_a_command_without_a_word(tmp_path, arguments):
    with Place(tmp_path / "var").running(*arguments) as process:
        process.stdout.close()
        process.stdout = None
        _out, err = process.communicate(timeout=100)
    assert (process.returncode, err) == (141, "")
