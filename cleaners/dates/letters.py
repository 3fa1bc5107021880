"""Folding for dates: what ``cleaners.text`` folds, and what month names and stamps need besides.

French accents, Kurdish letters and typographic slashes are folded one to one, and a tatweel that stands where other people
write a dash («24ـ04ـ2020») becomes one, so that offsets still lead back to the text as it was.
"""

from __future__ import annotations

import re
import unicodedata

from cleaners.text import Folded, fold, fold_with_map

_DASH_TATWEEL = re.compile(r"(?<=[\d\s])ـ+(?=[\d\s])")


def _plain_latin() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in range(0xC0, 0x180):
        base = unicodedata.normalize("NFD", chr(code).lower())[0]
        if base.isascii():
            table[code] = base
    return table


_ONE_TO_ONE = {
    **_plain_latin(),
    **dict.fromkeys(map(ord, "ەھۀۂہ"), "ه"),
    **dict.fromkeys(map(ord, "ێے"), "ي"),
    **dict.fromkeys(map(ord, "ۆۇ"), "و"),
    ord("ڕ"): "ر",
    ord("ڵ"): "ل",
    **dict.fromkeys(map(ord, "⁄∕／"), "/"),
    **dict.fromkeys(map(ord, "：∶"), ":"),
    ord("٬"): ",",
}


def fold_dates(text: str) -> Folded:
    """Return ``text`` folded for reading dates, with the way back to its offsets."""
    folded = fold_with_map(_dashed(text))
    return Folded(text, folded.text.translate(_ONE_TO_ONE), folded._starts, folded._shifts)


def fold_name(name: str) -> str:
    """Return a month's, weekday's or label's name as it appears in a folded text."""
    return fold(_dashed(name)).translate(_ONE_TO_ONE)


def _dashed(text: str) -> str:
    return _DASH_TATWEEL.sub(lambda run: "-" + " " * (len(run.group()) - 1), text)
