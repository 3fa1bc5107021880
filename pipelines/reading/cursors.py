"""Where a list was left: a short text that its reader hands back to get what comes next.

A list goes on behind the row that was shown last, so that rows which come in meanwhile push nothing out or in twice. A cursor belongs to
the question that it was given for; with another question it is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

LONGEST = 500


def written(question: object, *place: str | int) -> str:
    """Return the cursor of a place in the answer to ``question`` (whatever has a telling ``repr``)."""
    told = json.dumps([_mark(question), *place], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read(question: object, cursor: str, kinds: tuple[type, ...]) -> tuple[Any, ...] | None:
    """Return the place of a cursor, values of these kinds, or None when it is no cursor of this question."""
    if len(cursor) > LONGEST:
        return None
    try:
        told = json.loads(base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(told, list) or len(told) != len(kinds) + 1 or told[0] != _mark(question):
        return None
    if any(type(value) is not kind for value, kind in zip(told[1:], kinds, strict=True)):
        return None
    return tuple(told[1:])


def _mark(question: object) -> str:
    return hashlib.sha256(repr(question).encode("utf-8", "surrogatepass")).hexdigest()[:12]
