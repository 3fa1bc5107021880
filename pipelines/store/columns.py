"""Column types that mean the same on SQLite and PostgreSQL: UTC times, text that any database takes, readable JSON.

Content comes from strangers, so text is made storable here, at the last door, once for all tables: PostgreSQL refuses
NUL and both databases refuse lone surrogates. Each such character becomes U+FFFD, one for one, so spans stay right.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names are the same in every database, so that a migration can name what it changes."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def storable(text: str) -> str:
    """Replace every NUL and lone surrogate by U+FFFD; the length in code points stays the same."""
    return _UNSTORABLE.sub("\ufffd", text)


def to_json(value: object) -> str:
    """Write JSON with Arabic as Arabic («العربية», not ``\\u0627…``), so that people and SQL's LIKE can read it."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return _ESCAPED_NUL.sub("\\1\ufffd", _SURROGATE.sub("\ufffd", written))


class StorableText(TypeDecorator[str]):
    """Text of any length, made storable on its way in (and in comparisons, so that it is found again)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Make ``value`` storable."""
        return None if value is None else storable(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept and returned in UTC; a naive one is refused, since nobody knows what it means.

    SQLite has no time type: there it is the text ``2026-03-05 07:15:00.000000+00:00``, which sorts as time does and
    tells its zone to readers who open the file with other tools.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of ``dialect``."""
        if dialect.name == "sqlite":
            day, time = "%(year)04d-%(month)02d-%(day)02d", "%(hour)02d:%(minute)02d:%(second)02d"
            written = sqlite.DATETIME(  # type: ignore[no-untyped-call]
                storage_format=f"{day} {time}.%(microsecond)06d+00:00",
                regexp=r"(\d+)-(\d+)-(\d+) (\d+):(\d+):(\d+)\.(\d+)\+00:00",
            )
            return dialect.type_descriptor(written)
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn an aware time into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the store takes aware times only, not {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the time as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
