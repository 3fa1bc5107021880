"""From a pattern as an author writes it to RE2."""

from __future__ import annotations

import pytest

from cleaners.patterns import PatternError, compile_re2, to_re2
from cleaners.text import fold

LEXICON = {"network": ("فيسبوك", "تويتر", "واتس آب")}


def matches(pattern: str, text: str) -> bool:
    return compile_re2(to_re2(pattern, LEXICON)).search(fold(text)) is not None


def test_letters_may_be_written_with_their_hamzas_and_marks() -> None:
    assert matches("^اقرأ أيضًا:", "إقرا ايضا: حصاد القمح")


def test_word_classes_know_arabic() -> None:
    assert matches(r"^\w+ \w+$", "حصاد القمح")
    assert matches(r"^\d{2}$", "٢٤")
    assert not matches(r"^[^\w]", "حصاد")


def test_lists_of_the_lexicon_stand_for_their_words() -> None:
    assert matches("^شارك (علي|عبر) {{network}}$", "شارك على واتس اب")


def test_unicode_classes_and_named_groups_keep_their_case() -> None:
    assert matches(r"^\p{L}+ (?P<Origin>Reuters)$", "وكالة reuters")


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"\bخبر", "word boundaries"),
        ("{{nothing}}", "no list of that name"),
        ("(خبر", "RE2 does not take it"),
        ("[\\W]", "inside"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(pattern: str, told: str) -> None:
    with pytest.raises(PatternError, match=told):
        to_re2(pattern, LEXICON)
