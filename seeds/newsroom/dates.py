"""How the newsroom's sites print a date, each in the manner of its country."""

from __future__ import annotations

from datetime import datetime

LEVANT = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
EGYPT = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
MAGHREB = (
    "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو",
    "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
)  # fmt: skip
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def visible(when: datetime, style: str) -> str:
    """Return ``when`` as a site of that ``style`` prints it: "24 دجنبر 2025" for ``maghreb``.

    The styles are ``levant``, ``indic``, ``egypt``, ``gulf``, ``dual``, ``maghreb``, ``slashes`` and ``stamp``; another one
    is a KeyError.
    """
    day, month, year = when.day, when.month - 1, when.year
    weekday = WEEKDAYS[when.weekday()]
    half = "ص" if when.hour < 12 else "م"
    return {
        "levant": f"{day} {LEVANT[month]}، {year}",
        "indic": f"{day} {LEVANT[month]} {year}".translate(_INDIC),
        "egypt": f"{weekday}، {day:02} {EGYPT[month]} {year} {(when.hour + 11) % 12 + 1:02}:{when:%M} {half}",
        "gulf": f"{day} {EGYPT[month]} {year}",
        "dual": f"{day} {LEVANT[month]}/ {EGYPT[month]} {year} {when:%H:%M}",
        "maghreb": f"{weekday} {day} {MAGHREB[month]} {year} - {when:%H:%M}",
        "slashes": f"{when:%d/%m/%Y %H:%M}",
        "stamp": f"{when:%Y-%m-%d}",
    }[style]
