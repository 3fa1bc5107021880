"""The newsroom as a collection of articles: what is in it, and that its pages hold what its records say."""

import gzip
import tomllib
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from lxml import html

from seeds.newsroom import Newsroom
from seeds.newsroom import world as worlds
from seeds.newsroom.dates import visible
from seeds.newsroom.server import key

FIRST, SECOND = Newsroom(1), Newsroom(2)
STORED = [article for article in FIRST.articles if article.fate == "stored"]
GOOD_XML = [
    "http://jannah.example/feed/",
    "http://wikala.example/rss.xml",
    "http://mujammi.example/atom.xml",
    "http://dafater.example/sitemap-news.xml",
    "http://akhbar.example/feed/",
    "http://atlas.example/rss.xml",
    "http://bilingual.example/rss",
    "http://jannah.example/sitemap_index.xml",
    "http://jannah.example/post-sitemap1.xml",
    "http://akhbar.example/sitemap.xml",
]


def body(newsroom, url):
    return newsroom.find(key(url)).body


def squeezed(text):
    return "".join(text.split())


def visible_text(article):
    encoding = "windows-1256" if article.site == "qadim" else "utf-8"
    tree = html.fromstring(body(FIRST, article.url).decode(encoding))
    for hidden in tree.xpath("//script|//style|//head"):
        hidden.drop_tree()
    return squeezed(tree.text_content())


def test_it_is_large_enough_for_the_demo():
    assert len({article.site for article in STORED}) >= 7
    assert len(STORED) >= 60
    assert sum(article.language == "ar" for article in STORED) >= 55


def test_every_kind_of_fate_occurs():
    fates = Counter(article.fate for article in FIRST.articles)
    assert set(fates) == {
        "stored",
        "duplicate",
        "skipped:robots",
        "rejected:wrong_language",
        "rejected:video_only",
        "rejected:listing_page",
        "rejected:not_html",
        "rejected:not_found",
        "failed:empty_body",
        "failed:http_404",
        "failed:http_503",
        "failed:redirect_loop",
    }


def test_titles_first_paragraphs_and_urls_are_distinct():
    for values in (
        [article.title for article in STORED],
        [article.paragraphs[0] for article in STORED],
        [article.url for article in FIRST.articles],
    ):
        assert len(values) == len(set(values))


def test_articles_have_four_to_twenty_blocks_and_dates_of_that_winter():
    for article in STORED:
        assert 4 <= len(article.blocks) <= 20, article.url
        assert datetime(2025, 12, 1, tzinfo=UTC) <= article.published <= datetime(2026, 2, 10, tzinfo=UTC)
        assert "{" not in article.text


@pytest.mark.parametrize("article", STORED, ids=lambda article: article.url)
def test_a_page_holds_its_text_and_every_planted_artifact(article):
    page = visible_text(article)
    for text in (article.title, *article.paragraphs, *article.translation):
        assert squeezed(text) in page
    for text in (*article.planted, *article.planted_lines, *article.undecided):
        assert squeezed(text) in page


@pytest.mark.parametrize("article", STORED, ids=lambda article: article.url)
def test_no_planted_artifact_is_part_of_the_expected_text(article):
    assert [text for text in article.planted if text in article.text or text == article.title] == []
    assert set(article.planted_lines).isdisjoint(article.paragraphs)


def test_traps_stand_in_the_expected_texts():
    everything = "\n".join(article.text for article in STORED)
    for trap in ("شارك في الاجتماع", "اقرأ الكاتب", "المصدر أكد", "إعلان النتائج", "شاهد المئات"):
        assert everything.count(trap) >= 2, trap


def test_the_header_of_the_old_portal_lies():
    article = next(article for article in STORED if article.site == "qadim")
    answer = FIRST.find(key(article.url))
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert article.title in answer.body.decode("windows-1256")
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    declared = [b"charset=windows-1256" in body(FIRST, a.url) for a in STORED if a.site == "qadim"]
    assert True in declared
    assert False in declared


@pytest.mark.parametrize("url", GOOD_XML)
def test_feeds_and_sitemaps_are_well_formed(url):
    assert len(ElementTree.fromstring(body(FIRST, url))) >= 1


def test_the_old_portals_feed_is_not_well_formed():
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(body(FIRST, "http://qadim.example/rss.php"))


