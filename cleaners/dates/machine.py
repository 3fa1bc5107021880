"""Dates written for programs: attributes and JSON hold all that a stamp holds, and compact forms and Unix times besides.

Only for values that are declared to be dates; in running text "1587712920" is just a number.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from cleaners.dates.reading import Reading, Where, read_dates
from cleaners.types import Dated, Origin

_UNIX = re.compile(r"(?:/Date\()?(\d{10}|\d{13})(?:[+-]\d{4})?(?:\)/)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?")


def machine_reading(text: str, origin: Origin, where: Where) -> Reading:
    """Read a declared date value, its compact forms spelt out first."""
    return read_dates(_spelt_out(text.strip()), origin, where)


def machine_date(text: str, origin: Origin, where: Where) -> Dated | None:
    """Return the date of a value that is declared to be one: ``2020-04-24T09:22:00+03:00``, ``20200424``, ``1587712920``."""
    raw = text.strip()
    reading = machine_reading(raw, origin, where)
    if reading.doubtful or len({mention.dated.value for mention in reading.mentions}) != 1:
        return None
    found = reading.mentions[0].dated
    return Dated(found.value, raw, found.origin, found.precision)


def _spelt_out(raw: str) -> str:
    unix = _UNIX.fullmatch(raw)
    if unix:
        seconds = int(unix[1][:10])
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    compact = _COMPACT.fullmatch(raw)
    if compact:
        year, month, day, hour, minute, second, zone = compact.groups()
        clock = f"T{hour}:{minute}" + (f":{second}" if second else "") if hour else ""
        return f"{year}-{month}-{day}{clock}{zone if clock and zone else ''}"
    return raw
