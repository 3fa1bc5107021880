"""Read exports back with the readers that everybody has, and say what they hold in one form."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine, select

from pipelines.store.contract import BY_NAME, Kind, clean_articles

Row = dict[str, Any]


def articles_of(folder: Path) -> list[Row]:
    """The articles of an export, whatever its format, in the order of their names; times are as JSON Lines has them."""
    told = manifest_of(folder)
    read = {"jsonl": from_jsonl, "csv": from_csv, "parquet": from_parquet}[told["format"]]
    return sorted(read(folder / "data"), key=lambda row: row["article_id"])


def in_the_store(engine: Engine) -> list[Row]:
    """What ``clean_articles`` shows, in the same form."""
    with engine.connect() as connection:
        return [
            {name: as_text(value) if isinstance(value, datetime) else value for name, value in row.items()}
            for row in connection.execute(select(clean_articles())).mappings()
        ]


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of an export that is whole: every file that it names is there, with the bytes that it says, and no other."""
    told: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {each["path"] for each in told["files"]} | {"manifest.json", "README.md"}
    for each in told["files"]:
        content = (folder / each["path"]).read_bytes()
        assert len(content) == each["bytes"]
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
    assert sum(each["rows"] for each in told["files"] if each["path"] != "removals.jsonl") == told["rows"]
    return told


def removals_of(folder: Path) -> dict[str, str]:
    return {
        each["article_id"]: each["reason"]
        for each in map(json.loads, (folder / "removals.jsonl").read_text(encoding="utf-8").splitlines())
    }


def from_jsonl(folder: Path) -> list[Row]:
    [path] = folder.iterdir()
    return [json.loads(line) for line in unpacked(path).decode().splitlines()]


def from_csv(folder: Path) -> list[Row]:
    [path] = folder.iterdir()
    content = unpacked(path).decode("utf-8-sig")
    assert content.endswith("\r\n")
    return [
        {name: of_cell(name, cell) for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(content, newline=""), strict=True)
    ]


def of_cell(name: str, cell: str) -> Any:
    kind = BY_NAME[name].kind
    if cell == "":
        return None
    return json.loads(cell) if kind.is_json or kind is Kind.INTEGER else cell


def from_parquet(folder: Path) -> list[Row]:
    rows = []
    for path in sorted(folder.rglob("*.parquet")):
        for row in pq.ParquetFile(path).read().to_pylist():
            published = as_text(row["published_at"]) if row.get("published_at") else None
            assert path.parent.name == f"published_month={published[:7] if published else 'undated'}"
            rows.append({name: of_field(name, value) for name, value in row.items()})
    return rows


def of_field(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return as_text(value)
    return json.loads(value) if BY_NAME[name].kind is Kind.OBJECT and value is not None else value


def as_text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def unpacked(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zst":
        with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as stream:
            return bytes(stream.read())
    return path.read_bytes()
