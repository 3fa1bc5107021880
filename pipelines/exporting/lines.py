"""Write articles as lines: JSON Lines and CSV, plain or packed.

JSON Lines: one object a line, every column in every line. U+2028, U+2029 and U+0085 are written as escapes, since some
programs take them for the end of a line.

CSV: RFC 4180 in UTF-8, with a line of names; lines end with CR LF, NULL is an empty field and an empty text is ``""``, lists
and objects are JSON. Cells are exact: a headline that begins with ``=`` keeps it. A spreadsheet would reckon such a cell as a
formula (OWASP, "CSV injection"), so ``spreadsheet`` puts an apostrophe before it, and a byte order mark at the beginning.

Times are ``2026-03-05T07:15:00.000000Z`` in both.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

COMPRESSIONS = ("gz", "zst")

_LINE_ENDS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}
_LINE_END = re.compile("|".join(_LINE_ENDS))
_QUOTED = re.compile(r'[",\r\n]|^[ \t]|[ \t]$|^$')
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"


class LineWriter:
    """Writes articles into one file, ``articles.jsonl`` or ``articles.csv``, below ``folder``."""

    def __init__(
        self,
        folder: Path,
        suffix: str,
        columns: Sequence[str],
        *,
        compression: str | None,
        spreadsheet: bool = False,
    ) -> None:
        self.rows: dict[Path, int] = {}
        """How many articles are in which file."""
        name = f"articles.{suffix}" + (f".{compression}" if compression else "")
        self._path = folder / name
        self._columns = tuple(columns)
        self._out = _opened(self._path, compression)
        self._line: Callable[[Mapping[str, Any]], str] = self._object if suffix == "jsonl" else self._record
        self._spreadsheet = spreadsheet
        self.rows[self._path] = 0
        if suffix == "csv":
            self._out.write(f"{BOM if spreadsheet else ''}{','.join(self._columns)}\r\n".encode())

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write a piece."""
        self._out.write("".join(map(self._line, rows)).encode())
        self.rows[self._path] += len(rows)

    def close(self) -> None:
        """Write what is left; must be called also after a failure."""
        self._out.close()

    def _object(self, row: Mapping[str, Any]) -> str:
        return as_json({name: row[name] for name in self._columns}) + "\n"

    def _record(self, row: Mapping[str, Any]) -> str:
        return ",".join(self._cell(row[name]) for name in self._columns) + "\r\n"

    def _cell(self, value: Any) -> str:
        if value is None:
            return ""
        text = (
            value
            if isinstance(value, str)
            else _time(value)
            if isinstance(value, datetime)
            else as_json(value)
        )
        if self._spreadsheet and text.startswith(_FORMULA):
            text = f"'{text}"
        return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def as_json(value: object) -> str:
    """Write JSON in one line, Arabic as Arabic, times as text."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_time)
    return _LINE_END.sub(lambda match: _LINE_ENDS[match.group()], written)


def _time(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"an article holds no {type(value).__name__}")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _opened(path: Path, compression: str | None) -> BinaryIO:
    if compression == "gz":
        return cast(BinaryIO, gzip.GzipFile(path, "wb", compresslevel=6, mtime=0))
    if compression == "zst":
        import pyarrow

        return cast(BinaryIO, pyarrow.CompressedOutputStream(pyarrow.OSFile(str(path), "wb"), "zstd"))
    return path.open("wb")
