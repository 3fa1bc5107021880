"""Small charts as plain geometry: numbers in, coordinates out; ``templates/macros.html`` draws them as SVG.

They carry no ``style`` attribute, which the Content-Security-Policy forbids, and a text alternative of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 160.0
HEIGHT = 32.0
_PAD = 3.0


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of values over time: one point for each value that is known."""

    lines: tuple[str, ...]
    """``points`` of SVG polylines; more than one where values are missing between them."""
    dots: tuple[tuple[float, float], ...]
    """Points that no line joins."""
    last: tuple[float, float] | None
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
    """Lay ``values`` (oldest first; None is a gap) out in a box of ``WIDTH`` by ``HEIGHT``, from 0 to ``top`` or the largest."""
    known = [value for value in values if value is not None]
    most = max([top or 0.0, *known]) or 1.0
    step = (WIDTH - 2 * _PAD) / max(1, len(values) - 1)
    groups: list[list[tuple[float, float]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            groups.append([])
            continue
        x = _PAD + number * step if len(values) > 1 else WIDTH - _PAD
        groups[-1].append((round(x, 1), round(HEIGHT - _PAD - value / most * (HEIGHT - 2 * _PAD), 1)))
    placed = [group for group in groups if group]
    return Spark(
        lines=tuple(" ".join(f"{x},{y}" for x, y in group) for group in placed if len(group) > 1),
        dots=tuple(group[0] for group in placed if len(group) == 1),
        last=placed[-1][-1] if placed else None,
        label=label,
    )


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
