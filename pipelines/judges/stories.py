"""Whether two articles report the same event: the telling words of their titles and leads, within a few days.

A story has a leader, the article that came first; all others are held against it, and not against each other, so that a story cannot
wander from event to event. Weights are fixed (``vocabulary``), so two articles are as alike in a full store as in an empty one.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from math import fsum

from cleaners.text import fold
from pipelines.judges.duplicates import is_form
from pipelines.judges.signatures import Document
from pipelines.judges.vocabulary import weekdays

WINDOW = timedelta(days=2)
SAME_EVENT, SAME_EVENT_AT_HOME = 0.30, 0.35
"""Least likeness of articles of two sources, and of one: a newsroom has more items about one person or club than about one event."""
SAME_SENTENCES = 0.10
"""Containment of shingles from which on two texts are made of the same sentences."""
TELLING = 4.0
"""Least weight of what is shared: four words that are not everyday words."""


def likeness(one: Document, other: Document) -> float:
    """Return from 0 to 1 how far title and lead of two articles share telling words; 0 where too few of them do."""
    mine, theirs = one.weights, other.weights
    shared = fsum(mine[term] for term in mine.keys() & theirs.keys())
    if shared < TELLING:
        return 0.0
    both: float = (fsum(mine.values()) * fsum(theirs.values())) ** 0.5
    return round(shared / both, 3)


def same_event(one: Document, other: Document, apart: timedelta) -> float | None:
    """Return the likeness of two articles that belong to one story, else None.

    Titles that name other days are of a series and not of a story: «طقس اليوم الخميس», «طقس اليوم الجمعة» ("weather today,
    Thursday", "Friday").
    """
    days = weekdays(fold(one.title).split()), weekdays(fold(other.title).split())
    if apart > WINDOW or (all(days) and days[0].isdisjoint(days[1])):
        return None
    found = likeness(one, other)
    least = SAME_EVENT_AT_HOME if one.source == other.source else SAME_EVENT
    if found < least or _is_series(one, other):
        return None
    return found


def _is_series(one: Document, other: Document) -> bool:
    """Whether two articles are one form filled in twice: two matches, two cities' forecasts."""
    common = len(one.shingles & other.shingles) / min(len(one.shingles), len(other.shingles))
    return common >= SAME_SENTENCES and is_form(Counter(one.words), Counter(other.words))
