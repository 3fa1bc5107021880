"""A page that was written to harm whoever reads it, crawled and stored like any other: no view of it does harm."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from seeds.newsroom import Newsroom
from seeds.newsroom.records import Answer
from tests.console.conftest import looking, names_in, serving
from tests.console.views import LOOKS, VIEWS
from tests.crawl.conftest import PARAGRAPHS, Place, source_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOST = "hostile.example"
URL = f"http://{HOST}/2026/01/خبر/"
OVERRIDE, ISOLATE = "\u202e", "\u2067"
CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SCRIPTS = (
    "<script>window.hurt = 1; alert('script')</script>",
    "<img src=x onerror=\"window.hurt = 1; alert('image')\">",
    "<svg onload=alert('svg')>",
    "\"><iframe srcdoc=\"<script>parent.hurt = 1</script>\">",
    "'-alert('quote')-'",
    "{{ 7 * 7 }} {% raw %}",
)  # fmt: skip
TITLE = f"افتتاح الجسر {SCRIPTS[0]} {OVERRIDE}مساء اليوم{ISOLATE} في المدينة {SCRIPTS[1]}"
"""'The bridge opens … this evening … in the city', with scripts and characters that turn lines around."""


def page() -> bytes:
    lines = [
        f"{paragraph} {trick} {OVERRIDE}" for paragraph, trick in zip(PARAGRAPHS * 2, SCRIPTS, strict=True)
    ]
    text = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "author": {
            "@type": "Person",
            "name": f"كاتب {OVERRIDE} {SCRIPTS[1]}",
            "url": "javascript:alert('author')",
        },
        "image": "javascript:alert('picture')",
        "articleSection": SCRIPTS[3],
        "keywords": [SCRIPTS[4], f"وسم{OVERRIDE}"],
        "license": "javascript:alert('licence')",
        "publisher": {"@type": "Organization", "name": SCRIPTS[2]},
        "datePublished": "2026-01-05T10:00:00Z",
    }
    safe = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{html.escape(TITLE)}</title>'
        f'<link rel="license" href="javascript:alert(1)"><script type="application/ld+json">{safe}</script></head>'
        f"<body><main><article><h1>{html.escape(TITLE)}</h1>{text}"
        f"<p>اقرأ أيضاً: {html.escape(SCRIPTS[1])}</p></article></main></body></html>"
    ).encode()


def answers() -> dict[str, Answer]:
    markup = {"Content-Type": "text/html; charset=utf-8"}
    thin = f"http://{HOST}/thin?q={quote(SCRIPTS[1])}"
    item = "".join(
        f"<item><title>{html.escape(TITLE)}</title><link>{html.escape(url)}</link></item>"
        for url in (URL, thin)
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</channel></rss>'.encode()
    return {
        f"http://{HOST}/robots.txt": Answer(404),
        f"http://{HOST}/feed": Answer(200, {"Content-Type": "application/rss+xml"}, feed),
        URL: Answer(200, markup, page()),
        thin: Answer(200, markup, f"<title>{html.escape(TITLE)}</title><p>قصير</p>".encode()),
    }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[tuple[str, Place]]:
    """A console on a store that holds nothing but the hostile site."""
    folder = tmp_path_factory.mktemp("hostile")
    source_file(
        folder / "sources",
        "hostile",
        HOST,
        title=json.dumps(f"صحيفة {OVERRIDE}{SCRIPTS[1]}", ensure_ascii=False),
    )
    with Newsroom(extra=answers()) as newsroom:
        place = Place(folder / "var", newsroom, folder / "sources")
        done = place.crawl()
        assert done.returncode == 0, done.stderr
        with serving(place) as address:
            yield address, place


HOSTILE = VIEWS | {"asked": f"/search?q={quote(SCRIPTS[1] + OVERRIDE + TITLE)}"}


def path_of(view: str, place: Place) -> str:
    return HOSTILE[view].format(**names_in(place))


def test_the_store_holds_what_was_meant_to_do_harm(hostile: tuple[str, Place]) -> None:
    _, place = hostile
    stored = place.rows("SELECT title, text FROM clean_articles")[0]
    assert SCRIPTS[0] in stored["title"]
    assert SCRIPTS[2] in stored["text"]
    assert all(OVERRIDE in row["title"] for row in place.rows("SELECT title FROM candidates"))


@pytest.mark.parametrize("view", HOSTILE)
def test_no_view_does_harm(view: str, hostile: tuple[str, Place], browser: Browser) -> None:
    address, place = hostile
    with looking(browser, address, **LOOKS["light"]) as seen:
        page = seen.open(path_of(view, place))
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.hurt") is None
        own = "script[src^='/static/'], script:not([src])[type='application/json']"
        assert page.locator("script").count() == page.locator(own).count()
        assert page.locator("iframe, object, embed, base, svg[onload], [onerror], [onload]").count() == 0
        targets = page.evaluate(
            "[...document.querySelectorAll('[href], [src], [action], [formaction]')].flatMap(one => ['href', 'src',"
            " 'action', 'formaction'].map(name => one.getAttribute(name)).filter(target => target !== null))"
        )
        assert [one for one in targets if not one.startswith(("/", "#", "?", "http://", "https://"))] == []
        rels = page.evaluate("[...document.querySelectorAll('a[href^=http]')].map(link => link.rel)")
        assert set(rels) <= {"noopener noreferrer nofollow"}
        assert not set(page.locator("body").inner_text()) & set(CONTROLS)
        assert not set(page.content()) & set(CONTROLS)


def test_what_turns_lines_around_is_shown_by_name(hostile: tuple[str, Place], browser: Browser) -> None:
    address, place = hostile
    with looking(browser, address, **LOOKS["light"]) as seen:
        page = seen.open(path_of("run", place))
        row = page.get_by_role("region", name="Pages of the run").locator("tbody tr", has_text="/thin")
        title = row.locator("bdi").first
        assert "⟦RLO⟧" in title.inner_text()
        assert title.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"
        seen.open(path_of("article", place))
        assert SCRIPTS[0] in page.locator("h1").inner_text(), "markup is shown as it was written"
