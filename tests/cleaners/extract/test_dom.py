"""Parsing that no page can make expensive."""

from cleaners.dom import MAX_DEPTH, parse, visible_text


def depth(html: str) -> int:
    node, levels = parse(html).body, 0
    while node is not None:
        node, levels = node.first_child, levels + 1
    return levels


def test_ordinary_pages_keep_their_tree():
    assert parse("<div><p>نص</p></div>").css_first("div > p").text() == "نص"


def test_elements_nested_too_deep_lose_their_tags_and_not_their_text():
    html = "<div>" * 20_000 + "النص" + "</div>" * 20_000
    assert depth(html) <= MAX_DEPTH + 3
    assert visible_text(parse(html).body) == "النص"


def test_many_paragraphs_without_end_tags_are_not_deep():
    assert len(parse("<p>فقرة" * 4_000).css("p")) == 4_000


def test_lone_surrogates_and_nul_are_parsed():
    assert visible_text(parse("<p>قبل\ud800\x00بعد").body).startswith("قبل")
