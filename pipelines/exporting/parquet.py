"""Write articles as Parquet: zstd, a folder for each month of publication, a schema that says what each field means.

Lists are lists, ``translations`` are lists of structs, ``rights`` is JSON text (its keys may grow), times are microseconds in
UTC. Each field's metadata holds its description from the contract; the file's metadata holds the contract's version and the
same descriptions as JSON, for readers that do not show fields' metadata (DuckDB's ``parquet_kv_metadata``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.exporting.lines import as_json
from pipelines.store.contract import BY_NAME, CONTRACT, Column, Kind

PARTITION = "published_month"
UNDATED = "undated"
"""The partition of what has no ``published_at``."""

GROUP_ROWS = 20_000
GROUP_BYTES = 32 << 20
"""A row group is written when it has so many rows, or so many bytes in memory."""
FILE_GROUPS = 24
"""Row groups after which a month goes on in another file."""

_FEW_VALUES = frozenset(
    "source language section tags authors publisher attribution published_origin published_precision flags "
    "syndicated_from rights run_id rules_version cleaner_version".split()
)
_SORTED = ("published_at", "modified_at", "first_seen_at", "last_seen_at", "source", "language", "article_id")
"""Columns whose smallest and largest value in a row group help a reader to leave it out."""

_BLOCKS = pa.list_(pa.struct([("kind", pa.string()), ("text", pa.string()), ("span", pa.list_(pa.int32()))]))
_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.TIME: pa.timestamp("us", "UTC"),
    Kind.INTEGER: pa.int32(),
    Kind.TEXTS: pa.list_(pa.string()),
    Kind.TRANSLATIONS: pa.list_(
        pa.struct([("language", pa.string()), ("text", pa.string()), ("blocks", _BLOCKS)])
    ),
    Kind.OBJECT: pa.string(),
}


def schema(columns: Sequence[str]) -> pa.Schema:
    """Return the Arrow schema of an export with these columns."""
    described = {name: BY_NAME[name].description for name in columns}
    return pa.schema(
        [_field(BY_NAME[name]) for name in columns],
        metadata={
            "naqi:contract": CONTRACT,
            "naqi:columns": json.dumps(described, ensure_ascii=False),
        },
    )


def _field(column: Column) -> pa.Field:
    told = {
        "description": column.meaning,
        "values": column.values,
        "null": column.null or "never",
        "origin": column.origin,
    }
    return pa.field(column.name, _TYPES[column.kind], nullable=column.nullable, metadata=told)


class ParquetWriter:
    """Writes articles that come in the order of their publication; one month is open at a time."""

    def __init__(self, folder: Path, columns: Sequence[str]) -> None:
        self.rows: dict[Path, int] = {}
        """How many articles are in which file."""
        self._folder, self._schema = folder, schema(columns)
        self._objects = [name for name in columns if BY_NAME[name].kind is Kind.OBJECT]
        self._dictionary = [name for name in columns if name in _FEW_VALUES]
        self._statistics = [name for name in columns if name in _SORTED]
        self._month: str | None = None
        self._batches: list[pa.RecordBatch] = []
        self._held_rows = self._held_bytes = self._groups = self._number = 0
        self._open: pq.ParquetWriter | None = None

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write a piece; every row has its ``published_at``."""
        start = 0
        while start < len(rows):
            month = _month(rows[start])
            end = start
            while end < len(rows) and _month(rows[end]) == month:
                end += 1
            self._take(month, rows[start:end])
            start = end

    def close(self) -> None:
        """Write what is left; an export of nothing has one file with the schema and no row."""
        if self._month is None and not self.rows:
            self._take(UNDATED, [])
        self._end_file()

    def _take(self, month: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if month != self._month:
            self._end_file()
            self._month, self._number = month, 0
        if self._open is None:
            self._begin_file()
        made = [{**row, **{name: _packed(row[name]) for name in self._objects}} for row in rows]
        batch = pa.RecordBatch.from_pylist(made, schema=self._schema)
        self._batches.append(batch)
        self._held_rows += len(rows)
        self._held_bytes += batch.nbytes
        if self._held_rows >= GROUP_ROWS or self._held_bytes >= GROUP_BYTES:
            self._end_group()
            if self._groups >= FILE_GROUPS:
                self._end_file()

    def _begin_file(self) -> None:
        folder = self._folder / f"{PARTITION}={self._month}"
        folder.mkdir(exist_ok=True)
        path = folder / f"part-{self._number:05}.parquet"
        self._number += 1
        self.rows[path] = 0
        self._open = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            use_dictionary=self._dictionary,
            write_statistics=self._statistics,
            version="2.6",
        )

    def _end_group(self) -> None:
        if self._open is not None and self._batches:
            table = pa.Table.from_batches(self._batches, schema=self._schema)
            self._open.write_table(table, row_group_size=max(1, table.num_rows))
            self.rows[Path(self._open.where)] += table.num_rows
            self._groups += 1
        self._batches, self._held_rows, self._held_bytes = [], 0, 0

    def _end_file(self) -> None:
        self._end_group()
        if self._open is not None:
            self._open.close()
        self._open, self._groups = None, 0


def _month(row: Mapping[str, Any]) -> str:
    published = row["published_at"]
    return f"{published:%Y-%m}".rjust(7, "0") if published is not None else UNDATED


def _packed(value: object) -> str | None:
    return None if value is None else as_json(value)
