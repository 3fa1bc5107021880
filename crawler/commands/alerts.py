"""``scrapy alerts``: what an operator should look at, from the store."""

from __future__ import annotations

import argparse
import json
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import NOT_BEGUN, complain, plainly, store_there, teach

NONE_OPEN, SOME_OPEN = 0, 1


class Command(ScrapyCommand):
    """List alerts, or try out how they are sent."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[--runs N] [--source NAME] [--kind KIND] [--json] | --try"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Print the open alerts: what is not as it was, and what to do"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        group = parser.add_argument_group("Alerts")
        group.add_argument(
            "--runs", type=int, default=0, metavar="N", help="also those that ended in the last N runs"
        )
        group.add_argument("--source", metavar="NAME", help="of this source only")
        group.add_argument("--kind", metavar="KIND", help="of this kind only")
        group.add_argument("--json", action="store_true", help="print them as one JSON array")
        group.add_argument(
            "--try",
            dest="trial",
            action="store_true",
            help="send a trial message by every channel that is set, and say what does not work",
        )
        teach(
            parser,
            """
            Print the alerts that are not over, errors first. Each crawl is compared with those before it when it ends;
            docs/alerts.md says what each kind means and what to do. An alert is told once, counted as long as it lasts, and
            told again when it is over. Kinds:

              unbalanced broken_off silent all_silent fell all_fell failures language empty shrunken leaks rule_stopped
              field_lost

            Alerts are in the log; they are also sent by e-mail (NAQI_ALERT_MAIL), to Slack (NAQI_ALERT_SLACK) or to a
            webhook (NAQI_ALERT_WEBHOOK), where these are set. NAQI_PROMETHEUS names a file for Prometheus.

            Exit status: 0 when none is open, 1 when some are, 2 when they could not be read. With --try: 0 when every
            channel worked, 1 when one did not, 2 when none is set.
            """,
            """
            scrapy alerts
            scrapy alerts --runs 20 --source hespress
            scrapy alerts --json | jq -r '.[] | select(.severity == "error") | .text'
            scrapy alerts --try
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print, or try."""
        from pipelines.observe.findings import Kind

        if args:
            raise UsageError("scrapy alerts takes options only")
        if opts.kind is not None and opts.kind not in set(Kind):
            raise UsageError(f"there is no kind {opts.kind!r}: the kinds are {', '.join(Kind)}")
        if opts.runs < 0:
            raise UsageError("--runs: write a number of runs, for example 20")
        with plainly(self):
            self.exitcode = self._try() if opts.trial else self._list(opts)

    def _list(self, opts: argparse.Namespace) -> int:
        from sqlalchemy.orm import Session

        from crawler.terminal.alerts import alert_as_data, print_alerts
        from crawler.terminal.text import console
        from pipelines.store.alerts import listed

        with store_there(self) as engine, Session(engine) as session:
            found = listed(session, runs=opts.runs, source=opts.source, kind=opts.kind)
        if opts.json:
            print(
                json.dumps(
                    [alert_as_data(alert) for alert in found], ensure_ascii=False, indent=2, default=str
                )
            )
        elif found:
            print_alerts(console(), found)
        else:
            print("No alert is open.")
        return SOME_OPEN if any(alert.ended_at is None for alert in found) else NONE_OPEN

    def _try(self) -> int:
        from crawler.monitors import channels
        from pipelines.observe.alert import trial
        from pipelines.observe.sending import send

        assert self.settings is not None
        where = channels(self.settings)
        if not where.names:
            complain(
                "no channel is set, so alerts are only logged\n"
                "  → set NAQI_ALERT_MAIL, NAQI_ALERT_SLACK or NAQI_ALERT_WEBHOOK"
            )
            return NOT_BEGUN
        failed = send(where, trial())
        for each in failed:
            complain(str(each))
        broken = {each.channel for each in failed}
        for name in where.names:
            if name not in broken:
                print(f"sent by {name}")
        return SOME_OPEN if failed else NONE_OPEN
