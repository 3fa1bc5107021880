"""``scrapy doctor``: look at everything that a crawl needs, and say what to mend."""

from __future__ import annotations

import argparse
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import INTERRUPTED, UNSOUND, ask_sites, teach

if TYPE_CHECKING:
    from pipelines.checkup.finding import Finding

OK = 0


class Command(ScrapyCommand):
    """Look at the installation."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[--offline] [--json]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Look at settings, database, disk, archive, clock and sources, and say what to mend"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        parser.add_argument(
            "--offline", action="store_true", help="ask no site; all else is looked at as well"
        )
        parser.add_argument("--json", action="store_true", help="print the findings as one JSON object")
        teach(
            parser,
            """
            Look at everything that a crawl needs, and print for each thing ✓, ! (warning) or ✗ (problem), what is wrong, and
            what to type against it. Nothing is changed: no database is made or upgraded, no page is stored.

            settings    every NAQI_ variable is known, a contact is set
            versions    Python and packages are what the project asks for
            disk        folders can be written, there is room
            database    answers, may be written, its tables are this program's, SQLite's own check (20 seconds of it)
            clock       agrees with the database server; nothing stored is of later than now; time zones are there
            archive     the newest file is sound; no gc was left unfinished
            sources     every source file can be read
            rules       every rule file can be read, and each rule holds on its examples
            last crawl  when, how it ended, whether its account balances
            runs        none was left lying
            alerts      those that are open
            reach       each enabled source answers: robots.txt and one feed or sitemap, 10 seconds each

            Exit status: 0 when there is no problem (warnings may be); 1 when there is one; 130 after Ctrl-C.
            """,
            """
            scrapy doctor
            scrapy doctor --offline --json | jq '.findings[] | select(.state != "ok")'
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look, and print as it goes."""
        if args:
            raise UsageError("doctor takes options only")
        from crawler.terminal.checkup import as_data, print_finding, print_sum
        from pipelines.checkup.finding import State

        findings: list[Finding] = []
        try:
            for finding in self._findings(offline=opts.offline):
                findings.append(finding)
                if not opts.json:
                    print_finding(finding)
        except KeyboardInterrupt:
            self.exitcode = INTERRUPTED
            return
        if opts.json:
            print(json.dumps(as_data(findings), ensure_ascii=False, indent=2))
        else:
            print_sum(findings)
        self.exitcode = UNSOUND if any(each.state is State.PROBLEM for each in findings) else OK

    def _findings(self, *, offline: bool) -> Iterator[Finding]:
        from crawler import checkup
        from pipelines.checkup import archive, disk, store
        from pipelines.checkup.finding import careful

        assert self.settings is not None
        values, url = self.settings, self.settings["NAQI_DATABASE_URL"]
        var = Path(values["NAQI_VAR"])
        yield from careful("settings", lambda: checkup.settings(values))
        yield from careful("versions", checkup.versions)
        yield from careful("disk", lambda: disk.places({"NAQI_VAR": var, **_others(var)}))
        yield from careful("database", lambda: store.reachable(url))
        yield from careful("clock", checkup.time_zones)
        if store.is_current(url):
            yield from self._stored(url)
        yield from careful("archive", lambda: archive.newest(var / "archive"))
        enabled: list[Any] = []

        def files() -> Iterator[Finding]:
            found, good = checkup.sources(Path(values["NAQI_SOURCES"]))
            enabled.extend(good)
            yield from found

        yield from careful("sources", files)
        yield from careful("rules", checkup.rules)
        if enabled and not offline:
            yield from careful("reach", lambda: self._reach(enabled))

    def _stored(self, url: str) -> Iterator[Finding]:
        from sqlalchemy.orm import Session

        from pipelines.checkup import runs, store
        from pipelines.checkup.finding import careful
        from pipelines.run import now
        from pipelines.store.engines import address

        at, local = now(), address(url).get_backend_name() == "sqlite"
        with store.looking(url) as engine, Session(engine) as session:
            yield from careful("clock", lambda: runs.clocks(session, at, same_machine=local))
            yield from careful("last crawl", lambda: runs.last_crawl(session, at))
            yield from careful("runs", lambda: runs.left_lying(session, socket.gethostname()))
            yield from careful("alerts", lambda: runs.open_alerts(session))

    def _reach(self, enabled: list[Any]) -> list[Finding]:
        """Ask the sites, all at once, through the crawler's own downloader."""
        from crawler import checkup

        found: list[Finding] = []
        ask_sites(
            self,
            checkup.GlanceSpider,
            {source.name: 0.5 for source in enabled},
            sources=[checkup.glance(source) for source in enabled],
            report=lambda source, rows: found.append(checkup.reached(source, rows)),
        )
        return [*found, *checkup.network(found, enabled)]


def _others(var: Path) -> dict[str, Path]:
    """Return the folders below NAQI_VAR that may be mounted or owned in another way."""
    return {f"NAQI_VAR/{name}": var / name for name in ("archive", "exports", "log") if (var / name).exists()}
