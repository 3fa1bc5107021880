"""``manifest.json``: what an export holds, file by file, of which moment, by which filters and versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.exporting.counts import Counts
from pipelines.exporting.order import Order
from pipelines.store.contract import BY_NAME, CONTRACT

VERSION = 1
"""Of the manifest's own form."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an export."""

    path: str
    """Below the export's folder, with ``/``."""
    rows: int
    bytes: int
    sha256: str


def part(path: Path, folder: Path, rows: int) -> Part:
    """Read a file that was written, and describe it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(path.relative_to(folder).as_posix(), rows, path.stat().st_size, digest)


def manifest(
    order: Order,
    *,
    name: str,
    now: datetime,
    counts: Counts,
    removals: int,
    parts: Sequence[Part],
    cursor: int,
    schema: str | None,
) -> dict[str, Any]:
    """Return the manifest as data."""
    return {
        "naqi_export": VERSION,
        "name": name,
        "created_at": now.isoformat(timespec="seconds"),
        "contract": CONTRACT,
        "kind": "full" if order.since is None else "changes",
        "since": order.since,
        "cursor": cursor,
        "format": order.format,
        "compression": "zstd" if order.format == "parquet" else order.compression,
        "spreadsheet": order.spreadsheet,
        "filters": order.selection.as_data(),
        "columns": {each: BY_NAME[each].description for each in order.columns},
        "rows": counts.articles,
        "removals": removals,
        "files": [asdict(each) for each in parts],
        "counts": counts.as_data(),
        "store_revision": schema,
    }


def written(told: dict[str, Any]) -> str:
    """Return it as the file has it."""
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
