"""Small charts as plain geometry: numbers in, coordinates out; ``templates/macros.html`` draws them as SVG.

They carry no ``style`` attribute, which the Content-Security-Policy forbids, and a text alternative of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 160.0
HEIGHT = 32.0
_FLOOR = HEIGHT - 1
_FEWEST = 16
"""Columns that a chart has room for at least: two of them are no two halves."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A column for each value that is known, the newest at the end; each part is the ``d`` of one SVG path."""

    before: str
    newest: str
    """Empty when the newest value is nothing or not known."""
    label: str
    """What the chart says, in words."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a stacked bar."""

    name: str
    count: int
    x: float
    width: float


def spark(values: Sequence[float | None], label: str, *, top: float | None = None) -> Spark:
    """Lay ``values`` (oldest first; None leaves a gap) out in a box of ``WIDTH`` by ``HEIGHT``.

    It goes from 0 to the largest, at least to ``top``: else a share of 1 % would look as alarming as one of 50 %.
    """
    most = max([top or 0.0, *(value for value in values if value is not None)]) or 1.0
    slot = WIDTH / max(len(values), _FEWEST)
    start = WIDTH - slot * len(values)
    columns = []
    for number, value in enumerate(values):
        if not value:
            columns.append("")
            continue
        height = max(value / most * (_FLOOR - 1), 1.5)
        wide = slot * 0.76
        columns.append(
            f"M{start + slot * (number + 0.12):.1f} {_FLOOR:g}v-{height:.1f}h{wide:.1f}v{height:.1f}z"
        )
    return Spark("".join(columns[:-1]), columns[-1] if columns else "", label)


def stack(parts: Sequence[tuple[str, int]], *, width: float = 100.0) -> tuple[Slice, ...]:
    """Lay counts side by side over ``width``; what is there at all gets at least one unit, so that one failure shows."""
    total = sum(count for _, count in parts)
    if not total:
        return ()
    shown = [(name, count) for name, count in parts if count > 0]
    widths = [max(1.0, count / total * width) for _, count in shown]
    scale = width / sum(widths)
    slices, x = [], 0.0
    for (name, count), wide in zip(shown, widths, strict=True):
        slices.append(Slice(name, count, round(x, 2), round(wide * scale, 2)))
        x += wide * scale
    return tuple(slices)
