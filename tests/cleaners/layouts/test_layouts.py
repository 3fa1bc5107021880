"""Reading by layout: site before theme, the layout of the page's day, doubts, and that nothing raises or is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import layout_files, rules
from cleaners.dom import parse
from cleaners.encoding import decode
from cleaners.layouts import find_layout, named_in, read_layout
from cleaners.types import BlockKind, Flag
from seeds.newsroom import Newsroom
from seeds.newsroom.server import key

PAGES = Path(__file__).resolve().parents[2] / "golden" / "pages"
PROSE = "أعلنت الوزارة أن الأعمال في الطريق الجديد تنتهي قبل نهاية الشهر المقبل."
WORDPRESS = '<meta name="generator" content="WordPress 6.5"><link href="/wp-content/a.css">'


def page(name: str) -> str:
    return (PAGES / name / "page.html").read_text("utf-8")


@pytest.fixture
def sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(rules, "SITES_DIR", tmp_path)
    layout_files.load_site.cache_clear()
    yield tmp_path
    layout_files.load_site.cache_clear()


def test_a_portal_of_tables_is_read_by_its_site_file(sites: Path) -> None:
    (sites / "dira.example.toml").write_text(
        '[layout]\nwhy = "Old portal of tables."\ncontainer = ["#newsbody"]\n', "utf-8"
    )
    tree = parse(page("portal-tables"))
    layout = find_layout(tree, "news.dira.example")
    assert layout is not None
    laid = read_layout(tree, layout)
    assert laid is not None
    assert laid.layout == "site.dira.example"
    assert [text for _, text in laid.blocks] == [
        "انقطعت الكهرباء عن الديرة مساء الخميس بعد عطل في المحولة الرئيسية.",
        "وقال رئيس الورشة إن الإصلاح يحتاج إلى يومين.",
        "ويعمل فريق من ستة عمال في الموقع.",
    ]


def test_an_old_page_is_read_by_the_layout_of_its_day(sites: Path) -> None:
    (sites / "dira.example.toml").write_text(
        '[[layout]]\nwhy = "Tables."\ncontainer = ["td"]\nuntil = 2015-01-01\n'
        '[[layout]]\nwhy = "Rebuilt."\ncontainer = ["article"]\nsince = 2015-01-01\n',
        "utf-8",
    )
    tree = parse(f"<table><tr><td>{PROSE}</td></tr></table>")
    assert [
        (layout.container if (layout := find_layout(tree, "dira.example", days)) else None)
        for days in ((date(2012, 5, 1),), (date(2020, 5, 1),), ())
    ] == [("td",), ("article",), ("article",)]


def test_a_drop_holds_for_its_time_only(sites: Path) -> None:
    (sites / "dira.example.toml").write_text(
        '[layout]\nwhy = "Site."\ncontainer = ["article"]\n'
        '[[layout.drop]]\nselect = ".box"\nkind = "related_link"\nwhy = "Box."\nuntil = 2020-01-01\n',
        "utf-8",
    )
    tree = parse(f'<article><p>{PROSE}</p><p class="box">{PROSE}</p></article>')
    counts = []
    for day in (date(2019, 1, 1), date(2021, 1, 1)):
        layout = find_layout(tree, "dira.example", (day,))
        assert layout is not None
        laid = read_layout(tree, layout)
        assert laid is not None
        counts.append((len(laid.blocks), len(laid.removals)))
    assert counts == [(1, 1), (2, 0)]


def test_a_site_without_file_is_read_by_its_theme(sites: Path) -> None:
    layout = find_layout(parse(page("jannah-bridge")), "dira.example")
    assert layout is not None
    assert layout.id == "theme.jannah"


def test_one_sign_is_not_enough() -> None:
    assert find_layout(parse(f'<div id="tie-wrapper"><div class="entry">{PROSE}</div></div>'), None) is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f'<div class="entry-content"><p>{PROSE}</p></div>' * 4, "a blog's front page prints many posts"),
        (f'<div class="entry-content">{PROSE}</div><p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p>', "a teaser"),
        (
            f'<div class="entry-content"></div><div>{f"<p>{PROSE}</p>" * 12}</div>',
            "a page builder's empty shell",
        ),
        (
            f'<div class="entry-content"><p>{PROSE}</p>{f"<a>{PROSE}</a><br>" * 5}</div>',
            "a page of links",
        ),
    ],
)
def test_a_doubtful_container_is_not_read(body: str, why: str) -> None:
    tree = parse(f"{WORDPRESS}<body>{body}</body>")
    layout = find_layout(tree, None)
    assert layout is not None
    assert read_layout(tree, layout) is None, why


def test_comments_longer_than_the_article_do_not_make_it_doubtful() -> None:
    comments = f'<div id="comments">{f"<p>{PROSE}</p>" * 30}</div>'
    tree = parse(f'{WORDPRESS}<body><div class="entry-content"><p>{PROSE}</p></div>{comments}</body>')
    layout = find_layout(tree, None)
    assert layout is not None
    laid = read_layout(tree, layout)
    assert laid is not None
    assert laid.blocks == ((BlockKind.PARAGRAPH, PROSE),)


def test_a_name_is_no_proof_against_an_element_that_holds_the_text() -> None:
    text = f'<div class="shared-related-wrapper"><p>{PROSE}</p><p>{PROSE}</p></div>'
    tree = parse(f'{WORDPRESS}<body><div class="entry-content">{text}</div></body>')
    layout = find_layout(tree, None)
    assert layout is not None
    laid = read_layout(tree, layout)
    assert laid is not None
    assert len(laid.blocks) == 2


def test_the_ledger_keeps_the_beginning_of_a_long_text() -> None:
    box = f'<div class="sharedaddy">{PROSE * 30}</div>'
    tree = parse(f'{WORDPRESS}<body><div class="entry-content"><p>{PROSE}</p>{box}</div></body>')
    layout = find_layout(tree, None)
    assert layout is not None
    laid = read_layout(tree, layout)
    assert laid is not None
    assert [len(removal.text) for removal in laid.removals] == [500]


def test_reading_changes_nothing_and_gives_the_same_twice() -> None:
    tree = parse(page("jannah-bridge"))
    before = tree.html
    layout = find_layout(tree, None)
    assert layout is not None
    assert read_layout(tree, layout) == read_layout(tree, layout)
    assert tree.html == before


def test_the_newsrooms_jannah_pages_come_out_word_for_word() -> None:
    newsroom = Newsroom()
    read = 0
    for article in newsroom.articles:
        answer = newsroom.find(key(article.url))
        if article.site != "jannah" or answer is None or article.fate == "duplicate" or answer.status != 200:
            continue
        tree = parse(decode(answer.body, "").text or "")
        layout = find_layout(tree, "jannah.example")
        if layout is None:
            continue
        laid = read_layout(tree, layout)
        assert laid is not None, article.url
        if article.fate == "rejected:video_only":
            assert laid.not_article is Flag.VIDEO_ONLY
        else:
            assert tuple(text for _, text in laid.blocks) == article.paragraphs, article.url
        read += 1
    assert read > 10


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("article#the-post .entry-content.entry", {"the-post", "entry-content", "entry"}),
        ("link[href*='/themes/jannah.css']", set()),
        (".a, .b", set()),
        ("body.archive:not(.single)", set()),
    ],
)
def test_the_names_without_which_a_sign_cannot_stand(selector: str, names: set[str]) -> None:
    assert named_in(selector) == names


PIECES = (
    '<div class="entry-content">', "<article id=the-post>", '<div itemprop="articleBody">', "</div>", "<p>", "</p>",
    WORDPRESS, '<body id="tie-body" class="rtl archive">', "<br>", PROSE, '<div class="sharedaddy">', "<table><tr><td>",
    '<script id="tie-schema-json">', "<iframe>", "<", "\x00", '<div class="td-post-content tagdiv-type">', "<a href=x>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30))
def test_nothing_in_a_page_raises(pieces: list[str]) -> None:
    tree = parse("".join(pieces))
    layout = find_layout(tree, None)
    if layout is not None and (laid := read_layout(tree, layout)) is not None:
        assert laid.empty is (laid.not_article is not None)
        assert laid.empty is not bool(laid.blocks)
        assert 0 <= laid.left_out <= 1
