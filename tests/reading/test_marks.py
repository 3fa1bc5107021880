"""The before side: nothing of the source is lost or shown twice, and each piece says truly what became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean_text
from cleaners.types import ArtifactKind, Block, BlockKind, Cleaned, Removal, Span, Translation
from pipelines.marks import Fate, State, beside, kept_text, lines_of, pieces_of
from tests.cleaners.rules.articles import PARAGRAPHS, TITLE
from tests.cleaners.test_properties import texts

SOURCE = (
    "سياسة\n"
    "افتتاح سوق الحرف في حلب\n"
    "قال المحافظ إن السوق فتح أبوابه. اقرأ أيضا: خبر آخر\n"
    "\n"
    "The market opened its doors."
)  # Politics / a title / the governor said …, read also / a translation


def span(text: str) -> Span:
    start = SOURCE.index(text)
    return Span(start, start + len(text))


def removal(rule: str, text: str, where: Span | None) -> Removal:
    return Removal(rule, ArtifactKind.NAVIGATION, "dom" if where is None else "block", text, where)


MENU = removal("dom.menu", "الرئيسية", None)
CLEANED = Cleaned(
    source=SOURCE,
    repairs=(),
    title="افتتاح سوق الحرف في حلب",
    title_span=span("افتتاح سوق الحرف في حلب"),
    blocks=(
        Block(
            BlockKind.PARAGRAPH,
            "قال المحافظ إن السوق فتح أبوابه.",
            span("قال المحافظ إن السوق فتح أبوابه. اقرأ أيضا: خبر آخر"),
        ),
    ),
    removals=(
        MENU,
        removal("ar.read_also", "اقرأ أيضا: خبر آخر", span("اقرأ أيضا: خبر آخر")),
        removal("ar.section", "سياسة", span("سياسة")),
    ),
    language="ar",
    rules_version="r",
    cleaner_version="1",
    translations=(
        Translation("en", (Block(BlockKind.PARAGRAPH, "The market…", span("The market opened its doors.")),)),
    ),
)


def test_each_piece_says_what_became_of_it_and_by_which_removal() -> None:
    told = [
        (piece.text, piece.fate, piece.removal)
        for piece in pieces_of(CLEANED)
        if piece.fate is not Fate.SPACE
    ]
    assert told == [
        ("سياسة", Fate.REMOVED, 2),
        ("افتتاح سوق الحرف في حلب", Fate.TITLE, None),
        ("قال المحافظ إن السوق فتح أبوابه. ", Fate.ARTICLE, None),
        ("اقرأ أيضا: خبر آخر", Fate.REMOVED, 1),  # it lies inside the paragraph, and is no part of it
        ("The market opened its doors.", Fate.TRANSLATION, None),
    ]
    assert beside(CLEANED) == (0,)


def test_a_line_goes_stays_or_goes_in_part() -> None:
    assert [line.state for line in lines_of(CLEANED)] == [
        State.REMOVED,
        State.KEPT,
        State.PARTLY,
        State.BLANK,
        State.KEPT,
    ]
    assert [line.removals for line in lines_of(CLEANED)] == [(2,), (), (1,), (), ()]


def test_what_no_span_names_is_shown_as_unaccounted() -> None:
    broken = replace(CLEANED, removals=CLEANED.removals[:2])
    assert [p.text for p in pieces_of(broken) if p.fate is Fate.UNACCOUNTED] == ["سياسة\n"]


@pytest.mark.parametrize("source", ["", "\n", "\r\n\r\n", " \u2028"])
def test_a_text_without_words_is_only_space(source: str) -> None:
    empty = Cleaned(source, (), None, None, (), (), None, "r", "1")
    assert "".join(piece.text for piece in pieces_of(empty)) == source
    assert {piece.fate for piece in pieces_of(empty)} <= {Fate.SPACE}


spans = st.builds(Span, st.integers(-5, 140), st.integers(-5, 140))


@given(
    st.text(st.characters(codec=None), max_size=120),
    st.lists(st.one_of(st.none(), spans), max_size=8),
    st.lists(spans, max_size=6),
    st.one_of(st.none(), spans),
)
def test_whatever_the_spans_are_pieces_and_lines_concatenate_to_the_source(
    source: str, removed: list[Span | None], kept: list[Span], title: Span | None
) -> None:
    cleaned = Cleaned(
        source=source,
        repairs=(),
        title="ع",
        title_span=title,
        blocks=tuple(Block(BlockKind.PARAGRAPH, "", where) for where in kept[:3]),
        removals=tuple(removal("r", "", where) for where in removed),
        language=None,
        rules_version="r",
        cleaner_version="1",
        translations=(Translation("en", tuple(Block(BlockKind.QUOTE, "", where) for where in kept[3:])),),
    )
    pieces = pieces_of(cleaned)
    assert "".join(piece.text for piece in pieces) == source
    assert all(piece.text and source.startswith(piece.text, piece.start) for piece in pieces)
    lines = lines_of(cleaned)
    assert "".join(line.text for line in lines) == source
    assert [line.text for line in lines] == source.splitlines(keepends=True) or "\r" in source
    for place in range(len(source)):
        taken = [number for number, each in enumerate(removed) if each and each.start <= place < each.end]
        piece = next(p for p in pieces if p.start <= place < p.start + len(p.text))
        assert piece.removal == (taken[0] if taken else None)


@settings(deadline=None, max_examples=60)
@given(texts)
def test_of_a_cleaned_text_every_character_has_a_fate_and_what_stays_is_the_article(text: str) -> None:
    cleaned = clean_text(text)
    pieces = pieces_of(cleaned)
    assert "".join(piece.text for piece in pieces) == cleaned.source
    assert Fate.UNACCOUNTED not in {piece.fate for piece in pieces}
    stayed = [cleaned.title or "", *(block.text for block in cleaned.blocks)]
    stayed += [block.text for translation in cleaned.translations for block in translation.blocks]
    assert sorted("".join(kept_text(pieces).split())) == sorted("".join("".join(stayed).split()))


def test_an_article_with_a_read_also_line_shows_it_struck_out_in_its_place() -> None:
    notice = "اقرأ أيضًا: الأرصاد تحذر من أمطار رعدية"  # read also: the weather service warns of thunderstorms
    cleaned = clean_text("\n".join([TITLE, PARAGRAPHS[0], notice, PARAGRAPHS[1]]))
    states = {line.text.strip(): line.state for line in lines_of(cleaned)}
    assert states[notice] is State.REMOVED
    assert states[PARAGRAPHS[0]] is states[PARAGRAPHS[1]] is State.KEPT
