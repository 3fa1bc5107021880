"""Say on standard error, every few seconds, how far a long command has come: plain lines, which a log keeps as well."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


class Every:
    """Prints a line when ``seconds`` have gone by since the last one."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.began = self._last = time.monotonic()

    def tell(self, line: Callable[[], str]) -> None:
        """Print ``line()`` if it is time; otherwise it is not even made."""
        now = time.monotonic()
        if now - self._last >= self._seconds:
            self._last = now
            print(line(), file=sys.stderr, flush=True)

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning, never 0."""
        return max(time.monotonic() - self.began, 1e-6)
