"""The words that stand around a date in a stamp: labels, halves of the day, time zones, eras.

All keys are folded. A label says which date it is: «تم نشره» (was published), «آخر تحديث» (last update).
"""

from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from cleaners.dates.letters import fold_name

Role = Literal["published", "modified", "plain"]


def _words(text: str) -> frozenset[str]:
    return frozenset(word for line in text.split("/") for word in fold_name(line).split())


PUBLISHED_WORDS = _words(
    "نشر نشره نشرها نشرت النشر للنشر منشور نشرته أضيف أضيفت الإضافة إضافة إضافته أدرج أدرجت الإدراج إدراج كتب كتبت كُتب الكتابة "
    "حرر حررت published posted publish publié publiée publication created submitted "
    "منتشر انتشار انتشر بڵاوکراوەتەوە بڵاوکردنەوە تاریخ‌انتشار"
)
"""Words of labels that name the day of publication: «نشر في», «تاريخ الإضافة», "posted on"."""

MODIFIED_WORDS = _words(
    "تحديث التحديث تحديثه تحديثها للتحديث محدث محدثة حدّثت عدل عدلت تعديل التعديل معدل updated update modified edited "
    "modifié modifiée actualisé actualisée jour maj revised بروزرسانی بروز"
)
"""Words of labels that name the last change: «آخر تحديث», "mis à jour le"."""

LABEL_WORDS = (
    PUBLISHED_WORDS
    | MODIFIED_WORDS
    | _words(
        "تم في تاريخ التاريخ بتاريخ وبتاريخ الوقت وقت توقيت يوم اليوم ليوم الساعة ساعة عند تمام آخر الأخير على من شهر عام سنة "
        "لعام لسنة الموافق الموافقة والموافق ل لـ الخبر المقال المقالة الموضوع المادة التقرير "
        "date on le la du de à a at last mis et the time first est dernière mise زمان تاریخ ساعت روز در کاتی بەروار رێکەوت"
    )
)
"""Every word that a stamp may hold beside its date; a line with any other word is not a stamp."""

AD_WORDS = _words("م ميلادي ميلادية الميلادي ad")
HIJRI_WORDS = _words("ه هجري هجرية للهجرة الهجري ق")
CONNECTORS = _words("من شهر عام سنة لعام لسنة العام سال ساڵی de of du the et")
"""Words between day, month and year: «24 من أبريل لعام 2020»."""

CORRESPONDING = _words("الموافق الموافقة والموافق الموافقه يوافق للموافق مطابق برابر")
"""Words that tie two spellings of one day: «1 رمضان 1441هـ الموافق 24 أبريل 2020»."""

FORENOON = _words("ص صباحا صباح am فجرا الفجر ضحى قبل‌الظهر")
AFTERNOON = _words("م مساء مساءا pm عصرا العصر ظهرا الظهر")
NIGHT = _words("ليلا الليل")
HALVES = FORENOON | AFTERNOON | NIGHT

ORDINALS = {
    fold_name(name): number
    for number, name in enumerate(
        ("الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"), 1
    )
} | {fold_name("غرة"): 1, "فاتح": 1, "الفاتح": 1}
"""Days written as words before «من»: «الأول من يناير 2024»."""

_GMT = _words("gmt utc غرينتش غرينيتش جرينتش جرينيتش غرينتش غرينش جرنتش غرينتيش الغرينتش العالمي")
_LOCAL = _words("المحلي محلي")
_CITIES = """
Asia/Riyadh: مكة الرياض السعودية
Asia/Jerusalem: القدس فلسطين غزة
Africa/Cairo: القاهرة مصر
Asia/Damascus: دمشق سوريا سورية
Asia/Beirut: بيروت لبنان
Asia/Amman: الأردن
Asia/Baghdad: بغداد العراق
Asia/Qatar: الدوحة قطر
Asia/Kuwait: الكويت
Asia/Bahrain: البحرين المنامة
Asia/Dubai: الإمارات أبوظبي ابو دبي
Asia/Muscat: مسقط
Asia/Aden: صنعاء اليمن عدن
Africa/Khartoum: الخرطوم السودان
Africa/Tripoli: طرابلس ليبيا
Africa/Tunis: تونس
Africa/Algiers: الجزائر
Africa/Casablanca: الرباط المغرب
Africa/Nouakchott: نواكشوط موريتانيا
Europe/Moscow: موسكو msk
Europe/Istanbul: اسطنبول إسطنبول تركيا
Asia/Tehran: تهران طهران
Europe/Paris: باريس
Europe/London: لندن
America/New_York: واشنطن نيويورك
"""
_FIXED = {"cet": 1, "cest": 2, "eet": 2, "eest": 3, "edt": -4, "pdt": -7, "cdt": -5}
ZONE_WORDS = _words("بتوقيت توقيت وبتوقيت حسب بالتوقيت التوقيت")
"""Words that announce a zone: «بتوقيت دمشق»."""

_CITY_OF = {
    word: zone
    for line in _CITIES.strip().splitlines()
    for zone, _, words in [line.partition(": ")]
    for word in _words(words)
}
ZONE_TAILS = _words("المكرمة المحتلة المحتل ظبي الصيفي الشتوي")
"""Second words of a zone's name: «مكة المكرمة»."""


@cache
def zone_named(name: str) -> tzinfo | None:
    """Return the IANA zone ``name``; None when the machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError, ModuleNotFoundError):
        return None


def offset_zone(sign: str, hours: int, minutes: int = 0) -> tzinfo | None:
    """Return the zone of an offset from UTC; None when no country has it (beyond 14 hours)."""
    if hours > 14 or minutes > 59:
        return None
    minutes += 60 * hours
    if not minutes:
        return UTC
    return timezone(timedelta(minutes=-minutes if sign == "-" else minutes))


def zone_of(word: str) -> tzinfo | Literal["local"] | None:
    """Return the zone that a folded ``word`` names, "local" for the publisher's own, None for no zone's name."""
    if word in _GMT:
        return UTC
    if word in _LOCAL:
        return "local"
    if word in _FIXED:
        return timezone(timedelta(hours=_FIXED[word]))
    return zone_named(_CITY_OF[word]) if word in _CITY_OF else None


def is_gmt(word: str) -> bool:
    """Tell whether ``word`` names Greenwich time, to which an offset may be added: «غرينتش +3»."""
    return word in _GMT
