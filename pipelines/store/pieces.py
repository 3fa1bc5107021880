"""Cut what is asked for into pieces: a database takes a few hundred values in one statement, not any number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

PIECE = 500
"""Values in one statement; SQLite before 3.32 takes 999 with all others."""


def in_pieces(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield ``items`` in their order, at most ``PIECE`` at a time."""
    return (items[start : start + PIECE] for start in range(0, len(items), PIECE))
