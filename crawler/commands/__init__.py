"""The operator's verbs as Scrapy commands: ``scrapy demo``, ``crawl``, ``report``, ``show``, ``history``, ``reclean``, ``archive``, ``db``, …"""

from __future__ import annotations

import argparse
import contextlib
import sys
import textwrap
from collections.abc import Iterator

from scrapy.commands import ScrapyCommand, ScrapyHelpFormatter

from crawler.piped import listen
from pipelines.store.errors import StoreError

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
def plainly(command: ScrapyCommand, status: int = 2) -> Iterator[None]:
    """Let a store that cannot be used, or goes away in the midst, end a command with what it says and ``status``."""
    try:
        yield
    except StoreError as error:
        complain(str(error))
        command.exitcode = status
