"""From a fuzzer's bytes to an input: each byte is a choice, so that a small change of the bytes is a small change of the text.

A fuzzer that only flips bits never writes «اقرأ أيضا»; here a byte picks a whole line, an operation on what is there
already, or a raw character. Every byte string means something, the same on every machine, and no input grows past
``LIMIT``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from cleaners import Page
from cleaners.types import Hints
from tests.fuzz import pieces

LIMIT = 20_000
"""Characters of a text, bytes of what is added to a page."""
T = TypeVar("T")


class Choices:
    """Reads bytes as choices; when they run out every choice is the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def number(self, below: int) -> int:
        """Return a number from 0 up to but not including ``below``, of as few bytes as that takes."""
        size = max(1, (max(below - 1, 1).bit_length() + 7) // 8)
        taken = self._data[self._at : self._at + size]
        self._at += size
        return int.from_bytes(taken, "big") % max(below, 1)

    def one_of(self, options: Sequence[T]) -> T:
        """Return one of ``options``."""
        return options[self.number(len(options))]

    def some(self, most: int) -> bytes:
        """Return up to ``most`` bytes as they are."""
        size = self.number(most + 1)
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken


def text_of(data: bytes) -> str:
    """Mix a text: lines, breakers, raw characters, and operations on the lines that are there."""
    choices = Choices(data)
    lines: list[str] = [choices.one_of(pieces.lines())]
    if choices.number(8) == 7:
        lines = choices.one_of(pieces.texts()).split("\n")
    size = sum(map(len, lines))
    while choices and size < LIMIT:
        lines.append("")
        _mix(lines, choices)
        size = sum(map(len, lines)) + len(lines)
    return "\n".join(lines)[:LIMIT]


def _mix(lines: list[str], choices: Choices) -> None:
    """Do one thing to the lines; the last is new and empty."""
    what = choices.number(24)
    if what < 6:
        lines[-1] = choices.one_of(pieces.lines())
    elif what < 9:
        lines[-1] = choices.one_of(pieces.prose())
    elif what == 9:
        lines[-1] = choices.one_of(pieces.BREAKERS)
    elif what == 10:
        lines[-1] = "".join(chr(choices.number(0x110000)) for _ in range(choices.number(12)))
    elif what == 11:
        lines[-1] = choices.some(40).decode("utf-8", choices.one_of(("surrogateescape", "replace", "ignore")))
    elif what == 12:  # two lines in one, as extractors glue them
        lines[-1] = choices.one_of((" ", "", " | ", ". ", "… ", "\t", "\u200f ", ": ", " - ")).join(
            (choices.one_of(pieces.lines()), choices.one_of(pieces.lines()))
        )
    elif what == 13:  # the paragraph before it, with a line at its end
        lines.pop()
        lines[-1] += choices.one_of((" ", "", " | ", ". ", "\u200f", "\xa0")) + choices.one_of(pieces.lines())
    elif what == 14:
        lines.pop()
        lines[-1] = choices.one_of(pieces.lines()) + choices.one_of((" ", "", " | ", ". ", ": ")) + lines[-1]
    elif what < 18:  # a breaker inside a line, or at its ends
        lines.pop()
        at = choices.number(len(lines))
        here = choices.number(len(lines[at]) + 1)
        lines[at] = lines[at][:here] + choices.one_of(pieces.BREAKERS) + lines[at][here:]
    elif what == 18:  # cut short
        lines.pop()
        lines[-1] = lines[-1][: choices.number(len(lines[-1]) + 1)]
    elif what == 19:  # said again
        lines[-1] = lines[choices.number(len(lines))]
    elif what == 20:
        lines[-1] = choices.one_of(pieces.BREAKERS) * (1 + choices.number(200))
    elif what == 21:  # written in one encoding, read in another
        wrong = choices.one_of(("latin-1", "cp1252", "cp1256", "cp720"))
        lines[-1] = choices.one_of(pieces.lines()).encode().decode(wrong, "ignore")
    elif what == 22:
        lines.pop()
        lines.insert(choices.number(len(lines) + 1), choices.one_of(pieces.lines()))
    else:  # two lines change places
        lines.pop()
        one, other = choices.number(len(lines)), choices.number(len(lines))
        lines[one], lines[other] = lines[other], lines[one]


def page_of(data: bytes) -> Page:
    """Mix a page: a whole one with something done to it, or markup and lines from nothing, or bytes as they come."""
    choices = Choices(data)
    sort = choices.number(16)
    body = b""
    if sort < 10:
        body = choices.one_of(pieces.pages())
    elif sort == 15:
        return Page(choices.one_of(pieces.URLS), choices.some(255) + choices.some(255))
    written = choices.one_of(pieces.ENCODINGS) if choices.number(4) == 3 else "utf-8"
    headers = {"Content-Type": choices.one_of(pieces.CONTENT_TYPES)} if choices.number(3) == 2 else {}
    url = choices.one_of(pieces.URLS) if choices.number(3) == 2 else pieces.URLS[0]
    hints, fetched = Hints(), None
    if choices.number(4) == 3:
        fetched = datetime(2026, 2, 4, 12, tzinfo=UTC)
        hints = Hints(
            title=choices.one_of(pieces.BREAKERS),
            published=choices.one_of(pieces.BREAKERS),
            timezone=choices.one_of(("Asia/Damascus", "", "../../etc/passwd", "\x00", "UTC", "Nowhere/City")),
            region=choices.one_of(("SY", "MA", "??", "")),
            language=choices.one_of(("ar", "en", "fa-IR", "", "\ud800")),
        )
    grown = len(body)
    while choices and len(body) < grown + LIMIT:
        body = _alter(body, choices)
    if written != "utf-8":
        body = body.decode("utf-8", "replace").encode(
            written, "xmlcharrefreplace" if written != "cp864" else "replace"
        )
    return Page(url, body, headers, fetched_at=fetched, hints=hints)


def _alter(body: bytes, choices: Choices) -> bytes:
    """Do one thing to a page."""
    what = choices.number(16)
    at = choices.number(len(body) + 1)
    if what < 3:
        return body[:at] + _bytes(choices.one_of(pieces.MARKUP)) + body[at:]
    if what < 6:  # at the end: a page from nothing grows in order
        return body + _bytes(choices.one_of(pieces.MARKUP))
    if what == 6:
        return body + b"<p>" + _bytes(choices.one_of(pieces.lines())) + b"</p>\n"
    if what == 7:
        return body + b"<p>" + _bytes(choices.one_of(pieces.prose()))
    if what == 8:
        return body[:at] + _bytes(choices.one_of(pieces.BREAKERS)) + body[at:]
    if what == 9:
        return body[:at] + body[at + choices.number(2000) :]
    if what == 10:
        start = choices.number(len(body) + 1)
        return body[:at] + body[start : start + choices.number(2000)] + body[at:]
    if what == 11:
        return body[:at] + choices.some(24) + body[at:]
    if what == 12:
        return body[:at] + _bytes(choices.one_of(pieces.MARKUP)) * (1 + choices.number(300)) + body[at:]
    if what == 13:  # a text where it belongs
        place = body.find(b"<p", at)
        return (
            body[:place] + b"<p>" + _bytes(choices.one_of(pieces.lines())) + b"</p>" + body[place:]
            if place >= 0
            else body
        )
    if what == 14:  # a string of its metadata says something else
        story = json.dumps(
            {
                "@type": choices.one_of(("NewsArticle", "VideoObject", "", None)),
                choices.one_of(_KEYS): choices.one_of(_VALUES),
            }
        )
        return body + b'<script type="application/ld+json">' + story.encode() + b"</script>"
    return body[:at]


_KEYS = ("headline", "datePublished", "dateModified", "author", "articleBody", "articleSection", "keywords", "image", "publisher", "mainEntityOfPage", "@graph", "@id", "inLanguage", "url", "description")  # fmt: skip
_VALUES: tuple[object, ...] = (None, True, 0, -1, 1e308, 10**30, "", "\ud800", "\x00", "2024-01-10", "2024-01-10T10:00:00+99:99", [], {}, [[]], [None], {"name": None}, {"name": ["\udfff"]}, {"@list": [{}]}, {"@value": "س"}, "a" * 5000, [{"name": "كاتب"}] * 50, {"url": {"url": {"url": "http://[x"}}})  # fmt: skip


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
