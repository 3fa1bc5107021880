"""Tokens: a folded text cut into the pieces that dates are made of.

One pass with one pattern whose parts are all bounded, so the time grows linearly with the text. A run of digits that only
looks like a date (a telephone number, a version, "1.2.3.2020") comes out as one piece of junk that nothing will read.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["iso", "numeric", "time", "number", "junk", "word", "mark"]

_PATTERN = re.compile(
    r"""
    (?P<iso>\d{4}-\d{1,2}-\d{1,2}t\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?
        (?:z|\ ?[+-]\d{1,2}(?::?\d{2})?)?(?![\w:]))
  | (?P<numeric>\d{1,4}\ ?(?P<separator>[/.\\-])\ ?\d{1,2}\ ?(?P=separator)\ ?\d{1,4})
        (?!\d|[/.\\-]\d(?!\d?:\d))
  | (?P<time>\d{1,2}\ ?:\ ?\d{2}(?:\ ?:\ ?\d{2}(?:\.\d{1,9})?)?(?![\d:])|\d{1,2}\ ?h\ ?\d{2}(?!\d))
  | (?P<junk>\d+(?:[/.,\\-]\d+(?!\d*:\d))+)
  | (?P<number>\d+)
  | (?P<word>[^\W\d_]+)
  | (?P<mark>[^\w\s]|_)
    """,
    re.VERBOSE,
)
_PARTS = re.compile(r"\d+")


class Token(NamedTuple):
    """A piece of a folded text; offsets are those of the folded text."""

    kind: Kind
    text: str
    start: int
    end: int

    def numbers(self) -> tuple[int, ...]:
        """Return the whole numbers in the piece."""
        return tuple(int(part) for part in _PARTS.findall(self.text))


def tokens_of(folded: str) -> list[Token]:
    """Return the pieces of ``folded`` in order; white space separates and is not among them."""
    found: list[Token] = []
    for match in _PATTERN.finditer(folded):
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the pattern's groups are the kinds
        token = Token("numeric" if match["numeric"] else kind, match.group(), match.start(), match.end())
        if token.kind == "numeric" and not _is_numeric_date(token, found):
            token = token._replace(kind="junk")
        found.append(token)
    return found


_NUMBERED = frozenset(
    ("رقم", "قرار", "version", "الاصدار", "اصدار", "نسخه", "النسخه", "v", "no", "ip", "هاتف", "tel", "فاكس")
)


def _is_numeric_date(token: Token, before: list[Token]) -> bool:
    parts = _PARTS.findall(token.text)
    shape = tuple(map(len, parts))
    if not (shape[0] in (1, 2) and shape[2] == 4) and not (shape[0] == 4 and shape[2] in (1, 2)):
        return False
    if not before:
        return True
    last = before[-1]
    touching = last.end == token.start
    if (
        touching
        and last.text in ("+", "$", "€", "#", ".", "/", "-")
        and (last.text in "+$€#" or _number_touches(before))
    ):
        return False
    if last.kind == "number" and len(before) > 1 and before[-2].text == "+":
        return False  # "+963 11-22-2020"
    return not (last.kind == "word" and last.text in _NUMBERED)


def _number_touches(before: list[Token]) -> bool:
    """Tell whether the last mark hangs on a number: the rest of a telephone number or a longer version."""
    return (
        len(before) > 1
        and before[-2].end == before[-1].start
        and before[-2].kind in ("number", "junk", "numeric")
    )
