"""A console that is right everywhere, and text that stays in its place there: isolates, readable addresses."""

from __future__ import annotations

import sys
from collections.abc import Collection
from urllib.parse import unquote

from rich.console import Console
from rich.table import Table

_RTL = frozenset({"ar", "fa", "ckb", "ur", "he", "ps", "ug"})
RLI, PDI = "\u2067", "\u2069"


def console() -> Console:
    """Return rich's console on standard output; wide enough for an address where there is no terminal."""
    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else 120)


def table(*columns: str, numbers: Collection[str] = ()) -> Table:
    """Return an empty table without lines, two spaces between its columns; those in ``numbers`` stand to the right."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in columns:
        made.add_column(name, justify="right" if name in numbers else "left", overflow="fold")
    return made


def readable(url: str) -> str:
    """Return ``url`` with the letters that its escapes stand for; the commands take it in this form as well."""
    try:
        plain = unquote(url, errors="strict")
    except UnicodeDecodeError:
        return url
    return plain if plain.isprintable() and " " not in plain else url


def isolated(text: str) -> str:
    """Put right-to-left text into an isolate, so that what stands beside it stays where it is."""
    return f"{RLI}{text}{PDI}" if is_right_to_left(text, None) else text


def is_right_to_left(text: str, language: str | None) -> bool:
    """Say whether a text runs from right to left: by its language, or by its letters where that is not known."""
    if language is not None:
        return language in _RTL
    return any("\u0590" <= character <= "\u08ff" for character in text)
