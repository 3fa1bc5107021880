"""``scrapy judge``: find duplicates and stories among what is stored."""

from __future__ import annotations

import argparse
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import plainly, store_there, teach


class Command(ScrapyCommand):
    """Find duplicates and stories."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Find duplicates and stories among the stored articles"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the help text."""
        super().add_options(parser)
        teach(
            parser,
            """
            Say of each stored article which earlier one it repeats (duplicate_of) and which story it belongs to (story_id).

            Every crawl, import, reclean, undo and forget does this at its end for what it changed, so the command is rarely
            needed: after a run that was broken off, and once for a store that is older than the judges, which the next run
            would otherwise do. What is found depends on the stored articles only, and not on when it was looked for. It goes
            on in pieces, shows how far it is, and may be ended at any time; the same command carries it on.

            Exit status: 0 when all articles are judged; 2 when the store cannot be opened or written; 130 when it was ended.
            """,
            """
            scrapy judge
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Judge what is to be judged, and say what was found."""
        from crawler.terminal.progress import Progress
        from pipelines.store.judging import settle

        if args:
            raise UsageError("scrapy judge takes no names: it judges all that is to be judged")
        assert self.settings is not None
        progress = Progress(self.settings.getfloat("NAQI_PROGRESS_SECONDS"))
        ended = "ended before it was done; the same command carries it on"
        with plainly(self, ended=ended), store_there(self) as engine:
            done = settle(engine, tell=lambda done: progress.tell(f"{done.judged} judged, {done.left} to go"))
            print(
                f"{done.signed} articles had changed; {done.judged} were judged, and of {done.changed} something new was found"
                if done.signed or done.judged
                else "All articles had been judged."
            )
