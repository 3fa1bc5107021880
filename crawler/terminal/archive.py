"""What ``scrapy archive`` prints: the proof, file by file, and lists of files and records."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.text import Text

from cleaners.urls import candidate_key
from crawler.terminal.progress import amount
from crawler.terminal.text import console, readable
from pipelines.archive.captures import Damage
from pipelines.archive.compact import Plan
from pipelines.archive.files import name_of, run_of_file
from pipelines.archive.members import Visit, visits
from pipelines.archive.reader import warcinfo_of
from pipelines.archive.verify import Checked


class Proof:
    """The sum of what was checked; faults are printed as they are found."""

    def __init__(self) -> None:
        self._out = console()
        self._files = self._size = self._faults = 0
        self._records: Counter[str] = Counter()
        self._pointers: Counter[str] = Counter()

    def add(self, checked: Checked) -> None:
        """Take one file's result."""
        self._files += 1
        self._size += checked.size
        self._records.update(checked.records)
        self._pointers.update(checked.pointers)
        for damage in checked.torn:
            self._print("!", "yellow", damage, " (as a crash leaves it; everything before it is good)")
        for damage in checked.faults:
            self._faults += 1
            self._print("✗", "red", damage)

    def add_missing(self, names: Iterable[str]) -> None:
        """Take the names of files that the database knows and nobody has."""
        for name in names:
            self._faults += 1
            self._out.print(
                Text(f"✗ {name}: the database points into this file, which is not there", style="red")
            )

    def conclude(self, *, with_database: bool) -> int:
        """Print the sum and return the number of faults."""
        records = ", ".join(f"{number} {kind}" for kind, number in sorted(self._records.items()))
        self._out.print(f"{self._files} files, {amount(self._size)}: {records or 'no records'}")
        if with_database:
            pointers = ", ".join(f"{number} {table}" for table, number in sorted(self._pointers.items()))
            self._out.print(f"pointers that lead where they should: {pointers or 'none'}")
        else:
            self._out.print("there is no database: the files alone were checked", style="yellow")
        if self._faults:
            self._out.print(f"✗ {self._faults} faults", style="bold red")
        else:
            self._out.print("✓ the archive is sound", style="green")
        return self._faults

    def _print(self, mark: str, style: str, damage: Damage, more: str = "") -> None:
        self._out.print(Text(f"{mark} {damage.file} at {damage.offset}: {damage.problem}{more}", style=style))


class Deletion:
    """The sum of what a gc takes away, or would."""

    def __init__(self, before: datetime, *, done: bool) -> None:
        self._before, self._done = before, done
        self._files = self._removed = self._bytes = self._emptied = 0
        self._visits: Counter[str] = Counter()
        self._left: list[str] = []

    def add(self, plan: Plan, emptied: int) -> None:
        """Take what becomes of one file; a damaged one is left as it is."""
        if plan.damaged:
            self._left.append(plan.file)
            return
        self._files += 1
        self._removed += not plan.kept
        self._bytes += plan.dropped_bytes
        self._emptied += emptied
        self._visits.update(plan.dropped)

    def as_data(self) -> dict[str, Any]:
        """Return it for the run's row."""
        return {"files": self._files, "bytes": self._bytes, "visits": dict(sorted(self._visits.items()))}

    def conclude(self) -> int:
        """Print it and return how many files were left alone because they are damaged."""
        out = console()
        for file in self._left:
            text = f"! {file} is damaged and left as it is; `scrapy archive verify {file}` says where"
            out.print(Text(text, style="yellow"))
        if not self._files:
            out.print(f"nothing in the archive is older than {self._before:%Y-%m-%d %H:%M} UTC and of no use")
            return len(self._left)
        verb = "went" if self._done else "would go"
        out.print(
            f"{verb}: {self._visits.total()} visits, {amount(self._bytes)}, older than {self._before:%Y-%m-%d %H:%M} UTC "
            "or forgotten, that no stored revision was made from"
        )
        for label, number in sorted(self._visits.items(), key=lambda item: (-item[1], item[0])):
            out.print(f"  {number:7}  {label}")
        rewritten = self._files - self._removed
        out.print(
            f"{rewritten} files {'were' if self._done else 'would be'} written anew, {self._removed} removed"
        )
        if self._done:
            out.print(f"{self._emptied} rows of the database point to nothing now")
        else:
            out.print("nothing was changed; say it with --yes to do it", style="bold")
        return len(self._left)


def print_files(root: Path, files: Iterable[Path], *, as_json: bool) -> None:
    """Print each file with its size and what wrote it."""
    out, found = console(), 0
    for path in files:
        found += 1
        info = warcinfo_of(path)
        row = {
            "file": name_of(root, path),
            "size": path.stat().st_size,
            "run": info.get("naqi-run") or run_of_file(path),
            "command": info.get("naqi-command"),
            "sources": [name for name in info.get("naqi-sources", "").split(",") if name],
            "rules_version": info.get("naqi-rules-version"),
        }
        if as_json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            sources: Any = row["sources"]
            shown = ", ".join(sources[:4]) + (f" and {len(sources) - 4} more" if len(sources) > 4 else "")
            out.print(Text(f"{row['file']}  {amount(path.stat().st_size)}"), soft_wrap=True)
            out.print(Text(f"    {row['command'] or 'another program'}: {shown}", style="dim"))
    if not found and not as_json:
        out.print("there is no such file in the archive")


def print_records(
    root: Path, files: Iterable[Path], *, source: str | None, url: str | None, as_json: bool
) -> None:
    """Print each answer, of a source or an address if these are given, as it is found."""
    out = console()
    key = candidate_key(url) if url else None
    found = 0
    for path in files:
        for row in _records(root, path, source, key):
            found += 1
            if as_json:
                print(json.dumps(row, ensure_ascii=False))
                continue
            size = amount(row["size"]) if row["size"] else ""
            line = f"{row['date']}  {row['status']}  {row['kind'] or 'step':8} {row['source'] or '':12} {size:>9}  "
            out.print(Text(line + readable(row["url"]), overflow="fold"))
            out.print(Text(f"    {row['ref']}", style="dim"), soft_wrap=True)
    if not found and not as_json:
        out.print("there is no such record in the archive")


def _records(root: Path, path: Path, source: str | None, key: str | None) -> Iterator[dict[str, Any]]:
    file = name_of(root, path)
    for visit in visits(root, path):
        if isinstance(visit, Damage) or (source is not None and visit.source != source):
            continue
        if key is not None and key not in {candidate_key(address) for address in visit.urls}:
            continue
        yield from _rows(file, visit)


def _rows(file: str, visit: Visit) -> Iterator[dict[str, Any]]:
    for member in visit.answers:
        known = visit.known if member is visit.answers[-1] else None
        yield {
            "date": f"{member.date:%Y-%m-%dT%H:%M:%SZ}" if member.date else None,
            "status": member.status,
            "kind": known.kind if known else None,
            "record": member.kind,
            "source": visit.source,
            "url": member.url,
            "size": len(member.payload),
            "ref": f"{file}:{member.offset}:{member.length}",
        }
