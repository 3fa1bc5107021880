"""What a table holds, as a count and a hash that are the same in every database, in whatever order its rows are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, select

PIECE = 200
"""Rows that are in memory at once."""
_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Digest:
    """Two tables with the same rows have equal ones; nobody makes other rows with the same."""

    rows: int
    sha256: str
    """The sum, modulo 2²⁵⁶, of the SHA-256 of each row: databases sort text differently, so no order may matter."""


def digest(connection: Connection, table: Table, tick: Callable[[int], None]) -> Digest:
    """Read all of a table; ``tick`` hears how many rows were read."""
    rows = total = 0
    for piece in in_pieces(connection, select(table)):
        for row in piece:
            total += int.from_bytes(hashlib.sha256(_written(row)).digest())
        rows += len(piece)
        tick(rows)
    return Digest(rows, f"{total % _MODULUS:064x}")


def in_pieces(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """Read the rows of a query a piece at a time, from a cursor of the server where there is one."""
    with connection.execute(query, execution_options={"yield_per": PIECE}) as found:
        yield from found.partitions(PIECE)


def _written(row: Sequence[Any]) -> bytes:
    return json.dumps(list(row), sort_keys=True, default=_plain).encode()


def _plain(value: object) -> str:
    """Write what JSON has no form for; times come from the store in UTC."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"a store holds no {type(value).__name__}")
