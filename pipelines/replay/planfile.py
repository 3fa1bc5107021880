"""A plan as a file: JSON Lines, a header, one line for each article that would change, and the totals.

The last line has a digest of all others, so that a plan that was cut off or edited is recognised. No text of an article stands in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from pipelines.replay.fingerprint import Fingerprint

FORMAT = 1


class BadPlan(Exception):
    """A file that is no plan, or not a whole one; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Header:
    """Which plan it is, what was looked at, and with which rules and code."""

    plan: str
    created_at: datetime
    selection: Mapping[str, Any]
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one article: a new revision (``revise``), or a page stored that was rejected (``store``)."""

    what: Literal["revise", "store"]
    source: str
    article_id: str
    key: str
    """Of the page, for ``store``; else empty."""
    revision: int
    """The article's revision that the plan was made from; 0 for ``store``."""
    base_sha256: str
    """``Version.sha256`` of that revision; empty for ``store``."""
    archive_ref: str
    raw_sha256: str | None
    sha256: str
    """``Version.sha256`` of what it would become."""
    fields: tuple[str, ...] = ()
    """Content columns that differ."""
    rules_gained: Mapping[str, int] = field(default_factory=dict)
    rules_lost: Mapping[str, int] = field(default_factory=dict)
    characters_gained: int = 0
    characters_lost: int = 0


class PlanWriter:
    """Writes a plan; the file has its name only when it is whole. Context manager."""

    def __init__(self, path: Path, header: Header) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._part = path, path.with_name(f"{path.name}.part")
        self._file = self._part.open("w", encoding="utf-8")
        self._digest, self._lines, self._whole = hashlib.sha256(), 0, False
        self._write({"naqi_plan": FORMAT, **asdict(header), "created_at": header.created_at.isoformat()})

    def change(self, change: Change) -> None:
        """Add one article."""
        self._lines += 1
        self._write(asdict(change))

    def finish(self, totals: Mapping[str, Any]) -> None:
        """Write the last line and give the file its name."""
        end = {"totals": dict(totals), "changes": self._lines, "sha256": self._digest.hexdigest()}
        self._write(end)
        self._file.close()
        self._part.replace(self._path)
        self._whole = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self._whole:
            self._part.unlink(missing_ok=True)

    def _write(self, value: Mapping[str, Any]) -> None:
        line = json.dumps(value, ensure_ascii=False) + "\n"
        self._digest.update(line.encode())
        self._file.write(line)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that was found whole."""

    path: Path
    header: Header
    totals: Mapping[str, Any]
    changes: int

    def read(self) -> Iterator[Change]:
        """Yield its lines, one at a time."""
        for value in _objects(self.path):
            if "what" in value:
                yield Change(**{**value, "fields": tuple(value["fields"])})


def open_plan(path: Path) -> Plan:
    """Read a plan through, and return it; raises ``BadPlan`` when it is not whole and as it was written."""
    again = "make it again with scrapy reclean --plan"
    try:
        digest, header, end, count = hashlib.sha256(), None, None, 0
        with path.open("rb") as file:
            for number, line in enumerate(file):
                value = json.loads(line)
                if number == 0:
                    if value.get("naqi_plan") != FORMAT:
                        raise BadPlan(f"{path} is no plan of this version\n  → {again}")
                    header = value
                elif "totals" in value:
                    end = value
                    break
                else:
                    count += 1
                digest.update(line)
            rest = file.read(1)
    except OSError as error:
        raise BadPlan(
            f"{path} cannot be read: {error.strerror}\n  → name a plan; they are in var/plans"
        ) from None
    except (ValueError, AttributeError):
        raise BadPlan(f"{path} is no plan, or was cut off\n  → {again}") from None
    if header is None or end is None or rest:
        raise BadPlan(f"{path} is not whole: its last line, the totals, is missing\n  → {again}")
    if (end["changes"], end["sha256"]) != (count, digest.hexdigest()):
        raise BadPlan(f"{path} was edited after it was made\n  → {again}; --ids and --source narrow it")
    made = Header(
        header["plan"],
        datetime.fromisoformat(header["created_at"]),
        header["selection"],
        Fingerprint(**header["fingerprint"]),
    )
    return Plan(path, made, end["totals"], count)


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
