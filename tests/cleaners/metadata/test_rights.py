"""What a page and its headers say about reuse is kept in their words, and nothing is made of it."""

from __future__ import annotations

import pytest

from cleaners import Page, clean_page
from cleaners.types import Rights

URL = "https://jannah.example/2026/03/05/rain/"
BODY = (
    "<article><h1>أمطار غزيرة على الساحل</h1>"
    + "<p>هطلت أمطار غزيرة على الساحل طوال الليل، وأغلقت الشرطة طرقا فرعية غمرتها المياه حتى الصباح.</p>" * 4
    + "{more}</article>"
)


def rights(head: str = "", headers: dict[str, str] | None = None, more: str = "") -> Rights | None:
    html = f'<!doctype html><html lang="ar"><head><title>أمطار</title>{head}</head><body>{BODY.format(more=more)}</body></html>'
    return clean_page(Page(url=URL, body=html.encode(), headers=headers or {})).rights


def test_a_page_that_says_nothing_has_none() -> None:
    assert rights() is None
    assert rights('<meta name="robots" content="index, follow">') is None
    assert rights(headers={"X-Robots-Tag": "all"}) is None


@pytest.mark.parametrize(
    ("head", "licence", "origin"),
    [
        ('<link rel="license" href="/terms">', "https://jannah.example/terms", "link"),
        ('<link rel="foo LICENSE" href="//cc.example/by">', "https://cc.example/by", "link"),
        ('<meta name="DC.Rights" content="جميع الحقوق محفوظة">', "جميع الحقوق محفوظة", "meta"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "license": "https://cc.example/by"}</script>',
            "https://cc.example/by",
            "jsonld",
        ),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "license": {"@id": "https://cc.example/sa"}}</script>',
            "https://cc.example/sa",
            "jsonld",
        ),
    ],
)
def test_a_licence_is_kept_with_where_it_stood(head: str, licence: str, origin: str) -> None:
    found = rights(head)
    assert found is not None
    assert (found.license, found.license_origin) == (licence, origin)


def test_one_licensed_link_speaks_for_the_page_and_several_for_their_pictures() -> None:
    one = '<a rel="license" href="https://cc.example/by">CC BY</a>'
    other = '<a rel="license" href="https://cc.example/nc">CC NC</a>'
    assert rights(more=one + one) == Rights(license="https://cc.example/by", license_origin="link")
    assert rights(more=one + other) is None


def test_a_header_comes_before_the_page() -> None:
    found = rights(
        '<link rel="license" href="/page"><meta name="tdm-reservation" content="0">',
        {
            "Link": '<https://x.example/style>; rel="preload", </header>; rel="license"',
            "TDM-Reservation": "1",
        },
    )
    assert found == Rights(
        license="https://jannah.example/header", license_origin="header", tdm_reserved=True
    )


def test_reservations_of_text_and_data_mining() -> None:
    page = '<meta name="tdm-reservation" content="{}"><meta name="tdm-policy" content="/tdm.json">'
    policy = "https://jannah.example/tdm.json"
    assert rights(page.format(1)) == Rights(tdm_reserved=True, tdm_policy=policy)
    assert rights(page.format(0)) == Rights(tdm_reserved=False, tdm_policy=policy)
    assert rights(page.format("yes")) == Rights(tdm_policy=policy)


def test_robots_directives_about_use_are_kept_for_all_and_for_one() -> None:
    found = rights(
        '<meta name="robots" content="NOARCHIVE, index, max-snippet:-1"><meta name="googlebot" content="noindex">'
        '<meta name="viewport" content="width=device-width">',
        {
            "X-Robots-Tag": "noimageai, otherbot: noindex, nofollow, unavailable_after: 25 Jun 2026 15:00:00 GMT"
        },
    )
    assert found is not None
    assert found.robots == (
        "noimageai",
        "otherbot: noindex",
        "otherbot: unavailable_after:25 jun 2026 15:00:00 gmt",
        "noarchive",
        "max-snippet:-1",
        "googlebot: noindex",
    )


def test_the_holder_is_who_the_page_names() -> None:
    node = '{"@type": "NewsArticle", "copyrightHolder": {"@type": "Organization", "name": "وكالة الساحل"}}'
    found = rights(
        f'<script type="application/ld+json">{node}</script><meta name="copyright" content="غيرها">'
    )
    assert found == Rights(holder="وكالة الساحل")
    assert rights('<meta name="copyright" content="صحيفة الجنة">') == Rights(holder="صحيفة الجنة")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "mailto:a@b.example", "http://[", " ", "data:text/html,x"]
)
def test_what_is_no_web_address_is_no_licence(address: str) -> None:
    assert rights(f'<link rel="license" href="{address}">') is None


def test_a_page_without_article_keeps_them_too() -> None:
    html = '<html><head><link rel="license" href="/terms"></head><body></body></html>'
    found = clean_page(Page(url=URL, body=html.encode())).rights
    assert found == Rights(license="https://jannah.example/terms", license_origin="link")
