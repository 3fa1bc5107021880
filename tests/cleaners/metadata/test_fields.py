"""Each field of the metadata on its own, from the places that sites keep it in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.dom import parse
from cleaners.metadata import Metadata, read_metadata
from cleaners.metadata.people import names_in, sources_in
from cleaners.metadata.titles import choose_title, name_beside_headline, without_site
from cleaners.types import Dated, Hints, Page

NO_HINTS = Hints()
URL = "https://www.akhbar.example/local/123"
TITLE = "مجلس المدينة يقر خطة ترميم الأسواق"


def read(
    head: str = "", body: str = f"<h1>{TITLE}</h1>", url: str = URL, hints: Hints = NO_HINTS, html: str = ""
) -> Metadata:
    page = html or f'<html lang="ar"><head>{head}</head><body>{body}</body></html>'
    return read_metadata(parse(page), Page(url, page.encode("utf-8", "replace"), hints=hints))


def told(dated: Dated | None) -> tuple[str, str] | None:
    return (dated.value.isoformat(), dated.origin) if dated else None


# titles


@pytest.mark.parametrize(
    ("title", "sites", "plain"),
    [
        (f"{TITLE} - الجزيرة نت", ["الجزيرة نت"], TITLE),
        (f"{TITLE} | سكاي نيوز عربية", ["سكاي نيوز عربية"], TITLE),
        (f"{TITLE} :: أخبار المدينة", ["أخبار المدينة"], TITLE),
        (f"أخبار المدينة - {TITLE}", ["أخبار المدينة"], TITLE),
        (f"{TITLE} - محليات - أخبار المدينة", ["أخبار المدينة"], f"{TITLE} - محليات"),
        (f"{TITLE} | Akhbar", ["akhbar.example"], TITLE),
        ("حلب - دمشق: طريق يعود إلى الحياة", ["أخبار المدينة"], "حلب - دمشق: طريق يعود إلى الحياة"),
        ("أخبار المدينة", ["أخبار المدينة"], "أخبار المدينة"),
    ],
)
def test_site_names_leave_a_title(title: str, sites: list[str], plain: str) -> None:
    assert without_site(title, sites) == plain


@pytest.mark.parametrize(
    ("heading", "declared", "document", "chosen"),
    [
        (TITLE, [f"{TITLE} | أخبار"], None, TITLE),
        (f"محليات {TITLE}", [TITLE], None, TITLE),
        ("أخبار المدينة والناس", [TITLE], None, TITLE),
        (TITLE, [], f"{TITLE} | أخبار", TITLE),
        (f"{TITLE} في ثلاث سنوات", [f"{TITLE}…"], None, f"{TITLE} في ثلاث سنوات"),
        (None, [], f"{TITLE} | أخبار", TITLE),
        (None, [], None, None),
    ],
)
def test_printed_headline_and_markup_agree_on_a_title(
    heading: str | None, declared: list[str], document: str | None, chosen: str | None
) -> None:
    assert choose_title(heading, declared, document, ["أخبار"]) == chosen


def test_a_logo_in_h1_is_no_title() -> None:
    found = read(f"<title>{TITLE} - أخبار</title>", f"<h1>أخبار</h1><h2 class=title>{TITLE}</h2>")
    assert found.title == TITLE


def test_subtitle_of_the_theme() -> None:
    found = read(body=f'<h1>{TITLE}</h1><h2 class="entry-sub-title">الخطة تمتد ثلاث سنوات</h2>')
    assert found.subtitle == "الخطة تمتد ثلاث سنوات"


# dates: order of trust


def test_jsonld_before_meta_before_visible_before_address() -> None:
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-04-24T09:22:00+03:00"}</script>'
    meta = '<meta property="article:published_time" content="2020-05-01T00:00:00Z">'
    body = f"<h1>{TITLE}</h1><span class=date>3 حزيران 2020</span>"
    url = "https://akhbar.example/2020/07/09/suq/"
    assert told(read(ld + meta, body, url).published) == ("2020-04-24T09:22:00+03:00", "jsonld")
    assert told(read(meta, body, url).published) == ("2020-05-01T00:00:00+00:00", "meta")
    assert told(read("", body, url).published) == ("2020-06-03T00:00:00+00:00", "visible")
    assert told(read("", f"<h1>{TITLE}</h1>", url).published) == ("2020-07-09T00:00:00+00:00", "url")


def test_a_day_takes_the_time_of_another_place_that_names_the_same_day() -> None:
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-04-24"}</script>'
    meta = '<meta property="article:published_time" content="2020-04-24T09:22:00+03:00">'
    assert told(read(ld + meta).published) == ("2020-04-24T09:22:00+03:00", "meta")


def test_feed_before_visible_and_after_meta() -> None:
    hints = Hints(published="2020-04-24T09:22:00+03:00")
    body = f"<h1>{TITLE}</h1><span class=date>25 نيسان 2020</span>"
    assert told(read("", body, hints=hints).published) == ("2020-04-24T09:22:00+03:00", "feed")
    meta = '<meta name="pubdate" content="2020-04-23T10:00:00Z">'
    assert told(read(meta, body, hints=hints).published) == ("2020-04-23T10:00:00+00:00", "meta")


def test_microdata_of_the_article_and_not_of_the_sidebar() -> None:
    body = (
        f'<article><h1 itemprop="headline">{TITLE}</h1><meta itemprop="datePublished" content="2020-04-24T09:22:00Z"></article>'
        '<aside><div><span itemprop="datePublished">2019-01-01</span></div></aside>'
    )
    assert told(read(body=body).published) == ("2020-04-24T09:22:00+00:00", "microdata")


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="DC.date.issued" content="2020-04-24">',
        '<meta name="parsely-pub-date" content="2020-04-24T00:00:00Z">',
        '<meta name="sailthru.date" content="2020-04-24 00:00:00 UTC">',
        '<meta name="cXenseParse:recs:publishtime" content="2020-04-24T00:00:00.000Z">',
        '<meta name="date" content="24 أبريل 2020">',
        '<meta property="og:article:published_time" content="20200424">',
        '<meta name="pubdate" content="1587686400">',
    ],
)
def test_meta_names_for_the_day(head: str) -> None:
    assert told(read(head).published) == ("2020-04-24T00:00:00+00:00", "meta")


def test_unbelievable_declared_days_are_passed_over() -> None:
    page = Page(URL, b"", fetched_at=datetime(2026, 2, 4, tzinfo=UTC))
    html = (
        '<meta property="article:published_time" content="0001-01-01T00:00:00Z"><meta name="date" content="2031-01-01">'
        f"<h1>{TITLE}</h1><span class=date>3 حزيران 2020</span>"
    )
    assert told(read_metadata(parse(html), page).published) == ("2020-06-03T00:00:00+00:00", "visible")


def test_visible_published_and_modified() -> None:
    found = read(body=f"<h1>{TITLE}</h1><div>نشر: 24 أبريل 2020 | آخر تحديث: 25 أبريل 2020</div>")
    assert told(found.published) == ("2020-04-24T00:00:00+00:00", "visible")
    assert told(found.modified) == ("2020-04-25T00:00:00+00:00", "visible")


def test_a_weak_printed_day_yields_to_the_address() -> None:
    found = read(body=f"<h1>{TITLE}</h1><p>24 أبريل 2019</p>", url="https://akhbar.example/2020/07/09/suq/")
    assert told(found.published) == ("2020-07-09T00:00:00+00:00", "url")


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/2020/11/x",
        "https://a.example/2020/13/45/x",
        "https://a.example/20201109x",
        "http://[bad",
    ],
)
def test_addresses_without_a_day(url: str) -> None:
    assert read(url=url).published is None


# people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("بقلم: سلمى الحداد", ["سلمى الحداد"]),
        ("كتب: سمير علي", ["سمير علي"]),
        ("كتبت - سلمى الحداد", ["سلمى الحداد"]),
        ("إعداد: سلمى الحداد، سمير علي", ["سلمى الحداد", "سمير علي"]),
        ("سلمى الحداد وسمير علي", ["سلمى الحداد", "سمير علي"]),
        ("وليد وهبة", ["وليد وهبة"]),
        ("سلمى الحداد / بيروت", ["سلمى الحداد", "بيروت"]),
        ("By Salma Haddad and Samir Ali", ["Salma Haddad", "Samir Ali"]),
        ("Par Salma Haddad", ["Salma Haddad"]),
        ("admin", []),
        ("Super User", []),
        ("هيئة التحرير", []),
        ("salma@akhbar.example", []),
        ("https://akhbar.example/salma", []),
        ("أخبار المدينة", []),
        ("", []),
    ],
)
def test_names_in_a_byline(text: str, names: list[str]) -> None:
    assert names_in(text, ["أخبار المدينة"]) == names


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE}</h1><div>بقلم: سلمى الحداد</div>",
        f'<h1>{TITLE}</h1><a rel="author" href="/salma">سلمى الحداد</a>',
        f'<h1>{TITLE}</h1><span itemprop="author"><span itemprop="name">سلمى الحداد</span></span>',
        f'<h1>{TITLE}</h1><span class="meta-author"><a href="/salma">سلمى الحداد</a></span>',
        f"<h1>{TITLE}</h1><p>كتبت: سلمى الحداد | 24 أبريل 2020</p>",
    ],
)
def test_visible_authors(body: str) -> None:
    assert read(body=body).authors == ("سلمى الحداد",)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("المصدر: رويترز", ["رويترز"]),
        ("المصدر: وكالات + الجزيرة", ["وكالات", "الجزيرة"]),
        ("نقلاً عن صحيفة المدينة", ["صحيفة المدينة"]),
        ("(أ ف ب)", ["أ ف ب"]),
        ("وكالات", ["وكالات"]),
        ("المصدر قال إن الاجتماع انتهى من دون نتيجة.", []),
        ("رويترز تفتح مكتباً جديداً في المدينة", []),
    ],
)
def test_credited_sources(line: str, names: list[str]) -> None:
    assert sources_in(line) == names


def test_a_credit_beside_the_headline_is_attribution() -> None:
    assert read(body=f"<h1>{TITLE}</h1><div>المصدر: رويترز</div>").attribution == ("رويترز",)


# section, tags, addresses


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:section" content="محليات">', ""),
        ("", '<a class="post-cat" href="/l">محليات</a>'),
        ("", '<a rel="category tag" href="/l">محليات</a>'),
        ("", '<nav id="breadcrumb"><a href="/">الرئيسية</a> / <a href="/l">محليات</a></nav>'),
        (
            '<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":[{"name":"الرئيسية"},{"name":"محليات"},'
            f'{{"name":"{TITLE}"}}]}}</script>',
            "",
        ),
    ],
)
def test_section(head: str, body: str) -> None:
    assert read(head, f"{body}<h1>{TITLE}</h1>").section == "محليات"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta name="keywords" content="سوق، ترميم">', ""),
        ('<meta property="article:tag" content="سوق"><meta property="article:tag" content="ترميم">', ""),
        ("", '<a rel="tag" href="/s">#سوق</a><a rel="tag" href="/t">ترميم</a>'),
    ],
)
def test_tags(head: str, body: str) -> None:
    assert read(head, f"<h1>{TITLE}</h1>{body}").tags == ("سوق", "ترميم")


def test_addresses_are_resolved_against_the_page() -> None:
    found = read(
        '<link rel="canonical" href="/local/123/"><meta property="og:image" content="//cdn.example/a.jpg">'
    )
    assert found.canonical_url == "https://www.akhbar.example/local/123/"
    assert found.image_url == "https://cdn.example/a.jpg"


def test_publisher_and_language() -> None:
    found = read('<meta property="og:site_name" content="أخبار المدينة">', html="")
    assert (found.publisher, found.language_declared) == ("أخبار المدينة", "ar")


# whatever the page


PIECES = st.sampled_from(
    [
        "<h1>", "</h1>", "<div class=date>", "</div>", "<time datetime='2020-13-45'>", "</time>", "<article>", "<table><td>", "</table>",
        "<meta name=date content='24/04/2020'>", "<link rel=canonical href='http://[x'>", "<a rel=author>", "</a>", "<html lang='??'>",
        "<script type='application/ld+json'>{\"@type\":[1,null],\"@graph\":{}}</script>", "24 أبريل 2020", "تاريخ:", TITLE, "<p>", "<br>",
        "<span itemprop='author datePublished'>", "</span>", "<base href='http://x'>", "\x00", "&#xD800;",
    ]
)  # fmt: skip


@given(
    st.lists(st.one_of(PIECES, st.text(max_size=10)), max_size=25).map("".join),
    st.sampled_from([URL, "", "http://[", "x:y"]),
)
def test_never_raises(html: str, url: str) -> None:
    html = html.encode("utf-8", "replace").decode()
    page = Page(
        url,
        b"",
        fetched_at=datetime(2026, 2, 4, tzinfo=UTC),
        hints=Hints(published=html[:20], timezone=html[:5], region=html[:2]),
    )
    assert isinstance(read_metadata(parse(html), page), Metadata)


def test_the_sites_name_is_known_by_the_headline_that_stands_beside_it_in_the_title() -> None:
    printed = ["بوابة الرافدين القديمة", "حصاد القمح يبدأ في سهل الجزيرة هذا العام"]
    title = "حصاد القمح يبدأ في سهل الجزيرة هذا العام - بوابة الرافدين القديمة"
    assert name_beside_headline(title, printed) == "بوابة الرافدين القديمة"
    assert (
        name_beside_headline("بوابة الرافدين :: حصاد القمح يبدأ في سهل الجزيرة هذا العام", printed)
        == "بوابة الرافدين"
    )
    assert name_beside_headline("حصاد القمح - الموسم يبدأ في الجزيرة", printed) is None


def test_characters_are_put_right_in_what_the_markup_says_too() -> None:
    # \ud83d: half an emoji, as JSON escapes it; U+200F around a name; a title in presentation forms.
    linked = r'{"@type": "NewsArticle", "author": {"name": "\u200fسلمى الحسن\u200f"}, "keywords": ["أسواق \ud83d", "\ud83d"]}'
    found = read(
        f'<meta property="og:title" content="ﺍﻷﺳﻮاق القديمة تعود إلى أهلها"><script type="application/ld+json">{linked}</script>',
        html="",
    )
    assert (found.authors, found.tags, found.title) == (
        ("سلمى الحسن",),
        ("أسواق",),
        "الأسواق القديمة تعود إلى أهلها",
    )
