"""The line classifier: what it may take, what it never takes, and that its answer depends on nothing but the lines that are left."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from cleaners import clean_text
from cleaners.boilerplate import PREFIX, Surroundings, load_model, look
from tests.cleaners.rules.articles import PARAGRAPHS, TITLE, article


def score(lines: list[str], at: int) -> float:
    return load_model().score(Surroundings([look(line) for line in lines]).features(at))


def test_a_wording_that_no_rule_has_is_taken_under_the_name_of_the_classifier() -> None:
    line = "توصلوا بملخص أخبارنا كل صباح على هواتفكم"  # get a digest of our news every morning on your phones
    [removal] = clean_text(article(tail=line)).removals
    assert removal.text == line


def test_the_ids_of_the_classifier_name_the_kind() -> None:
    from tests.gauntlet.documents import documents

    taken = [
        removal
        for document in documents("newsrooms-1")
        for removal in clean_text(document.text).removals
        if removal.rule_id.startswith(PREFIX)
    ]
    assert len(taken) > 30
    assert all(removal.rule_id == f"{PREFIX}{removal.kind}" for removal in taken)


def test_a_paragraph_scores_far_below_a_prompt() -> None:
    lines = [TITLE, *PARAGRAPHS, "تابعونا على فيسبوك"]
    assert score(lines, len(lines) - 1) > 1 > -2 > max(score(lines, at) for at in range(1, 7))


def test_items_rows_of_tables_and_long_lines_are_never_taken() -> None:
    never = ["- تابعونا", "الطماطم | 7", "البصل | 9", "كلمة " * 50]
    around = Surroundings([look(text) for text in (PARAGRAPHS[0], *never, PARAGRAPHS[1])])
    assert [around.threshold(at, title=False) for at in range(1, 5)] == [math.inf] * 4


def test_other_languages_are_left_alone() -> None:
    persian = "\n".join(
        ["دولت برنامه تازه‌ای برای آب اعلام کرد"]
        + ["وزیر نیرو گفت که این برنامه در سه استان اجرا می‌شود و تا پایان سال ادامه دارد."] * 3
        + ["گزارش تصویری"]
    )
    assert not [r for r in clean_text(persian).removals if r.rule_id.startswith(PREFIX)]


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_lines_have_features_and_a_score(lines: list[str]) -> None:
    around = Surroundings([look(line) for line in lines])
    for at in range(len(lines)):
        assert math.isfinite(load_model().score(around.features(at)))
        assert around.threshold(at, title=False) > 0
