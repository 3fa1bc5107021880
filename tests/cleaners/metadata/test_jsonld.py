"""JSON-LD as sites write it: whatever shape or damage, the article's facts come out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.dom import parse
from cleaners.metadata import Metadata, read_metadata
from cleaners.metadata.jsonld import loads
from cleaners.types import Hints, Page

NO_HINTS = Hints()
URL = "https://akhbar.example/news/123"
HEADLINE = "مجلس المدينة يقر خطة ترميم الأسواق"


def read(*blocks: str, hints: Hints = NO_HINTS) -> Metadata:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    html = f'<html lang="ar"><head>{scripts}</head><body><h1>{HEADLINE}</h1></body></html>'
    return read_metadata(parse(html), Page(URL, html.encode(), hints=hints))


ARTICLE = f'"@type":"NewsArticle","headline":"{HEADLINE}","datePublished":"2020-04-24T09:22:00+03:00"'


@pytest.mark.parametrize(
    "block",
    [
        "{" + ARTICLE + "}",
        "[{" + ARTICLE + "}]",
        '{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"أخبار"},{' + ARTICLE + "}]}",
        '{"@type":"WebPage","datePublished":"2019-01-01","mainEntity":{' + ARTICLE + "}}",
        "{" + ARTICLE.replace('"NewsArticle"', '["Thing","https://schema.org/ReportageNewsArticle"]') + "}",
        "{"
        + ARTICLE.replace(
            '"2020-04-24T09:22:00+03:00"', '{"@type":"Date","@value":"2020-04-24T09:22:00+03:00"}'
        )
        + "}",
        "{" + ARTICLE + ",}",
        "{" + ARTICLE + ',"keywords":["سوق",],}',
        "{" + ARTICLE + ',"description":"سطر\nثان\tوثالث"}',
        "{" + ARTICLE + ',"description":"مسار C:\\محلي"}',
        "{/* made by a plugin */" + ARTICLE + "}",
        "{" + ARTICLE + "} // end",
        "//<![CDATA[\n{" + ARTICLE + "}\n//]]>",
        "<!-- {" + ARTICLE + "} -->",
        '{"@type":"Organization","name":"أخبار"}{' + ARTICLE + "}",
        ("{" + ARTICLE + "}").replace('"', "&quot;"),
        "{" + ARTICLE + "};",
        "{" + ARTICLE + ',"description":"قال "نعم" ثم مضى"}',  # beyond repair: the plain pairs are saved
        "{" + ARTICLE,
    ],
)
def test_any_shape_gives_headline_and_moment(block: str) -> None:
    found = read(block)
    assert found.title == HEADLINE
    assert found.published is not None
    assert found.published.value.isoformat() == "2020-04-24T09:22:00+03:00"
    assert (found.published.origin, found.published.precision) == ("jsonld", "second")


def test_a_time_without_zone_takes_the_publishers_or_leaves_the_day() -> None:
    block = '{"@type":"NewsArticle","datePublished":"2020-04-24 09:22:00"}'
    day = read(block).published
    moment = read(block, hints=Hints(timezone="Asia/Damascus")).published
    assert day is not None
    assert (day.value.isoformat(), day.precision) == ("2020-04-24T00:00:00+00:00", "day")
    assert moment is not None
    assert moment.value.isoformat() == "2020-04-24T09:22:00+03:00"


def test_of_several_articles_the_one_with_the_pages_address_is_meant() -> None:
    other = '{"@type":"NewsArticle","url":"https://akhbar.example/news/9","datePublished":"2019-01-01"}'
    ours = '{"@type":"NewsArticle","url":"https://akhbar.example/news/123","datePublished":"2020-04-24"}'
    found = read(f"[{other},{ours}]").published
    assert found is not None
    assert found.value.date().isoformat() == "2020-04-24"


def test_of_several_articles_none_of_them_ours_no_date_is_taken() -> None:
    one = '{"@type":"NewsArticle","headline":"خبر أول","datePublished":"2019-01-01"}'
    two = '{"@type":"NewsArticle","headline":"خبر ثان","datePublished":"2020-01-01"}'
    assert read(one, two).published is None


def test_lists_of_other_articles_are_not_entered() -> None:
    block = '{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","datePublished":"2019-01-01"}]}'
    assert read(block).published is None


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"سلمى الحداد"', ("سلمى الحداد",)),
        ('{"@type":"Person","name":"سلمى الحداد"}', ("سلمى الحداد",)),
        (
            '[{"@type":"Person","name":"سلمى الحداد"},{"@type":"Person","name":"سمير علي"}]',
            ("سلمى الحداد", "سمير علي"),
        ),
        ('["سلمى الحداد","سمير علي"]', ("سلمى الحداد", "سمير علي")),
        ('{"@type":"Organization","name":"وكالة المدينة"}', ()),
        ('"admin"', ()),
        ('"https://akhbar.example/author/salma"', ()),
        ("null", ()),
        ("{}", ()),
    ],
)
def test_authors(author: str, names: tuple[str, ...]) -> None:
    assert read("{" + ARTICLE + f',"author":{author}' + "}").authors == names


def test_an_author_by_reference_into_the_graph() -> None:
    graph = (
        '{"@graph":[{'
        + ARTICLE
        + ',"author":{"@id":"#salma"}},{"@type":"Person","@id":"#salma","name":"سلمى الحداد"}]}'
    )
    assert read(graph).authors == ("سلمى الحداد",)


def test_the_rest_of_an_article_node() -> None:
    found = read(
        "{"
        + ARTICLE
        + ',"dateModified":"2020-04-25T10:00:00Z","articleSection":["محليات"],"keywords":"سوق, ترميم",'
        '"image":{"@type":"ImageObject","url":"/a.jpg","caption":"السوق القديم"},"publisher":{"@type":"Organization","name":"أخبار"},'
        '"alternativeHeadline":"الخطة تمتد ثلاث سنوات","inLanguage":"ar"}'
    )
    assert found.modified is not None
    assert found.modified.value.isoformat() == "2020-04-25T10:00:00+00:00"
    assert found.section == "محليات"
    assert found.tags == ("سوق", "ترميم")
    assert found.image_url == "https://akhbar.example/a.jpg"
    assert found.image_caption == "السوق القديم"
    assert found.publisher == "أخبار"
    assert found.subtitle == "الخطة تمتد ثلاث سنوات"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@id",
                    "@graph",
                    "author",
                    "name",
                    "datePublished",
                    "image",
                    "publisher",
                    "keywords",
                    "mainEntity",
                    "headline",
                    "url",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(st.text(max_size=200))
def test_loads_never_raises(text: str) -> None:
    loads(text)


@given(JSON)
def test_values_of_any_shape_never_raise(value: object) -> None:
    import json

    block = json.dumps(
        {
            "@type": "NewsArticle",
            "author": value,
            "datePublished": value,
            "image": value,
            "publisher": value,
            "@graph": value,
        }
    )
    read(block.replace("</", "<\\/"))
