"""What must hold of every text, whatever lines it is made of: conservation, the fixed point, and no exception ever."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import Cleaned, clean_text
from cleaners.rule_files import CLOSE, OPEN
from cleaners.rules import general_rules
from tests.cleaners.rules.articles import PARAGRAPHS, TITLE

ARTIFACTS = sorted(
    {text.replace(OPEN, "").replace(CLOSE, "") for rule in general_rules() for text in rule.remove}
)
TRAPS = sorted({example.text for rule in general_rules() for example in rule.keep})
ENGLISH = "The mayor said that the market would open on Thursday after two years of work on its roof and its stone floor."

lines = st.one_of(
    st.sampled_from(PARAGRAPHS),
    st.sampled_from([TITLE, ENGLISH, ENGLISH.upper(), "سوق الحرف"]),
    st.sampled_from(ARTIFACTS),
    st.sampled_from(TRAPS),
    st.text(st.characters(codec=None), max_size=60),  # lone surrogates included
    st.builds(" ".join, st.lists(st.sampled_from([*PARAGRAPHS[:2], *ARTIFACTS]), min_size=2, max_size=3)),
)
texts = st.builds("\n".join, st.lists(lines, max_size=14))


def assert_conserved(cleaned: Cleaned) -> None:
    """Every non-space character of the source lies in exactly one of title, blocks, translations and removals."""
    owner = [0] * len(cleaned.source)
    removed = bytearray(len(cleaned.source))
    for removal in cleaned.removals:
        assert removal.span is not None
        assert removal.text == cleaned.source[removal.span.start : removal.span.end].strip()
        for index in range(*removal.span):
            assert not removed[index]
            removed[index] = 1
    kept: list[tuple[tuple[int, int], str]] = []
    if cleaned.title_span is not None:
        kept.append((cleaned.title_span, cleaned.title or ""))
    for blocks in (cleaned.blocks, *(translation.blocks for translation in cleaned.translations)):
        kept += [(block.span, block.text) for block in blocks]
    for (start, end), text in kept:
        for index in range(start, end):
            owner[index] += not removed[index]
        left = "".join(cleaned.source[index] for index in range(start, end) if not removed[index])
        assert "".join(left.split()) == "".join(text.split())
    for index, char in enumerate(cleaned.source):
        if not char.isspace():
            assert owner[index] + removed[index] == 1, (index, char)


@settings(deadline=None, max_examples=150)
@given(texts)
def test_every_character_is_kept_or_in_the_ledger_once(text: str) -> None:
    cleaned = clean_text(text)
    assert_conserved(cleaned)
    spans = [block.span for block in cleaned.blocks]
    assert spans == sorted(spans)


@settings(deadline=None, max_examples=150)
@given(texts)
def test_a_cleaned_text_stays_as_it_is(text: str) -> None:
    once = clean_text(text)
    again = clean_text("\n\n".join(part for part in (once.title, once.text) if part))
    assert [removal.text for removal in again.removals] == []
    assert again.title == once.title
    assert [(block.kind, block.text) for block in again.blocks] == [
        (block.kind, block.text) for block in once.blocks
    ]


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(codec=None)))
def test_any_string_is_cleaned_without_an_exception(text: str) -> None:
    assert_conserved(clean_text(text))


@settings(deadline=None, max_examples=30)
@given(texts)
def test_the_same_text_gives_the_same_article(text: str) -> None:
    assert clean_text(text) == clean_text(text)
