"""``scrapy console``: the store as web pages and a JSON API, for reading."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import complain, plainly, teach


class Command(ScrapyCommand):
    """Serve the console."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[--host HOST] [--port PORT] [--token TOKEN] [--name NAME …]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Show the store in a browser: runs, sources, articles before and after, rules, search"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        parser.add_argument("--host", help="address to listen on (NAQI_CONSOLE_HOST), default 127.0.0.1")
        parser.add_argument(
            "--port", type=int, help="port to listen on (NAQI_CONSOLE_PORT), default 8470; 0 for any free one"
        )
        parser.add_argument(
            "--token",
            help="what one must know to look; better in NAQI_CONSOLE_TOKEN, which `ps` does not show",
        )
        parser.add_argument(
            "--name",
            action="append",
            metavar="NAME",
            help="name under which a proxy serves the console (NAQI_CONSOLE_NAMES); may be given again",
        )
        teach(
            parser,
            """
            Serve the console, and print its address: what needs attention, every run and source, each article before
            and after cleaning with its versions and proofs, the rules and what they take, a search that understands
            Arabic, and a JSON API (/api/openapi.json). It only reads: the database is opened so that nothing can be
            written through it. Crawls may run meanwhile. Ctrl-C ends it.

            Only this machine can reach 127.0.0.1, so there is no log-in. Any other --host, and a --name, needs a token
            of at least 16 characters: people type it once into the browser, programs send it as
            Authorization: Bearer TOKEN. There is no encryption here: put a proxy with HTTPS before it.

            Exit status: 0 when it was ended; 2 when it cannot begin (the port is taken, there is no store, the store's
            tables are of another version), with the remedy.
            """,
            """
            scrapy console
            scrapy console --port 9000
            NAQI_CONSOLE_TOKEN=$(cat token) scrapy console --host 0.0.0.0
            NAQI_CONSOLE_TOKEN=$(cat token) scrapy console --name news.example.org      (behind a proxy)
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve until it is ended."""
        from cleaners.word_lists import RuleError
        from console.options import BadOption, Options
        from console.serving import serve
        from pipelines.rules_in_use import use_rules

        if args:
            raise UsageError("the console takes no arguments; see scrapy console --help")
        if opts.port is not None and not 0 <= opts.port <= 65535:
            raise UsageError(f"--port {opts.port}: a port is a number from 0 to 65535")
        assert self.settings is not None
        settings = self.settings
        options = Options(
            database_url=settings["NAQI_DATABASE_URL"],
            host=opts.host or settings["NAQI_CONSOLE_HOST"],
            port=settings.getint("NAQI_CONSOLE_PORT") if opts.port is None else opts.port,
            token=settings["NAQI_CONSOLE_TOKEN"] if opts.token is None else opts.token,
            names=tuple(opts.name or settings["NAQI_CONSOLE_NAMES"]),
            archive=Path(settings["NAQI_VAR"]) / "archive",
        )
        with plainly(self, BadOption, RuleError):
            use_rules()
            serve(_with_sources(options, Path(settings["NAQI_SOURCES"])), _told)


def _told(address: str) -> None:
    print(f"The console is at {address} (Ctrl-C ends it).", flush=True)


def _with_sources(options: Any, folder: Path) -> Any:
    """Add what the source files say; broken files stop a crawl and no console."""
    from console.options import SourceCard
    from crawler.sources import SourceError, load_sources

    try:
        found = load_sources(folder)
    except SourceError as error:
        complain(f"{error}\n  → the console shows the sources without their titles until this is mended")
        return options
    cards = {
        name: SourceCard(name, each.title, each.home, each.region, each.enabled)
        for name, each in found.items()
    }
    return dataclasses.replace(options, sources=MappingProxyType(cards))
