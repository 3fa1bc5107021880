"""Exports that kill themselves: ``python -m tests.store.export_killed DATABASE FOLDER FORMAT COUNT [without-exchange]``.

A point is a number of lines of ``pipelines/exporting`` that were run. ``COUNT`` points are drawn over the whole of an export to
a new name (``FOLDER/new-POINT/export``), as many over the end of one that replaces another (``FOLDER/over-POINT/export``), where
names are changed. Each is a process of its own, killed with -9.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from pipelines.exporting import folder, reading, running
from pipelines.exporting.order import Order, chosen
from pipelines.exporting.selection import Selection
from pipelines.store.session import open_store

OURS = str(Path(running.__file__).parent)
END = 40
"""Lines before the last in which an export that replaces another is killed."""


def export(database: str, target: Path, form: str, point: int | None = None) -> int:
    """Export and return how many lines were run; with ``point`` the process ends there."""
    lines = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line":
            lines += 1
            if lines == point:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    engine = open_store(database)
    order = Order(form, Selection(), chosen([]))
    sys.settrace(trace)
    running.export(engine, order, target, force=True, now=datetime.now(UTC), tell=lambda _done, _total: None)
    sys.settrace(None)
    engine.dispose()
    return lines


def in_a_process(database: str, target: Path, form: str, point: int | None) -> int:
    """Export in a process of its own, and return how many lines that took; 0 when it was killed."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(theirs, str(export(database, target, form, point)).encode())
        os._exit(0)
    os.close(theirs)
    _, status = os.waitpid(pid, 0)
    said = os.read(ours, 100)
    os.close(ours)
    assert os.waitstatus_to_exitcode(status) == (0 if point is None else -signal.SIGKILL)
    return int(said or 0)


def main(database: str, root: Path, form: str, count: int, *, exchange: bool) -> None:
    reading.PIECE = 2
    if not exchange:  # as on a file system that cannot
        folder._exchange = lambda _one, _other: False
    counted = root / "counted" / "export"
    lines = in_a_process(database, counted, form, None)
    over = in_a_process(database, counted, form, None)
    draw = random.Random(form)
    for point in draw.sample(range(1, lines), count):
        in_a_process(database, root / f"new-{point}" / "export", form, point)
    for point in draw.sample(range(over - END, over), count):
        target = root / f"over-{point}" / "export"
        in_a_process(database, target, form, None)
        (target / "README.md").write_text("old", encoding="utf-8")
        in_a_process(database, target, form, point)


if __name__ == "__main__":
    main(
        sys.argv[1],
        Path(sys.argv[2]),
        sys.argv[3],
        int(sys.argv[4]),
        exchange=sys.argv[5:] != ["without-exchange"],
    )
