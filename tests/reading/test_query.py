"""What somebody types into the search, and what is looked for then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.query import LONGEST, MOST_TERMS, forms_of, parse


def wanted(typed: str) -> list[str]:
    """The first form of each term that is wanted."""
    return [" ".join(term.phrases[0]) + ("*" if term.begins else "") for term in parse(typed).wanted]


def unwanted(typed: str) -> list[str]:
    return [" ".join(term.phrases[0]) for term in parse(typed).unwanted]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("وزارة النقل", ["وزاره", "النقل"]),
        ("وِزَارَةُ الـنقل", ["وزاره", "النقل"]),
        ("إعلان أعمال آثار", ["اعلان", "اعمال", "اثار"]),
        ("مستشفى ۲۰۲۴ ٢٠٢٥", ["مستشفي", "2024", "2025"]),
        ("کلیات", ["كليات"]),
        ("ﻭﺯﺍﺭﺓ", ["وزاره"]),
        ('"وزارة النقل" دمشق', ["وزاره النقل", "دمشق"]),
        ("«وزارة النقل»", ["وزاره النقل"]),
        ("وزار*", ["وزار*"]),
        ("كوفيد-19", ["كوفيد 19"]),
        ("U.S. Senate", ["u s", "senate"]),
        ("مصر مصر", ["مصر"]),
        ('"ناقصة', ["ناقصه"]),
        ("وزارة - النقل", ["وزاره", "النقل"]),
        ("AND OR NOT NEAR", ["and", "or", "not", "near"]),
    ],
)
def test_words_are_folded_as_the_texts_are(typed: str, expected: list[str]) -> None:
    assert wanted(typed) == expected


def test_a_minus_leaves_out_a_word_or_a_phrase() -> None:
    assert (wanted('السد -مصر -"بيان صحفي"'), unwanted('السد -مصر -"بيان صحفي"')) == (
        ["السد"],
        ["مصر", "بيان صحفي"],
    )


def test_a_word_is_looked_for_with_the_particles_that_are_written_onto_it() -> None:
    forms = forms_of("وزاره")
    assert forms[0] == "وزاره"
    assert {"الوزاره", "بالوزاره", "للوزاره", "والوزاره", "بوزاره", "ووزاره", "لوزاره"} <= set(forms)
    assert {"وزاره", "بالوزاره"} <= set(forms_of("الوزاره"))
    assert {"المانيا", "بالمانيا", "لالمانيا"} <= set(forms_of("المانيا"))
    assert "للجنه" in forms_of("لجنه")


def test_nothing_is_cut_off_a_word_but_its_article() -> None:
    for word, never in (
        ("وزاره", "زاره"),
        ("بغداد", "غداد"),
        ("فلسطين", "لسطين"),
        ("الدم", "دم"),
        ("والده", "ده"),
    ):
        assert never not in forms_of(word)


def test_short_and_little_words_and_other_scripts_are_looked_for_as_they_are() -> None:
    assert forms_of("من") == ("من",)
    assert forms_of("rain") == ("rain",)
    assert forms_of("2024") == ("2024",)
    assert "الدم" in forms_of("دم")
    assert "ودم" not in forms_of("دم")


def test_a_word_in_quotation_marks_is_that_word() -> None:
    assert parse('"وزارة"').wanted[0].phrases == (("وزاره",),)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("خبر " * 5000, f"at most {LONGEST}"),
        (" ".join(f"كلمه{n}" for n in range(MOST_TERMS + 1)), f"more than {MOST_TERMS} words"),
        ("!!! ، ؟", "no word in this query"),
        ("ا*", "at least 2 letters"),
    ],
)
def test_what_cannot_be_asked_says_why(typed: str, told: str) -> None:
    assert told in (parse(typed).problem or "")


def test_nothing_typed_asks_for_everything() -> None:
    assert parse("  ").is_empty
    assert parse("  ").problem is None


@given(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"*-:^(){}«»\x00\ud800 واب')), max_size=80)
)
def test_only_letters_and_digits_reach_the_database(typed: str) -> None:
    query = parse(typed)
    for term in (*query.wanted, *query.unwanted):
        for phrase in term.phrases:
            assert phrase
            assert all(word and not set(word) & set("\"'\\*-:^(){}&|!<> \x00_") for word in phrase)
