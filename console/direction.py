"""Which way a text runs: by most of its letters, not by the first of them.

``dir="auto"`` looks at the first letter only, and would turn «BBC: انطلقت المحادثات في بغداد» ("BBC: talks began in Baghdad"), an Arabic
line that happens to begin with a Latin name, the wrong way round.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

_SAMPLE = 400
"""Characters that are looked at."""


def direction(text: str) -> Literal["rtl", "ltr", "auto"]:
    """Return the value of a ``dir`` attribute for ``text``; ``auto`` for one without letters."""
    right = left = 0
    for character in text[:_SAMPLE]:
        kind = unicodedata.bidirectional(character)
        right += kind in ("R", "AL")
        left += kind == "L"
    if not right and not left:
        return "auto"
    return "rtl" if right >= left else "ltr"
