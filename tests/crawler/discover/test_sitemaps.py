"""read_sitemap: pages, indexes, news fields, gzip, text lists, and what is broken or hostile."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.discover import read_sitemap
from crawler.discover import sitemaps as module
from crawler.sources import Source

MAP = "http://jannah.example/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(*entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMESPACES}>{"".join(entries)}</urlset>'


def entry(path: str, extra: str = "") -> str:
    return f"<url><loc>http://jannah.example/{path}</loc>{extra}</url>"


def test_pages_with_their_last_change(source: Source) -> None:
    body = urlset(
        entry("a", "<lastmod>2024-05-01T09:30:00+03:00</lastmod>"),
        entry(
            "b",
            "<image:image><image:loc>http://jannah.example/p.jpg</image:loc></image:image><priority>1</priority>",
        ),
    )
    found = read_sitemap(body.encode(), MAP, source)
    assert found.problem is None
    assert [each.url for each in found.candidates] == ["http://jannah.example/a", "http://jannah.example/b"]
    assert [each.published for each in found.candidates] == [None, None]
    assert {each.channel for each in found.candidates} == {"sitemap"}
    assert found.modified == {"http://jannah.example/a": "2024-05-01T09:30:00+03:00"}


def test_news_fields_are_kept(source: Source) -> None:
    news = """<news:news><news:publication><news:name>الجناح</news:name><news:language>ar</news:language></news:publication>
      <news:publication_date>2024-05-01</news:publication_date>
      <news:title>المجلس يناقش الموازنة &amp; الخدمات</news:title></news:news>"""
    (found,) = read_sitemap(urlset(entry("a", news)).encode(), MAP, source).candidates
    assert found.channel == "news_sitemap"
    assert found.title == "المجلس يناقش الموازنة & الخدمات"
    assert found.published == "2024-05-01"


def test_news_fields_of_an_undeclared_namespace_are_kept(source: Source) -> None:
    news = "<news:news><news:title>هدوء في المدينة</news:title></news:news>"
    body = urlset(entry("a", news)).replace(NAMESPACES, "")
    (found,) = read_sitemap(body.encode(), MAP, source).candidates
    assert found.title == "هدوء في المدينة"


def test_an_index_names_its_sitemaps(source: Source) -> None:
    body = f"""<sitemapindex {NAMESPACES}><sitemap><loc>/posts-1.xml</loc><lastmod>2024-05-01</lastmod></sitemap>
      <sitemap><loc>http://jannah.example/posts-2.xml.gz</loc></sitemap></sitemapindex>"""
    found = read_sitemap(body.encode(), MAP, source)
    assert found.candidates == ()
    assert found.more == ("http://jannah.example/posts-1.xml", "http://jannah.example/posts-2.xml.gz")
    assert found.modified == {"http://jannah.example/posts-1.xml": "2024-05-01"}


def test_a_gzip_body_is_unpacked_whatever_its_name(source: Source) -> None:
    found = read_sitemap(gzip.compress(urlset(entry("a")).encode()), MAP, source)
    assert found.problem is None
    assert len(found.candidates) == 1


def test_of_a_gzip_body_cut_off_what_is_whole_is_read(source: Source) -> None:
    packed = gzip.compress(urlset(*(entry(f"a-{n * 7919 % 10007}") for n in range(3000))).encode())
    found = read_sitemap(packed[: len(packed) // 2], MAP, source)
    assert 100 < len(found.candidates) < 2900
    assert found.problem == "the gzip body is cut off"


def test_a_gzip_bomb_is_read_to_the_limit(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 2 * 1024 * 1024)
    packed = gzip.compress(urlset(entry("a"), " " * 5_000_000, entry("b")).encode())
    found = read_sitemap(packed, MAP, source)
    assert [each.url for each in found.candidates] == ["http://jannah.example/a"]
    assert found.problem is not None
    assert "larger than 2 MB" in found.problem


def test_an_entity_bomb_and_an_external_entity_expand_to_nothing(source: Source) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    body = f"""<!DOCTYPE urlset [<!ENTITY l0 "ha">{levels}<!ENTITY f SYSTEM "file:///etc/hostname">]>
      <urlset>{entry("a&l29;")}{entry("b&f;")}{entry("c")}</urlset>"""
    found = read_sitemap(body.encode(), MAP, source)
    assert [each.url for each in found.candidates][-1] == "http://jannah.example/c"
    assert all(len(each.url) < 60 for each in found.candidates)


def test_bare_ampersands_and_html_entities_do_not_lose_an_address(source: Source) -> None:
    body = urlset(
        entry("n.php?id=1&cat=2"),
        entry("n.php?id=2&amp;cat=3"),
        entry("x", "<news:news><news:title>ا&hellip;</news:title></news:news>"),
    )
    found = read_sitemap(body.encode(), MAP, source).candidates
    assert [each.url for each in found] == [
        "http://jannah.example/n.php?id=1&cat=2",
        "http://jannah.example/n.php?id=2&cat=3",
        "http://jannah.example/x",
    ]
    assert found[2].title == "ا…"


def test_of_a_sitemap_cut_off_half_an_address_is_not_taken(source: Source) -> None:
    body = urlset(entry("first"), entry("second-and-long"))
    found = read_sitemap(body[: body.index("-and-long")].encode(), MAP, source)
    assert [each.url for each in found.candidates] == ["http://jannah.example/first"]
    assert found.problem is not None
    assert "cut off" in found.problem


def test_a_text_sitemap_is_a_list_of_addresses(source: Source) -> None:
    body = "\ufeffhttp://jannah.example/a\r\nhttp://jannah.example/b\n\n"
    assert len(read_sitemap(body.encode(), MAP, source).candidates) == 2


def test_a_feed_in_a_sitemaps_place_is_read(source: Source) -> None:
    body = b"<rss version='2.0'><channel><item><title>t</title><link>http://jannah.example/a</link></item></channel></rss>"
    (found,) = read_sitemap(body, MAP, source).candidates
    assert (found.url, found.channel) == ("http://jannah.example/a", "sitemap")


def test_an_empty_urlset_is_no_problem(source: Source) -> None:
    assert read_sitemap(urlset().encode(), MAP, source).problem is None
    assert read_sitemap(b"<urlset/>", MAP, source).problem is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b"<html><head></head></html>", "web page"),
        (b"<!-- x --><!doctype html><html></html>", "web page"),
        (b"Access denied", "neither XML"),
        (b"<error>no</error>", "<error>"),
        (b"<", "no sitemap"),
        (b"\x1f\x8bxx", "gzip"),
    ],
)
def test_what_is_no_sitemap_is_said(source: Source, body: bytes, said: str) -> None:
    found = read_sitemap(body, MAP, source)
    assert found.candidates == ()
    assert found.problem is not None
    assert said in found.problem


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["alone", "inside", "gzip"]), st.integers(0, 400))
def test_no_bytes_raise(source: Source, noise: bytes, how: str, at: int) -> None:
    body = urlset(entry("a"), entry("b")).encode()
    if how == "gzip":
        body = gzip.compress(body)
    body = noise if how == "alone" else body[:at] + noise + body[at:]
    assert isinstance(read_sitemap(body, MAP, source).candidates, tuple)
