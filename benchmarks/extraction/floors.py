"""Floors: what Naqi reached once, it may not fall below; ``--raise-floors`` lifts them and never lowers one."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.extraction.run import Result
from benchmarks.extraction.table import summary

FLOORS = Path(__file__).parents[1] / "floors.json"
_TOLERANCE = 0.0005
"""A rounding of the last digit is no fall."""

Floors = dict[str, dict[str, float]]


def measured(results: list[Result], extractor: str, sets: list[str]) -> Floors:
    """Return the numbers that floors are about, by set."""
    out: Floors = {}
    for name in sets:
        got = summary(results, extractor, set_=name)
        if got.pages:
            out[name] = {"pages": got.pages, "precision": got.precision, "recall": got.recall, "f1": got.f1}
    return out


def load(path: Path = FLOORS) -> Floors:
    """Return the floors; none when there is no file yet."""
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def below(floors: Floors, got: Floors) -> list[str]:
    """Say for each number that fell below its floor what it was and is; other pages cannot be compared."""
    out = []
    for name, floor in floors.items():
        here = got.get(name)
        if here is None or here["pages"] != floor["pages"]:
            continue
        for key in ("precision", "recall", "f1"):
            if key in floor and here[key] < floor[key] - _TOLERANCE:
                out.append(f"{name}: {key} {here[key]:.4f} is below its floor {floor[key]:.4f}")
    return out


def lift(floors: Floors, got: Floors) -> Floors:
    """Return floors of F1 that are the higher of the old and the measured; a set with other pages starts anew."""
    out = dict(floors)
    for name, here in got.items():
        old = floors.get(name)
        f1 = round(here["f1"], 4)
        if old is not None and old["pages"] == here["pages"]:
            f1 = max(old["f1"], f1)
        out[name] = {"pages": here["pages"], "f1": f1}
    return out


def save(floors: Floors, path: Path = FLOORS) -> None:
    """Write the floors, one set a line."""
    lines = [f"  {json.dumps(name)}: {json.dumps(floors[name])}" for name in sorted(floors)]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
