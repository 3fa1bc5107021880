"""The operator's verbs as Scrapy commands: ``scrapy demo``, ``crawl``, ``report``, ``show``, ``history``, ``reclean``, ``archive``, ``db``, …"""

from __future__ import annotations

import argparse
import contextlib
import logging
import sys
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scrapy import Spider
from scrapy.commands import ScrapyCommand, ScrapyHelpFormatter

from crawler.piped import listen
from pipelines.store.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Engine

UNSOUND, NOT_BEGUN, INTERRUPTED = 1, 2, 130
"""What a command exits with that could not do all of it, could not begin, or was ended by Ctrl-C."""

listen()  # Scrapy imports this folder before it runs any command


class Teaching(ScrapyHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Scrapy's help, with descriptions and examples printed as they are written."""


def teach(parser: argparse.ArgumentParser, description: str, examples: str) -> None:
    """Give a command's ``--help`` a description of several lines and examples that can be copied."""
    parser.formatter_class = Teaching
    parser.description = textwrap.dedent(description).strip()
    parser.epilog = "Examples:\n" + textwrap.indent(textwrap.dedent(examples).strip(), "  ")


def complain_unknown(asked: str) -> None:
    """Say that no stored article is known under what the user named, and what to name."""
    complain(
        f"no stored article is known under {asked}\n"
        "  → give its URL or the beginning of its article_id; `scrapy report` lists what was rejected or failed"
    )


def complain(message: str) -> None:
    """Print a message for the user on standard error."""
    print(f"naqi: {message}", file=sys.stderr)


@contextlib.contextmanager
def plainly(
    command: ScrapyCommand,
    *refusals: type[Exception],
    failures: tuple[type[Exception], ...] = (),
    ended: str = "",
) -> Iterator[None]:
    """Let what goes wrong end a command with what it says, which holds the remedy, and the status that goes with it.

    ``failures`` are what may happen when it is at work; a store that cannot be used, or goes away in the midst, is a
    refusal like ``refusals`` unless it is among them. ``ended`` is said after Ctrl-C, and tells what has become of the work.
    """
    refused: tuple[type[Exception], ...] = (StoreError, *refusals)
    try:
        yield
    except failures as error:
        complain(str(error))
        command.exitcode = UNSOUND
    except refused as error:
        complain(str(error))
        command.exitcode = NOT_BEGUN
    except KeyboardInterrupt:
        if not ended:
            raise
        complain(ended)
        command.exitcode = INTERRUPTED


@contextlib.contextmanager
def store_of(command: ScrapyCommand) -> Iterator[Engine]:
    """Open the store of NAQI_DATABASE_URL, which is made or brought up to date where that is needed; see ``plainly``."""
    from pipelines.store.session import open_store

    assert command.settings is not None
    engine = open_store(command.settings["NAQI_DATABASE_URL"])
    try:
        yield engine
    finally:
        engine.dispose()


@contextlib.contextmanager
def store_if_there(command: ScrapyCommand) -> Iterator[Engine | None]:
    """Open the store, or give None where there is no database: a command that only looks or deletes does not make one."""
    from pipelines.store.engines import address, is_missing

    assert command.settings is not None
    if is_missing(address(command.settings["NAQI_DATABASE_URL"])):
        yield None
        return
    with store_of(command) as engine:
        yield engine


@contextlib.contextmanager
def store_there(command: ScrapyCommand) -> Iterator[Engine]:
    """Open the store, and refuse where there is none: a wrong NAQI_VAR would else look like a store in which nothing has happened."""
    from pipelines.store.engines import address, shown
    from pipelines.store.errors import StoreUnavailable

    with store_if_there(command) as engine:
        if engine is None:
            assert command.settings is not None
            name = shown(address(command.settings["NAQI_DATABASE_URL"]))
            raise StoreUnavailable(
                f"there is no store at {name}\n  → crawl first, or name another in NAQI_DATABASE_URL"
            )
        yield engine


def ask_sites(
    command: ScrapyCommand, spider: type[Spider], delays: Mapping[str, float], **given: Any
) -> None:
    """Run a spider that only looks at sites; ``delays`` are the seconds between two requests of each download slot."""
    assert command.settings is not None
    assert command.crawler_process is not None
    # An unreachable host is something to tell; Scrapy's robots.txt middleware also logs a traceback for it.
    logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
    slots = {name: {"delay": delay, "concurrency": 1} for name, delay in delays.items()}
    command.settings.set("DOWNLOAD_SLOTS", slots, priority="cmdline")
    command.crawler_process.crawl(spider, **given)
    command.crawler_process.start()
