"""Lines that are nothing but a stamp, and sentences that only hold a date."""

from __future__ import annotations

import pytest

from cleaners.dates import find_date, glued_stamp, is_date_stamp

STAMPS = """
تم نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً
الأحد, مايو 29 2022
منذ 3 ساعات
نُشر قبل يومين
منذ أسبوع
date 2025-12-24
نشر في 24 أبريل 2020
نُشر يوم الجمعة 24 أبريل 2020 عند الساعة 09:22
تاريخ النشر: 24/04/2020 - 10:30 بتوقيت غرينتش
نشر: 24/04/2020 10:30 ص | آخر تحديث: 25/04/2020 11:00 م
آخر تحديث: الأحد 29 مايو 2022 الساعة 10:30 صباحاً (بتوقيت دمشق)
التاريخ: 24-04-2020
حُدّث في 24 أبريل 2020
2020-04-24T09:22:00+03:00
الجمعة 1 رمضان 1441هـ الموافق 24 أبريل 2020م
Published on April 24, 2020 at 9:22 pm GMT+3
Publié le 24 août 2020 à 14h05
Mis à jour le 24 août 2020
۲۹ بهمن ۱۳۹۸ - ۰۶:۵۵
اليوم 10:30
31 فبراير 2020
""".strip().splitlines()

SENTENCES = """
وفي 8 كانون الأول/ ديسمبر 2024، تمكن السوريون من العودة إلى بيوتهم.
يوم الثلاثاء 24 ديسمبر
الثلاثاء 24 ديسمبر
في 24 أبريل 2020 أعلن المجلس خطته
عُقد الاجتماع في 24/04/2020
نشرت الصحيفة في 24 أبريل 2020 تقريراً عن الأسواق
دمشق 24 أبريل 2020
2020
اليوم
منذ
تم نشره
قال قبل يومين إن العمل سيبدأ
اقتصاد2017/03/02 08:05
""".strip().splitlines()


@pytest.mark.parametrize("line", STAMPS)
def test_stamp(line: str) -> None:
    assert is_date_stamp(line)


@pytest.mark.parametrize("line", SENTENCES)
def test_no_stamp(line: str) -> None:
    assert not is_date_stamp(line)


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("اقتصاد2017/03/02 08:05", "2017/03/02 08:05"),
        ("أخبار محلية 24 أبريل 2020", "24 أبريل 2020"),
        ("دولي | 24/04/2020 - 10:30", "24/04/2020 - 10:30"),
        ("عُقد اجتماع في 24/04/2020", None),
        ("بدأ العمل في 24 أبريل 2020 في السوق", None),
        ("قال الوزير في الاجتماع 24/04/2020", None),
        ("24/04/2020", None),
    ],
)
def test_stamp_glued_to_a_section(line: str, stamp: str | None) -> None:
    span = glued_stamp(line)
    assert (line[span.start : span.end] if span else None) == stamp
    if stamp:
        assert find_date(line, origin="visible", region="TN") is not None
