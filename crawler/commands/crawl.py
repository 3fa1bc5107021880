"""``scrapy crawl news``: Scrapy's command, with everything checked before, and the account printed and judged after."""

from __future__ import annotations

import argparse
import gc
from typing import Any

from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from crawler.commands import INTERRUPTED, NOT_BEGUN, UNSOUND, complain, teach

OK, BUSY = 0, 3


class Command(crawl.Command):
    """Crawl, and exit with a status that a scheduler can act on."""

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "news [-a source=NAME[,NAME]] [-a since=2d] [-a limit=100] [-a wait=30m]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Crawl the news sources: discover, fetch, clean, store, report"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the help text."""
        super().add_options(parser)
        teach(
            parser,
            """
            Crawl every enabled source, or those that are named, and store the clean articles.

            -a source=NAME[,NAME]   these sources only, enabled or not (`scrapy sources list` prints them)
            -a since=WHEN           leave out what is certainly older: 2d, 12h or 2026-01-31 (midnight UTC)
            -a limit=N              fetch at most N article pages
            -a wait=SPAN            wait that long (90s, 30m, 2h) for sources that another crawl has

            A crawl that was interrupted or killed is carried on by the next one. Articles stored in the last days
            (NAQI_RECHECK_DAYS) are looked at again; a new revision is stored when their cleaned text or title changed.
            Ctrl-C once ends the crawl after the pages under way; twice ends it at once. Environment: see settings/env.py.

            A source that another crawl of the same store is at, on this machine or on another, is left out, and a line
            says so; the crawl of the others is whole without it. Beside archive gc and forget no crawl begins.

            Exit status: 0 when every discovered page is accounted for; 1 when one is not, or the store failed; 2 when
            the crawl could not begin (the message says why); 3 when all sources are taken, so that there was nothing to
            do; 130 after Ctrl-C.
            """,
            """
            scrapy crawl news
            scrapy crawl news -a source=hespress,sana -a since=2d
            scrapy crawl news -a wait=30m
            NAQI_LOG_JSON=1 scrapy crawl news -a limit=100 2> crawl.jsonl
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check, crawl, report."""
        if args != ["news"]:
            raise UsageError(
                f"there is no spider {' '.join(args)!r}: say scrapy crawl news"
                if args
                else "say scrapy crawl news"
            )
        from crawler.prepare import CannotCrawl, prepare
        from pipelines.run import now
        from pipelines.workers import start_loading

        assert self.settings is not None
        assert self.crawler_process is not None
        start_loading()
        try:
            prepared = prepare(self.settings, opts.spargs, now())
        except CannotCrawl as error:
            complain(str(error))
            self.exitcode = NOT_BEGUN
            return
        crawler = self._create_crawler("news")
        try:
            self.crawler_process.crawl(crawler, prepared=prepared)
            gc.freeze()  # all that is loaded by now stays; looking through it held the event loop up for 0.3 s at a time
            self.crawler_process.start()
        finally:
            spider: Any = crawler.spider
            if spider is not None:
                spider.run.close()  # also after a second Ctrl-C, when Scrapy tells nobody that it ends
        if spider is None or self.crawler_process.bootstrap_failed:
            complain("the crawl could not begin; the log above says why")
            self.exitcode = UNSOUND
            return
        self.exitcode = self._conclude(spider)
        prepared.engine.dispose()

    def _conclude(self, spider: Any) -> int:
        """Print the report and return the exit status."""
        from crawler.spiders.news import told
        from crawler.terminal import console, print_report

        run, problem = spider.run, spider.problem
        if run.turned_away and not problem:
            for line in told(run.taken):
                complain(f"nothing to do: {line}")
            return BUSY
        if run.balance is None:
            complain(problem or "the crawl was ended at once; the next one takes up what is pending")
            return UNSOUND if problem else INTERRUPTED
        print_report(console(), spider.prepared.engine, run.run_id)
        if problem:
            complain(problem)
        if problem or not run.balance.balanced:
            return UNSOUND
        return INTERRUPTED if spider.interrupted else OK
