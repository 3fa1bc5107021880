"""Draws accuracy against speed, one point an extractor."""

from __future__ import annotations

from pathlib import Path

from benchmarks.extraction.peers import OURS
from benchmarks.extraction.run import Result
from benchmarks.extraction.table import mean_f1, milliseconds


def plot(results: list[Result], extractors: list[str], sets: list[str], file: Path) -> None:
    """Write the picture to ``file``; its suffix names the format. Needs matplotlib (the ``bench`` extra)."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    for extractor in extractors:
        x, y = milliseconds(results, extractor), mean_f1(results, extractor, sets)
        ours = extractor in OURS
        axes.scatter([x], [y], s=60 if ours else 30, color="#0b6e4f" if ours else "#777777", zorder=3)
        axes.annotate(
            extractor,
            (x, y),
            textcoords="offset points",
            xytext=(6, 5),
            fontsize=9,
            weight="bold" if ours else "normal",
        )
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds a page (log)")
    axes.set_ylabel("F1, mean over the sets")
    axes.grid(visible=True, alpha=0.3)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file)
    pyplot.close(figure)
