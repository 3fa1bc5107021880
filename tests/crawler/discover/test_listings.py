"""read_listing: article links of a section page, and its next page."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.discover import read_listing
from crawler.sources import Listing, Source

PAGE = "http://jannah.example/category/politics/"
LISTING = Listing(PAGE, "h2.post-title a", "a.next", 3)
HTML = """<!DOCTYPE html><html dir="rtl"><head><meta charset="utf-8"></head><body>
<nav><a href="/about/">من نحن</a></nav>
<article><a href="/2024/a/"><img src="a.jpg"></a><h2 class="post-title"><a href="/2024/a/">  جلسة
 للمجلس غدًا </a></h2></article>
<article><h2 class="post-title"><a href="../../2024/b/?utm_source=home">افتتاح سوق</a></h2></article>
<article><h2 class="post-title"><a href="javascript:void(0)">إعلان</a></h2></article>
<a class="next" href="/category/politics/page/2/">التالي</a></body></html>"""


def test_links_titles_and_the_next_page(source: Source) -> None:
    found = read_listing(HTML.encode(), PAGE, source, LISTING)
    assert [(each.url, each.title, each.channel) for each in found.candidates] == [
        ("http://jannah.example/2024/a/", "جلسة للمجلس غدًا", "listing"),
        ("http://jannah.example/2024/b/", "افتتاح سوق", "listing"),
    ]
    assert found.more == ("http://jannah.example/category/politics/page/2/",)
    assert found.problem is None


def test_an_element_stands_for_the_link_in_it_and_a_picture_link_gets_the_title(source: Source) -> None:
    (found, other) = read_listing(HTML.encode(), PAGE, source, Listing(PAGE, "article")).candidates
    assert (found.url, found.title) == ("http://jannah.example/2024/a/", None)
    (found, other) = read_listing(
        HTML.encode(), PAGE, source, Listing(PAGE, "article a[href^='/2024'], h2 a")
    ).candidates
    assert found.title == "جلسة للمجلس غدًا"
    assert other.title == "افتتاح سوق"


def test_a_base_element_counts(source: Source) -> None:
    body = HTML.replace("<head>", '<head><base href="http://jannah.example/news/">').replace(
        '"/2024/a/"', '"a.html"'
    )
    assert (
        read_listing(body.encode(), PAGE, source, LISTING).candidates[0].url
        == "http://jannah.example/news/a.html"
    )


def test_a_windows_1256_page_gives_arabic_titles(source: Source) -> None:
    body = HTML.replace("utf-8", "windows-1256").encode("cp1256")
    assert read_listing(body, PAGE, source, LISTING).candidates[1].title == "افتتاح سوق"


@pytest.mark.parametrize("href", ["", "#", PAGE, "javascript:next()"])
def test_a_next_link_that_leads_nowhere_is_none(source: Source, href: str) -> None:
    body = HTML.replace("/category/politics/page/2/", href)
    assert read_listing(body.encode(), PAGE, source, LISTING).more == ()


def test_a_page_without_such_links_is_a_problem(source: Source) -> None:
    found = read_listing(b"<html><body><p>404</p></body></html>", PAGE, source, LISTING)
    assert found.problem is not None
    assert "h2.post-title a" in found.problem
    assert read_listing(b" ", PAGE, source, LISTING).problem == "the listing page is empty"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 500))
def test_no_bytes_raise(source: Source, noise: bytes, at: int) -> None:
    body = HTML.encode()
    assert isinstance(read_listing(noise, PAGE, source, LISTING).candidates, tuple)
    assert isinstance(read_listing(body[:at] + noise + body[at:], PAGE, source, LISTING).candidates, tuple)
