"""Which articles an export holds: the filters, and what they are in SQL.

A filter with several values takes what has any of them; several filters take what passes all.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, TableClause, Text, cast, exists, func, select

from pipelines.exporting.errors import CannotExport

EXACT = ("second", "minute")
"""Precisions of a date that has a time of day."""
INFERRED = "date_inferred"
"""The flag of an article whose date was not read as its own."""

RIGHTS = ("licensed", "unreserved")
"""The page names a licence; or nothing that a machine can read reserves text and data mining."""
AGAINST_MINING = ("noai", "notrain")
"""Robots directives that do."""

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Selection:
    """The filters of an export; each that is empty lets everything pass."""

    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    published_from: datetime | None = None
    """Published then or later; what has no date does not pass."""
    published_before: datetime | None = None
    """Published earlier than that; what has no date does not pass."""
    flags: tuple[str, ...] = ()
    """Has at least one of these."""
    without_flags: tuple[str, ...] = ()
    """Has none of these."""
    only_originals: bool = False
    """Is no near-duplicate of another article (``duplicate_of`` is NULL)."""
    fully_dated: bool = False
    """Was published at a known time of day, by a date that was read and not inferred."""
    rights: str | None = None
    """``licensed`` or ``unreserved``; see ``RIGHTS``."""

    @property
    def everything(self) -> bool:
        """Whether there is no filter."""
        return self == Selection()

    def as_data(self) -> dict[str, Any]:
        """Return the filters that there are, for the manifest."""
        return {
            name: value.isoformat()
            if isinstance(value, datetime)
            else list(value)
            if isinstance(value, tuple)
            else value
            for name, value in asdict(self).items()
            if value
        }


def conditions(selection: Selection, view: TableClause, dialect: str) -> list[ColumnElement[bool]]:
    """Return the filters as conditions on ``view`` (``contract.clean_articles``), none of which is ever NULL."""
    c = view.c
    found: list[ColumnElement[bool]] = []
    if selection.sources:
        found.append(c.source.in_(selection.sources))
    if selection.languages:
        found.append(c.language.in_(selection.languages))
    if selection.published_from is not None:
        found.append(c.published_at >= selection.published_from)
    if selection.published_before is not None:
        found.append(c.published_at < selection.published_before)
    if selection.flags:
        found.append(_has_any(view, selection.flags, dialect))
    if selection.without_flags:
        found.append(~_has_any(view, selection.without_flags, dialect))
    if selection.only_originals:
        found.append(c.duplicate_of.is_(None))
    if selection.fully_dated:
        found.append(c.published_precision.in_(EXACT) & ~_has_any(view, (INFERRED,), dialect))
    if selection.rights == "licensed":
        found.append(func.coalesce(c.rights["license"].as_string(), "") != "")
    if selection.rights == "unreserved":
        robots = func.coalesce(cast(c.rights["robots"], Text), "")
        found.append(func.coalesce(c.rights["tdm_reserved"].as_boolean(), False).is_(False))
        found.extend(robots.not_like(f"%{directive}%") for directive in AGAINST_MINING)
    return found


def _has_any(view: TableClause, flags: tuple[str, ...], dialect: str) -> ColumnElement[bool]:
    """Say whether the JSON list ``flags`` holds one of ``flags``; the two databases unpack a list by other functions."""
    unpack = func.json_array_elements_text if dialect == "postgresql" else func.json_each
    held = unpack(view.c.flags).table_valued("value", name="held")
    return exists(select(1).select_from(held).where(held.c.value.in_(flags)).correlate(view))


def span_of(text: str) -> tuple[datetime, datetime]:
    """Return the first moment of a year, month, day or point in time, and the first moment after it, in UTC.

    ``2026``, ``2026-03``, ``2026-03-05``, ``2026-03-05T07:15``; a point in time is its own end. Raises ``CannotExport``.
    """
    try:
        if match := _DAY.fullmatch(text.strip()):
            year, month, day = (None if part is None else int(part) for part in match.groups())
            start = datetime(year or 0, 1 if month is None else month, 1 if day is None else day, tzinfo=UTC)
            if day:
                return start, start + timedelta(days=1)
            days = (
                calendar.monthrange(start.year, start.month)[1]
                if month
                else 365 + calendar.isleap(start.year)
            )
            return start, start + timedelta(days=days)
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise CannotExport(
            f"{text}: is no time\n  → write 2026, 2026-03, 2026-03-05 or 2026-03-05T07:15"
        ) from None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return moment, moment
