"""What ``scrapy import`` does: check everything first, import, and print what came of it."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import time
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from rich.text import Text
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cleaners.urls import is_web
from cleaners.word_lists import RuleError
from crawler import log
from crawler.terminal import console, print_report, report_as_data
from pipelines.archive import ArchiveWriter
from pipelines.importing.inputs import CannotImport, batches, check
from pipelines.importing.running import Ended, Importer
from pipelines.importing.visits import Damaged, Options
from pipelines.rules_in_use import load_all
from pipelines.run import now
from pipelines.store.errors import StoreError
from pipelines.store.reports import run_report
from pipelines.store.session import open_store
from pipelines.workers import Workers, start_loading
from settings.base import VERSION

OK, UNSOUND, NOT_BEGUN, INTERRUPTED = 0, 1, 2, 130
WHOLE = 3
"""Runs whose whole report is printed; of more each has a line."""


def run_import(
    settings: Any, paths: list[str], opts: argparse.Namespace, complain: Callable[[str], None]
) -> int:
    """Import ``paths`` and return the exit status."""
    start_loading()
    log.configure(as_json=settings.getbool("NAQI_LOG_JSON"), level="WARNING")
    began = time.monotonic()
    root = Path(settings["NAQI_VAR"]) / "archive"
    try:
        options = _options(settings, opts)
        versions = load_all()
        for path in paths:
            check(Path(path))
        engine = open_store(settings["NAQI_DATABASE_URL"])
    except (CannotImport, RuleError, StoreError) as error:
        complain(str(error))
        return NOT_BEGUN
    all_ended: list[Ended] = []
    function, count = settings["NAQI_PROCESS"], settings.getint("NAQI_WORKERS")
    try:
        with Workers(function, count=count, timeout=settings.getfloat("NAQI_PAGE_TIMEOUT")) as workers:
            importer = Importer(
                engine,
                workers,
                archive_of=lambda run_id: _archive(settings, root, run_id, versions),
                now=now,
                cleaner_version=versions[0],
                rules_version=versions[1],
                tell=log.outcome,
                warn=_warn,
                progress=lambda ended: _progress(ended, time.monotonic() - began),
            )
            with _interruptible(importer):
                for batch in batches([Path(path) for path in paths], root, options):
                    all_ended.append(importer.run(batch))
                    if importer.stopping or importer.problem:
                        break
    except KeyboardInterrupt:
        complain("the import was ended at once; the same command goes on behind what is stored")
        return INTERRUPTED
    seconds = time.monotonic() - began
    if opts.json:
        print(json.dumps(_as_data(engine, all_ended, seconds), ensure_ascii=False, indent=2, default=str))
    else:
        _print(engine, all_ended, seconds)
    engine.dispose()
    return _status(importer, all_ended, complain)


def _status(importer: Importer, all_ended: list[Ended], complain: Callable[[str], None]) -> int:
    if importer.problem:
        complain(f"the import stops: {importer.problem}\n  → mend it and give the same command again")
        return UNSOUND
    for ended in all_ended:
        for lost in ended.lost:
            complain(f"a page got no outcome: {lost}")
    if not all(ended.balanced for ended in all_ended):
        return UNSOUND
    if not all_ended:
        complain("there is nothing to import in what was named")
    return INTERRUPTED if importer.stopping else OK


def _options(settings: Any, opts: argparse.Namespace) -> Options:
    """Check what the operator said; raises ``CannotImport``."""
    if opts.timezone and opts.timezone not in zoneinfo.available_timezones():
        raise CannotImport(
            f"--timezone {opts.timezone}: there is no such zone\n  → write for example Asia/Damascus"
        )
    region = opts.region.upper() if opts.region else None
    if region and not (len(region) == 2 and region.isascii() and region.isalpha()):
        raise CannotImport(f"--region {opts.region}: is no country's code\n  → write two letters: SY")
    if opts.base_url and not is_web(opts.base_url):
        raise CannotImport(
            f"--base-url {opts.base_url}: is no web address\n  → write https://www.example.com/"
        )
    return Options(
        now=now(),
        largest=settings.getint("DOWNLOAD_MAXSIZE"),
        source=opts.source,
        region=region,
        timezone=opts.timezone,
        language=opts.language,
        base_url=opts.base_url,
    )


def _archive(settings: Any, root: Path, run_id: str, versions: tuple[str, str]) -> ArchiveWriter | None:
    if not settings.getbool("NAQI_ARCHIVE"):
        return None
    info = {
        "software": f"Naqi/{VERSION}",
        "format": "WARC File Format 1.1",
        "operator": settings["NAQI_CONTACT"] or None,
        "naqi-run": run_id,
        "naqi-command": "import",
        "naqi-cleaner-version": versions[0],
        "naqi-rules-version": versions[1],
    }
    return ArchiveWriter(root, run_id, info=info, largest=settings.getint("NAQI_ARCHIVE_MB") << 20)


@contextlib.contextmanager
def _interruptible(importer: Importer) -> Iterator[None]:
    """Let the first Ctrl-C (or SIGTERM) end the import after the pages under way, and the second at once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        if importer.stopping:
            raise KeyboardInterrupt
        importer.stopping = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _warn(damaged: Damaged) -> None:
    log.log.warning("cannot be read: %s, %s: %s", damaged.file, damaged.place, damaged.problem)


