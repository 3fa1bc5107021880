"""Relative dates: «منذ 3 ساعات», «قبل يومين», «أمس», "2 hours ago", which tell a day only to who knows the time of reading.

What they tell is a stretch of time, since nobody knows how the site rounded: «منذ 3 ساعات» was between two and four hours
ago. The day is told when the whole stretch lies in one day of the publisher's zone; a count of days means calendar days,
as the words do. Without a zone the day must be the same in all Arab countries (UTC to UTC+4). Weeks and longer tell none.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from cleaners.dates.letters import fold_name

_SECOND, _MINUTE, _HOUR, _DAY, _LONG = "second", "minute", "hour", "day", "long"
_UNIT_NAMES = {
    (_SECOND, 1): "ثانية لحظة لحظات second seconde sec",
    (_SECOND, 2): "ثانيتين ثانيتان",
    (_SECOND, 0): "ثوان ثواني ثوانٍ seconds secondes ثانیه",
    (_MINUTE, 1): "دقيقة minute min دقیقه خولەک خوله‌ک دەقە",
    (_MINUTE, 2): "دقيقتين دقيقتان",
    (_MINUTE, 0): "دقائق دقايق minutes mins",
    (_HOUR, 1): "ساعة hour heure hr h ساعت کاتژمێر سەعات کاتژمێر",
    (_HOUR, 2): "ساعتين ساعتان",
    (_HOUR, 0): "ساعات hours heures hrs",
    (_DAY, 1): "يوم يوما day jour روز ڕۆژ رۆژ",
    (_DAY, 2): "يومين يومان",
    (_DAY, 0): "أيام days jours",
    (
        _LONG,
        1,
    ): "أسبوع أسبوعا شهر شهرا سنة عام عاما week month year semaine mois an année هفته ماه سال هەفتە مانگ ساڵ",
    (_LONG, 2): "أسبوعين أسبوعان شهرين شهران سنتين عامين",
    (_LONG, 0): "أسابيع أشهر شهور سنوات سنين أعوام weeks months years semaines ans années",
}
_UNITS = {fold_name(name): unit for unit, names in _UNIT_NAMES.items() for name in names.split()}
_UNIT = "(?P<unit{n}>" + "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True)) + ")"
_AGO = re.compile(
    r"(?<!\w)(?:"
    r"(?:منذ|مند|قبل|پيش)\ (?:حوالي\ |نحو\ )?(?:(?P<count1>\d{1,3})\ ?)?"
    + _UNIT.format(n=1)
    + r"(?:\ واحده?)?"
    r"(?:\ ?و\ ?\d{1,2}\ ?(?:دقيقه|دقايق|ساعه|ساعات))?"
    r"|(?P<count2>\d{1,3}|an?|one)\ ?" + _UNIT.format(n=2) + r"\ (?:ago|پيش|قبل|لهمهوبهر|لهمهو\ بهر)"
    r"|il\ y\ a\ (?P<count3>\d{1,3}|une?)\ ?" + _UNIT.format(n=3) + r")(?!\w)"
)
_NOW = frozenset(map(fold_name, ("الآن", "للتو", "just now", "à l'instant", "منذ قليل")))
_TODAY = frozenset(map(fold_name, ("اليوم", "today", "aujourd'hui", "امروز", "ئەمڕۆ")))
_YESTERDAY = frozenset(map(fold_name, ("أمس", "البارحة", "يوم أمس", "yesterday", "hier", "دیروز", "دوێنێ")))
_ARAB_ZONES: tuple[tzinfo, ...] = (UTC, timezone(timedelta(hours=4)))
_STEP = {_SECOND: timedelta(seconds=1), _MINUTE: timedelta(minutes=1), _HOUR: timedelta(hours=1)}


def spans_of_ages(folded: str) -> list[tuple[int, int]]:
    """Return where ``folded`` says how long ago something was."""
    return [match.span() for match in _AGO.finditer(folded)]


def day_word(folded: str) -> str | None:
    """Return "now", "today" or "yesterday" if the folded text is a word for it."""
    if folded in _NOW:
        return "now"
    return "today" if folded in _TODAY else "yesterday" if folded in _YESTERDAY else None


def day_of_age(folded: str, now: datetime, zone: tzinfo | None) -> date | None:
    """Return the day that an age («منذ 3 ساعات») or a word («أمس») tells at ``now``; None if it may be one of two."""
    word = day_word(folded)
    if word is not None:
        return _same_day(now, now, zone, back=1 if word == "yesterday" else 0)
    match = _AGO.fullmatch(folded)
    if match is None:
        return None
    name = match["unit1"] or match["unit2"] or match["unit3"]
    unit, implied = _UNITS[name]
    written = match["count1"] or match["count2"] or match["count3"]
    count = int(written) if written and written.isdecimal() else (implied or 1)
    if unit == _LONG or (written is None and implied == 0 and unit != _SECOND):
        return None  # «منذ أيام»: some days ago
    if unit == _DAY:
        return _same_day(now, now, zone, back=count)
    step = _STEP[unit]
    return _same_day(now - (count + 1) * step, now - max(count - 1, 0) * step, zone)


def _same_day(oldest: datetime, newest: datetime, zone: tzinfo | None, back: int = 0) -> date | None:
    try:
        zones = (zone,) if zone else _ARAB_ZONES
        days = {moment.astimezone(at).date() for moment in (oldest, newest) for at in zones}
        return days.pop() - timedelta(days=back) if len(days) == 1 else None
    except OverflowError:
        return None
