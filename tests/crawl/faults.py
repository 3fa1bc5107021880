"""A cleaning function with accidents, for ``NAQI_PROCESS``: which one a page meets is written in its URL."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path

from cleaners.types import Outcome, Page, Reason, Rejected, Verdict
from pipelines import flow

KILL_AT = "TEST_KILL_CRAWL_AT"
"""A number: the crawl is killed with -9 when a worker is about to clean its page of that number."""
SLOW = "TEST_SECONDS_A_PAGE"
REJECT = "TEST_REJECT"
"""A part of a URL: pages of such an address are rejected."""

_pages = itertools.count(1)


def process(page: Page, context: flow.Context) -> Outcome:
    if "/die" in page.url:
        os._exit(3)
    if "/segfault" in page.url:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "/hang" in page.url:
        time.sleep(600)
    if "/raise" in page.url:
        raise KeyError("a fault of the program")
    if (part := os.environ.get(REJECT)) and part in page.url:
        return Rejected(Verdict("length", False, Reason.TOO_FEW_WORDS))
    if "/break-store" in page.url:
        _break_store()
    if next(_pages) == int(os.environ.get(KILL_AT, "0")):
        crawler = multiprocessing.parent_process()
        assert crawler is not None
        os.kill(crawler.pid, signal.SIGKILL)
        time.sleep(600)
    time.sleep(float(os.environ.get(SLOW, "0")))
    return flow.process(page, context)


def _break_store() -> None:
    connection = sqlite3.connect(Path(os.environ["NAQI_VAR"]) / "naqi.db", timeout=30)
    connection.execute("ALTER TABLE articles RENAME TO gone")
    connection.commit()
    connection.close()
