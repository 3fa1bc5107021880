"""Whole small pages with a visible date and nothing else: the reader says what a careful human reader would say, or nothing.

Each page is one line of ``pages/*.toml``: pieces of markup (``top`` before the article, ``byline`` under its headline, ``body`` in
its text, ``tail`` after it, ``side`` and ``foot`` outside), what discovery knew (``region``, ``zone``, ``language``, ``fetched``), and the
answer. ``published = "none"`` means that no careful reader could say; ``or_none``, ``or_day`` and ``or_time`` name a second answer that
such a reader may give as well (``or_time = "*"``: any time on that day). The pieces stand in a page of one of several builds.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest

from cleaners import Cleaned, Page, clean_page
from cleaners.types import Dated, Hints

PAGES = Path(__file__).parent / "pages"

TITLES = {
    "ar": "مجلس المدينة يقر خطة جديدة لترميم السوق القديمة",
    "fa": "شورای شهر طرح تازه بازسازی بازار قدیمی را تصویب کرد",
    "ckb": "ئەنجوومەنی شار پلانی نوێی نۆژەنکردنەوەی بازاڕی کۆنی پەسەند کرد",
    "en": "City council approves a new plan to restore the old market",
    "fr": "Le conseil municipal adopte un nouveau plan pour le vieux marché",
    "tr": "Belediye meclisi eski çarşının onarımı için yeni planı kabul etti",
    "he": "מועצת העיר אישרה תוכנית חדשה לשיקום השוק הישן",
}
TEXTS = {
    "ar": (
        "أقر مجلس المدينة خطة جديدة لترميم السوق القديمة، تشمل إصلاح السقوف الخشبية وتجديد شبكة الإنارة في الممرات الضيقة.",
        "وقال رئيس المجلس إن الأعمال ستجري على مراحل كي لا تتوقف حركة البيع، وإن أصحاب المحال سيحصلون على تعويض عن أيام الإغلاق.",
        "ورحب التجار بالخطة، لكنهم طالبوا بأن تبدأ بالمحال التي تضررت من مياه الأمطار في السنوات الماضية.",
    ),
    "fa": (
        "شورای شهر طرح تازه‌ای را برای بازسازی بازار قدیمی تصویب کرد که تعمیر سقف‌های چوبی و نوسازی روشنایی را در بر می‌گیرد.",
        "رئیس شورا گفت کارها مرحله به مرحله انجام می‌شود تا خرید و فروش در بازار متوقف نشود و مغازه‌داران زیان نبینند.",
        "بازرگانان از این طرح استقبال کردند اما خواستند که کار از مغازه‌های آسیب‌دیده آغاز شود.",
    ),
    "ckb": (
        "ئەنجوومەنی شار پلانێکی نوێی بۆ نۆژەنکردنەوەی بازاڕی کۆن پەسەند کرد کە چاککردنی بنمیچە دارینەکان و ڕووناکی لەخۆ دەگرێت.",
        "سەرۆکی ئەنجوومەن گوتی کارەکان بە قۆناغ دەکرێن بۆ ئەوەی کڕین و فرۆشتن لە بازاڕەکەدا نەوەستێت.",
        "بازرگانەکان پێشوازییان لە پلانەکە کرد، بەڵام داوایان کرد لە دوکانە زیانلێکەوتووەکانەوە دەست پێ بکات.",
    ),
    "en": (
        "The city council approved a new plan to restore the old market, including repairs to its wooden roofs and new lighting.",
        "The head of the council said the work would go on in stages so that trade does not stop, and that owners will be paid.",
        "Traders welcomed the plan but asked that it begin with the shops that were damaged by the rain.",
    ),
    "fr": (
        "Le conseil municipal a adopté un nouveau plan pour restaurer le vieux marché, avec la réparation des toits en bois.",
        "Le président du conseil a déclaré que les travaux se feraient par étapes afin que le commerce ne s'arrête pas.",
        "Les commerçants ont salué ce plan, mais ils demandent de commencer par les boutiques abîmées par la pluie.",
    ),
    "tr": (
        "Belediye meclisi eski çarşının onarımı için yeni planı kabul etti; ahşap çatılar onarılacak ve aydınlatma yenilenecek.",
        "Meclis başkanı, alışverişin durmaması için çalışmaların aşama aşama yapılacağını ve esnafın destekleneceğini söyledi.",
        "Esnaf planı memnuniyetle karşıladı, ancak işe yağmurdan zarar gören dükkânlardan başlanmasını istedi.",
    ),
    "he": (
        "מועצת העיר אישרה תוכנית חדשה לשיקום השוק הישן, הכוללת את תיקון גגות העץ ואת חידוש התאורה במעברים הצרים.",
        "ראש המועצה אמר שהעבודות ייעשו בשלבים כדי שהמסחר לא ייפסק, ושבעלי החנויות יקבלו פיצוי על ימי הסגירה.",
        "הסוחרים בירכו על התוכנית אך ביקשו להתחיל בחנויות שנפגעו מן הגשמים בשנים האחרונות.",
    ),
}

BUILDS = (
    '<header>{top}</header><main><article><h1>{title}</h1>{byline}<div class="entry-content">{text}</div>{tail}'
    "</article></main>{side}{foot}",
    '<div id="header">{top}</div><div id="wrap"><div id="content"><div class="post"><h1>{title}</h1>{byline}{text}'
    '{tail}</div></div><div id="sidebar">{side}</div></div><div id="footer">{foot}</div>',
    '<div class="head">{top}</div><div class="col-md-8"><h1 class="title">{title}</h1><div class="row">{byline}</div>'
    '<div class="text">{text}</div><div class="row">{tail}</div></div><div class="col-md-4">{side}</div>{foot}',
    "<table><tr><td>{top}</td></tr><tr><td><h2>{title}</h2>{byline}{text}{tail}</td><td>{side}</td></tr></table>{foot}",
    "{top}<article><h1>{title}</h1>{byline}{text}{tail}</article>{side}{foot}",
    '<div class="logo"><h1>أخبار المدينة</h1></div><div>{top}</div><div class="body"><h2>{title}</h2>{byline}'
    "<div>{text}</div>{tail}</div><div>{side}</div>{foot}",
    '<div>{top}</div><div><div class="title">{title}</div><div>{byline}</div><div>{text}</div><div>{tail}</div></div>'
    "<div>{side}</div><div>{foot}</div>",
    '<div class="wrap"><header>{top}</header><div class="art"><div class="over">{byline}</div><h1>{title}</h1>'
    '<div class="t">{text}</div>{tail}</div></div>{side}{foot}',
)
"""How the pages are built: HTML5, a WordPress-like nest, nameless columns, a table, a bare article, the site's name as ``h1``,
no heading at all, the byline above the headline."""


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a page file: its name, its page, and the answers that are right."""

    name: str
    page: Page
    published: str
    other: frozenset[str]
    modified: str | None


