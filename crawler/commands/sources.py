"""``scrapy sources``: list the source files, see whether what they name can be reached, write one for a new site."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from cleaners.rules import SITES_DIR
from cleaners.urls import is_web
from cleaners.word_lists import RuleError
from crawler.add import REFUSED, write_proposals
from crawler.commands import ask_sites, complain, teach
from crawler.reach import Reached, ReachSpider, mark_verified, passes
from crawler.sources import Source, SourceError, load_sources, pick
from crawler.survey import Survey, SurveySpider


class Command(ScrapyCommand):
    """List sources, check them, or add one."""

    requires_project = True

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "list | check [--write] [NAME …] | add URL [--name NAME] [--force]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "List the source files, check that what they name can be reached, or write one for a new site"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--write``, and a help text that explains what a check does."""
        super().add_options(parser)
        parser.add_argument(
            "--write", action="store_true", help="set verified = true in the file of each source that passes"
        )
        parser.add_argument("--name", help="add: the new source's name, default from the address")
        parser.add_argument(
            "--force", action="store_true", help="add: overwrite files that are there already"
        )
        parser.add_argument(
            "--delay", type=float, default=1.0, help="add: seconds between two requests, default 1"
        )
        parser.add_argument(
            "--sites",
            type=Path,
            default=SITES_DIR,
            help="add: folder for the site file, default cleaners/sites, the only one that crawls read",
        )
        teach(
            parser,
            """
            A source is a site: one TOML file (NAQI_SOURCES, default crawler/sources) that names its feeds, sitemaps and
            listing pages.

            list    prints every source: its country, whether it is enabled (crawled by default) and verified (reached).
            check   fetches robots.txt, feeds, sitemaps and listings of the named sources, or of all, as a crawl would, and
                    prints for each address its status, the articles found, the newest of them, and what is wrong. Nothing
                    is stored. A source passes when no address has a problem and at least one article was found; if any
                    source does not pass, the exit status is 1.
            add     looks at a new site (front page, robots.txt, feeds, sitemaps, five articles) and writes two files: a
                    source file, not enabled, and a site file for the cleaners with a layout that says where the text
                    lies. What is a guess is marked as one in them. docs/add-a-site.md walks through it.

            A source that is not enabled is not crawled by default: check it, then write enabled = true in its file.
            """,
            """
            scrapy sources list
            scrapy sources check aljazeera hespress
            scrapy sources check --write
            scrapy sources add https://www.example.com/ --name example
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what is asked; exit status 1 when a checked source does not pass, 2 when a file is broken."""
        assert self.settings is not None
        verb, names = (args[0] if args else ""), args[1:]
        unknown = [arg for arg in args if arg.startswith("-")]
        if verb not in ("list", "check", "add") or unknown:
            raise UsageError(f"{' '.join(unknown) or verb or 'nothing'}: say list or check, or add URL")
        if verb == "add":
            self.exitcode = self._add(names, opts)
            return
        directory = Path(self.settings["NAQI_SOURCES"])
        try:
            sources = load_sources(directory)
            chosen = pick(sources, names) if names else list(sources.values())
        except SourceError as error:
            complain(str(error))
            self.exitcode = 2
            return
        except KeyError as error:
            complain(f"{error.args[0]}\n  → the sources are in {directory}: {', '.join(sources)}")
            self.exitcode = 2
            return
        if verb == "list":
            _print_sources(chosen)
        else:
            self.exitcode = self._check(chosen, opts.write)

    def _add(self, names: Sequence[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if len(names) != 1 or not is_web(names[0]):
            raise UsageError("add takes one web address, whole: https://www.example.com/")
        if opts.name and not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", opts.name):
            raise UsageError(f"{opts.name}: a name has small letters, digits, - and _")
        surveys: list[Survey] = []
        ask_sites(self, SurveySpider, {SurveySpider.slot: opts.delay}, url=names[0], report=surveys.append)
        survey = surveys[0] if surveys else None
        folder = Path(self.settings["NAQI_SOURCES"])
        try:
            return write_proposals(survey, folder, opts.sites, name=opts.name, force=opts.force)
        except RuleError as error:  # the general rules are asked what they take already
            complain(str(error))
            return REFUSED

    def _check(self, sources: Sequence[Source], write: bool) -> int:
        passed: dict[str, bool] = {}

        def report(source: Source, reached: Sequence[Reached]) -> None:
            passed[source.name] = passes(reached)
            _print_reached(source, reached, passed[source.name])

        delays = {source.name: source.delay for source in sources}
        ask_sites(self, ReachSpider, delays, sources=sources, report=report)
        good = [source for source in sources if passed.get(source.name)]
        bad = [source.name for source in sources if not passed.get(source.name)]
        print(f"{len(good)} of {len(sources)} sources pass" + (f"; not: {', '.join(bad)}" if bad else ""))
        if write:
            return _write(good) or int(bool(bad))
        return int(bool(bad))


def _write(sources: Sequence[Source]) -> int:
    """Mark sources verified; 1 if a file could not be edited."""
    failed = 0
    for source in sources:
        assert source.path is not None
        try:
            if mark_verified(source.path):
                print(f"{source.path}: verified = true")
        except (SourceError, OSError) as error:
            complain(str(error))
            failed = 1
    return failed


def _print_sources(sources: Sequence[Source]) -> None:
    table = Table(
        "source", "title", "country", "enabled", "verified", "found by", "home", box=None, pad_edge=False
    )
    for source in sources:
        counts = {
            "feed": len(source.feeds),
            "sitemap": len(source.sitemaps),
            "news sitemap": len(source.news_sitemaps),
            "listing": len(source.listings),
        }
        table.add_row(
            source.name,
            Text(source.title),
            source.region,
            "yes" if source.enabled else "no",
            "yes" if source.verified else "no",
            ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in counts.items() if count),
            Text(source.home),
        )
    _console().print(table)


def _print_reached(source: Source, reached: Sequence[Reached], passed: bool) -> None:
    table = Table(
        "what", "address", "status", "found", "newest (UTC)", "problem or remark", box=None, pad_edge=False
    )
    for row in reached:
        table.add_row(
            row.kind.replace("_", " "),
            Text(row.url, overflow="fold"),
            str(row.status or "–"),
            "" if row.kind == "robots" else str(row.candidates),
            f"{row.newest:%Y-%m-%d %H:%M}" if row.newest else "",
            Text(row.problem or row.remark, style="red" if row.problem else "", overflow="fold"),
        )
    console = _console()
    console.print(
        Text(f"{'✓' if passed else '✗'} {source.name}  {source.title}", style="green" if passed else "red")
    )
    console.print(table)
    console.print()


def _console() -> Console:
    """Rich's console; into a file or pipe with lines long enough for an address."""
    return Console() if sys.stdout.isatty() else Console(width=200)
