"""Standard output whose reader may go before the end, as in ``scrapy rules list | head``."""

from __future__ import annotations

import io
import os
import sys
from typing import NoReturn

GONE = 141
"""The status of a program that wrote to a reader who had gone; what a shell shows for any other (128 + SIGPIPE)."""


class Piped(io.TextIOWrapper):
    """Ends the program without a word when nobody reads it any more.

    SIGPIPE itself is left as it is: it would also end a crawl whose server closes a connection. And it is no
    ``BrokenPipeError`` that is raised, for that is an ``OSError``, which commands take for trouble with their files.
    """

    def write(self, text: str) -> int:
        """Write, or end the program."""
        try:
            return super().write(text)
        except BrokenPipeError:
            _leave()

    def flush(self) -> None:
        """Flush, or end the program."""
        try:
            super().flush()
        except BrokenPipeError:
            _leave()


def listen() -> None:
    """Put it in the place of this process's standard output, unless somebody else's is there (as in tests)."""
    ours = sys.stdout
    if type(ours) is not io.TextIOWrapper or ours is not sys.__stdout__:
        return
    ours.flush()
    raw = io.BufferedWriter(io.FileIO(ours.fileno(), "w", closefd=False))
    sys.stdout = Piped(
        raw,
        encoding=ours.encoding,
        errors=ours.errors,
        line_buffering=ours.line_buffering,
        write_through=False,
    )


def _leave() -> NoReturn:
    # what is still in the buffer is written when the interpreter ends: to nobody
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    raise SystemExit(GONE)
