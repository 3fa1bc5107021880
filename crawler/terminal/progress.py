"""How far a long command has come: a line on standard error every few seconds, as plain in a log file as on a screen."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progress:
    """Prints at most one line in ``every`` seconds, however often it is told something."""

    def __init__(self, every: float = 3.0, out: TextIO | None = None) -> None:
        self._every, self._out = every, out or sys.stderr
        self._last = time.monotonic()

    def tell(self, text: str) -> None:
        """Say how far it is, if it is time."""
        if time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            print(f"… {text}", file=self._out, flush=True)


def amount(size: int) -> str:
    """Return a number of bytes as people say it: ``512 B``, ``13.4 kB``, ``1.2 GB``."""
    number = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000 or unit == "GB":
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    raise AssertionError
