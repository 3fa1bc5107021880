"""Who comes just before and just after an article under each of its keys, in the order of speaking.

Only the nearest few count on either side. That bounds the work where thousands share a key (the forms that a newsroom fills in daily),
and still depends on nothing but which articles there are: whoever has an article among the few before it is among the few after that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy.orm import Session

NEAREST = 8
"""How many are looked at on each side of an article under one key."""
_AT_ONCE = 48
"""Keys that are asked for in one statement."""
_NOBODYS = -1
BEGINNING = -(1 << 62)

Place = tuple[int, int]
"""``at`` and ``ref``: where an article stands in the order."""


def before(session: Session, keys: Sequence[tuple[int, int]], place: Place) -> list[tuple[int, int]]:
    """Return key and ``ref`` of those that stand before ``place``; each key comes with the earliest ``at`` that counts."""
    return _ask(session, True, [(key, *place, since) for key, since in keys], (_NOBODYS, 0, 0, 0))


def after(session: Session, keys: Sequence[int], place: Place) -> set[int]:
    """Return who stands after ``place`` under any of the keys."""
    return {ref for _, ref in _ask(session, False, [(key, *place) for key in keys], (_NOBODYS, 0, 0))}


def _ask(
    session: Session, earlier: bool, asked: list[tuple[int, ...]], nobody: tuple[int, ...]
) -> list[tuple[int, int]]:
    # Past SQLAlchemy's compiler: this is asked for every article, and what it says never changes.
    connection = session.connection()
    statement = _statement(earlier, "?" if connection.dialect.paramstyle == "qmark" else "%s")
    found: list[tuple[int, int]] = []
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        some += [nobody] * (_AT_ONCE - len(some))
        given = tuple(value for each in some for value in each)
        found.extend((row[0], row[1]) for row in connection.exec_driver_sql(statement, given))
    return found


@cache
def _statement(earlier: bool, mark: str) -> str:
    condition = (
        f"(at, ref) < ({mark}, {mark}) AND at >= {mark}" if earlier else f"(at, ref) > ({mark}, {mark})"
    )
    order = "at DESC, ref DESC" if earlier else "at, ref"
    one = (
        f"SELECT key, ref FROM judge_keys WHERE key = {mark} AND {condition} ORDER BY {order} LIMIT {NEAREST}"
    )
    return " UNION ALL ".join(f"SELECT key, ref FROM ({one}) AS s{n}" for n in range(_AT_ONCE))
