"""Month and weekday names of every country and calendar that Arabic, Persian and Kurdish news is dated in.

Babel's CLDR tables are the base (Levantine, Maghrebi, Mauritanian, Persian, Urdu, Kurdish and European names); what people
write beside them («تشرين ثاني», «ابريل», «يونيه») is added here. Keys are folded words, so that one table serves every
spelling of hamza and ya. The Libyan names of 1986 to 2011 are read only as day, name, year.
"""

from __future__ import annotations

from typing import Literal

from babel import Locale

from cleaners.dates.letters import fold_name

Calendar = Literal["gregorian", "hijri", "jalali", "libyan"]
Month = tuple[Calendar, int]

_GREGORIAN_LOCALES = (
    *("ar", "ar_SY", "ar_IQ", "ar_MA", "ar_DZ", "ar_TN", "ar_MR", "en", "fr", "fa", "fa_AF", "ckb", "ur"),
    *("tr", "de", "es", "it", "pt"),
)

_GREGORIAN = """
1: جانفى / كانون 2 / كانون ثاني / كانون الثانى / ينايير / كانونی دووەم / کانونی دووەم / کانونی دووهەم / ژانویه / jan / janv / يناير
2: فبرایر / فيبراير / شوبات / فوریه / feb / fevr / fev
3: مارص / اذار / ئادار / mar
4: إبريل / ابريل / أبريل / آبريل / ابرايل / افريل / نیسان / آوریل / apr / avr
5: مايو / ماي / ايار / مه / مایو / می
6: يونية / يونيه / يونيو / يونيوا / جوان / حزيران / حوزه‌یران / ژوئن / jun
7: يولية / يوليه / يوليوز / جويليه / جولية / تموز / تەموز / ژوئیه / jul / juil
8: أغسطس / اغسطس / آغسطس / أغسطوس / اوت / غشت / أغشت / آب / ئاب / aug / aout
9: سبتمبر / سيبتمبر / أيلول / ايلول / شتنبر / ئەیلول / sep / sept
10: أكتوبر / تشرين 1 / اكتوبر / تشرين اول / تشرين الاول / تشرينی یەکەم / تشرینی یەکەم / oct / okt
11: نوفمبر / تشرين 2 / نونبر / تشرين ثاني / تشرين الثاني / تشرينی دووەم / nov
12: ديسمبر / كانون 1 / دجنبر / كانون اول / كانون الاول / كانونی یەکەم / کانونی یەکەم / dec
"""
_HIJRI = """
1: محرم / المحرم / محرم الحرام / muharram
2: صفر / صفر الخير / safar
3: ربيع الأول / ربيع اول / ربيع الاول
4: ربيع الآخر / ربيع الثاني / ربيع ثاني / ربيع اخر
5: جمادى الأولى / جمادى الأول / جمادى اول / جمادي الاولى / جماد الأول / جماد الأولى
6: جمادى الآخرة / جمادى الثانية / جمادى الآخر / جمادى الثاني / جماد الآخر / جماد الثاني / جماد الآخرة / جماد الثانية
7: رجب / رجب الفرد / رجب الحرام / rajab
8: شعبان / شعبان المعظم / sha'ban / shaban
9: رمضان / رمضان المبارك / رمضان المعظم / ramadan
10: شوال / شوال المكرم / shawwal
11: ذو القعدة / ذي القعدة / ذوالقعدة / ذيالقعدة / ذى القعدة / ذو القعده الحرام / ذي قعدة / ذو قعدة
12: ذو الحجة / ذي الحجة / ذوالحجة / ذيالحجة / ذو الحجه الحرام / ذي حجة / ذو حجة
"""
# Iran's months, then Afghanistan's, then those of the Kurds in Iran.
_JALALI = """
1: فروردین / حمل / خاکەلێوە
2: اردیبهشت / ثور / گوڵان / بانەمەڕ
3: خرداد / جوزا / جۆزەردان
4: تیر / سرطان / پووشپەڕ
5: مرداد / امرداد / اسد / گەلاوێژ
6: شهریور / سنبله / خەرمانان
7: مهر / میزان / ڕەزبەر
8: آبان / عقرب / گەڵاڕێزان / خەزەڵوەر
9: آذر / قوس / سەرماوەز
10: دی / جدی / بەفرانبار
11: بهمن / دلو / ڕێبەندان
12: اسفند / حوت / ڕەشەمە
"""
_LIBYAN = """
1: أي النار
2: النوار
3: الربيع
4: الطير
5: الماء
6: الصيف
7: ناصر
8: هانيبال
9: الفاتح
10: التمور
11: الحرث
12: الكانون
"""

_WEEKDAY_LOCALES = ("ar", "en", "fr", "fa", "ckb", "ur", "tr", "de", "es", "it", "pt")
_WEEKDAYS = """
0: الاثنين / الإثنين / الأثنين / اثنين / mon / lun
1: الثلاثاء / الثلثاء / الثلاثا / ثلاثاء / tue / tues / mar
2: الأربعاء / الاربعا / أربعاء / wed / mer
3: الخميس / خميس / thu / thur / thurs / jeu
4: الجمعة / جمعة / fri / ven / هەینی / ههینی
5: السبت / سبت / sat / sam
6: الأحد / sun / dim
"""


def _table(lines: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for line in lines.strip().splitlines():
        number, _, spellings = line.partition(":")
        for spelling in spellings.split("/"):
            names[fold_name(spelling)] = int(number)
    return names


def _babel(kind: Literal["months", "days"], locales: tuple[str, ...]) -> dict[str, int]:
    """Return names that mean one month (or day) whatever the language; a name of two meanings is left out."""
    names: dict[str, int] = {}
    doubtful: set[str] = set()
    for locale in locales:
        for number, spelling in getattr(Locale.parse(locale), kind)["format"]["wide"].items():
            name = fold_name(str(spelling)).removesuffix("ٔ")
            if names.setdefault(name, int(number)) != int(number):
                doubtful.add(name)
    return {name: number for name, number in names.items() if name not in doubtful and len(name) > 1}


def _months() -> dict[tuple[str, ...], Month]:
    tables: list[tuple[Calendar, dict[str, int]]] = [
        ("libyan", _table(_LIBYAN)),
        ("jalali", _table(_JALALI)),
        ("hijri", _table(_HIJRI)),
        ("gregorian", {**_babel("months", _GREGORIAN_LOCALES), **_table(_GREGORIAN)}),
    ]
    months: dict[tuple[str, ...], Month] = {}
    for calendar, table in tables:  # the later table wins a name that two calendars share
        for name, number in table.items():
            months[tuple(name.split())] = (calendar, number)
    for words, month in list(months.items()):
        # «النيسان»: some write the Levantine names with the article
        if month[0] == "gregorian" and len(words) == 1 and "ء" < words[0][0] < "ي":
            months.setdefault(("ال" + words[0],), month)
    return months


MONTHS: dict[tuple[str, ...], Month] = _months()
"""Folded words of a month's name → its calendar and number: ``("كانون", "الثاني")`` → ``("gregorian", 1)``."""

MONTH_WORDS = max(map(len, MONTHS))
"""How many words the longest name has."""

WEEKDAYS: dict[str, int] = {**_babel("days", _WEEKDAY_LOCALES), **_table(_WEEKDAYS)}
"""Folded name of a weekday → 0 for Monday to 6 for Sunday, as ``date.weekday`` counts."""