def _page(row: dict[str, str]) -> Page:
    language = row.get("language", "ar")
    first, *rest = (f"<p>{line}</p>" for line in TEXTS[language])
    title = row.get("title", TITLES[language])
    build = BUILDS[crc32(row["name"].encode()) % len(BUILDS)]
    html = build.format(
        title=title,
        top=row.get("top", '<a href="/">الرئيسية</a>'),
        byline=row.get("byline", ""),
        text=first + row.get("body", "") + "".join(rest),
        tail=row.get("tail", ""),
        side=row.get("side", ""),
        foot=row.get("foot", ""),
    )
    head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
    return Page(
        url=row.get("url", "https://akhbar.example/story/market"),
        body=f"{head}<body>{html}</body></html>".encode(),
        fetched_at=datetime.fromisoformat(row["fetched"]) if "fetched" in row else None,
        hints=Hints(timezone=row.get("zone"), region=row.get("region"), language=language),
    )


def _cases() -> list[Case]:
    return [
        Case(
            name=f"{path.stem}: {row['name']}",
            page=_page(row),
            published=row["published"],
            other=frozenset(
                (["none"] if row.get("or_none") else [])
                + [row[key] for key in ("or_day", "or_time") if key in row]
            ),
            modified=row.get("modified"),
        )
        for path in sorted(PAGES.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["pages"]
    ]


def _same(dated: Dated | None, told: str, day: str) -> bool:
    """Whether ``dated`` is what ``told`` says: a day, or a moment to the minute or second."""
    if told == "none" or dated is None:
        return told == "none" and dated is None
    if told == "*":
        return dated.value.date().isoformat() == day
    if "T" not in told:
        return dated.precision == "day" and dated.value.date().isoformat() == told
    return dated.precision in ("minute", "second") and dated.value.astimezone(UTC) == datetime.fromisoformat(
        told
    )


def judge(case: Case, cleaned: Cleaned) -> str:
    """Say of a cleaned page whether its date is "right", "missed" or "wrong"."""
    if any(_same(cleaned.published, told, case.published) for told in {case.published, *case.other}):
        return "right"
    return "missed" if cleaned.published is None else "wrong"


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_published_is_what_a_careful_reader_says(case: Case) -> None:
    cleaned = clean_page(case.page)
    assert judge(case, cleaned) == "right", (case.published, cleaned.published)


@pytest.mark.parametrize("case", [case for case in CASES if case.modified], ids=lambda case: case.name)
def test_modified_is_what_a_careful_reader_says(case: Case) -> None:
    assert case.modified is not None
    assert _same(clean_page(case.page).modified, case.modified, case.modified)
