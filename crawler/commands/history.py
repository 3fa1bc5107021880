"""``scrapy history``: all versions of an article, what each changed and why."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import complain, complain_unknown, plainly, store_there, teach


class Command(ScrapyCommand):
    """Print the versions of an article."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "URL|ID [--diff N M] [--as-of TIME] [--json]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Print the versions of an article: when, why, and what changed"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        group = parser.add_argument_group("History")
        group.add_argument(
            "--diff", nargs=2, type=int, metavar=("N", "M"), help="what differs between two revisions"
        )
        group.add_argument(
            "--as-of", metavar="TIME", help="the article as it stood then: 2026-01-31 or 2026-01-31T12:00"
        )
        group.add_argument("--json", action="store_true", help="print it as one JSON object")
        teach(
            parser,
            """
            Print every version of an article, oldest first: its time, why it came about, the run that made it, and what it
            changed, [−this was taken out−] and [+this came in+]. The reasons:

              first_seen          it was stored for the first time
              publisher_updated   its page said something else
              canonical_page      a page nearer to its canonical address was found
              cleaned_anew        a crawl met the same bytes with other rules
              rights_changed      its page said the same, but something else about reuse
              recleaned           scrapy reclean cleaned the archived bytes again
              undone, withdrawn   scrapy undo took a reclean back

            URL is any address that led to the article, ID its article_id or a beginning of it. TIME is UTC.
            Exit status: 1 when there is no such article, no such revision, or nothing of it was shown at that time.
            """,
            """
            scrapy history 3f9c2a
            scrapy history 3f9c2a --diff 1 3
            scrapy history https://jannah.example/2026/03/05/rain/ --as-of 2026-03-05T12:00
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Find the article and print what is asked."""
        from sqlalchemy.orm import Session

        from pipelines.replay.history import history_of

        if len(args) != 1:
            raise UsageError("name one article, by URL or ID")
        if opts.diff and opts.as_of:
            raise UsageError("--diff and --as-of do not go together")
        moment = _moment(opts.as_of) if opts.as_of else None
        with plainly(self):
            with store_there(self) as engine, Session(engine) as session:
                history = history_of(session, args[0])
            if history is None:
                complain_unknown(args[0])
                self.exitcode = 1
                return
            self.exitcode = _print(history, opts, moment)


def _print(history: Any, opts: argparse.Namespace, moment: datetime | None) -> int:
    from crawler.terminal import console
    from crawler.terminal.changes import history_as_data, print_history, print_version

    entries = list(history.entries)
    if moment is not None:
        entry = history.as_of(moment)
        if entry is None:
            complain(f"clean_articles did not show {history.article_id} at {opts.as_of}")
            return 1
        entries = [entry]
    elif opts.diff:
        chosen = [history.of(number) for number in opts.diff]
        if None in chosen:
            known = ", ".join(str(entry.revision) for entry in history.entries)
            complain(f"{history.article_id} has the revisions {known}")
            return 1
        entries = chosen
    if opts.json:
        print(json.dumps(history_as_data(history, entries), ensure_ascii=False, indent=2))
    elif moment is not None:
        print_version(console(), history, entries[0])
    else:
        print_history(console(), history, entries)
    return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of {text}: is no time; write 2026-01-31 or 2026-01-31T12:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
