"""What is proposed for a new site, from pages written for the purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaners.dom import parse
from cleaners.layout_files import read_layouts
from cleaners.rule_files import read_rules
from cleaners.types import ArtifactKind
from cleaners.urls import candidate_key
from crawler.add import NOTHING, REFUSED, WRITTEN, write_proposals
from crawler.containers import find_container
from crawler.discover.urls import is_article
from crawler.propose import article_patterns, name_of, propose_source
from crawler.propose_site import propose_site
from crawler.sources import load_source
from crawler.survey import ArticlePage, Found, Survey
from pipelines.types import Candidate

STORIES = (
    ("افتتحت البلدية صباح الاثنين الجسر القديم أمام المشاة بعد ترميم طويل.", "وقال المهندس إن الحجارة جاءت من المقالع نفسها."),
    ("بدأ المزارعون قطاف الزيتون قبل موعده بعشرة أيام بسبب حرارة أيلول.", "وفتحت ثماني معاصر أبوابها في القرى القريبة من الوادي."),
    ("عادت المياه إلى الأحياء الشرقية بعد عمل استمر عاماً كاملاً في الشبكة.", "ويشمل المشروع مرحلة ثانية تبدأ مع بداية الصيف المقبل."),
)  # fmt: skip


def article(number: int, first: str, second: str) -> ArticlePage:
    html = f"""<html lang="ar"><head><title>خبر {number} - دفتر الحي</title></head><body>
    <div class="menu"><a href="/">الرئيسية</a></div>
    <div class="page"><div class="story-text"><p>{first}</p>
    <div class="follow-box">كل ما يهمك من حارتك في مكان واحد</div>
    <p>{second}</p><p>رقم التسجيل لدى المجلس {number}77</p></div>
    <div class="side">الأكثر قراءة</div></div></body></html>"""
    return ArticlePage(f"http://hay.example/news/{number}", parse(html))


PAGES = [article(number, *story) for number, story in enumerate(STORIES, 1)]


def test_the_container_is_the_smallest_element_that_holds_what_differs() -> None:
    assert find_container([page.tree for page in PAGES]) == ".story-text"


def test_one_page_without_article_does_not_hide_the_container() -> None:
    missing = parse("<html><body><div class='page'>الصفحة غير موجودة</div></body></html>")
    assert find_container([*(page.tree for page in PAGES), missing]) == ".story-text"


def test_what_repeats_becomes_a_drop_or_a_shadow_rule(tmp_path: Path) -> None:
    proposal = propose_site(PAGES, "hay.example", "http://hay.example/")
    assert proposal is not None
    assert [(leftover.text, leftover.select) for leftover in proposal.leftovers] == [
        ("كل ما يهمك من حارتك في مكان واحد", ".follow-box"),
        ("رقم التسجيل لدى المجلس 177", None),
    ]
    path = tmp_path / "hay.example.toml"
    path.write_text(proposal.text, "utf-8")
    (layout,) = read_layouts(path)
    assert layout.container == (".story-text",)
    assert "site.hay.example.repeated_block.1" in {drop.id for drop in layout.drops}
    (rule,) = read_rules(path, {})
    assert not rule.active
    assert rule.search("رقم التسجيل لدي المجلس 4077") is not None, "numbers differ from page to page"


def test_one_article_is_too_little_to_compare() -> None:
    assert propose_site(PAGES[:1], "hay.example", "http://hay.example/") is None


def test_a_theme_is_named_and_its_drops_are_not_proposed_again() -> None:
    pages = [
        ArticlePage(
            page.url,
            parse(
                f"""<link rel="stylesheet" href="/wp-content/themes/jannah/style.css"><body id="tie-body" class="single">
                <article id="the-post"><div class="entry-content entry"><p>{first}</p><p>{second}</p>
                <div class="share-buttons">مشاركة المقال</div></div></article></body>"""
            ),
        )
        for page, (first, second) in zip(PAGES, STORIES, strict=True)
    ]
    proposal = propose_site(pages, "hay.example", "http://hay.example/")
    assert proposal is not None
    assert proposal.theme == "theme.jannah"
    assert proposal.leftovers == ()
    assert 'base = "jannah"' in proposal.text


def test_a_text_that_a_general_rule_takes_is_not_proposed() -> None:
    pages = [
        ArticlePage(
            page.url, parse(page.tree.html.replace("كل ما يهمك من حارتك في مكان واحد", "شارك هذا الموضوع:"))
        )
        for page in PAGES
    ]
    proposal = propose_site(pages, "hay.example", "http://hay.example/")
    assert proposal is not None
    assert [text for text, _ in proposal.known] == ["شارك هذا الموضوع:"]
    assert [leftover.kind for leftover in proposal.leftovers] == [ArtifactKind.REPEATED_BLOCK]


@pytest.mark.parametrize(
    ("urls", "patterns"),
    [
        (
            ["http://hay.example/2024/05/jisr/", "http://hay.example/2023/11/zaytun"],
            (r"^https?://hay\.example/\d{4}/\d{1,2}/[^/]+/?$",),
        ),
        (
            ["http://hay.example/article.php?id=3", "http://hay.example/article.php?id=81"],
            (r"^https?://hay\.example/article\.php\?id=\d+",),
        ),
        (
            ["http://hay.example/news/77/a.html", "http://hay.example/news/91/b.html"],
            (r"^https?://hay\.example/news/\d+/[^/]+\.html$",),
        ),
        (["http://hay.example/1", "http://other.example/2"], ()),
    ],
)
def test_patterns_are_the_shape_of_the_addresses(urls: list[str], patterns: tuple[str, ...]) -> None:
    assert article_patterns(urls, "http://hay.example/") == patterns


@pytest.mark.parametrize(
    ("home", "name"),
    [
        ("https://www.hay.example/", "hay"),
        ("https://hay.com.sy/", "hay"),
        ("https://arabic.hay.example/", "hay-arabic"),
    ],
)
def test_the_name_comes_from_the_address(home: str, name: str) -> None:
    assert name_of(home) == name


def survey(home: str, published: str | None = None, front: str = "") -> Survey:
    urls = [f"{home}news/{number}" for number in (101, 102, 103)]
    candidates = tuple(Candidate("new", url, candidate_key(url), "feed", "خبر", published) for url in urls)
    page = front or '<html lang="ar"><head><title>الرئيسية - دفتر الحي</title></head><body></body></html>'
    return Survey(home, home, parse(page), [Found("feed", f"{home}rss", candidates)], list(PAGES))


def load(tmp_path: Path, seen: Survey) -> tuple[str, str, str]:
    proposal = propose_source(seen)
    path = tmp_path / f"{proposal.name}.toml"
    path.write_text(proposal.text, "utf-8")
    source = load_source(path)
    assert not source.enabled
    assert all(is_article(each.url, source) for each in seen.candidates)
    return source.title, source.region, source.timezone


def test_the_source_file_loads_and_is_not_enabled(tmp_path: Path) -> None:
    assert load(tmp_path, survey("http://hay.sy/")) == ("دفتر الحي", "SY", "Asia/Damascus")


def test_an_unknown_country_is_said_to_be_unknown_and_the_offset_is_the_feeds(tmp_path: Path) -> None:
    seen = survey("http://hay.example/", "2024-05-01T09:30:00+03:00")
    assert load(tmp_path, seen) == ("دفتر الحي", "ZZ", "Etc/GMT-3")
    assert "ZZ is unknown" in propose_source(seen).text


def test_names_of_sites_cannot_break_the_file(tmp_path: Path) -> None:
    front = "<meta property='og:site_name' content='the \"day\" \\ ''</title>'>"
    title, _, _ = load(tmp_path, survey("http://hay.example/", front=front))
    assert title.startswith('the "day" \\')


def test_files_that_are_there_are_not_overwritten_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources, sites = tmp_path / "sources", tmp_path / "sites"
    sources.mkdir()
    mine = sources / "hay.toml"
    mine.write_text("mine", "utf-8")
    seen = survey("http://hay.example/")
    assert write_proposals(seen, sources, sites, name=None, force=False) == REFUSED
    assert "already there" in capsys.readouterr().err
    assert mine.read_text("utf-8") == "mine"
    assert not sites.exists(), "neither file is written"
    assert write_proposals(seen, sources, sites, name=None, force=True) == WRITTEN
    assert load_source(mine).title == "دفتر الحي"
    assert write_proposals(seen, sources, tmp_path / "other", name="hay-2", force=False) == WRITTEN
    assert load_source(sources / "hay-2.toml").name == "hay-2"


def test_a_site_that_names_no_article_gets_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = Survey("http://hay.example/", "http://hay.example/", parse("<p>صيانة</p>"))
    assert write_proposals(empty, tmp_path, tmp_path, name=None, force=False) == NOTHING
    silent = Survey("http://hay.example/", problems=["http://hay.example/: timeout"])
    assert write_proposals(silent, tmp_path, tmp_path, name=None, force=False) == NOTHING
    assert "http://hay.example/: timeout" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
