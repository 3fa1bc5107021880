"""One short text, one date: what each calendar, country, order and wording tells, and what tells nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cleaners.dates import could_be_published, find_date, find_dates
from cleaners.types import Dated

NOW = datetime(2026, 2, 4, 12, 0, tzinfo=UTC)


def day(dated: Dated | None) -> str | None:
    return f"{dated.value:%Y-%m-%d}" if dated else None


def moment(dated: Dated | None) -> str | None:
    return dated.value.isoformat() if dated else None


MONTHS = {
    1: "يناير كانون_الثاني كانون_ثاني كانون_الثانى جانفي January janvier ژانویه",
    2: "فبراير شباط فيفري February février",
    3: "مارس آذار اذار March mars ئازار",
    4: "أبريل إبريل ابريل نيسان أفريل April avril نیسان",
    5: "مايو أيار ايار ماي May mai ئایار",
    6: "يونيو يونية يونيه حزيران جوان June juin ژوئن حوزەیران",
    7: "يوليو يولية يوليه تموز جويلية يوليوز July juillet",
    8: "أغسطس اغسطس آب أوت غشت أغشت August août ئاب",
    9: "سبتمبر أيلول شتنبر شتمبر September septembre ئەیلوول",
    10: "أكتوبر اكتوبر تشرين_الأول تشرين_اول تشرين_الاول October octobre",
    11: "نوفمبر تشرين_الثاني تشرين_ثاني نونبر November novembre",
    12: "ديسمبر كانون_الأول كانون_اول دجنبر دجمبر December décembre",
}


@pytest.mark.parametrize(
    ("month", "name"),
    [(month, name.replace("_", " ")) for month, names in MONTHS.items() for name in names.split()],
)
def test_every_months_name_is_read_in_every_order(month: int, name: str) -> None:
    told = f"2021-{month:02}-14"
    for text in (
        f"14 {name} 2021",
        f"{name} 14, 2021",
        f"14-{name}-2021",
        f"14 {name}، 2021",
        f"2021 {name} 14",
    ):
        assert day(find_date(text, origin="visible")) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12 تشرين الأول/ أكتوبر 2023", "2023-10-12"),
        ("12 كانون الثاني (يناير) 2024", "2024-01-12"),
        ("السبت 4 مايو - أيار 2024", "2024-05-04"),
        ("12 كانون الثاني / فبراير 2024", None),  # two different months
        ("24 من شهر أبريل عام 2020", "2020-04-24"),
        ("الأول من يناير 2024", "2024-01-01"),
        ("1er mai 2022", "2022-05-01"),
        ("3rd May 2022", "2022-05-03"),
        ("12ی ئایاری 2024", "2024-05-12"),
        ("٢٤ أبريل ٢٠٢٠", "2020-04-24"),
        ("24 أبريـــل 2020م", "2020-04-24"),
        ("24\u00a0أبريل\u200f 2020", "2020-04-24"),
        ("17 الفاتح 2009", "2009-09-17"),
        ("الفاتح 17 2009", None),  # Libya's names only as day, name, year
        ("17 الفاتح 1975", None),  # before they were introduced
        ("۲۹ بهمن ۱۳۹۸", "2020-02-18"),
        ("30 اسفند 1399", "2021-03-20"),
        ("30 اسفند 1400", None),
    ],
)
def test_named_months(text: str, told: str | None) -> None:
    assert day(find_date(text, origin="visible")) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 رمضان 1441هـ", "2020-04-24"),
        ("1 رمضان 1441 هجرية", "2020-04-24"),
        ("12 ربيع الآخر 1445", "2023-10-27"),
        ("12 ربيع الثاني 1445", "2023-10-27"),
        ("14 ذو الحجة 1444هـ", "2023-07-02"),
        ("14/05/1443هـ", "2021-12-18"),
        ("14/05/1443", None),  # of which calendar?
        ("الجمعة 1 رمضان 1441هـ الموافق 24 أبريل 2020م", "2020-04-24"),
        ("2 رمضان 1441هـ الموافق 24 أبريل 2020م", "2020-04-24"),  # the moon was seen a night later
        ("14/05/1443هـ الموافق لـ 18/12/2021م", "2021-12-18"),
        ("7 رمضان 1440 - 12 مايو 2019", "2019-05-12"),
        ("1 رمضان 1441هـ الموافق 24 مايو 2020م", None),
        ("30 رمضان 1444هـ", None),  # that month had 29 days
        ("الأربعاء 12 ربيع الآخر 1445", None),  # the weekday shows another night of the new moon
        ("5 رمضان 2024", None),
        ("1 رمضان 1240هـ", None),
    ],
)
def test_hijri(text: str, told: str | None) -> None:
    assert day(find_date(text, origin="visible")) == told


@pytest.mark.parametrize(
    ("text", "region", "told"),
    [
        ("04/02/2026", "SY", "2026-02-04"),
        ("04/02/2026", "US", "2026-04-02"),
        ("04/02/2026", None, None),
        ("04/02/2026 ظهرا", None, "2026-02-04"),  # Arabic letters: day first
        ("٠٤/٠٢/٢٠٢٦", None, "2026-02-04"),
        ("24/02/2026", None, "2026-02-24"),
        ("02/24/2026", "SY", "2026-02-24"),
        ("05/05/2026", None, "2026-05-05"),
        ("Wednesday 04/02/2026", None, "2026-02-04"),  # the weekday settles the order
        ("2026/02/04", "US", "2026-02-04"),
        ("2026-02-04", None, "2026-02-04"),
        ("04.02.2026", "DZ", "2026-02-04"),
        ("04 - 02 - 2026", "MA", "2026-02-04"),
        ("24ـ04ـ2020", "SA", "2020-04-24"),
        ("4/5/2020 9:22:00 AM", "SY", None),  # printed by an American server
        ("1398/11/29", "IR", "2020-02-18"),
        ("45/13/2020", "SY", None),
        ("31/02/2020", "SY", None),
        ("02/03/20", "SY", None),
        ("0/4/2020", "SY", None),
    ],
)
def test_numbers(text: str, region: str | None, told: str | None) -> None:
    assert day(find_date(text, origin="visible", region=region)) == told


@pytest.mark.parametrize(
    "text",
    [
        "2020",
        "عام 2020",
        "أبريل 2020",
        "24 أبريل",
        "3-2",
        "2017/45",
        "القانون رقم 12/3/2020",
        "+963 11-22-2020",
        "1.2.3.2020",
        "الإصدار 1.2.2020",
        "1,200,300",
        "البقرة 2:255",
        "31 فبراير 2020",
        "5-8 مايو 2020",
        "24 أبريل 2020 ثم 25 مايو 2021",
        "",
        " ",
        "لا تاريخ هنا",
    ],
)
def test_nothing_is_told(text: str) -> None:
    assert find_date(text, origin="visible", region="SY", now=NOW) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("24 أبريل 2020 09:22 مساءً", "2020-04-24T21:22:00+03:00"),
        ("24 أبريل 2020 - 9:22 ص", "2020-04-24T09:22:00+03:00"),
        ("24 أبريل 2020 12:05 ص", "2020-04-24T00:05:00+03:00"),
        ("24 أبريل 2020 12:05 م", "2020-04-24T12:05:00+03:00"),
        ("الساعة 14:05 يوم 24 أبريل 2020", "2020-04-24T14:05:00+03:00"),
        ("24/4/2020 الساعة 1:05 ظهرا", "2020-04-24T13:05:00+03:00"),
        ("24/4/2020 11:05 ليلا", "2020-04-24T23:05:00+03:00"),
        ("24/4/2020 2:05 ليلا", "2020-04-24T02:05:00+03:00"),
        ("24/4/2020 2:05 بعد الظهر", "2020-04-24T14:05:00+03:00"),
        ("24/4/2020 ص 09:22", "2020-04-24T09:22:00+03:00"),
        ("24 أبريل 2020، 07:30 بتوقيت غرينتش", "2020-04-24T07:30:00+00:00"),
        ("24 أبريل 2020، 07:30 (ت.غ)", "2020-04-24T07:30:00+00:00"),
        ("24 أبريل 2020، 07:30 بتوقيت مكة المكرمة", "2020-04-24T07:30:00+03:00"),
        ("24 أبريل 2020 10:30 (07:30 GMT)", "2020-04-24T07:30:00+00:00"),
        ("24 April 2020 2:05 p.m. GMT+2", "2020-04-24T14:05:00+02:00"),
        ("24 août 2020 à 14h05", "2020-08-24T14:05:00+03:00"),
        ("24 أبريل 2020 25:70", "2020-04-24T00:00:00+00:00"),
        ("24 أبريل 2020 14:05 ص", "2020-04-24T00:00:00+00:00"),
        ("24 أبريل 2020 14:05 بتوقيت المريخ", "2020-04-24T00:00:00+00:00"),
        ("24 أبريل 2020 10:30 ET", "2020-04-24T00:00:00+00:00"),
        ("24 أبريل 2020 09:22:15", "2020-04-24T09:22:15+03:00"),
        ("2020-04-24T09:22:00Z", "2020-04-24T09:22:00+00:00"),
        ("2020-04-24T09:22:00.123+0400", "2020-04-24T09:22:00+04:00"),
        ("2020-04-24T09:22", "2020-04-24T09:22:00+03:00"),
        ("2020-04-24 09:22:00 +05:30", "2020-04-24T09:22:00+05:30"),
        ("Fri, 24 Apr 2020 09:22:00 -0500", "2020-04-24T09:22:00-05:00"),
        ("Fri Apr 24 2020 09:22:00 GMT+0300", "2020-04-24T09:22:00+03:00"),
    ],
)
def test_times_carry_their_zone_or_the_publishers(text: str, told: str) -> None:
    assert moment(find_date(text, origin="visible", timezone="Asia/Damascus")) == told


def test_a_time_without_any_zone_leaves_the_day() -> None:
    found = find_date("24 أبريل 2020 09:22 مساءً", origin="visible")
    assert found == Dated(datetime(2020, 4, 24, tzinfo=UTC), "24 أبريل 2020 09:22 مساءً", "visible", "day")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("منذ ساعتين", "2026-02-04"),
        ("منذ 3 ساعات", "2026-02-04"),
        ("منذ دقيقة", "2026-02-04"),
        ("نُشر قبل 20 دقيقة", "2026-02-04"),
        ("سلمى الحداد | منذ ساعة واحدة", "2026-02-04"),
        ("قبل يومين", "2026-02-02"),
        ("أمس", "2026-02-03"),
        ("اليوم", "2026-02-04"),
        ("3 hours ago", "2026-02-04"),
        ("il y a 2 heures", "2026-02-04"),
        ("۳ ساعت پیش", "2026-02-04"),
        ("منذ 15 ساعة", None),  # fourteen to sixteen hours ago: yesterday or today
        ("منذ أسبوع", None),
        ("منذ أيام", None),
        ("قال الوزير قبل يومين إن الخطة جاهزة", None),
    ],
)
def test_relative_dates_need_the_time_of_reading(text: str, told: str | None) -> None:
    assert day(find_date(text, origin="visible", timezone="Asia/Damascus", now=NOW)) == told
    assert find_date(text, origin="visible", timezone="Asia/Damascus") is None


def test_an_age_near_midnight_tells_no_day() -> None:
    late = datetime(2026, 2, 3, 22, 30, tzinfo=UTC)  # 01:30 in Damascus
    assert find_date("منذ ساعة", origin="visible", timezone="Asia/Damascus", now=late) is None
    assert day(find_date("منذ 5 دقائق", origin="visible", timezone="Asia/Damascus", now=late)) == "2026-02-04"


def test_of_published_and_updated_the_published_day_is_meant() -> None:
    text = "آخر تحديث: 25 أبريل 2020 | نشر: 24 أبريل 2020"
    assert day(find_date(text, origin="visible")) == "2020-04-24"


def test_find_dates_gives_each_with_its_span() -> None:
    text = "بدأ العمل في 24 نيسان / أبريل 2020، وانتهى في ٢/٣/٢٠٢١."
    assert [(text[start:end], day(dated)) for (start, end), dated in find_dates(text)] == [
        ("24 نيسان / أبريل 2020", "2020-04-24"),
        ("٢/٣/٢٠٢١", "2021-03-02"),
    ]


def test_plausible_days_of_publication() -> None:
    def told(text: str) -> bool:
        found = find_date(text, origin="visible")
        assert found is not None
        return could_be_published(found, NOW)

    assert told("5 شباط 2026")
    assert not told("9 شباط 2026")
    assert not told("9 شباط 1989")
