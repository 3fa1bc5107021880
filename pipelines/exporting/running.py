"""Make an export: one snapshot of the store, into files, counted by the way, described, and put under its name at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from pipelines.exporting import reading
from pipelines.exporting.card import card
from pipelines.exporting.counts import COUNTED, Counts
from pipelines.exporting.errors import CannotExport, ExportFailed
from pipelines.exporting.folder import MANIFEST, made_whole
from pipelines.exporting.lines import LineWriter, as_json
from pipelines.exporting.manifest import Part, manifest, part, written
from pipelines.exporting.order import Order
from pipelines.store.engines import said, snapshot
from pipelines.store.errors import StoreUnavailable
from pipelines.store.session import revision_of

REMOVALS = "removals.jsonl"
DATA = "data"

Tell = Callable[[int, int | None], None]
"""Hears how many articles are written, and of how many; None: of nobody knows how many."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was made."""

    folder: Path
    articles: int
    removals: int
    parts: tuple[Part, ...]
    cursor: int
    """What the next ``--since`` takes."""


class Writer(Protocol):
    """Writes articles in one format."""

    rows: dict[Path, int]

    def write(self, rows: Sequence[dict[str, Any]]) -> None:
        """Write a piece."""

    def close(self) -> None:
        """Write what is left."""


def export(engine: Engine, order: Order, target: Path, *, force: bool, now: datetime, tell: Tell) -> Exported:
    """Write the export to the folder ``target``; ``now`` is the time that it says of itself.

    Raises ``CannotExport`` before anything is written, ``ExportFailed`` when store or disk fail on the way; in both cases
    ``target`` is as it was before.
    """
    with made_whole(target, force=force) as folder:
        try:
            with snapshot(engine) as store:
                _refuse(store, order)
                return _fill(store, order, folder, target, now, tell)
        except (DBAPIError, StoreUnavailable) as error:
            cause = error if isinstance(error, StoreUnavailable) else said(error.orig)
            raise ExportFailed(
                f"the export stopped: {cause}\n  → say the command again; {target} is as it was before"
            ) from error


def _refuse(store: Connection, order: Order) -> None:
    newest = reading.cursor(store)
    if order.since is not None and not 0 <= order.since <= newest:
        raise CannotExport(
            f"--since {order.since}: this store has only come to {newest}, so the cursor is of another store\n"
            "  → take the cursor of an export of this store (manifest.json), or make a full export"
        )
    unknown = reading.unknown_sources(store, order.selection.sources)
    if unknown and order.since is None:
        raise CannotExport(
            f"--source {','.join(unknown)}: the store has no article of it\n  → `scrapy sources list` names the sources"
        )


def _fill(store: Connection, order: Order, folder: Path, target: Path, now: datetime, tell: Tell) -> Exported:
    counts, cursor = Counts(), reading.cursor(store)
    total = reading.stored(store) if order.selection.everything and order.since is None else None
    data = folder / DATA
    data.mkdir()
    writer = _writer(order, data)
    with closing(writer):
        for rows in reading.articles(store, order.selection, order.since, [*order.columns, *COUNTED]):
            writer.write(rows)
            counts.add(rows)
            tell(counts.articles, total)
    removals = 0 if order.since is None else _write_removals(store, order, folder / REMOVALS)
    parts = [part(path, folder, rows) for path, rows in sorted(writer.rows.items())]
    if order.since is not None:
        parts.append(part(folder / REMOVALS, folder, removals))
    told = manifest(
        order,
        name=target.name,
        now=now,
        counts=counts,
        removals=removals,
        parts=parts,
        cursor=cursor,
        schema=revision_of(store),
    )
    (folder / "README.md").write_text(card(told), encoding="utf-8")
    (folder / MANIFEST).write_text(written(told), encoding="utf-8")
    return Exported(target, counts.articles, removals, tuple(parts), cursor)


def _writer(order: Order, folder: Path) -> Writer:
    if order.format == "parquet":
        from pipelines.exporting.parquet import ParquetWriter  # loads pyarrow, which takes half a second

        return ParquetWriter(folder, order.columns)
    return LineWriter(
        folder, order.format, order.columns, compression=order.compression, spreadsheet=order.spreadsheet
    )


def _write_removals(store: Connection, order: Order, path: Path) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for gone in reading.removals(store, order.selection, order.since or 0):
            out.write(as_json(asdict(gone)) + "\n")
            number += 1
    return number