def test_entries_of_a_feed_are_distinct():
    for url in GOOD_XML[:7]:
        root = ElementTree.fromstring(body(FIRST, url))
        for wanted in ("guid", "{http://www.w3.org/2005/Atom}id", "loc"):
            found = [element.text for element in root.iter() if element.tag.endswith(wanted)]
            assert len(found) == len(set(found))


def test_every_listed_url_is_found_by_the_sources_channels():
    for path in sorted(FIRST.sources_dir.glob("*.toml")):
        source = tomllib.loads(path.read_text(encoding="utf-8"))
        seen = "".join(
            text(url) for url in [*source["feeds"], *source["news_sitemaps"], *maps(source["sitemaps"])]
        )
        seen += "".join(text(url) for listing in source.get("listing", ()) for url in pages(listing))
        for article in FIRST.articles:
            if article.site == source["name"]:
                assert all(url in seen for url in article.listed), article.listed


def text(url):
    raw = body(FIRST, url)
    raw = gzip.decompress(raw) if url.endswith(".gz") else raw
    return raw.decode("windows-1256" if "qadim" in url else "utf-8").replace("&amp;", "&")


def maps(indexes):
    for index in indexes:
        yield from (
            part.text
            for part in ElementTree.fromstring(body(FIRST, index)).iter()
            if part.tag.endswith("loc")
        )


def pages(listing):
    url = listing["url"]
    for _ in range(listing["pages"]):
        yield url
        following = html.fromstring(body(FIRST, url).decode()).cssselect(listing["next"])
        if not following:
            return
        url = following[0].get("href")


def test_listing_selectors_find_articles():
    for path in FIRST.sources_dir.glob("*.toml"):
        for listing in tomllib.loads(path.read_text(encoding="utf-8")).get("listing", ()):
            assert html.fromstring(body(FIRST, listing["url"]).decode()).cssselect(listing["links"])


def test_robots_forbids_exactly_the_pages_that_are_to_be_skipped():
    for article in FIRST.articles:
        robots = body(FIRST, f"http://{article.site}.example/robots.txt").decode()
        forbidden = [line.split(": ")[1] for line in robots.splitlines() if line.startswith("Disallow: ")]
        path = urlsplit(article.url).path
        assert (article.fate == "skipped:robots") == any(path.startswith(prefix) for prefix in forbidden)


def test_the_second_edition_corrects_one_article_and_adds_none():
    assert [article.url for article in FIRST.articles] == [article.url for article in SECOND.articles]
    changed = [(old, new) for old, new in zip(FIRST.articles, SECOND.articles, strict=True) if old != new]
    assert len(changed) == 1
    old, new = changed[0]
    assert old.revised
    assert old.text != new.text
    assert new.modified > old.modified
    urls = [url for url in FIRST.urls() if body(FIRST, url) != body(SECOND, url)]
    assert sorted(urls) == sorted([new.url, "http://wikala.example/rss.xml"])


def test_editions_can_be_switched():
    newsroom = Newsroom(1)
    newsroom.edition = 2
    assert newsroom.articles == SECOND.articles


def test_two_builds_are_the_same_to_the_byte():
    again = worlds.world.__wrapped__(1)
    assert again.articles == FIRST.articles
    assert {url: answer.body for url, answer in again.answers.items()} == {
        url: body(FIRST, url) for url in FIRST.urls()
    }


def test_seed_documents_are_told_as_their_goldens_have_them():
    seeds = {"jannah": 10, "wikala": 16, "mujammi": 10, "dafater": 6, "bilingual": 8}
    for site, blocks in seeds.items():
        assert any(len(article.blocks) >= blocks for article in STORED if article.site == site)


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("levant", "24 كانون الأول، 2025"),
        ("indic", "٢٤ كانون الأول ٢٠٢٥"),
        ("egypt", "الأربعاء، 24 ديسمبر 2025 10:20 ص"),
        ("gulf", "24 ديسمبر 2025"),
        ("dual", "24 كانون الأول/ ديسمبر 2025 10:20"),
        ("maghreb", "الأربعاء 24 دجنبر 2025 - 10:20"),
        ("slashes", "24/12/2025 10:20"),
        ("stamp", "2025-12-24"),
    ],
)
def test_each_country_prints_dates_in_its_manner(style, printed):
    assert visible(datetime(2025, 12, 24, 10, 20, tzinfo=UTC), style) == printed
