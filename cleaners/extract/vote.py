"""Decides which segments are the article, by two weighted votes whose weights are data.

The first vote looks at each segment by itself: its shape, its place and the candidates' opinions. The second sees the
first's result around the segment, since an article hangs together. Both are logistic: a weight says how much a feature
speaks for (or, negative, against) a segment. ``weights.json`` is fitted by ``python -m benchmarks.extraction.fit`` on pages
with known text in many languages; no feature knows a word of any of them, so the weights hold for sites never seen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

from cleaners.extract.coherence import coherence
from cleaners.extract.features import Described
from cleaners.extract.segments import Reading

Weights = Mapping[str, float]

SECOND_LOOK = (
    "bias length long short links all_link ends heading quote list caption h1 title twice cards digits colon_end "
    "links_near prose_near after_h1 in_aside in_footer in_figure named_body near_meta under_related under_comment "
    "under_share under_caption under_meta"
).split()
"""Features of the first vote that the second sees again, beside the candidates' opinions."""
THRESHOLD = 0.45
_LITTLE = 300
"""Characters below which a result is so short that the threshold follows the best segment down."""


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Weights]:
    """Return the fitted weights by the name of the vote."""
    text = resources.files("cleaners.extract").joinpath("weights.json").read_text("utf-8")
    loaded: dict[str, dict[str, float]] = json.loads(text)
    return loaded


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def _dot(weight: Weights, features: Mapping[str, float]) -> float:
    total = 0.0
    for name, value in features.items():
        if value:
            total += weight.get(name, 0.0) * value
    return total


def first_vote(weight: Weights, described: Sequence[Described]) -> list[float]:
    """Return each segment's chance, 0 to 1, of being the article's, seen by itself."""
    places: dict[int, float] = {}
    out = []
    for one in described:
        place = places.get(id(one.place))
        if place is None:
            place = places[id(one.place)] = _dot(weight, one.place)
        out.append(_chance(place + _dot(weight, one.own)))
    return out


def second_features(
    reading: Reading, described: Sequence[Described], votes: Sequence[float], opinions: Sequence[str]
) -> list[dict[str, float]]:
    """Return what the second vote sees of each segment."""
    out = coherence(reading, votes)
    again = (*SECOND_LOOK, *opinions)
    for features, one in zip(out, described, strict=True):
        for name in again:
            value = one.own.get(name) or one.place.get(name)
            if value:
                features[name] = value
    return out


def second_vote(weight: Weights, features: Sequence[Mapping[str, float]]) -> list[float]:
    """Return each segment's chance, 0 to 1, of being the article's, seen among its neighbours."""
    return [_chance(_dot(weight, one)) for one in features]


def elect(reading: Reading, chances: Sequence[float]) -> list[bool]:
    """Return which segments are in; where hardly anything is, the bar comes down to half of the best chance."""
    bar = THRESHOLD
    got = sum(len(s.text) for s, chance in zip(reading.segments, chances, strict=True) if chance >= bar)
    if got < _LITTLE and chances:
        bar = min(bar, 0.5 * max(chances))
    return [chance >= bar for chance in chances]
