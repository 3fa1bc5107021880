"""The extraction benchmark: its measure, its data format and its floors."""

import gzip
import json

import pytest

from benchmarks.extraction import floors, peers
from benchmarks.extraction.__main__ import main
from benchmarks.extraction.metric import score, shingles, summarize, tokens
from benchmarks.extraction.pages import BenchDataError, load_pages
from benchmarks.extraction.table import word_diff

LINES = (
    "أعلنت هيئة الأرصاد أن موجة الحر ستنحسر تدريجيا ابتداء من مساء الخميس في المناطق الساحلية.",
    "ودعت الهيئة السكان إلى تجنب التعرض المباشر لأشعة الشمس خلال ساعات الظهيرة وشرب كميات كافية من الماء.",
    "وقال مدير المستشفى المركزي إن قسم الطوارئ استقبل منذ الاثنين أربعين حالة إجهاد حراري، غادر معظمها بعد ساعات.",
)


def test_diacritics_tatweel_and_invisible_characters_are_no_difference_in_arabic():
    assert tokens("المَدِينـــة\u200f", "ar") == tokens("المدينة", "ar")


def test_chinese_is_compared_character_by_character():
    assert tokens("新闻ABC报道", "zh") == ["新", "闻", "ABC", "报", "道"]


def test_a_short_text_is_one_shingle_and_an_empty_one_none():
    assert shingles(["a", "b"]) == {("a", "b"): 1}
    assert not shingles([])


def test_white_space_and_punctuation_are_no_difference():
    got = score("\n".join(LINES), " - ".join(LINES).replace("،", ""), "ar")
    assert (got.precision, got.recall, got.exact) == (1.0, 1.0, True)


def test_doubled_text_costs_precision_and_lost_text_recall():
    text = " ".join(LINES)
    doubled, lost = score(text, f"{text} {text}", "ar"), score(text, LINES[0], "ar")
    assert doubled.precision < 0.55 < doubled.recall == 1.0
    assert lost.recall < 0.4 < lost.precision == 1.0


def test_nothing_extracted_scores_nothing_and_the_page_is_the_unit():
    nothing, whole = score(LINES[0], "", "ar"), score(LINES[0], LINES[0], "ar")
    assert (nothing.precision, nothing.recall) == (0.0, 0.0)
    got = summarize([nothing, whole])
    assert (got.pages, got.precision, got.recall, got.f1, got.exact) == (2, 0.5, 0.5, 0.5, 0.5)


def test_a_diff_names_the_longest_losses_and_additions():
    assert word_diff("one two three four", "one three four five six", "en") == [
        "+ (2 words) five six",
        "- (1 words) two",
    ]


@pytest.fixture
def data(tmp_path):
    html = (
        "<html><head><title>موجة حر</title></head><body>"
        + "".join(f"<p>{line}</p>" for line in LINES)
        + "</body></html>"
    )
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(html.encode()))
    (tmp_path / "a.txt").write_text("\n".join(LINES), "utf-8")
    row = {
        "id": "s/a",
        "set": "s",
        "lang": "ar",
        "html": "a.html.gz",
        "gold": "a.txt",
        "kind": "full",
        "url": "",
    }
    (tmp_path / "manifest.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    return tmp_path


def test_pages_are_read_as_the_readme_says(data):
    (page,) = load_pages(data)
    assert page.gold.startswith("أعلنت")
    assert page.body().startswith(b"<html>")
    assert load_pages(data, sets=("other",)) == []


def test_a_folder_without_manifest_and_a_row_without_gold_are_refused(data, capsys):
    (data / "manifest.jsonl").write_text('{"id": "x", "set": "s", "html": "a.html.gz"}\n', "utf-8")
    with pytest.raises(BenchDataError, match="no gold"):
        load_pages(data)
    assert main([str(data / "nowhere")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_a_run_prints_the_table_and_checks_no_floor_with_a_limit(data, capsys):
    assert main([str(data), "--peers", "naqi-extract,trafilatura", "--limit", "1"]) == 0
    printed = capsys.readouterr().out
    assert "naqi-extract" in printed
    assert "mean over sets" in printed


def test_a_peer_that_is_not_installed_is_named_and_left_out(monkeypatch):
    monkeypatch.setattr(
        peers.importlib.util, "find_spec", lambda name: None if name == "magic_html" else object()
    )
    here, absent = peers.choose(("trafilatura", "magic-html"))
    assert (list(here), absent) == (["trafilatura"], ["magic-html"])


def test_floors_rise_and_never_fall(tmp_path):
    old = {"s": {"pages": 10, "f1": 0.95}}
    assert floors.lift(old, {"s": {"pages": 10, "precision": 1, "recall": 0.9, "f1": 0.94}}) == old
    assert floors.lift(old, {"s": {"pages": 10, "precision": 1, "recall": 1, "f1": 0.97}})["s"]["f1"] == 0.97
    floors.save(old, tmp_path / "floors.json")
    assert floors.load(tmp_path / "floors.json") == old


def test_a_fall_below_a_floor_is_told_and_other_pages_are_not_compared():
    old = {"s": {"pages": 10, "f1": 0.95}}
    assert floors.below(old, {"s": {"pages": 10, "f1": 0.93}}) == ["s: f1 0.9300 is below its floor 0.9500"]
    assert floors.below(old, {"s": {"pages": 10, "f1": 0.9497}}) == []
    assert floors.below(old, {"s": {"pages": 9, "f1": 0.1}}) == []
