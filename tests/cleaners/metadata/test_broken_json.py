"""JSON-LD that no parser takes still tells what it was meant to: the slips that templates make, each by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import Page
from cleaners.dom import parse
from cleaners.metadata import read_metadata
from cleaners.metadata.broken_json import read_broken
from cleaners.metadata.jsonld import loads

GOOD = (
    '{"@type": "NewsArticle", "headline": "قال المدير نعم للطريق", "articleSection": "محليات", '
    '"author": [{"name": "سامر الحسن"}], "keywords": ["طرق", "جبل"], "datePublished": "2025-12-24"}'
)


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (GOOD.replace("نعم", '"نعم"'), 'قال المدير "نعم" للطريق'),
        (GOOD.replace("نعم", '"نعم", وأضاف'), 'قال المدير "نعم", وأضاف للطريق'),
        (GOOD.removesuffix("}"), "قال المدير نعم للطريق"),
        (GOOD.replace('], "keywords"', ']\n"keywords"'), "قال المدير نعم للطريق"),
        (GOOD.replace('", "articleSection"', '"\n "articleSection"'), "قال المدير نعم للطريق"),
        (GOOD.replace('"', "'"), "قال المدير نعم للطريق"),
        (GOOD.replace('"2025-12-24"', '"2025-12-24",,'), "قال المدير نعم للطريق"),
        (GOOD.replace('"@type"', '"views": , "@type"'), "قال المدير نعم للطريق"),
    ],
    ids=[
        "quotes",
        "quotes and a comma",
        "brace",
        "comma",
        "comma and line",
        "apostrophes",
        "commas",
        "no value",
    ],
)
def test_a_slip_costs_no_fact(text: str, headline: str) -> None:
    html = f'<script type="application/ld+json">{text}</script><h1>خبر آخر تماما</h1>'
    got = read_metadata(parse(html), Page("http://sahl.example/7", b""))
    assert (got.title, got.section, got.authors) == (headline, "محليات", ("سامر الحسن",))
    assert got.tags == ("طرق", "جبل")
    assert got.published is not None
    assert got.published.origin == "jsonld"


def test_keys_with_the_vocabularys_prefix_and_lists_spelt_as_objects_are_read() -> None:
    (got,) = loads('{"schema:author": {"@list": [{"https://schema.org/name": "سامر"}]}}')
    assert got == {"author": [{"name": "سامر"}]}


def test_escapes_in_broken_json_are_read() -> None:
    assert read_broken(r'{"a": "\u0633\ud83d\ude00\n\"b\"" ') == {"a": 'س😀\n"b"'}


@pytest.mark.parametrize("text", ["", "شكرا", "<b>", '"text"', "12"])
def test_what_is_no_object_and_no_list_is_nothing(text: str) -> None:
    assert read_broken(text) is None


@given(st.text(alphabet="{}[]\",':\\ ab1\n", max_size=60))
def test_nothing_raises(text: str) -> None:
    read_broken(text)
    loads(text)


def test_a_deep_nest_ends() -> None:
    assert read_broken("[" * 50_000) is not None
