"""Folding: what rules are matched on, and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.text import fold, fold_with_map, solid, word_count

ARABIC = st.text(
    alphabet=st.characters(codec="utf-8") | st.sampled_from("أإآٱؤئىيیةـَُِّ٠١٢۳۴\u200f\u200c \n«»“”İΣ"),
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("اقْرَأْ أيضًا", "اقرا ايضا"),
        ("إقرأ آيضـــاً", "اقرا ايضا"),
        ("مستشفى الجامعة", "مستشفي الجامعه"),
        ("رؤساء الهيئة", "روساء الهييه"),
        ("٢٤ كانون الأوّل ۲۰۲۵", "24 كانون الاول 2025"),
        ("«خبر»\u00a0عاجل", '"خبر" عاجل'),
        ("\u200fالمصدر\u200e : Reuters ", "المصدر : reuters"),
        ("علی یک", "علي يك"),
    ],
)
def test_fold_makes_spellings_of_one_word_equal(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(ARABIC)
def test_fold_with_map_folds_to_the_same_text(text: str) -> None:
    assert fold_with_map(text).text == fold(text)


@given(ARABIC)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ARABIC, st.data())
def test_every_folded_range_leads_back_to_its_own_letters(text: str, data: st.DataObject) -> None:
    folded = fold_with_map(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    span = folded.span(start, end)
    assert 0 <= span.start <= span.end <= len(text)
    assert solid(fold(text[span.start : span.end])) == solid(folded.text[start:end])


def test_a_span_takes_the_marks_of_its_last_letter_along() -> None:
    folded = fold_with_map("الرئيسُ قال")
    span = folded.span(0, 6)
    assert "الرئيسُ قال"[span.start : span.end] == "الرئيسُ"


def test_words_are_counted_in_every_script() -> None:
    assert word_count("قال الوزير: 24 ديسمبر, 2025 in Moscow") == 7
