"""Write numbers for Prometheus: a file for node_exporter's textfile collector, written anew at the end of each crawl.

Format: Prometheus' text exposition format 0.0.4. The file appears whole or not at all, so that nobody scrapes half of it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is told of the newest crawl of each source, and of the store."""

    finished_at: datetime
    duration: float
    """Seconds."""
    success: bool
    pages: Mapping[tuple[str, str], int]
    """By source and fate, each of the newest crawl of the source."""
    newest: Mapping[str, datetime]
    """When the newest article of a source was first seen."""
    leaks: Mapping[str, float]
    """Share of articles with text that others have too, in a source's newest crawl that brought any."""
    alerts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Open ones by kind and severity."""


def text(numbers: Numbers) -> str:
    """Return the file."""
    lines: list[str] = []

    def metric(name: str, what: str, values: Iterable[tuple[Labels, float]]) -> None:
        lines.append(f"# HELP naqi_{name} {what}")
        lines.append(f"# TYPE naqi_{name} gauge")
        for labels, value in values:
            told = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels)
            lines.append(f"naqi_{name}{{{told}}} {value:.15g}" if told else f"naqi_{name} {value:.15g}")

    metric(
        "run_finished_timestamp_seconds",
        "When the newest crawl ended.",
        [((), numbers.finished_at.timestamp())],
    )
    metric("run_duration_seconds", "How long it took.", [((), numbers.duration)])
    metric("run_success", "1: every page is accounted for and nothing broke off.", [((), numbers.success)])
    metric(
        "source_pages",
        "Pages of the newest crawl of a source, by what became of them.",
        [((("source", source), ("fate", fate)), n) for (source, fate), n in sorted(numbers.pages.items())],
    )
    metric(
        "source_newest_article_timestamp_seconds",
        "When the newest article of a source was first seen.",
        [((("source", source),), at.timestamp()) for source, at in sorted(numbers.newest.items())],
    )
    metric(
        "source_leak_ratio",
        "Share of the newest articles of a source with text that others have too.",
        [((("source", source),), share) for source, share in sorted(numbers.leaks.items())],
    )
    metric(
        "alerts_open",
        "Alerts that are not over.",
        [((("kind", kind), ("severity", how)), n) for (kind, how), n in sorted(numbers.alerts.items())],
    )
    return "\n".join(lines) + "\n"


def write(path: Path, content: str) -> None:
    """Put ``content`` into the place of the file, whole; raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Path(name).chmod(0o644)  # the collector is another user
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
