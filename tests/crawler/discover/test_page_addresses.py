"""cleaners.urls: one spelling a page, tracking dropped, real parameters kept, and which canonical link to believe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.urls import absolute, candidate_key, canonical_of, is_web, normalise, same_site, site_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Jannah.Example:80", "http://jannah.example/"),
        ("https://jannah.example:443/a?", "https://jannah.example/a"),
        ("http://jannah.example:8080/a", "http://jannah.example:8080/a"),
        ("http://jannah.example/a/#comments", "http://jannah.example/a/"),
        ("  http://jannah.example/a\n/b\t ", "http://jannah.example/a/b"),
        ("http://jannah.example/a/../b/./c", "http://jannah.example/b/c"),
        ("http://jannah.example//a//b", "http://jannah.example//a//b"),
        ("http://jannah.example/?b=2&a=1&b=3", "http://jannah.example/?b=2&a=1&b=3"),
        ("http://jannah.example/n.php?id=7&utm_source=rss&UTM_Medium=x", "http://jannah.example/n.php?id=7"),
        ("http://jannah.example/x?fbclid=1&gclid=2&mc_cid=3&at_medium=RSS", "http://jannah.example/x"),
        ("http://jannah.example/x?ref=home&source=a", "http://jannah.example/x?ref=home&source=a"),
        ("http://jannah.example/50% off", "http://jannah.example/50%25%20off"),
    ],
)
def test_a_page_has_one_spelling(url: str, expected: str) -> None:
    assert normalise(url) == expected


def test_arabic_paths_have_one_percent_encoding() -> None:
    spellings = {
        "http://jannah.example/أخبار/",
        "http://jannah.example/%d8%a3%d8%ae%d8%a8%d8%a7%d8%b1/",
        "http://jannah.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/",
    }
    assert {normalise(url) for url in spellings} == {"http://jannah.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/"}


def test_escapes_of_another_encoding_are_not_read_as_utf8() -> None:
    assert normalise("http://old.example/%c7%e1") == "http://old.example/%C7%E1"


def test_an_arabic_domain_is_written_in_punycode() -> None:
    assert normalise("http://أخبار.مصر/x") == "http://xn--igbicxr.xn--wgbh1c/x"


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda tail: f"http://jannah.example/{tail}"))
def test_normalise_is_idempotent_and_never_raises(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert isinstance(candidate_key(text), str)
    assert is_web(text) in (True, False)
    assert isinstance(canonical_of("http://jannah.example/2024/a-b-c", text), str)


@given(st.text(max_size=30), st.text(max_size=30))
def test_hosts_of_any_kind_never_raise(host: str, path: str) -> None:
    url = f"https://{host}/{path}"
    assert normalise(normalise(url)) == normalise(url)
    assert same_site(url, url) == bool(site_of(url))
    assert isinstance(absolute(url, path), str)


def test_one_key_for_scheme_www_and_final_slash() -> None:
    urls = (
        "http://www.jannah.example/a/",
        "https://jannah.example/a",
        "http://jannah.example/a?utm_source=x#y",
    )
    assert {candidate_key(url) for url in urls} == {"jannah.example/a"}
    assert candidate_key("http://jannah.example/a?id=1") != candidate_key("http://jannah.example/a?id=2")


@pytest.mark.parametrize(
    "url", ["mailto:a@b.example", "javascript:void(0)", "/relative", "http://", "http://a b/", "//x/y", ""]
)
def test_what_is_no_web_address(url: str) -> None:
    assert not is_web(url)


def test_an_address_that_no_index_takes_is_none() -> None:
    assert is_web("http://news.example/" + "%D8%A3" * 400)
    assert not is_web("http://news.example/" + "%D8%A3" * 420)
    assert not is_web(normalise("http://news.example/" + "أ" * 420))


def test_sites_are_registered_domains() -> None:
    assert same_site("https://www.bbc.co.uk/a", "http://news.bbc.co.uk/b")
    assert not same_site("https://a.gov.sy/", "https://b.gov.sy/")
    assert not same_site("https://one.blogspot.com/", "https://two.blogspot.com/")
    assert same_site("http://m.jannah.example/", "http://jannah.example/")
    assert not same_site("http://jannah.example/", "http://agency.example/")
    assert not same_site("http://10.0.0.1/", "http://10.0.0.2/")
    assert not same_site("", "")


ARTICLE = "http://jannah.example/2024/05/heavy-rain-in-coast/"


@pytest.mark.parametrize(
    ("page", "declared", "expected"),
    [
        (ARTICLE + "?utm_source=rss", ARTICLE, ARTICLE),
        (ARTICLE + "amp/", ARTICLE, ARTICLE),
        (ARTICLE + "?print=1", ARTICLE, ARTICLE),
        (ARTICLE + "comment-page-2/", ARTICLE, ARTICLE),
        ("http://m.jannah.example/2024/05/heavy-rain-in-coast/", ARTICLE, ARTICLE),
        ("http://jannah.example/?p=812", "/2024/05/heavy-rain-in-coast/", ARTICLE),
        (
            "http://jannah.example/?p=812",
            "http://jannah.example/?p=812&utm_source=x",
            "http://jannah.example/?p=812",
        ),
        (
            "http://jannah.example/81234/heavy-rain",
            "http://jannah.example/81234",
            "http://jannah.example/81234",
        ),
        (
            "http://jannah.example/a/اشتداد-الأمطار-غدا",
            "/اشتداد-الأمطار-غدا",
            normalise("http://jannah.example/اشتداد-الأمطار-غدا"),
        ),
        ("http://jannah.example/category/politics/?page=2", "http://jannah.example/category/politics/", None),
    ],
)
def test_a_plausible_canonical_link_is_believed(page: str, declared: str, expected: str | None) -> None:
    assert canonical_of(page, declared) == (expected or normalise(page))


@pytest.mark.parametrize(
    "declared",
    [
        None,
        "",
        "http://jannah.example/",
        "http://jannah.example/index.php",
        "http://jannah.example/ar/",
        "http://jannah.example/politics/",
        "http://jannah.example/category/local-coast-news/",
        "http://jannah.example/2024/05/",
        "http://jannah.example/2024/",
        "http://agency.example/2024/05/heavy-rain-in-coast/",
        "javascript:void(0)",
        "http://[broken",
    ],
)
def test_a_canonical_link_that_cannot_name_the_page_is_not_believed(declared: str | None) -> None:
    assert canonical_of(ARTICLE, declared) == ARTICLE


def test_a_script_without_its_id_is_not_believed() -> None:
    page = "http://old.example/news.php?id=77"
    assert canonical_of(page, "http://old.example/news.php") == page
    assert (
        canonical_of(page, "http://old.example/news.php?id=77&lang=ar")
        == "http://old.example/news.php?id=77&lang=ar"
    )
