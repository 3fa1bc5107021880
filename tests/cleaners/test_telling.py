"""What an artifact tells is kept as data when its text goes: for a text without markup, and for a page whose markup is silent."""

from __future__ import annotations

from datetime import date

import pytest

from cleaners import Cleaned, Page, clean_page, clean_text
from cleaners.types import Syndication

TITLE = "طريق جديد يربط القرى الجبلية بالمدينة قبل الصيف"
TEXT = (
    "أعلنت الوزارة أن الأعمال في الطريق الجديد تنتهي قبل نهاية الشهر المقبل، وأن السكان سيستعملونه في الصيف.",
    "وقال مدير المشروع إن كلفة العمل بلغت مليوني دولار، وإن البلدية ستتولى صيانته في السنوات المقبلة.",
)


def text(above: str = "", below: str = "") -> Cleaned:
    lines = [*above.split("\n"), TITLE, *TEXT, *below.split("\n")]
    got = clean_text("\n".join(line for line in lines if line))
    assert got.title == TITLE
    assert tuple(block.text for block in got.blocks) == TEXT
    return got


def page(above: str = "", below: str = "", head: str = "") -> Cleaned:
    def paragraphs(lines: str) -> str:
        return "".join(f"<p>{line}</p>" for line in lines.split("\n") if line)

    body = f"<article><h1>{TITLE}</h1>{paragraphs(above)}{paragraphs(chr(10).join(TEXT))}{paragraphs(below)}</article>"
    html = f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    return clean_page(Page(url="http://mount.example/7", body=html.encode()))


@pytest.mark.parametrize(
    ("below", "tags"),
    [
        ("الوسوم: طرق، بلديات، الجبل", ("طرق", "بلديات", "الجبل")),
        ("كلمات مفتاحية: طرق | بلديات", ("طرق", "بلديات")),
        ("الوسوم\nطرق\nبلديات\nأعمال الصيف", ("طرق", "بلديات", "أعمال الصيف")),
        ("#طرق #بلديات_الجبل", ("طرق", "بلديات الجبل")),
        ("هاشتاغ: #طرق #بلديات_الجبل", ("طرق", "بلديات الجبل")),
        ("الأشخاص: وزير الطاقة الأماكن: دير الزور", ("وزير الطاقة", "دير الزور")),
        ("Tags: Roads, Villages", ("Roads", "Villages")),
        ("الكلمات الدلالية طرق بلديات الجبل", ()),
    ],
)
def test_a_tag_list_tells_the_tags_where_it_shows_how_they_divide(below: str, tags: tuple[str, ...]) -> None:
    assert text(below=below).tags == tags


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("بقلم: سامر الحسن", ("سامر الحسن",)),
        ("كتب - أحمد علي", ("أحمد علي",)),
        ("كتب أحمد علي ومحمد حسن:", ("أحمد علي", "محمد حسن")),
        ("إعداد وتحرير: لمى درويش | مونتاج: سعد كنعان", ("لمى درويش",)),
        ("نشر بواسطة: منى الأحمد", ("منى الأحمد",)),
        ("بقلم: سامر الحسن | 24 ديسمبر 2025", ("سامر الحسن",)),
        ("بواسطة admin", ()),
        ("فريق التحرير", ()),
    ],
)
def test_a_byline_tells_the_writers_and_nobody_else(line: str, authors: tuple[str, ...]) -> None:
    assert text(above=line).authors == authors


@pytest.mark.parametrize(
    ("below", "sources"),
    [
        ("المصدر: رويترز", ("رويترز",)),
        ("المصدر: رويترز + الجزيرة نت", ("رويترز", "الجزيرة نت")),
        ("(أ ف ب)", ("أ ف ب",)),
        ("دمشق - سانا", ("سانا",)),
        ("نقلا عن موقع السهل", ("السهل",)),
        ("المصدر", ()),
        ("م.ل/ر.ح", ()),
    ],
)
def test_a_line_of_credit_tells_the_sources(below: str, sources: tuple[str, ...]) -> None:
    assert text(below=below).attribution == sources
    assert page(below=below).attribution == sources


