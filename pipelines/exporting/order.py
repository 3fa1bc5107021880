"""What somebody wants exported: format, columns, filters, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.exporting.errors import CannotExport
from pipelines.exporting.lines import COMPRESSIONS
from pipelines.exporting.selection import RIGHTS, Selection
from pipelines.store.contract import BY_NAME, COLUMNS

FORMATS = ("jsonl", "parquet", "csv")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported, and how."""

    format: str
    selection: Selection
    columns: tuple[str, ...]
    since: int | None = None
    """The cursor of an earlier export: only what changed after it. None: everything."""
    compression: str | None = None
    spreadsheet: bool = False
    """CSV for a spreadsheet: a byte order mark, and no cell that it would take for a formula."""

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise CannotExport(f"--format {self.format}: there is no such format\n  → {', '.join(FORMATS)}")
        if self.compression and (self.format == "parquet" or self.compression not in COMPRESSIONS):
            raise CannotExport(
                f"--compress {self.compression}: JSON Lines and CSV are packed with {' or '.join(COMPRESSIONS)}; "
                "Parquet is packed in any case"
            )
        if self.selection.rights not in (None, *RIGHTS):
            raise CannotExport(
                f"--rights {self.selection.rights}: there is no such filter\n  → {' or '.join(RIGHTS)}"
            )
        if self.spreadsheet and self.format != "csv":
            raise CannotExport("--spreadsheet is for --format csv")


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that are named, in the contract's order and with ``article_id``; all where none is named.

    Raises ``CannotExport`` for a name that the contract does not have.
    """
    unknown = [name for name in names if name not in BY_NAME]
    if unknown:
        raise CannotExport(
            f"--columns: clean_articles has no {', '.join(unknown)}\n  → its columns: {', '.join(BY_NAME)}"
        )
    wanted = {"article_id", *(names or BY_NAME)}
    return tuple(each.name for each in COLUMNS if each.name in wanted)
