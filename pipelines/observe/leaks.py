"""How many articles have text that is not theirs: a block that comes again in other articles of the source.

An article leaks when the folded text of one of its blocks, numbers set aside, stands in three other recent articles that are neither
versions of it nor of one another. Some repetition is honest («وكالات», "agencies"), so it is not the number that alerts but its
rise. Only the newest articles are read: the work is bounded whatever the source has brought in its life.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cleaners.text import fold
from pipelines.rulework.repeats import ALIKE, masked, similar, sketch_of

CHECKED = 100
"""Newest articles of a run and source that are checked."""
RECENT = 150
"""Newest other articles of the source that they are compared with."""
OTHERS = 3
_LOOKED_AT = 40
"""Articles with the same block that are looked at: where there are so many, three of them are different."""


def leaking(texts: Mapping[str, str], checked: Sequence[str]) -> list[str]:
    """Return which of ``checked`` leak; ``texts`` are those and the recent ones, blocks apart by blank lines, by article id."""
    lines = {
        name: {key for block in text.split("\n\n") if (key := masked(fold(block)))}
        for name, text in texts.items()
    }
    holders: dict[str, list[str]] = {}
    for name, keys in lines.items():
        for key in keys:
            holders.setdefault(key, []).append(name)
    sketches: dict[str, frozenset[int]] = {}

    def sketch(name: str) -> frozenset[int]:
        if name not in sketches:
            # What stands in most articles says nothing of which is a version of which.
            own = sorted(key for key in lines[name] if len(holders[key]) <= max(len(texts) / 2, 1))
            sketches[name] = sketch_of(own or sorted(lines[name]))
        return sketches[name]

    def repeats(name: str, key: str) -> bool:
        different = [sketch(name)]
        for other in holders[key][:_LOOKED_AT]:
            if other != name and all(similar(sketch(other), known) < ALIKE for known in different):
                different.append(sketch(other))
                if len(different) > OTHERS:
                    return True
        return False

    return [
        name
        for name in checked
        if any(len(holders[key]) > OTHERS and repeats(name, key) for key in sorted(lines[name]))
    ]
