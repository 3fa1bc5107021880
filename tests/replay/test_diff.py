"""The word diff: whole words, paragraph by paragraph, and nothing of either text is lost in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.replay.diff import Piece, gained_and_lost, word_diff

RAIN = "هطلت أمطار غزيرة على الساحل."
SNOW = "وأغلقت الثلوج طريق الجبل."


def test_a_changed_word_stands_between_what_is_alike() -> None:
    [line] = word_diff(RAIN, "هطلت ثلوج غزيرة على الساحل.")
    assert [(piece.sign, piece.text.strip()) for piece in line] == [
        ("=", "هطلت"),
        ("-", "أمطار"),
        ("+", "ثلوج"),
        ("=", "غزيرة على الساحل."),
    ]


def test_a_mark_on_a_word_changes_the_whole_word() -> None:
    [line] = word_diff("كتب الخبر", "كتبَ الخبر")
    assert [piece.sign for piece in line] == ["-", "+", "="]


def test_a_paragraph_that_went_is_told_as_one() -> None:
    assert word_diff(f"{RAIN}\n\n{SNOW}", RAIN) == ((Piece("=", RAIN),), (Piece("-", SNOW),))
    assert gained_and_lost(f"{RAIN}\n\n{SNOW}", RAIN) == (0, len(SNOW.replace(" ", "")))


texts = st.lists(st.sampled_from(["أ", "ب ج", "د\u0301 ه", "و", "", RAIN, SNOW]), max_size=6).map("\n\n".join)


@given(texts, texts)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    lines = word_diff(before, after)
    old, new = (
        "\n\n".join("".join(piece.text for piece in line if piece.sign != other) for line in lines)
        for other in "+-"
    )
    assert old.split() == before.split()
    assert new.split() == after.split()


def test_long_texts_are_compared_without_delay() -> None:
    before, after = (" ".join(f"{word}{n}" for n in range(20_000)) for word in ("كلمة", "لفظ"))
    assert [piece.sign for line in word_diff(before, after) for piece in line] == ["-", "+"]
