"""What a crawl says while it runs: for people a line now and then, for machines one JSON object for each outcome.

``naqi.outcomes`` carries one record for each settled URL (with run, source, URL, fate and reason as attributes), ``naqi``
everything else. People see of the outcomes only the failures, and a progress line every few seconds; the rest is in the
report at the end. Scrapy's own log stays at WARNING unless ``-L DEBUG`` asks for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.log import get_scrapy_root_handler

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

FIELDS = ("run", "source", "url", "fate", "reason", "detail", "article_id", "revision", "elapsed_ms")
"""Attributes of an outcome's log record, in the order in which they are printed."""

log = logging.getLogger("naqi")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, event, message, and the fields of an outcome."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line; Arabic stays Arabic."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "message"),
        }
        if entry["event"] == "message":
            entry |= {"logger": record.name, "message": record.getMessage()}
        entry |= {
            name: getattr(record, name) for name in FIELDS if getattr(record, name, None) not in (None, "")
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class _ForPeople(logging.Filter):
    """Of the outcomes, let only failures through."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.name != "naqi.outcomes" or record.levelno >= logging.WARNING


def configure(*, as_json: bool, level: str = "WARNING", stream: Any = None) -> None:
    """Send the log of ``naqi`` to ``stream`` (standard error); may be called again.

    ``level`` is Scrapy's LOG_LEVEL: where it asks for more than our INFO, more is printed; where it is above WARNING
    (``--nolog`` or ``-L ERROR``), less.
    """
    root = logging.getLogger("naqi")
    threshold = logging.getLevelNamesMapping().get(str(level).upper(), logging.WARNING)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    if not as_json and threshold > logging.DEBUG:
        handler.addFilter(_ForPeople())
    root.handlers[:] = [handler]
    root.propagate = False
    root.setLevel(threshold if threshold != logging.WARNING else logging.INFO)
    for name in ("trafilatura", "htmldate", "courlan", "langdetect", "readability", "charset_normalizer"):
        logging.getLogger(name).setLevel(max(threshold, logging.ERROR))
    if as_json and (theirs := get_scrapy_root_handler()) is not None:
        theirs.setFormatter(JsonLines())


def outcome(*, run: str, source: str, url: str, fate: str, reason: str = "", **more: Any) -> None:
    """Log what became of one URL; ``more`` are others of ``FIELDS``."""
    fields = {"run": run, "source": source, "url": url, "fate": str(fate), "reason": str(reason), **more}
    if (elapsed := fields.get("elapsed_ms")) is not None:
        fields["elapsed_ms"] = round(elapsed, 1)
    said = f"{fate}: {reason}" if reason else str(fate)
    level = logging.WARNING if fate == "failed" else logging.INFO
    extra = {"event": "outcome", **fields}
    logging.getLogger("naqi.outcomes").log(level, "%s  %s  %s", said, source, url, extra=extra)


class Progress:
    """Scrapy extension: set up the log when the crawl begins, and say now and then how far it is."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._task: asyncio.Task[None] | None = None
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it as Scrapy does; without a log there is nothing for it to do."""
        settings = crawler.settings
        if not settings.getbool("LOG_ENABLED"):
            logging.getLogger("naqi").addHandler(logging.NullHandler())
            raise NotConfigured
        return cls(crawler)

    async def opened(self) -> None:
        """Begin to report."""
        settings = self._crawler.settings
        configure(as_json=settings.getbool("NAQI_LOG_JSON"), level=settings["LOG_LEVEL"])
        self._task = asyncio.create_task(self._report(settings.getfloat("NAQI_PROGRESS_SECONDS")))

    async def closed(self) -> None:
        """Stop reporting."""
        if self._task is not None:
            self._task.cancel()

    async def _report(self, every: float) -> None:
        said = ""
        while True:
            await asyncio.sleep(every)
            run = getattr(self._crawler.spider, "run", None)
            if run is None:
                continue
            text = progress_line(run.discovered, run.fates)
            if text != said:
                log.info("%s", text)
                said = text


def progress_line(discovered: Counter[str], fates: Counter[tuple[str, str, str]]) -> str:
    """Return ``57 of 120 · 40 stored · 12 unchanged · 5 failed`` from the run's counts."""
    by_fate: Counter[str] = Counter()
    for (_source, fate, _reason), count in fates.items():
        by_fate[fate] += count
    total, done = sum(discovered.values()), sum(by_fate.values())
    order = ("stored", "updated", "unchanged", "duplicate", "rejected", "failed", "skipped")
    return " · ".join(
        [f"{done} of {total} pages", *(f"{by_fate[fate]} {fate}" for fate in order if by_fate[fate])]
    )
