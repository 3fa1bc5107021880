"""Finds a candidate's text again in the page's own segments.

Extractors give text, not places. Here each segment gets the share of its letters that a candidate kept, so that candidates
can be compared, voted upon and answered for with the page's own characters.
"""

from __future__ import annotations

import re
from collections import Counter

from cleaners.extract.segments import Segment

_NOT_WORD = re.compile(r"[\W_]+")
_SHORT = 24
"""Letters below which a segment must be a whole line of the candidate: "Sport" is found in any long text."""
_WORK = 400_000_000
"""Bound on candidate length × segments that are searched for inside it."""


def letters(text: str) -> str:
    """Return the letters and digits of ``text``: what is left when libraries have treated the rest as they like."""
    return _NOT_WORD.sub("", text).casefold()


def share_kept(segments: list[Segment], keys: list[str], candidate: str) -> list[float]:
    """Return for each segment the share, 0 to 1, of its letters that lie in ``candidate``.

    ``keys`` are the segments' :func:`letters`. A line of the candidate pays for one segment only, the first in reading
    order, so that a headline in the menu is not kept for the headline in the article unless both were kept.
    """
    lines = [key for line in candidate.splitlines() if (key := letters(line))]
    budget = Counter(lines)
    searches = max(1, _WORK // max(1, sum(map(len, lines))))
    shares = [0.0] * len(segments)
    todo: list[int] = []
    for i, key in enumerate(keys):
        if not key:
            continue
        if budget[key] > 0:
            budget[key] -= 1
            shares[i] = 1.0
        else:
            todo.append(i)
    # What is left of the candidate: several segments in one line, several lines in one segment, parts of segments.
    joined = "".join(lines)
    long_rest = [line for line in dict.fromkeys(lines) if budget[line] > 0 and len(line) >= _SHORT]
    short: list[int] = []
    for i in todo:
        key = keys[i]
        if len(key) < _SHORT:
            short.append(i)
            continue
        if searches <= 0:
            break
        searches -= 1
        if key in joined:
            shares[i] = 1.0
        else:
            got = sum(len(line) for line in long_rest if len(line) < len(key) and line in key)
            shares[i] = min(1.0, got / len(key))
    # A short one is found only where it stands: right after or before what its neighbour found.
    for i in short:
        if searches <= 0:
            break
        searches -= 2
        before = keys[i - 1][-_SHORT:] if i and shares[i - 1] == 1.0 else ""
        after = keys[i + 1][:_SHORT] if i + 1 < len(keys) and shares[i + 1] == 1.0 else ""
        if (len(before) > 8 and before + keys[i] in joined) or (len(after) > 8 and keys[i] + after in joined):
            shares[i] = 1.0
    return shares
