"""How fast ``scrapy export`` is in each format, and whether its memory grows with the number of articles.

``python -m benchmarks.export [--articles 100000] [--few 10000]`` fills a store on SQLite with articles of generated words, over two
years of publication, and exports them with the real command in a process of its own. The number of rows of each export is checked.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks.replay import _peak
from cleaners.types import Block, BlockKind, Cleaned, Dated, Span
from pipelines.store import rows
from pipelines.store.models import ArticleRow, RevisionRow, RunRow
from pipelines.store.session import open_store

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
FORMATS = (["parquet"], ["jsonl"], ["jsonl", "--compress", "zst"], ["jsonl", "--compress", "gz"], ["csv"])
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
BATCH = 1000
PARAGRAPHS, WORDS = 6, 45
"""Of each article: together 270 words, about 1,700 characters."""


def build(var: Path, number: int) -> None:
    """Fill a store with so many articles."""
    draw = random.Random(number)
    words = ["".join(draw.choices(LETTERS, k=draw.randint(2, 8))) for _ in range(20_000)]
    engine = open_store(f"sqlite:///{var / 'naqi.db'}")
    with Session(engine) as session, session.begin():
        run: dict[str, Any] = {"run_id": "bench", "number": 1, "command": "bench", "status": "finished"}
        session.execute(
            insert(RunRow).values(
                **run,
                started_at=AT,
                pid=0,
                host="",
                cleaner_version="1",
                rules_version="r",
                sources=[],
                settings={},
            )
        )
    made = articles(draw, words, number)
    for _ in range(0, number, BATCH):
        found = list(islice(made, BATCH))
        with Session(engine) as session, session.begin():
            session.execute(insert(ArticleRow), [article for article, _ in found])
            session.execute(insert(RevisionRow), [revision for _, revision in found])
    engine.dispose()


def articles(
    draw: random.Random, words: list[str], number: int
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the rows of each article."""
    for place in range(number):
        texts = [" ".join(draw.choices(words, k=WORDS)) + "." for _ in range(PARAGRAPHS)]
        blocks, start = [], 0
        for text in texts:
            blocks.append(Block(BlockKind.PARAGRAPH, text, Span(start, start + len(text))))
            start += len(text) + 1
        published = AT - timedelta(minutes=draw.randrange(2 * 365 * 24 * 60))
        cleaned = Cleaned(
            source="\n".join(texts),
            repairs=(),
            title=" ".join(draw.choices(words, k=8)),
            title_span=None,
            blocks=tuple(blocks),
            removals=(),
            language="ar",
            rules_version="r",
            cleaner_version="1",
            published=Dated(published, published.isoformat(), "jsonld", "second"),
            authors=(" ".join(draw.choices(words, k=2)),),
            tags=tuple(draw.choices(words, k=3)),
        )
        source, name = f"source{place % 20}", f"{place:07}"
        url = f"https://source{place % 20}.example/{name}"
        article_id = rows.article_id_of(url)
        article = {
            "article_id": article_id, "source": source, "canonical_url": url, "canonical_key": url, "key": url, "url": url,
            "nearness": 0, "revision": 1, "first_seen_at": AT, "last_seen_at": AT, "change": place + 1,
        }  # fmt: skip
        revision = {
            "article_id": article_id, "revision": 1, "reason": "first_seen", "run_id": "bench", "created_at": AT, "key": url,
            "raw_sha256": "0" * 64, "archive_ref": None, **rows.revision_columns(cleaned, ()),
        }  # fmt: skip
        yield article, revision


def export(var: Path, wanted: int, *options: str) -> tuple[float, float, float, float]:
    """Export once; return the seconds that passed, those of the processor, the peak memory and the files' size in megabytes."""
    env = {**os.environ, "NAQI_VAR": str(var), "NAQI_DATABASE_URL": ""}
    command = [sys.executable, "-m", "scrapy", "export", "bench", "--force", "--format", *options]
    peak, began, before = 0.0, time.monotonic(), processor()
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as exporting:
        while exporting.poll() is None:
            peak = max(peak, _peak(exporting.pid))
            time.sleep(0.1)
    took = time.monotonic() - began
    told = json.loads((var / "exports" / "bench" / "manifest.json").read_text("utf-8"))
    if exporting.returncode or told["rows"] != wanted:
        raise SystemExit(f"{' '.join(command)}: status {exporting.returncode}, {told['rows']} rows")
    return took, processor() - before, peak, sum(each["bytes"] for each in told["files"]) / 1e6


def processor() -> float:
    """Return the processor time, in seconds, of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export", description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000, help="articles to export (default 100000)")
    parser.add_argument(
        "--few", type=int, default=10_000, help="… to compare the memory with (default 10000)"
    )
    asked = parser.parse_args()
    for number in (asked.few, asked.articles):
        with tempfile.TemporaryDirectory() as name:
            var = Path(name)
            build(var, number)
            size = (var / "naqi.db").stat().st_size / 1e6
            print(f"{number} articles, a store of {size:.0f} MB, {os.cpu_count()} cores", flush=True)
            for options in FORMATS:
                took, used, peak, written = export(var, number, *options)
                print(
                    f"  {options[0] + (f'.{options[-1]}' if options[1:] else ''):10} {took:6.1f} s ({used:.1f} s of processor time, {number / used:.0f} articles/s of it), "
                    f"peak memory {peak:4.0f} MB, {written:6.1f} MB",
                    flush=True,
                )


if __name__ == "__main__":
    main()