def _progress(ended: Ended, seconds: float) -> None:
    done = sum(ended.fates.values())
    parts = [f"{ended.pages} pages read", *(f"{count} {fate}" for fate, count in ended.fates.most_common())]
    log.log.info("%s · %.0f pages/s", " · ".join(parts), done / max(seconds, 0.1))


def _passed(all_ended: list[Ended]) -> Counter[str]:
    total: Counter[str] = Counter()
    for ended in all_ended:
        total.update(ended.passed)
    return total


def _as_data(engine: Engine, all_ended: list[Ended], seconds: float) -> dict[str, Any]:
    with Session(engine) as session:
        runs = [
            {"imports": ended.original, **report_as_data(run_report(session, balance.run_id))}
            for ended in all_ended
            for balance in ended.balances
        ]
    return {
        "balanced": all(ended.balanced for ended in all_ended),
        "pages": sum(ended.pages for ended in all_ended),
        "seconds": round(seconds, 3),
        "copied": sum(ended.copied for ended in all_ended),
        "passed_over": dict(_passed(all_ended).most_common()),
        "damages": sum(ended.damages for ended in all_ended),
        "damaged": [asdict(damaged) for ended in all_ended for damaged in ended.damaged],
        "runs": runs,
    }


def _print(engine: Engine, all_ended: list[Ended], seconds: float) -> None:
    to = console()
    runs = [(ended, balance) for ended in all_ended for balance in ended.balances]
    for ended, balance in runs if len(runs) > WHOLE else ():
        fates: Counter[str] = Counter()
        for line in balance.sources:
            for item in line.counts:
                fates[str(item.fate)] += item.count
        of = f" (of {ended.original})" if ended.original else ""
        said = ", ".join(f"{count} {fate}" for fate, count in fates.items())
        to.print(f"{'✓' if balance.balanced else '✗'} run {balance.run_id}{of}: {fates.total()} = {said}")
        for problem in balance.problems:
            to.print(f"✗ the account does not balance: {problem}", style="bold red")
    for ended, balance in runs if len(runs) <= WHOLE else ():
        if ended.original:
            to.print(f"The archive of run {ended.original}:")
        print_report(to, engine, balance.run_id)
    pages = sum(ended.pages for ended in all_ended)
    to.print(f"{pages} pages in {seconds:.1f} s ({pages / max(seconds, 0.001):.1f} a second)")
    if passed := _passed(all_ended):
        said = ", ".join(f"{count} {reason}" for reason, count in passed.most_common())
        to.print(Text(f"no pages, and passed over: {said}"))
    damages = sum(ended.damages for ended in all_ended)
    if damages:
        to.print(f"{damages} place{'s' if damages > 1 else ''} cannot be read:", style="yellow")
        shown = [damaged for ended in all_ended for damaged in ended.damaged][:20]
        for damaged in shown:
            to.print(Text(f"  {damaged.file}, {damaged.place}: {damaged.problem}", overflow="fold"))
        if damages > len(shown):
            to.print(f"  … and {damages - len(shown)} more (on standard error)")
    sys.stdout.flush()
