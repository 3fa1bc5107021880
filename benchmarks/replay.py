"""How fast ``scrapy reclean --plan`` is with one worker and with two, and whether its memory grows with the number of pages.

``python -m benchmarks.replay [--pages 1000] [--many 20000] [--real]`` fills a store and its archive with copies of the newsroom's
articles, each with an address and a word of its own, and plans them with the real command in a process of its own. No rule has
changed, so every plan must find that nothing would change; that is checked.

The speed is measured on ``--pages`` with the real cleaning. Memory is the peak of the planning process itself (workers are replaced
when they have grown), once with ``--pages`` and once with ``--many``; there cleaning is replaced by a function that fills a word
into a result that it has made before, which takes nothing of the planning process's work away and hours off the clock. ``--real``
measures this with the real cleaning too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pickle
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from cleaners.types import Accepted, Hints, Outcome, Page
from cleaners.urls import candidate_key
from pipelines.archive import ArchiveWriter, Exchange, Known
from pipelines.flow import Context, process
from pipelines.store import rows
from pipelines.store.models import ArticleRow, RemovalRow, RevisionRow, RunRow
from pipelines.store.session import open_store
from pipelines.types import Candidate
from seeds.newsroom import Newsroom
from seeds.newsroom.server import key

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
LETTERS = "بتثجحخدذرز"
BATCH = 500
MEMORY = "benchmarks.replay:remembered"


def word(number: int) -> str:
    """Return a word of Arabic letters for a number; all have the same length, so that no span moves."""
    return "كلمة" + "".join(LETTERS[int(digit)] for digit in f"{number:06d}")


def mark(number: int) -> str:
    """Return what stands at the end of a copy's address."""
    return f"-copy{number:06d}"


def filled(data: bytes, number: int) -> bytes:
    """Turn what belongs to copy 0 into what belongs to copy ``number``: a page, or a pickled outcome."""
    return data.replace(word(0).encode(), word(number).encode()).replace(
        mark(0).encode(), mark(number).encode()
    )


def originals() -> Iterator[Page]:
    """Yield each stored article of the newsroom as copy 0: with the word at the end of its first paragraph."""
    newsroom = Newsroom()
    for article in newsroom.articles:
        answer = newsroom.find(key(article.url)) if article.fate == "stored" else None
        if answer is None or not article.blocks:
            continue
        first = article.blocks[0].text
        body = answer.body.replace(first.encode(), f"{first[:-1]} {word(0)}{first[-1]}".encode())
        if body == answer.body:
            continue  # in another encoding, or with markup within the paragraph
        url = article.url.rstrip("/") + mark(0)
        body = body.replace(article.url.encode(), url.encode())
        hints = Hints(source=article.site, timezone="Asia/Damascus", region="SY", language="ar")
        yield Page(url, body, {"Content-Type": "text/html; charset=utf-8"}, 200, AT, hints)


def remembered(page: Page, context: Context) -> Outcome:
    """Stand for the cleaning: what it makes of copy 0, with the word and the address of this copy."""
    found = re.search(r"-copy(\d{6})$", page.url)
    assert found is not None
    number = int(found[1])
    template = page.url[: found.start()] + mark(0)
    body = page.body.replace(word(number).encode(), word(0).encode())
    body = body.replace(mark(number).encode(), mark(0).encode())
    outcome: Outcome = pickle.loads(filled(_cleaned(template, body, page.hints, context), number))
    return outcome


@cache
def _cleaned(url: str, body: bytes, hints: Hints, context: Context) -> bytes:
    page = Page(url, body, {"Content-Type": "text/html; charset=utf-8"}, 200, AT, hints)
    return pickle.dumps(process(page, context))


def build(var: Path, wanted: int) -> None:
    """Fill a store and its archive with ``wanted`` articles, as a crawl would have left them."""
    made = [
        (page, outcome) for page in originals() if isinstance(outcome := process(page, Context()), Accepted)
    ]
    templates = [(page, pickle.dumps(outcome)) for page, outcome in made if word(0) in outcome.cleaned.text]
    engine = open_store(f"sqlite:///{var / 'naqi.db'}")
    with Session(engine) as session, session.begin():
        session.add(
            RunRow(
                run_id="bench", number=1, command="crawl news", status="finished", started_at=AT, finished_at=AT,
                pid=1, host="bench", cleaner_version="1", rules_version="", sources=["bench"], settings={},
            )
        )  # fmt: skip
    with ArchiveWriter(var / "archive", "bench", info={"software": "bench"}, largest=64 << 20) as archive:
        for start in range(0, wanted, BATCH):
            found = [
                _copy(archive, *templates[n % len(templates)], n)
                for n in range(start, min(start + BATCH, wanted))
            ]
            with Session(engine) as session, session.begin():
                session.execute(insert(ArticleRow), [article for article, _, _ in found])
                session.execute(insert(RevisionRow), [revision for _, revision, _ in found])
                if removals := [removal for _, _, each in found for removal in each]:
                    session.execute(insert(RemovalRow), removals)
    engine.dispose()


