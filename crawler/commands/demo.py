"""``scrapy demo``: crawl the bundled newsroom with the very command that crawls the web, and show what came of it."""

from __future__ import annotations

import argparse
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import teach


class Command(ScrapyCommand):
    """Run the demo."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[--reset] [--keep-going]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Crawl the bundled newsroom and show one article before and after"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        parser.add_argument(
            "--reset",
            action="store_true",
            help="forget the demo's articles and begin with the first edition again",
        )
        parser.add_argument(
            "--keep-going", action="store_true", help="leave the newsroom running afterwards, until Ctrl-C"
        )
        teach(
            parser,
            """
            Serve eight small Arabic news sites on this machine, crawl them with `scrapy crawl news` through an HTTP proxy
            on 127.0.0.1, store the clean articles in var/naqi.db, and print the account and one article before and after.
            Nothing leaves this machine.

            The first demo meets the newsroom's first edition. Every later one meets the second, in which one article has
            been corrected: it gets a second revision, all others are unchanged, and nothing is stored twice.
            """,
            """
            scrapy demo
            scrapy demo            (again: the second edition)
            scrapy demo --reset
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl the newsroom; the exit status is the crawl's."""
        if args:
            raise UsageError("the demo takes no arguments")
        from crawler.demo import run_demo

        assert self.settings is not None
        self.exitcode = run_demo(self.settings, reset=opts.reset, keep_going=opts.keep_going)
