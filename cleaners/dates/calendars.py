"""Calendars: the Gregorian day of a day written in another calendar, or None where there is no such day.

Hijri is Umm al-Qura, the calendar of the Saudi state and its agencies, in hijridate's range (1343 to 1500). The Persian
solar calendar follows Borkowski, "The Persian calendar for 3000 years", Earth, Moon, and Planets 74 (1996), whose leap
years agree with the official ones for every year printed on a web page.
"""

from __future__ import annotations

from datetime import date, timedelta

from hijridate import Hijri

from cleaners.dates.names import Calendar

_FIRST, _LAST = 1300, 1499  # Jalali years that a web page can mean (1921 to 2121)
_CYCLES_FROM = 1210  # from this Jalali year to 1635 the leap years follow one unbroken rhythm of 33 years
_LEAPS_BEFORE = 294  # leap years of Borkowski's table before _CYCLES_FROM, from its origin


def gregorian_day(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of ``day``/``month``/``year`` in ``calendar``; None when there is no such day."""
    try:
        if calendar == "hijri":
            return date(*Hijri(year, month, day).to_gregorian().datetuple())
        if calendar == "jalali":
            return _from_jalali(year, month, day)
        if calendar == "libyan" and year < 1986:  # the names were introduced in that year
            return None
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _new_year(year: int) -> date:
    """Return the Gregorian day of 1 Farvardin of the Jalali ``year``."""
    since = year - _CYCLES_FROM
    leaps = _LEAPS_BEFORE + since // 33 * 8 + (since % 33 + 3) // 4
    gregorian = year + 621
    gregorian_leaps = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    return date(gregorian, 3, 1) + timedelta(days=19 + leaps - gregorian_leaps)


def _from_jalali(year: int, month: int, day: int) -> date | None:
    if not (_FIRST <= year <= _LAST and 1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    days_before = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    found = _new_year(year) + timedelta(days=days_before + day - 1)
    return found if found < _new_year(year + 1) else None  # 30 Esfand exists in leap years only