def _copy(
    archive: ArchiveWriter, page: Page, outcome: bytes, number: int
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """Archive one copy and return its rows."""
    url, body = page.url.removesuffix(mark(0)) + mark(number), filled(page.body, number)
    accepted: Accepted = pickle.loads(filled(outcome, number))
    source = page.hints.source or "bench"
    known = Known(
        "page", source, url, Candidate(source, url, candidate_key(url), "feed"), page.hints, Context()
    )
    ref = archive.write([Exchange(url, AT, 200, body, tuple(page.headers.items()), "OK")], known)
    name = rows.article_id_of(url)
    article = {
        "article_id": name, "source": source, "canonical_url": url, "canonical_key": candidate_key(url),
        "key": candidate_key(url), "url": url, "nearness": 0, "revision": 1, "first_seen_at": AT, "last_seen_at": AT,
    }  # fmt: skip
    revision = {
        "article_id": name, "revision": 1, "reason": "first_seen", "run_id": "bench", "created_at": AT,
        "key": candidate_key(url), "raw_sha256": hashlib.sha256(body).hexdigest(), "archive_ref": str(ref),
        **rows.revision_columns(accepted.cleaned, accepted.verdicts),
    }  # fmt: skip
    columns = [column.key for column in RemovalRow.__table__.columns]
    removals = [
        {column: getattr(row, column) for column in columns}
        for row in rows.removal_rows(name, 1, accepted.cleaned.removals)
    ]
    return article, revision, removals


def plan(var: Path, pages: int, workers: int, function: str | None = None) -> tuple[float, float]:
    """Plan once in a process of its own; return its pages a second and its peak memory in megabytes."""
    env = {**os.environ, "NAQI_VAR": str(var), "NAQI_WORKERS": str(workers)}
    env |= {"NAQI_PROCESS": function} if function else {}
    out = var / "plan"
    command = [sys.executable, "-m", "scrapy", "reclean", "--plan", "--out", str(out), "--diffs", "0"]
    peak = 0.0
    with (var / "out").open("w+", encoding="utf-8") as log:
        planning = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)
        while planning.poll() is None:
            peak = max(peak, _peak(planning.pid))
            time.sleep(0.2)
        log.seek(0)
        printed = log.read()
    if planning.returncode:
        raise SystemExit(f"the plan failed ({planning.returncode}):\n{printed}")
    totals = json.loads(out.read_text("utf-8").splitlines()[-1])["totals"]
    if (totals["articles"], totals["counts"].get("unchanged")) != (pages, pages):
        raise SystemExit(f"nothing was changed, but the plan says: {totals}")
    return float(re.findall(r"([\d.]+) a second$", printed, re.MULTILINE)[-1]), peak


def _peak(pid: int) -> float:
    """Return the highest resident memory of a process so far, in megabytes."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--pages", type=int, default=1000, help="pages to measure the speed with (default 1000)"
    )
    parser.add_argument(
        "--many", type=int, default=20_000, help="pages to measure the memory with (default 20000)"
    )
    parser.add_argument("--real", action="store_true", help="clean the many pages as well (takes long)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        few, many = Path(name) / "few", Path(name) / "many"
        build(few, asked.pages)
        print(f"{asked.pages} pages, {os.cpu_count()} cores", flush=True)
        for workers in (1, 2):
            rate, _ = plan(few, asked.pages, workers)
            print(f"{workers} worker{'s' if workers > 1 else ' '}: {rate:7.1f} pages/s", flush=True)
        build(many, asked.many)
        function = None if asked.real else MEMORY
        peaks = []
        for var, pages in ((few, asked.pages), (many, asked.many)):
            rate, peak = plan(var, pages, 2, function)
            peaks.append(peak)
            print(
                f"{pages:6d} pages: peak memory {peak:6.1f} MB ({rate:.1f} pages/s without cleaning)",
                flush=True,
            )
    print(f"{asked.many / asked.pages:.0f} times the pages take {peaks[1] / peaks[0]:.2f} times the memory")


if __name__ == "__main__":
    main()
