"""The fuzzer's own parts: choices mean something whatever the bytes, properties see what is wrong, findings get small."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import Cleaned, Page, clean_text
from cleaners.types import Block, Span
from tests.cleaners.rules.articles import article
from tests.fuzz import properties
from tests.fuzz.findings import Findings, Input, Target
from tests.fuzz.mixing import LIMIT, page_of, text_of
from tests.fuzz.pieces import BREAKERS, lines, pages
from tests.fuzz.properties import Broken

ARTICLE = article(lead="اقرأ أيضا: الأرصاد تحذر من أمطار رعدية")  # read also: …


@settings(deadline=None)
@given(st.binary(max_size=120))
def test_any_bytes_mean_a_text_and_a_page_and_the_same_ones_again(data: bytes) -> None:
    assert isinstance(page_of(data), Page)
    assert page_of(data) == page_of(data)
    assert len(text_of(data)) <= LIMIT
    assert text_of(data) == text_of(data)


def test_what_is_mixed_is_what_the_repository_knows() -> None:
    assert "المصدر: رويترز" in BREAKERS
    assert len(lines()) > 1000
    assert len(pages()) > 50


def _lose_a_block(cleaned: Cleaned) -> Cleaned:
    return replace(cleaned, blocks=cleaned.blocks[1:])


def _say_a_block_twice(cleaned: Cleaned) -> Cleaned:
    return replace(cleaned, blocks=(cleaned.blocks[0], *cleaned.blocks))


def _invent_a_word(cleaned: Cleaned) -> Cleaned:
    first = cleaned.blocks[0]
    return replace(cleaned, blocks=(replace(first, text=first.text + " أيضا"), *cleaned.blocks[1:]))


def _forget_the_ledger(cleaned: Cleaned) -> Cleaned:
    return replace(cleaned, removals=())


def _point_past_the_end(cleaned: Cleaned) -> Cleaned:
    last = cleaned.blocks[-1]
    end = len(cleaned.source)
    moved = Block(last.kind, last.text, Span(last.span.start, end + 1))
    return replace(cleaned, blocks=(*cleaned.blocks[:-1], moved))


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (_lose_a_block, "conservation"),
        (_say_a_block_twice, "spans"),
        (_invent_a_word, "invented"),
        (_forget_the_ledger, "conservation"),
        (_point_past_the_end, "spans"),
    ],
)
def test_a_spoilt_article_is_told(spoil: object, name: str) -> None:
    cleaned = clean_text(ARTICLE)
    properties.conserved(cleaned)
    with pytest.raises(Broken) as told:
        properties.conserved(spoil(cleaned))  # type: ignore[operator]
    assert told.value.name == name


def test_blocks_out_of_order_half_characters_and_unsettled_articles_are_told() -> None:
    cleaned = clean_text(ARTICLE)
    with pytest.raises(Broken, match="order"):
        properties.ordered(replace(cleaned, blocks=cleaned.blocks[::-1]))
    with pytest.raises(Broken, match="writable: tags"):
        properties.writable(replace(cleaned, tags=("\ud83d",)))
    first, *rest = cleaned.blocks
    unsettled = replace(cleaned, blocks=(first, replace(first, text=cleaned.removals[0].text), *rest))
    with pytest.raises(Broken, match="fixed point, removals"):
        properties.settled(unsettled)


def test_a_finding_is_written_once_and_shrunk(tmp_path: Path) -> None:
    def no_question(given: Input) -> Cleaned:
        if "؟" in str(given):
            raise Broken("question", "there is one")
        return clean_text("")

    findings = Findings(Target("text", text_of, no_question), tmp_path)
    for text in (ARTICLE, f"{ARTICLE}\nمتى يبدأ الموسم؟ {ARTICLE}", "أين؟"):
        findings.add(text, b"bytes")
    assert findings.seen == {"question": 2}
    (story,) = tmp_path.glob("*.txt")
    assert story.read_text(encoding="utf-8").split("\n")[:5] == [
        "question",
        "",
        "question: there is one",
        "",
        "'؟'",
    ]
    assert story.with_suffix(".bytes").read_bytes() == b"bytes"
