"""``scrapy show``: an article before and after cleaning, with every removal and the rule that made it."""

from __future__ import annotations

import argparse
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import complain_unknown, plainly, store_there, teach


class Command(ScrapyCommand):
    """Print an article, before and after."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "URL|ID"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Print an article before and after cleaning, with the rule behind every removal"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the help text."""
        super().add_options(parser)
        teach(
            parser,
            """
            Print one stored article: the text that was extracted from its page, in which every removed piece is marked and
            followed by the rule that removed it; then the clean article; then its metadata, each with where it came from.

            URL is any address that led to the article (with or without tracking parameters), ID its article_id or a
            beginning of it. Exit status 1 when there is no such article.
            """,
            """
            scrapy show http://jannah.example/2024/05/some-article/
            scrapy show 3f9c2a
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Find the article and print it."""
        from sqlalchemy.orm import Session

        from crawler.terminal import console, print_article
        from pipelines.store.lookup import find_article

        if len(args) != 1:
            raise UsageError("name one article, by URL or ID")
        with plainly(self):
            with store_there(self) as engine, Session(engine) as session:
                article = find_article(session, args[0])
            if article is None:
                complain_unknown(args[0])
                self.exitcode = 1
                return
            print_article(console(), article)
