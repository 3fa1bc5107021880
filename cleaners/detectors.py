"""What a pattern cannot say: detectors that a rule names with ``detect = "…"`` in the place of ``match``.

A detector takes a block's original text and answers whether the whole block is such an artifact. It is pure and quick;
where the block stands, and how long it may be, the rule says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from cleaners.dates import is_date_stamp


def is_debris(text: str) -> bool:
    """Whether the block holds no letter, number or symbol that means something: ``/>``, ``* * *``, ``| |``."""
    return not any(
        unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "So" for char in text[:400]
    ) and (len(text) <= 400)


_CODE = re.compile(
    r"[{}]|</?[a-z][a-z0-9]*(?:\s[^<>=]*=[^<>]*|\s*/?)>|/>|<!--|-->|[)\]'\"]\s*;\s*$|\w\s?=\s?[\"'\[{(\w][^=]*;\s*$"
    r"|\w\([^()]*\)\s*[;.{]|^\[/?[a-z_]+(?:\s[^\]=]*=[^\]]*)?\].*\]$|^\[/[a-z_]+\]$|&\w{2,8};|^\s*//|^(?:var|let|const) \w+ ?="
)


_CODE_SIGN = re.compile(r"[{}<>;=\[/(]")
"""Without any of these nothing is code, and most lines have none."""


def is_code(text: str) -> bool:
    """Whether the block is a piece of program, style sheet or markup: its signs, and nothing but ASCII."""
    return (
        len(text) <= 2000
        and text.isascii()
        and _CODE_SIGN.search(text) is not None
        and bool(_CODE.search(text))
    )


DETECTORS: dict[str, Callable[[str], bool]] = {
    "code": is_code,
    "date_stamp": is_date_stamp,
    "debris": is_debris,
}
