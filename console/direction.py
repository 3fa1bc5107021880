"""Which way a text runs: by most of its words, not by the first letter.

``dir="auto"`` looks at the first letter only, and would turn «BBC: انطلقت المحادثات في بغداد» ("BBC: talks began in Baghdad"), an Arabic
line that happens to begin with a Latin name, the wrong way round.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

_SAMPLE = 400
"""Characters that are looked at."""
_STRONG = frozenset(("L", "R", "AL"))
"""Kinds of characters that have a direction of their own."""


def direction(text: str) -> Literal["rtl", "ltr", "auto"]:
    """Return the value of a ``dir`` attribute for ``text``; ``auto`` for one without letters.

    Each word has one vote, that of its first letter: an address is long, and one word.
    """
    right = left = 0
    for word in text[:_SAMPLE].split():
        kind = next(filter(_STRONG.__contains__, map(unicodedata.bidirectional, word)), None)
        right += kind in ("R", "AL")
        left += kind == "L"
    if not right and not left:
        return "auto"
    return "rtl" if right >= left else "ltr"
