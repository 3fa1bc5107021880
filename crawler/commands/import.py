# ruff: noqa: N999 - the command is called import
"""``scrapy import``: pages that are there already (archives, folders, dumps) go the way of a crawl."""

from __future__ import annotations

import argparse
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import complain, teach


class Command(ScrapyCommand):
    """Import what is named."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "PATH… [--source NAME] [--region CC] [--timezone TZ] [--language L] [--base-url URL] [--json]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Clean and store what you already have: WARC files, folders of HTML, JSON Lines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        parser.add_argument("--source", help="name of the source; default: the domain of each page's address")
        parser.add_argument("--region", help="country of the publisher, for names of months: SY, MA")
        parser.add_argument("--timezone", help="its time zone, for times without one: Asia/Damascus")
        parser.add_argument("--language", help="language that is stored (default ar); any: all are")
        parser.add_argument("--base-url", help="where a folder's files stood on the web")
        parser.add_argument("--json", action="store_true", help="print the account as one JSON object")
        teach(
            parser,
            """
            Clean and store pages that were fetched at another time, with the accounting of a crawl. A PATH is

              FILE.warc, FILE.warc.gz    of any crawler; each HTML answer of status 200 is a page. Of Naqi's own archive each
                                         run becomes a run again, and clean_articles what it was
              FILE.jsonl, FILE.jsonl.gz  {"url": …, "html" or "text": …, "fetched_at"?, "title"?, "published"?} a line
              FILE.html                  its address from FILE.html.json beside it ({"url": …}), its canonical link,
                                         or --base-url
              FILE.csv                   a list of HTML files: columns path, url, and fetched_at, title, published if known
              FOLDER                     all of these that are in it, except lists

            Pages are cleaned side by side and stored in the order in which they are read. What is not ours is copied into
            our archive. Kill it when you like: the same command goes on where it was; a page that is stored is not stored
            again, from whatever file it comes. Places that cannot be read are named and passed over. docs/import.md has more.

            Exit status: 0 when every page is accounted for; 1 when one is not, or the store failed; 2 when the import
            could not begin; 130 after Ctrl-C.
            """,
            """
            scrapy import var/archive                                  (a lost database from the archive)
            scrapy import CC-NEWS-20240101.warc.gz --language any
            scrapy import dump.jsonl.gz --source sana --region SY --timezone Asia/Damascus
            scrapy import pages/ --base-url https://www.example.com/
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check, import, report."""
        if not args:
            raise UsageError("name what is to be imported: files or folders")
        from crawler.importing import run_import

        assert self.settings is not None
        self.exitcode = run_import(self.settings, args, opts, complain)
