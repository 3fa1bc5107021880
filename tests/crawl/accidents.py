"""Cleaning functions with accidents and without the cleaners, for tests of the workers alone."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from cleaners.types import Outcome, Page, Reason, Rejected, Verdict


def process(page: Page, context: object) -> Outcome:
    if page.url == "die":
        os._exit(3)
    if page.url == "exit":
        sys.exit(4)
    if page.url == "hang":
        time.sleep(600)
    if page.url == "raise":
        raise KeyError("a fault of the program")
    return Rejected(Verdict("test", False, Reason.NO_TEXT), "x" * 5_000_000 if page.url == "large" else "")


def mark_and_hang(page: Page, context: object) -> Outcome:
    """Leave a file that names this process, then hang."""
    Path(f"{page.url}.{os.getpid()}").touch()
    time.sleep(600)
    raise AssertionError
