"""How fast the crawl is, with cleaning and without, and how long its event loop was ever blocked.

``python -m benchmarks.crawl [--pages 300]`` serves copies of the newsroom's article pages under addresses of their own, and
crawls them twice in processes of their own: once as always, once with a cleaning function that passes each page through.
Fetching, workers, pipes and store are the same in both. Pages per second count from the first outcome to the last; the
event loop's longest block is the longest that a task of 5 ms had to wait for its turn (on a machine busy with other
things, that is in it too). Quote the ratio, not the seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scrapy import signals

from cleaners.types import CLEANER_VERSION, Accepted, Block, BlockKind, Cleaned, Page, Span
from seeds.newsroom import Answer, Newsroom

HOST = "http://bench.example"
TICK = 0.005
SOURCE = f"""
name = "bench"
title = "bench"
home = "{HOST}/"
language = "ar"
region = "SY"
timezone = "Asia/Damascus"
delay = 0.0
feeds = ["{HOST}/feed"]
"""


def pass_through(page: Page, context: object) -> Accepted:
    """Stand for the cleaners: an article of one block, made at no cost."""
    text = page.url
    block = Block(BlockKind.PARAGRAPH, text, Span(0, len(text)))
    cleaned = Cleaned(text, (), text, None, (block,), (), "ar", "none", CLEANER_VERSION)
    return Accepted(cleaned, ())


class Ticker:
    """Scrapy extension: time the outcomes, and how late a task of 5 ms comes."""

    def __init__(self, crawler: Any) -> None:
        self.times: list[float] = []
        self.longest = 0.0
        self._crawler = crawler
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.scraped, signal=signals.item_scraped)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Ticker:
        return cls(crawler)

    async def opened(self) -> None:
        self._task = asyncio.create_task(self._tick())

    def scraped(self) -> None:
        self.times.append(time.monotonic())

    def closed(self) -> None:
        self._task.cancel()
        spent = self.times[-1] - self.times[0]
        figures = {
            "pages": len(self.times),
            "rate": (len(self.times) - 1) / spent,
            "blocked_ms": self.longest * 1000,
        }
        Path(self._crawler.settings["BENCH_FIGURES"]).write_text(json.dumps(figures), encoding="utf-8")

    async def _tick(self) -> None:
        while True:
            asked = time.monotonic()
            await asyncio.sleep(TICK)
            self.longest = max(self.longest, time.monotonic() - asked - TICK)


def copies(wanted: int) -> dict[str, Answer]:
    """Return the newsroom's articles under addresses of their own, as often as it takes, and the feed that names them."""
    with Newsroom() as newsroom:
        from seeds.newsroom.server import key

        pages = [
            (article.url, answer)
            for article in newsroom.articles
            if article.fate == "stored" and (answer := newsroom.find(key(article.url)))
        ]
    found: dict[str, Answer] = {}
    for number in range(wanted):
        original, answer = pages[number % len(pages)]
        url = f"{HOST}/{number}"
        found[url] = Answer(200, answer.headers, answer.body.replace(original.encode(), url.encode()))
    items = "".join(f"<item><link>{url}</link></item>" for url in found)
    feed = f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()
    return found | {f"{HOST}/feed": Answer(200, {"Content-Type": "application/rss+xml"}, feed)}


def measure(newsroom: Newsroom, folder: Path, process: str | None) -> dict[str, float]:
    """Crawl once in a process of its own; return its figures."""
    var = folder / ("on" if process is None else "off")
    env = {
        **os.environ,
        "http_proxy": newsroom.proxy_url,
        "no_proxy": "",
        "NO_PROXY": "",
        "NAQI_VAR": str(var),
        "NAQI_SOURCES": str(folder / "sources"),
        "NAQI_CONTACT": "bench@naqi.example",
    }
    if process is not None:
        env["NAQI_PROCESS"] = process
    figures = folder / "figures.json"
    extensions = json.dumps({"benchmarks.crawl.Ticker": 0, "crawler.log.Progress": 0})
    command = [sys.executable, "-m", "scrapy", "crawl", "news"]
    settings = ["-s", f"EXTENSIONS={extensions}", "-s", f"BENCH_FIGURES={figures}"]
    done = subprocess.run([*command, *settings], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the crawl failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return dict(json.loads(figures.read_text(encoding="utf-8")))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=int, default=300, help="article pages to crawl (default 300)")
    wanted = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name, Newsroom(extra=copies(wanted)) as newsroom:
        folder = Path(name)
        (folder / "sources").mkdir()
        (folder / "sources" / "bench.toml").write_text(SOURCE, encoding="utf-8")
        off = measure(newsroom, folder, "benchmarks.crawl:pass_through")
        on = measure(newsroom, folder, None)
    print(f"{wanted} pages, {os.cpu_count()} cores")
    for title, figures in (("cleaning off", off), ("cleaning on", on)):
        print(
            f"{title:>12}: {figures['rate']:7.1f} pages/s, event loop blocked at most {figures['blocked_ms']:6.1f} ms"
        )
    print(f"with cleaning the crawl runs at {on['rate'] / off['rate']:.2f} of its speed without")


if __name__ == "__main__":
    main()
