"""JSON Lines, one page a line: ``{"url": …, "html" or "text": …, "fetched_at"?, "title"?, "published"?}``."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipelines.importing.visits import Damaged, Item, Options, Passed, visit_of

_PUBLISHED = ("published", "published_at", "date")
_JSON_GROWTH = 7
"""A character of a page may take six bytes of JSON (``\\u0627``), and there are the other keys."""


def items_of(path: Path, options: Options) -> Iterator[Item]:
    """Yield one item for each line that is not blank."""
    longest = options.largest * _JSON_GROWTH
    number = 0
    try:
        with _opened(path) as file:
            while line := file.readline(longest + 1):
                number += 1
                where = f"{path}:{number}"
                if len(line) > longest:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(1 << 20)
                    yield Passed("too_large", where)
                elif line.strip():
                    yield _item(line, where, path, number, options)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Damaged(str(path), f"line {number + 1}", f"the file is damaged or cut off: {error}")


def time_of(value: Any) -> datetime | None:
    """Return the time that ISO 8601 or seconds since 1970 tell (without a zone: UTC), or None."""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str) and value.strip():
            moment = datetime.fromisoformat(value.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def words(value: Any) -> str | None:
    """Return a text that says something, or None."""
    return value if isinstance(value, str) and value.strip() else None


def published_of(entry: dict[str, Any]) -> str | None:
    """Return what an entry calls its date of publication."""
    return next((found for name in _PUBLISHED if (found := words(entry.get(name)))), None)


def _item(line: bytes, where: str, path: Path, number: int, options: Options) -> Item:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Damaged(str(path), f"line {number}", f"is no JSON: {error}")
    if not isinstance(entry, dict):
        return Damaged(str(path), f"line {number}", "is no JSON object")
    html, text = words(entry.get("html")), words(entry.get("text"))
    content = html or text
    if content is None:
        return Passed("no_content", where)
    body = content.encode("utf-8", "replace")
    if len(body) > options.largest:
        return Passed("too_large", where)
    kind = "text/plain" if html is None else "text/html"
    return visit_of(
        words(entry.get("url")) or "",
        body,
        options,
        origin=where,
        headers=(("Content-Type", f"{kind}; charset=utf-8"),),
        fetched_at=time_of(entry.get("fetched_at")),
        title=words(entry.get("title")),
        published=published_of(entry),
        form="text" if html is None else "html",
        resource=True,
    )


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")
