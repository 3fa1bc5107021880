"""``scrapy report``: how a run went, from the store."""

from __future__ import annotations

import argparse
import json
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import plainly, store_there, teach


class Command(ScrapyCommand):
    """Print the account of a run."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[RUN] [--json]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Print the account of a crawl: what became of every page, and why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--json`` and the help text."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
        teach(
            parser,
            """
            Print the account of a run, the newest when none is named: for each source

              discovered = stored + updated + unchanged + duplicate + rejected + failed + skipped + pending

            with the reasons; what it alerted about (scrapy alerts has what is open now); the pages that were rejected or
            failed; which rules removed how much; what took long; and what was wrong with feeds, sitemaps and listings. RUN
            is a run's name as the crawl prints it.

            Exit status: 0 when the account balances, 1 when it does not, 2 when there is no such run.
            """,
            """
            scrapy report
            scrapy report 20260131T081500-3fa2
            scrapy report --json | jq '.sources[] | {source, failed}'
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the report."""
        from sqlalchemy.orm import Session

        from crawler.terminal import console, print_report, report_as_data
        from pipelines.store.errors import NoSuchRun
        from pipelines.store.reports import run_report

        if len(args) > 1:
            raise UsageError("name one run, or none for the newest")
        run_id = args[0] if args else None
        with plainly(self, NoSuchRun), store_there(self) as engine:
            with Session(engine) as session:
                report = run_report(session, run_id)
            if opts.json:
                print(json.dumps(report_as_data(report), ensure_ascii=False, indent=2, default=str))
            else:
                print_report(console(), engine, report.run_id)
            self.exitcode = 0 if report.balanced else 1
