"""What must hold of every text and page, whatever it is made of: conservation, the fixed point, and no exception ever.

The properties themselves are in ``tests/fuzz/properties.py``, which the fuzzers share.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import Page, clean_page, clean_text
from cleaners.rule_files import CLOSE, OPEN
from cleaners.rules import general_rules
from tests.cleaners.rules.articles import PARAGRAPHS, TITLE
from tests.fuzz.findings import check_page, check_text
from tests.fuzz.mixing import page_of, text_of
from tests.fuzz.pieces import CONTENT_TYPES, MARKUP, URLS
from tests.fuzz.properties import conserved, ordered, same, settled, writable

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


@settings(deadline=None, max_examples=150)
@given(texts)
def test_every_character_is_kept_or_in_the_ledger_once(text: str) -> None:
    cleaned = clean_text(text)
    conserved(cleaned)
    ordered(cleaned)


@settings(deadline=None, max_examples=150)
@given(texts)
def test_a_cleaned_text_stays_as_it_is(text: str) -> None:
    settled(clean_text(text))


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(codec=None)))
def test_any_string_is_cleaned_without_an_exception(text: str) -> None:
    cleaned = clean_text(text)
    conserved(cleaned)
    ordered(cleaned)
    settled(cleaned)
    writable(cleaned)


@settings(deadline=None, max_examples=30)
@given(texts)
def test_the_same_text_gives_the_same_article(text: str) -> None:
    same(clean_text(text), clean_text(text))


@settings(deadline=None, max_examples=60)
@given(st.binary(min_size=8, max_size=80))
def test_every_property_holds_of_mixtures_of_what_the_repository_knows(data: bytes) -> None:
    check_text(text_of(data))


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(URLS), st.sampled_from(CONTENT_TYPES))
def test_any_bytes_are_cleaned_without_an_exception(body: bytes, url: str, content_type: str) -> None:
    check_page(Page(url, body, {"Content-Type": content_type}))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.sampled_from(MARKUP), st.sampled_from(PARAGRAPHS), lines), max_size=30))
def test_any_markup_is_cleaned_with_a_full_account(parts: list[str]) -> None:
    cleaned = clean_page(Page(URLS[0], "".join(parts).encode("utf-8", "surrogatepass")))
    conserved(cleaned)
    ordered(cleaned)
    writable(cleaned)


@settings(deadline=None, max_examples=30)
@given(st.binary(min_size=8, max_size=60))
def test_every_property_holds_of_pages_that_were_tampered_with(data: bytes) -> None:
    check_page(page_of(data))
