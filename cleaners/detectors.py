"""What a pattern cannot say: detectors that a rule names with ``detect = "…"`` in the place of ``match``.

A detector takes a block's original text and answers whether the whole block is such an artifact. It is pure and quick;
where the block stands, and how long it may be, the rule says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from cleaners.dates import is_date_stamp
from cleaners.text import ARABIC


def is_debris(text: str) -> bool:
    """Whether the block holds no letter, number or symbol that means something: ``/>``, ``* * *``, ``| |``."""
    return not any(
        unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "So" for char in text[:400]
    ) and (len(text) <= 400)


_CODE = re.compile(
    r"[{}]|</?\w+[ >/]|/>|<!--|-->|[\w)\]]\s*;\s*$|=\s*[\"'\[{(]|\w+\([^)]*\)\s*[;.{]|^\[/?\w+[^\]]*\]|&\w{2,8};|\w+\.\w+\(|^\s*//|^(?:var|let|const) \w+ ?="
)


def is_code(text: str) -> bool:
    """Whether the block is a piece of program, style sheet or markup: its signs, and not one Arabic letter."""
    return len(text) <= 2000 and not ARABIC.search(text) and bool(_CODE.search(text))


DETECTORS: dict[str, Callable[[str], bool]] = {
    "code": is_code,
    "date_stamp": is_date_stamp,
    "debris": is_debris,
}