@pytest.mark.parametrize(
    ("above", "below", "section"),
    [
        ("اقتصاد", "", "اقتصاد"),
        ("القسم: محليات", "", "محليات"),
        ("Posted in اقتصاد", "", "اقتصاد"),
        ("الرئيسية / أخبار / محليات", "", "محليات"),
        ("أنت هنا: الرئيسية > سياسة", "", "سياسة"),
        ("", "نشر في قسم محليات", "محليات"),
        ("", "التصنيف: اقتصاد", "اقتصاد"),
        ("", "ثقافة\nاقتصاد", None),
    ],
)
def test_a_label_above_the_title_or_one_that_says_so_tells_the_section(
    above: str, below: str, section: str | None
) -> None:
    assert text(above, below).section == section


@pytest.mark.parametrize(
    ("above", "below", "published", "modified"),
    [
        ("24 ديسمبر 2025", "", date(2025, 12, 24), None),
        ("نشر في: 24 كانون الأول 2025 - 10:30", "", date(2025, 12, 24), None),
        ("بقلم: سامر الحسن | 24 ديسمبر 2025", "", date(2025, 12, 24), None),
        ("", "آخر تحديث: 25 ديسمبر 2025", None, date(2025, 12, 25)),
    ],
)
def test_a_stamp_tells_the_day(above: str, below: str, published: date | None, modified: date | None) -> None:
    got = text(above, below)
    told = [dated.value.date() if dated else None for dated in (got.published, got.modified)]
    assert told == [published, modified]
    assert {dated.origin for dated in (got.published, got.modified) if dated} == {"text"}


@pytest.mark.parametrize(
    ("below", "told"),
    [
        ("ظهرت المقالة أولاً على صحيفة السهل.", Syndication(origin="صحيفة السهل")),
        (
            'نشر هذا المقال أولا على موقع السهل بعنوان "طرق الجبل" بتاريخ 3 شباط 2026.',
            Syndication("طرق الجبل", "السهل", date(2026, 2, 3)),
        ),
        ("The post طرق الجبل appeared first on السهل.", Syndication("طرق الجبل", "السهل")),
    ],
)
def test_a_notice_of_syndication_tells_where_the_article_is_from(below: str, told: Syndication) -> None:
    assert text(below=below).syndication == told
    assert page(below=below).syndication == told


def test_a_page_whose_markup_is_silent_is_told_by_its_artifacts() -> None:
    got = page("بقلم: سامر الحسن", "الوسوم: طرق، بلديات\nالمصدر: سانا")
    assert (got.authors, got.tags, got.attribution) == (("سامر الحسن",), ("طرق", "بلديات"), ("سانا",))
    assert tuple(block.text for block in got.blocks) == TEXT


def test_what_the_markup_says_comes_before_what_artifacts_tell() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "هالة السالم"},'
        '"articleSection": "طرق", "keywords": "جبل, صيف", "datePublished": "2025-12-20"}</script>'
    )
    got = page("بقلم: سامر الحسن\nنشر في: 24 ديسمبر 2025", "الوسوم: طرق، بلديات", head)
    assert (got.authors, got.section, got.tags) == (("هالة السالم",), "طرق", ("جبل", "صيف"))
    assert got.published is not None
    assert (got.published.value.date(), got.published.origin) == (date(2025, 12, 20), "jsonld")


def test_a_sentence_that_names_a_source_or_a_writer_tells_nothing() -> None:
    lines = (*TEXT, "وأضاف أن مصدر المياه بعيد، كما كتب أحمد علي في صحيفة السهل.")
    cleaned = clean_text("\n".join((TITLE, *lines)))
    assert (cleaned.authors, cleaned.attribution, cleaned.tags, cleaned.section) == ((), (), (), None)


def test_the_link_in_a_notice_of_syndication_is_kept_with_it() -> None:
    notice = 'نُشر هذا الخبر أولاً على موقع <a href="https://sahl.example/2026/7">صحيفة السهل</a>'
    assert page(below=notice).syndication == Syndication(
        origin="صحيفة السهل", url="https://sahl.example/2026/7"
    )


def test_a_picture_in_the_text_and_its_caption_are_told_where_the_head_names_none() -> None:
    figure = (
        '<figure><img src="data:x" data-src="/road.jpg"><figcaption>الطريق قبل الظهر</figcaption></figure>'
    )
    assert page(above=figure).image_url == "http://mount.example/road.jpg"
