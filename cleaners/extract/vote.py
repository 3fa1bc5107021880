"""Decides which segments are the article, by two weighted votes whose weights are data.

The first vote looks at each segment by itself: its shape, its place and the candidates' opinions. The second sees the
first's result around the segment, since an article hangs together. Both are logistic: a weight says how much a feature
speaks for (or, negative, against) a segment. ``weights.json`` is fitted by ``python -m benchmarks.extraction.fit`` on pages
with known text in many languages; no feature knows a word of any of them, so the weights hold for sites never seen.

There are two sets of weights: ``alone`` needs nothing but the page; ``asked`` also knows what trafilatura kept, which costs
ten times as much and is only asked for when the first set doubts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal

from cleaners.extract.coherence import HOPELESS, coherence
from cleaners.extract.features import Described
from cleaners.extract.segments import Reading
from cleaners.types import BlockKind

Weights = Mapping[str, float]
Voters = Literal["alone", "asked"]

OPINIONS = ("fast", "precise")
"""Whose opinions ``asked`` knows: trafilatura's fast mode, and its fast mode that favours precision."""
SECOND_LOOK = (
    "bias length long short links all_link ends heading quote list caption h1 title twice cards digits colon_end "
    "links_near prose_near after_h1 in_aside in_footer in_figure named_body near_meta under_related under_comment "
    "under_share under_caption under_meta"
).split()
"""Features of the first vote that the second sees again, beside the candidates' opinions."""
THRESHOLD = 0.45
_LITTLE = 300
"""Characters below which a result is so short that the threshold follows the best segment down."""
_LEAST = 0.1
"""And no further than this: a page whose best segment has no better chance holds no article."""
_LEAD_REACH = 4
"""A lead stands at most so many lines before the text,"""
_LEAD_FAR = 12
"""or so many, for share buttons and pictures stand between, where the headline is above it."""
_LEAD_CHARS = 70
_LEAD_CHANCE = 0.1


@cache
def weights() -> Mapping[str, Weights]:
    """Return the fitted weights by voters and vote: ``alone.first``, ``asked.second``."""
    text = resources.files("cleaners.extract").joinpath("weights.json").read_text("utf-8")
    loaded: dict[str, dict[str, float]] = json.loads(text)
    return loaded


def chances(reading: Reading, described: Sequence[Described], voters: Voters) -> list[float]:
    """Return each segment's chance, 0 to 1, of being the article's."""
    fitted = weights()
    votes = first_vote(fitted[f"{voters}.first"], described)
    return second_vote(fitted[f"{voters}.second"], second_features(reading, described, votes))


def doubt(reading: Reading, got: Sequence[float]) -> float:
    """Return how undecided a vote was: 0 when every segment was clearly in or out, 1 at the most.

    A line counts by the square root of its length: a doubtful label among long paragraphs is a line that a reader would see.
    """
    inside = unsure = 0.0
    for segment, chance in zip(reading.segments, got, strict=True):
        size = math.sqrt(len(segment.text))
        inside += size * chance
        unsure += size * min(chance, 1 - chance)
    return min(1.0, unsure / inside) if inside else 1.0


def elect(reading: Reading, got: Sequence[float]) -> list[bool]:
    """Return which segments are in; where hardly anything is, the bar comes down to half of the best chance."""
    bar = THRESHOLD
    chars = sum(len(s.text) for s, chance in zip(reading.segments, got, strict=True) if chance >= bar)
    if chars < _LITTLE and got:
        bar = min(bar, max(_LEAST, 0.5 * max(got)))
    inside = [chance >= bar for chance in got]
    _add_lead(reading, got, inside)
    return inside


def _add_lead(reading: Reading, got: Sequence[float], inside: list[bool]) -> None:
    """Take in a lead that stands in an element of its own between headline and text, which is what a first vote loses.

    It is a sentence, has no links, and nothing but a label or a picture's caption stands between it and the text.
    """
    segments = reading.segments
    first = next((s.index for s in segments if inside[s.index] and not s.heading), -1)
    if first < 0:
        return
    headline = next((s.index for s in segments if s.heading == 1), -1)
    least = headline if 0 <= headline < first else first - _LEAD_REACH - 1
    for i in range(first - 1, max(least, first - _LEAD_FAR - 1, -1), -1):
        s = segments[i]
        if (
            got[i] >= _LEAD_CHANCE
            and s.kind is BlockKind.PARAGRAPH
            and not s.link_chars
            and len(s.text) >= _LEAD_CHARS
            and s.text.endswith((".", "؟", "!", "…", ".»", '."', "۔"))
        ):
            inside[i] = True


def first_vote(weight: Weights, described: Sequence[Described]) -> list[float]:
    """Return each segment's chance as seen by itself."""
    places: dict[int, float] = {}
    out = []
    for one in described:
        if one.out:
            out.append(0.0)
            continue
        place = places.get(id(one.place))
        if place is None:
            place = places[id(one.place)] = _dot(weight, one.place)
        out.append(_chance(place + _dot(weight, one.own)))
    return out


def second_features(
    reading: Reading, described: Sequence[Described], votes: Sequence[float], hopeless: float = HOPELESS
) -> list[dict[str, float] | None]:
    """Return what the second vote sees of each segment; None for those that the first vote has decided."""
    out = coherence(reading, votes, hopeless)
    again = (*SECOND_LOOK, *OPINIONS)
    for i, (features, one) in enumerate(zip(out, described, strict=True)):
        if features is None:
            continue
        if one.out:
            out[i] = None
            continue
        for name in again:
            value = one.own.get(name) or one.place.get(name)
            if value:
                features[name] = value
    return out


def second_vote(weight: Weights, features: Sequence[Mapping[str, float] | None]) -> list[float]:
    """Return each segment's chance as seen among its neighbours."""
    return [0.0 if one is None else _chance(_dot(weight, one)) for one in features]


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def _dot(weight: Weights, features: Mapping[str, float]) -> float:
    get = weight.get
    return sum([get(name, 0.0) * value for name, value in features.items()])
