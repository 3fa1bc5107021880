"""Pages whose only date is the one that their readers see: two hundred ways of printing it, and what must not be taken for it.

Each case is a page in small: what stands around the headline in some content system, in the wording of some country. The
title and the text are the same in all of them, so that a case shows only what it is about.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cleaners.dom import parse
from cleaners.metadata import read_metadata
from cleaners.types import Hints, Page

TITLE = "مجلس المدينة يقر خطة جديدة لترميم الأسواق القديمة"
TEXT = (
    "<p>أقر مجلس المدينة في جلسته الأخيرة خطة جديدة لترميم الأسواق القديمة، تمتد على ثلاث سنوات وتشمل مئة محل تضرر "
    "في السنوات الماضية، بحسب ما قاله رئيس المجلس للصحفيين بعد الجلسة.</p>"
    "<p>وأضاف رئيس المجلس أن العمل سيبدأ بالسوق المغطى، ثم ينتقل إلى الخانات المجاورة له، على أن تعود المحال إلى "
    "أصحابها فور انتهاء العمل فيها من دون أن يدفعوا شيئاً.</p>"
)
H1 = f"<h1>{TITLE}</h1>"
NOW = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)


def jannah(meta: str, *, top: str = "", tail: str = "", inside: str = "") -> str:
    return (
        f'<body class="rtl sidebar-right has-sidebar"><header id="theme-header"><nav id="top-nav"><div class="topbar-today-date">'
        f'{top}</div></nav></header><div id="content"><div class="main-content"><article id="the-post">'
        f'<header class="entry-header-outer"><nav id="breadcrumb"><a href="/">الرئيسية</a> / <a href="/local">محليات</a></nav>'
        f'<div class="entry-header"><h1 class="post-title entry-title">{TITLE}</h1><div class="single-post-meta post-meta">'
        f'{meta}</div></div></header><div class="entry-content entry">{inside}{TEXT}</div></article>{tail}</div></div></body>'
    )


def table(row: str, *, top: str = "") -> str:
    return (
        f"<body>{top}<table><tr><td>الرئيسية</td><td>اتصل بنا</td></tr></table><table><tr><td class=title><font size=5>{TITLE}</font></td></tr>"
        f"{row}<tr><td><font size=3>{TEXT}</font></td></tr></table></body>"
    )


def plain(before: str = "", after: str = "", tail: str = "") -> str:
    return f"<body><div id=main>{before}{H1}{after}<div class=body>{TEXT}</div>{tail}</div></body>"


CASES: list[tuple[str, str, str | None]] = [
    # Jannah and other WordPress themes
    ("jannah numbers", jannah('<span class="date meta-item">02/03/2020</span>'), "2020-03-02"),
    ("jannah month name", jannah('<span class="date meta-item">24 أبريل، 2020</span>'), "2020-04-24"),
    ("jannah month first", jannah('<span class="date meta-item">أبريل 24, 2020</span>'), "2020-04-24"),
    (
        "jannah with today in the top bar",
        jannah('<span class="date meta-item">مايو 29, 2022</span>', top="الثلاثاء, فبراير 10 2026"),
        "2022-05-29",
    ),
    (
        "jannah without a date, today in the top bar",
        jannah("<span>532</span>", top="الثلاثاء, فبراير 10 2026"),
        None,
    ),
    (
        "jannah with author, comments and views",
        jannah(
            '<span class="author-meta">سلمى الحداد</span><span class="date meta-item">29 مايو 2022</span>'
            '<span class="meta-comment">0</span><span class="meta-views">532</span><span class="meta-reading-time">دقيقة واحدة</span>'
        ),
        "2022-05-29",
    ),
    (
        "jannah with last update",
        jannah(
            '<span class="date meta-item">29 مايو 2022</span><span class="last-updated">آخر تحديث: 30 مايو 2022</span>'
        ),
        "2022-05-29",
    ),
    (
        "jannah without a date, related cards with dates",
        jannah(
            "",
            tail='<div id="related-posts"><div class="related-item"><h3><a href="/a">خبر آخر عن الأسواق</a></h3><div class="post-meta">'
            '<span class="date meta-item">1 يناير 2021</span></div></div></div>',
        ),
        None,
    ),
    (
        "jannah without a date, sidebar with dates",
        jannah(
            "",
            tail='<aside class="sidebar"><ul><li><a href="/b">خبر</a><span class="date">2 يناير 2021</span></li></ul></aside>',
        ),
        None,
    ),
    (
        "comments with dates only",
        plain(
            tail='<div id="comments"><ol class="comment-list"><li>زائر <time>3 مارس 2021</time> شكراً</li></ol></div>'
        ),
        None,
    ),
    (
        "sahifa",
        plain(
            after='<p class="post-meta"><span class="tie-date"><i></i>24 نيسان,2020</span><span class="post-cats">محليات</span></p>'
        ),
        "2020-04-24",
    ),
    (
        "newspaper theme",
        plain(
            after='<div class="td-module-meta-info"><span class="td-post-date"><time class="entry-date updated td-module-date">أغسطس 14, 2021</time></span></div>'
        ),
        "2021-08-14",
    ),
    (
        "newspaper theme with datetime",
        plain(
            after='<span class="td-post-date"><time class="entry-date" datetime="2021-08-14T10:05:00+03:00">أغسطس 14, 2021</time></span>'
        ),
        "2021-08-14 10:05+03:00",
    ),
    (
        "a datetime in UTC of the evening before keeps the printed day",
        plain(after='<time class="entry-date" datetime="2021-08-13T22:05:00Z">14 أغسطس 2021</time>'),
        "2021-08-14",
    ),
    (
        "jnews",
        plain(after='<div class="jeg_meta_date"><a href="/x">24 أبريل، 2020 - 9:22 م</a></div>'),
        "2020-04-24",
    ),
    (
        "publisher theme",
        plain(
            after='<div class="post-meta single-post-meta"><span class="time"><time class="post-published">في أبريل 24, 2020</time></span></div>'
        ),
        "2020-04-24",
    ),
    (
        "wordpress twenty twelve footer",
        f'<body><article><header class="entry-header">{H1}</header><div class="entry-content">{TEXT}</div>'
        '<footer class="entry-meta">نُشر في <a rel="bookmark" href="/x"><time class="entry-date">24 أبريل 2020</time></a> بواسطة سلمى</footer></article></body>',
        "2020-04-24",
    ),
    (
        "posted on in english chrome",
        plain(after='<div class="entry-meta">Posted on April 24, 2020 by admin</div>'),
        "2020-04-24",
    ),
    (
        "french chrome",
        plain(after='<div class="post-infos">Publié le 24 août 2020 à 14h05</div>'),
        "2020-08-24",
    ),
    # Blogger, Drupal, Joomla
    (
        "blogger header",
        f'<body><div class="date-outer"><h2 class="date-header"><span>الجمعة، 24 أبريل 2020</span></h2><div class="post hentry"><h3 class="post-title entry-title">{TITLE}</h3>'
        f'<div class="post-body entry-content">{TEXT}</div></div></div></body>',
        "2020-04-24",
    ),
    (
        "blogger footer",
        f'<body><div class="post hentry"><h3 class="post-title entry-title">{TITLE}</h3><div class="post-body entry-content">{TEXT}</div>'
        '<div class="post-footer">مرسلة بواسطة سلمى في <a class="timestamp-link" href="/x"><abbr class="published" title="2020-04-24T09:22:00+03:00">أبريل 24, 2020</abbr></a></div></div></body>',
        "2020-04-24 09:22+03:00",
    ),
    (
        "drupal submitted",
        plain(after='<div class="submitted">أضيف بواسطة سلمى في جمعة, 04/24/2020 - 09:22</div>'),
        "2020-04-24",
    ),
    (
        "drupal field",
        plain(after='<div class="field field--name-created">24 نيسان 2020 - 09:22</div>'),
        "2020-04-24",
    ),
    (
        "joomla details",
        plain(
            after='<dl class="article-info"><dt>تفاصيل</dt><dd class="createdby">كتب بواسطة: سلمى الحداد</dd><dd class="published">نشر بتاريخ: 24 نيسان/أبريل 2020</dd><dd class="hits">الزيارات: 532</dd></dl>'
        ),
        "2020-04-24",
    ),
    (
        "k2",
        plain(before='<span class="itemDateCreated">الجمعة، 24 نيسان/أبريل 2020 09:22</span>'),
        "2020-04-24",
    ),
    # tables and breaks of the old portals
    ("table cell with label", table("<tr><td>تاريخ النشر: 24/04/2020</td></tr>"), "2020-04-24"),
    ("label and date in two cells", table("<tr><td>التاريخ:</td><td>24-04-2020</td></tr>"), "2020-04-24"),
    (
        "label published in a cell of its own",
        table("<tr><td>تاريخ النشر</td><td>04/02/2020</td></tr>"),
        "2020-02-04",
    ),
    (
        "table with a bare date",
        table("<tr><td align=left><font size=1>2020/4/24</font></td></tr>"),
        "2020-04-24",
    ),
    (
        "table with today on top",
        table(
            "<tr><td>أضيف في: 24/4/2020</td></tr>",
            top="<table><tr><td>اليوم: الثلاثاء 10/2/2026</td></tr></table>",
        ),
        "2020-04-24",
    ),
    (
        "table with nothing but today on top",
        table("", top="<table><tr><td>الثلاثاء 10/2/2026</td></tr></table>"),
        None,
    ),
    (
        "breaks",
        f"<body><div><b>{TITLE}</b><br>الجمعة 24 نيسان 2020<br><br>{TEXT}</div></body>".replace(
            "<b>", "<h2>"
        ).replace("</b>", "</h2>"),
        "2020-04-24",
    ),
    (
        "counter beside the date",
        table("<tr><td>24/04/2020 | عدد القراءات: 532 | طباعة</td></tr>"),
        "2020-04-24",
    ),
    # wordings of label and time
    ("tamm nashruh", plain(after="<div>تم نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً</div>"), "2020-04-24"),
    ("section glued to the date", plain(after="<div>اقتصاد2017/03/02 08:05</div>"), "2017-03-02"),
    (
        "published and updated in a line",
        plain(after="<div>نشر في: 24 أبريل 2020: 09:22 ص GST | آخر تحديث: 25 أبريل 2020: 10:00 ص GST</div>"),
        "2020-04-24",
    ),
    (
        "updated before published",
        plain(after="<div>آخر تحديث: 25 أبريل 2020</div><div>تاريخ النشر: 24 أبريل 2020</div>"),
        "2020-04-24",
    ),
    ("updated only is not published", plain(after="<div>آخر تحديث: 25 أبريل 2020</div>"), None),
    (
        "greenwich",
        plain(after="<p class=time>24 أبريل/ نيسان 2020، 07:30 بتوقيت غرينتش</p>"),
        "2020-04-24 07:30+00:00",
    ),
    ("mecca time", plain(after="<p class=time>24/4/2020 10:30 (مكة المكرمة)</p>"), "2020-04-24 10:30+03:00"),
    ("GMT offset", plain(after="<p>الجمعة 24 أبريل 2020 - 10:30 (GMT+3)</p>"), "2020-04-24 10:30+03:00"),
    ("hour before the day", plain(after="<p>الساعة 10:30 صباحاً - الجمعة 24 أبريل 2020</p>"), "2020-04-24"),
    ("kutiba", plain(after="<p>كتب: سمير حداد | 24 أبريل 2020 | 3 تعليقات</p>"), "2020-04-24"),
    (
        "author and date with a dash",
        plain(after='<div class="byline">سمير حداد - بيروت - 24 نيسان 2020</div>'),
        "2020-04-24",
    ),
    ("by and on", plain(after='<div class="byline">بواسطة سمير حداد في 24 أبريل 2020</div>'), "2020-04-24"),
    ("udrija", plain(after="<span>أُدرج في 24/04/2020</span>"), "2020-04-24"),
    ("date only after the text, labelled", plain(tail="<p>تاريخ النشر: 24 أبريل 2020</p>"), "2020-04-24"),
    ("arabic-indic digits", plain(after="<div class=date>٢٤ أبريل ٢٠٢٠</div>"), "2020-04-24"),
    ("arabic-indic numbers", plain(after="<div class=date>٠٤/٠٢/٢٠٢٦</div>"), "2026-02-04"),
    ("arabic-indic year first", plain(after="<div>٢٠٢٠/٠٤/٢٤ - ٠٩:٢٢</div>"), "2020-04-24"),
    ("iso day", plain(after="<div>date 2025-12-24</div>"), "2025-12-24"),
    (
        "above the headline with the section",
        plain(before="<div><a href=/x>اقتصاد</a></div><div>24 نيسان 2020</div>"),
        "2020-04-24",
    ),
    ("icon text before", plain(after='<li class="fa fa-calendar"> 24-04-2020</li>'), "2020-04-24"),
    ("time element without attributes", plain(after="<time>24 تموز 2019</time>"), "2019-07-24"),
    ("dots", plain(after="<span class=news_date>24.04.2020</span>"), "2020-04-24"),
    (
        "camel case class",
        plain(after='<span class="articleDate">24.04.2020 الساعة 10:30</span>'),
        "2020-04-24",
    ),
    ("arabic class", plain(after='<span class="تاريخ">24 ابريل 2020م</span>'), "2020-04-24"),
    # months of the countries
    ("syria", plain(after="<p>الثلاثاء 24 كانون الأول 2024</p>"), "2024-12-24"),
    ("iraq dual", plain(after="<p>24 كانون الثاني/ يناير 2024</p>"), "2024-01-24"),
    ("lebanon short", plain(after="<p>12 تشرين اول 2023</p>"), "2023-10-12"),
    ("palestine brackets", plain(after="<p>12 تشرين الثاني (نوفمبر) 2023</p>"), "2023-11-12"),
    ("jordan", plain(after="<p>تم نشره في الأحد 7 آب / أغسطس 2022 | 12:00 مساءً</p>"), "2022-08-07"),
    ("egypt", plain(after='<div class="newsStoryDate">السبت، 06 يونيو 2020 11:30 ص</div>'), "2020-06-06"),
    ("egypt older spelling", plain(after="<div>الأحد 7 يونيه 2020</div>"), "2020-06-07"),
    ("morocco august", plain(after="<span class=date-post>السبت 14 غشت 2021 - 11:00</span>"), "2021-08-14"),
    ("morocco september", plain(after="<span class=date-post>الجمعة 10 شتنبر 2021</span>"), "2021-09-10"),
    ("morocco december", plain(after="<span>12 دجنبر 2021</span>"), "2021-12-12"),
    ("morocco july", plain(after="<span>12 يوليوز 2021</span>"), "2021-07-12"),
    ("algeria", plain(after="<div>نُشر بـ 24 أفريل 2020</div>"), "2020-04-24"),
    ("algeria june with hour", plain(after="<p>02 جوان 2021 على الساعة 14:05</p>"), "2021-06-02"),
    ("tunisia february", plain(after="<p>تونس - 12 فيفري 2022</p>"), "2022-02-12"),
    ("tunisia august", plain(after="<p class=info>نشر في 5 أوت 2022 (10:30)</p>"), "2022-08-05"),
    ("libya revolutionary month", plain(after="<p class=date>17 الفاتح 2009</p>"), "2009-09-17"),
    ("mauritania", plain(after="<p class=date>12 دجمبر 2019</p>"), "2019-12-12"),
    ("saudi pair", plain(after="<p>الجمعة 1 رمضان 1441هـ الموافق 24 أبريل 2020م</p>"), "2020-04-24"),
    ("saudi pair in numbers", plain(after="<p>14/05/1443هـ الموافق 18/12/2021م</p>"), "2021-12-18"),
    (
        "saudi pair gregorian first",
        plain(after="<span class=date>24 أبريل 2020 - 1 رمضان 1441 هـ</span>"),
        "2020-04-24",
    ),
    ("saudi hijri alone", plain(after="<span class=date>1 رمضان 1441 هـ</span>"), "2020-04-24"),
    ("saudi pair that contradicts itself", plain(after="<p>1 رمضان 1441هـ الموافق 24 مايو 2021م</p>"), None),
    (
        "agency line before the text",
        plain(after="<p>الرياض 12 رمضان 1445 هـ الموافق 22 مارس 2024 م واس</p>"),
        "2024-03-22",
    ),
    ("iran", plain(after='<div class="item-date"><span>۲۹ بهمن ۱۳۹۸ - ۰۶:۵۵</span></div>'), "2020-02-18"),
    ("kurdistan", plain(after="<span class=date>12ی ئایاری 2024</span>"), "2024-05-12"),
    ("kurdistan numbers", plain(after="<span class=date>12-05-2024</span>"), "2024-05-12"),
    # relative
    ("two hours ago", plain(after="<span class=time>منذ ساعتين</span>"), "2026-02-10"),
    ("three days ago", plain(after="<span>نُشر منذ 3 أيام</span>"), "2026-02-07"),
    ("yesterday", plain(after="<span class=date>أمس</span>"), "2026-02-09"),
    ("a week ago tells no day", plain(after="<span class=date>منذ أسبوع</span>"), None),
    ("thirteen hours ago may be yesterday", plain(after="<span class=date>منذ 13 ساعة</span>"), None),
    # what is no date of publication
    ("impossible day", plain(after="<span class=date>31 فبراير 2020</span>"), None),
    ("impossible numbers", plain(after="<span class=date>45/13/2020</span>"), None),
    ("a year alone", plain(after="<span class=date>2020</span>"), None),
    ("day and month alone", plain(after="<span class=date>الثلاثاء 24 ديسمبر</span>"), None),
    ("two-digit year", plain(after="<span class=date>02/03/20</span>"), None),
    ("far future", plain(after="<span class=date>24 أبريل 2031</span>"), None),
    ("before the web", plain(after="<span class=date>24 أبريل 1948</span>"), None),
    (
        "two days without a label",
        plain(after="<span class=date>24 أبريل 2020</span><br><span class=date>2 مايو 2019</span>"),
        None,
    ),
    (
        "a day in the first sentence",
        plain(after="<p>وقع الانفجار في 4 أغسطس 2020 في مرفأ المدينة.</p>"),
        None,
    ),
    ("a day in the subtitle", plain(after="<h2>خطة 24 أبريل 2020 تعود إلى الواجهة</h2>"), None),
    (
        "a day in the text",
        plain(tail="<p>وفي 8 كانون الأول/ ديسمبر 2024، تمكن السوريون من العودة إلى بيوتهم.</p>"),
        None,
    ),
    (
        "a caption",
        plain(after="<figure><img src=x><figcaption>السوق القديم في 24 أبريل 2010</figcaption></figure>"),
        None,
    ),
    ("a caption in a div", plain(after='<div class="caption">السوق القديم، 24 أبريل 2010</div>'), None),
    ("copyright", plain(tail="<footer>جميع الحقوق محفوظة © 24/04/2020</footer>"), None),
    ("deadline", plain(after="<p>آخر موعد للتقديم: 24/04/2026</p>"), None),
    (
        "related before the text",
        plain(
            after='<div class="related"><a href=/q>خبر سابق</a> <span class=date>1 يناير 2019</span></div>'
        ),
        None,
    ),
    (
        "read also card",
        plain(
            after='<ul class="most-read"><li><span class="date">1 يناير 2019</span><a href=/q>خبر</a></li></ul>'
        ),
        None,
    ),
    (
        "phone, price, law, score, verse",
        plain(after="<p>هاتف: 011-22-2020 | القانون 2017/45 | السعر 1.200.2020 | 3-2 | 2:255</p>"),
        None,
    ),
    ("month before day in numbers", plain(after="<span class=date>5/4/2020 9:22:00 AM</span>"), None),
    (
        "newest stories list under the text",
        plain(
            tail="<ul><li><a href=/1>خبر أول</a> 1/1/2021</li><li><a href=/2>خبر ثان</a> 2/1/2021</li></ul>"
        ),
        None,
    ),
    ("event box", plain(after='<div class="event-date">24 أبريل 2025</div>'), None),
    (
        "site header outside the article",
        f"<body><header><div>الثلاثاء 10 فبراير 2026</div></header>{plain()}</body>",
        None,
    ),
    # ways of the sites of many countries
    (
        "lead para before date",
        plain(
            after='<p class="lead">قال رئيس المجلس إن العمل يبدأ قريباً في السوق.</p><div class="meta">24 أبريل 2020</div>'
        ),
        "2020-04-24",
    ),
    (
        "share bar between",
        plain(
            after='<ul class="share"><li>فيسبوك</li><li>تويتر</li></ul><span class="date">24/4/2020</span>'
        ),
        "2020-04-24",
    ),
    (
        "image with caption between",
        plain(
            after='<div class="image"><img><p class="img-desc">صورة أرشيفية</p></div><span class="date">24/4/2020</span>'
        ),
        "2020-04-24",
    ),
    (
        "dl",
        plain(after="<dl><dt>تاريخ النشر</dt><dd>24/04/2020</dd><dt>الكاتب</dt><dd>سمير</dd></dl>"),
        "2020-04-24",
    ),
    ("label in a table head", table("<tr><th>تاريخ الخبر</th><td>12/05/2019</td></tr>"), "2019-05-12"),
    ("number+time pm", plain(after='<div class="post-date">12/05/2019 11:20 PM</div>'), "2019-05-12"),
    (
        "weekday y-m-d",
        plain(after='<div class="news-date">الأحد 2019-05-12 | 11:20 مساءً</div>'),
        "2019-05-12",
    ),
    (
        "hijri and gregorian numbers, year first",
        plain(after="<div>الأحد 1440/9/7 هـ الموافق 2019/05/12 م</div>"),
        "2019-05-12",
    ),
    (
        "hijri, gregorian and clock",
        plain(after="<div>الأحد 07 رمضان 1440 - 12 مايو 2019 - 10:30 م</div>"),
        "2019-05-12",
    ),
    (
        "pair with dashes",
        plain(after='<div class="article-date">الأحد - 07 رمضان 1440 هـ - 12 مايو 2019 مـ</div>'),
        "2019-05-12",
    ),
    (
        "clock glued to the day, both calendars",
        plain(after="<p>نُشر: 10:30-12 مايو 2019 م ـ 07 رمضان 1440 هـ</p>"),
        "2019-05-12",
    ),
    (
        "clock glued to the day, published and updated",
        plain(
            after="<p>نُشر: 17:53-7 نوفمبر 2023 م ـ 23 ربيع الثاني 1445 هـ</p><p>آخر تحديث: 18:53-7 نوفمبر 2023 م ـ 23 ربيع الثاني 1445 هـ</p>"
        ),
        "2023-11-07",
    ),
    (
        "hidden copy for screen readers",
        plain(
            after='<div class="article-dates"><span class="screen-reader-text">Published On 12/5/2019</span><span aria-hidden="true">12/5/2019</span></div>'
        ),
        "2019-05-12",
    ),
    (
        "updated in a box beside",
        plain(
            after='<div class="article-dates"><div class="date-simple"><span>12/5/2019</span></div><div>|</div><div class="date-updated"><span>آخر تحديث: </span><span>13/5/2019</span></div></div>'
        ),
        "2019-05-12",
    ),
    (
        "datetime of a day only",
        plain(after='<time class="date" datetime="2019-05-12">12 مايو/ أيار 2019</time>'),
        "2019-05-12",
    ),
    (
        "dual month in a list",
        plain(after='<div class="mini-info-list"><div class="date date--v2">12 مايو/ أيار 2019</div></div>'),
        "2019-05-12",
    ),
    (
        "abu dhabi clock",
        plain(after='<div class="article-time"><span>الأحد 12 مايو 2019 - 14:05 بتوقيت أبوظبي</span></div>'),
        "2019-05-12 14:05+04:00",
    ),
    (
        "abu dhabi clock, no class",
        plain(after="<div>12 مايو 2019 - 14:05 بتوقيت أبوظبي</div><div>سكاي نيوز عربية - أبوظبي</div>"),
        "2019-05-12 14:05+04:00",
    ),
    (
        "dots and GMT",
        plain(
            after='<span class="date">تاريخ النشر:12.05.2019 | 14:05 GMT |</span><span>أخبار العالم العربي</span>'
        ),
        "2019-05-12 14:05+00:00",
    ),
    (
        "dots, GMT, updated behind",
        plain(
            after='<span class="date">تاريخ النشر:12.05.2019 | 14:05 GMT | آخر تحديث:13.05.2019 | 15:05 GMT |</span>'
        ),
        "2019-05-12 14:05+00:00",
    ),
    (
        "clock and GMT before the day",
        plain(
            after='<div class="article__info-date"><a href="/20190512/">14:05 GMT 12.05.2019</a><span>(تم التحديث: 15:05 GMT 12.05.2019)</span></div>'
        ),
        "2019-05-12 14:05+00:00",
    ),
    (
        "arabic-indic digits, no class",
        plain(after='<div class="kicker">سياسة</div><span>١٢ مايو ٢٠١٩</span>'),
        "2019-05-12",
    ),
    (
        "time elements without attributes, labelled",
        plain(
            after="<p>نشرت في: <time>12/05/2019 - 14:05</time></p><p>آخر تحديث: <time>13/05/2019 - 14:05</time></p>"
        ),
        "2019-05-12",
    ),
    (
        "labels and times in elements of their own",
        plain(
            after='<span class="m-pub-dates"><span>نشرت في:</span> <time datetime="2019-05-12T12:05:00+00:00" pubdate="pubdate">12/05/2019 - 14:05</time></span><span><span>آخر تحديث:</span><time datetime="2019-05-13T12:05:00+00:00">13/05/2019</time></span>'
        ),
        "2019-05-12 12:05+00:00",
    ),
    (
        "moroccan author and date",
        plain(
            after='<div class="post-meta"><span class="author">هسبريس من الرباط</span><span class="date-post">الأحد 12 ماي 2019 - 14:05</span></div>'
        ),
        "2019-05-12",
    ),
    (
        "algerian hour in words",
        plain(after='<span class="date_time">12 ماي 2019 الساعة 14 و 05 دقيقة</span>'),
        "2019-05-12",
    ),
    (
        "egyptian with writer below",
        plain(
            after='<span class="newsStoryDate">الأحد، 12 مايو 2019 02:05 م</span><div class="writeBy">كتب محمد علي</div>'
        ),
        "2019-05-12",
    ),
    (
        "egyptian with dashes and writer",
        plain(after='<div class="pubdate">الأحد 12-05-2019 14:05 | كتب: محمد علي |</div>'),
        "2019-05-12",
    ),
    ("bare numbers with a clock", plain(after="<div>12-5-2019 | 14:05</div>"), "2019-05-12"),
    (
        "lebanese above the headline",
        plain(before='<div class="d">وطنية - الأحد 12 أيار 2019 الساعة 14:05</div>'),
        "2019-05-12",
    ),
    (
        "lebanese with section behind",
        plain(after="<div>الأحد 12 أيار 2019 الساعة 14:05 سياسة</div>"),
        "2019-05-12",
    ),
    (
        "source line before",
        plain(after="<div>المصدر: النهار</div><div>12 أيار 2019 | 14:05</div>"),
        "2019-05-12",
    ),
    (
        "agency behind the place, in the text",
        plain(
            after="<p>عمان 12 أيار 2019 (بترا) - قال رئيس المجلس إن الخطة جاهزة وإن العمل يبدأ في السوق المغطى مع بداية الشهر القادم بحسب ما أعلن.</p>"
        ),
        "2019-05-12",
    ),
    ("iso day in a paragraph", plain(after="<p>2019-05-12</p>"), "2019-05-12"),
    (
        "agency line without a year",
        plain(after="<p>الكويت - 12 - 5 (كونا) -- قال رئيس المجلس إن الخطة جاهزة</p>"),
        None,
    ),
    (
        "iso in the text",
        plain(after='<div class="date">2019-05-12T14:05:00+00:00</div>'),
        "2019-05-12 14:05+00:00",
    ),
    ("clock before the numbers", plain(after="<div>سياسة | 02:05 - 12/05/2019</div>"), "2019-05-12"),
    ("numbers with dashes", plain(after='<div class="article-date">12-05-2019 14:05</div>'), "2019-05-12"),
    (
        "section, date, views in lines",
        plain(after="<div>محليات</div><div>2019-05-12 | 14:05</div><div>1,204 مشاهدة</div>"),
        "2019-05-12",
    ),
    ("labelled with afternoon", plain(after="<span>تاريخ النشر: 12/05/2019 02:05 م</span>"), "2019-05-12"),
    (
        "update in brackets",
        plain(after="<div>نشر بتاريخ: 12/05/2019 ( آخر تحديث: 13/05/2019 الساعة: 10:20 )</div>"),
        "2019-05-12",
    ),
    (
        "greenwich afternoon",
        plain(after="<p>عربي21- لندن</p><p>الأحد، 12 مايو 2019 02:05 م بتوقيت غرينتش</p>"),
        "2019-05-12 14:05+00:00",
    ),
    ("spaced dashes", plain(after="<span>12 - مايو - 2019</span>"), "2019-05-12"),
    (
        "datetime and age",
        plain(after='<time datetime="2019-05-12">12 ماي 2019 (قبل 3 سنة)</time>'),
        "2019-05-12",
    ),
    (
        "date and bare counters",
        plain(after="<span>2019/05/12</span> <span>532</span> <span>0</span>"),
        "2019-05-12",
    ),
    (
        "gregorian first, corresponding",
        plain(after="<p>الأحد 12 مايو 2019 مـ الموافق 7 رمضان 1440 هـ</p>"),
        "2019-05-12",
    ),
    (
        "issue number",
        plain(after="<p>العدد 1234 - الأحد 12 مايو 2019م الموافق 07 رمضان 1440هـ</p>"),
        "2019-05-12",
    ),
    ("tomorrow weather", plain(before='<div class="weather">دمشق 12 مايو 2021</div>'), None),
    ("prayer", plain(before='<div class="prayer-times">الفجر 4:30 12/5/2021</div>'), None),
    (
        "today in header div",
        f'<body><div id="header"><div class="logo">أخبار</div><div class="dt">الثلاثاء 10 فبراير 2026</div></div>{plain()}</body>',
        None,
    ),
    (
        "today in header div + real",
        f'<body><div id="header"><div class="logo">أخبار</div><div class="dt">الثلاثاء 3 فبراير 2026</div></div>{plain(after="<span>24 أبريل 2020</span>")}</body>',
        "2020-04-24",
    ),
    (
        "related at bottom w/ class date",
        plain(
            tail='<div class="box"><h3>مواضيع</h3><div class="item"><a href=/1>خبر أول في المدينة</a><span class="date">1 يناير 2021</span></div></div>'
        ),
        None,
    ),
    (
        "related at bottom two",
        plain(
            tail='<div class="box"><div class="item"><a href=/1>خبر أول في المدينة</a><span class="date">1 يناير 2021</span></div><div class="item"><a href=/1>خبر ثان في المدينة</a><span class="date">1 يناير 2021</span></div></div>'
        ),
        None,
    ),
    (
        "next article full below",
        plain(tail=f'<h2>خبر آخر عن الميناء والسفن</h2><div class="meta">نشر في 1 يناير 2021</div>{TEXT}'),
        None,
    ),
    ("registered user", plain(after='<div class="author-box">سلمى، عضو منذ 24 أبريل 2015</div>'), None),
    ("birth", plain(after='<div class="info">تاريخ الميلاد: 24 أبريل 1995</div>'), None),
    ("quote", plain(after="<blockquote>24 أبريل 2015</blockquote>"), None),
    ("video length", plain(after='<div class="meta">المدة 12:30</div>'), None),
    ("views number date like", plain(after='<div class="meta">12052019</div>'), None),
    (
        "no h1: title div",
        f'<body><div class="news-title">{TITLE}</div><div class="news-date">12/05/2019</div><div>{TEXT}</div></body>',
        "2019-05-12",
    ),
    ("strong title", f"<body><p><strong>{TITLE}</strong></p><p>12/05/2019</p>{TEXT}</body>", "2019-05-12"),
    (
        "date in same p as br",
        f"<body><h1>{TITLE}</h1><p>12 أيار 2019<br>دمشق - مراسلنا</p>{TEXT}</body>",
        "2019-05-12",
    ),
    (
        "span split digits",
        plain(
            after='<div class="date"><span class="day">12</span> <span class="month">مايو</span> <span class="year">2019</span></div>'
        ),
        "2019-05-12",
    ),
    (
        "div split date",
        plain(
            after='<div class="date"><div class="day">12</div><div class="month">مايو</div><div class="year">2019</div></div>'
        ),
        "2019-05-12",
    ),
    ("reverse order spans", plain(after='<div class="date">مايو 2019 12</div>'), None),
    ("12 hours ambiguous am", plain(after='<div class="date">12/05/2019 - 12:00 ص</div>'), "2019-05-12"),
    ("hijri numeric with mark", plain(after='<div class="date">07/09/1440هـ</div>'), "2019-05-12"),
    ("hijri numeric no mark", plain(after='<div class="date">07/09/1440</div>'), None),
    (
        "persian text date",
        plain(after='<div class="date">تاریخ انتشار : ۲۲ اردیبهشت ۱۳۹۸</div>'),
        "2019-05-12",
    ),
    ("sorani", plain(after='<div class="date">یەکشەممە, 12 ئایار 2019 14:05</div>'), "2019-05-12"),
    ("turkish", plain(after='<div class="date">12 Mayıs 2019</div>'), "2019-05-12"),
    ("english comma", plain(after='<div class="date">Sunday, May 12, 2019 - 2:05 pm</div>'), "2019-05-12"),
    ("en 12th", plain(after='<div class="date">12th May 2019</div>'), "2019-05-12"),
    (
        "en abbreviated",
        plain(after='<div class="date">12 May, 2019</div><div class=date>May 12, 2019</div>'),
        "2019-05-12",
    ),
    ("fr 1er", plain(after='<div class="date">Dimanche 1er mai 2022</div>'), "2022-05-01"),
    ("two langs same day", plain(after='<div class="date">12 مايو 2019 / May 12, 2019</div>'), "2019-05-12"),
    (
        "abr title attr",
        plain(after='<abbr class="timeago" title="2019-05-12T14:05:00Z">قبل 6 سنوات</abbr>'),
        "2019-05-12 14:05+00:00",
    ),
    (
        "data attr",
        plain(after='<span class="date" data-time="1557669900">قبل 6 سنوات</span>'),
        "2019-05-12 14:05+00:00",
    ),
    (
        "time datetime only epoch",
        plain(after='<time datetime="1557669900">قبل 6 سنوات</time>'),
        "2019-05-12 14:05+00:00",
    ),
    ("yesterday and time", plain(after='<span class="date">أمس 14:05</span>'), "2026-02-09"),
    ("one hour", plain(after='<span class="date">قبل ساعة واحدة</span>'), "2026-02-10"),
    ("30 minutes", plain(after="<span>منذ 30 دقيقة</span>"), "2026-02-10"),
    (
        "comment count 2 and date",
        plain(after='<p class="info">24/4/2020<span>تعليقات: 2</span></p>'),
        "2020-04-24",
    ),
    ("time range", plain(after='<p class="date">24-26 أبريل 2020</p>'), None),
    ("span with nbsp", plain(after='<p class="date">24&nbsp;أبريل&nbsp;2020</p>'), "2020-04-24"),
    (
        "rtl marks",
        plain(after='<p class="date">\u200f24\u200f/\u200f04\u200f/\u200f2020\u200f 09:22:00 ص</p>'),
        "2020-04-24",
    ),
    ("windows ar locale", plain(after="<p>24/04/20 09:22 ص</p>"), None),
    ("abbrev month ar with tatweel", plain(after="<p>24 أبريـــل 2020</p>"), "2020-04-24"),
    (
        "two unlabelled days around the headline",
        f'<body><div class="breadcrumb"><a>الرئيسية</a> <span>{TITLE}</span></div><div class="top-date">الثلاثاء 3/2/2026</div><h1>{TITLE}</h1><div>24/04/2020</div>{TEXT}</body>',
        None,
    ),
    ("published by reuters date", plain(after="<p>رويترز - 24 أبريل 2020</p>"), "2020-04-24"),
    ("lead with a date short", plain(after="<p>ترميم السوق الذي احترق - 12 أيار 2013</p>"), None),
    ("old event subtitle div", plain(after='<div class="subtitle">السوق أحرق في 12 أيار 2013</div>'), None),
    (
        "timeline subheads",
        plain(tail="<h3>12 أيار 2013</h3><p>احترق السوق.</p><h3>13 أيار 2013</h3><p>أعلن المجلس.</p>"),
        None,
    ),
    (
        "timeline in strong paragraphs",
        plain(tail="<p><strong>12 أيار 2013</strong></p><p>احترق السوق.</p>"),
        None,
    ),
    ("wiki birth table", table("<tr><td>تاريخ التأسيس</td><td>12/05/1999</td></tr>"), None),
    (
        "next prev nav",
        plain(tail='<div class="post-navigation"><a href=/p>السابق: خبر 12 أيار 2013</a></div>'),
        None,
    ),
    (
        "facebook embed",
        plain(
            tail='<blockquote class="twitter-tweet">نص — سمير (@s) <a href=x>May 12, 2013</a></blockquote>'
        ),
        None,
    ),
    ("archive list select", plain(tail='<div class="archives"><a>مايو 2019</a></div>'), None),
    ("read time", plain(after="<p class=meta>24 أبريل 2020 · 5 دقائق قراءة · 532 مشاهدة</p>"), "2020-04-24"),
    (
        "updated word muhaddath",
        plain(after="<p class=meta>24 أبريل 2020 (محدّث 25 أبريل 2020)</p>"),
        "2020-04-24",
    ),
    ("utc z", plain(after="<p class=meta>2020-04-24 09:22:00 UTC</p>"), "2020-04-24 09:22+00:00"),
    ("haddatha", plain(after="<p>حُدّث في 25 أبريل 2020</p>"), None),
    ("nushira yom", plain(after="<p>نُشر يوم الجمعة 24 أبريل 2020 عند الساعة 09:22</p>"), "2020-04-24"),
    (
        "written by long",
        plain(after='<p class="author">إعداد: سمير حداد وسلمى علي – تحرير: ندى حسن – 24 أبريل 2020</p>'),
        "2020-04-24",
    ),
]


def _page(html: str, **hints: str) -> Page:
    return Page("https://akhbar.example/news/123", html.encode(), fetched_at=NOW, hints=Hints(**hints))


@pytest.mark.parametrize(("html", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_visible_date_is_read_or_left(html: str, told: str | None) -> None:
    page = _page(f'<html lang="ar" dir="rtl"><head><title>{TITLE} - أخبار</title></head>{html}</html>')
    published = read_metadata(parse(page.body.decode()), page).published
    if told is None:
        assert published is None
    else:
        assert published is not None
        assert published.origin == "visible"
        shown = (
            f"{published.value:%Y-%m-%d}" if published.precision == "day" else _with_clock(published.value)
        )
        assert shown == told


def _with_clock(value: datetime) -> str:
    offset = value.strftime("%z")
    return f"{value:%Y-%m-%d %H:%M}{offset[:3]}:{offset[3:5]}"
