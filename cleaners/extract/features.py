"""What can be said of each segment without understanding its language.

Shape (length, links, punctuation), place (inside which elements, how far into the text mass), neighbours, and the opinions
of the candidates. All are numbers from 0 to about 1, so that the weights of :mod:`cleaners.extract.vote` can be read.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cleaners.extract.repeats import Elsewhere, certain, elsewhere
from cleaners.extract.segments import Element, Reading, Segment

_SENTENCE_MARKS = re.compile(r"[.!?؟…。！？।]")
_COMMAS = re.compile(r"[,،、，;؛]")
_ENDS_SENTENCE = re.compile(r"[.!?؟…。！？।][\"”»’')\]]*$")
_DIGIT = re.compile(r"\d")
_SPACES_RARE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

_BODY_NAME = re.compile(
    r"articlebody|article[-_]?(body|content|text|main|detail)|entry[-_]content|post[-_]?(content|body|text)|"
    r"td-post-content|story[-_]?(body|content|text)|content[-_]?(body|text|article|main)|news[-_]?(body|content|text|details?)|"
    r"single[-_](content|post)|body[-_]?(content|text|copy)|main[-_]content|details?[-_]?(body|content|text)|item-?fulltext|rich[-_]?text|prose|"
    r"field--name-body|wysiwyg|node__content|caas-body|mw-parser-output|article__"
)
_GOOD_NAME = re.compile(r"article|content|entry|post|story|body|text|main|news|detail|page|single")
_BAD = {
    "share": r"shar(e|ing)|social|follow|whatsapp|addthis|addtoany",
    "related": r"relat|recommend|read-?(more|also|next)|more-?(news|stor|from|articles)|most-?(read|view|pop)|popular|trending|outbrain|taboola|irp|similar|latest|suggest|teaser|see-?also|carousel|slider|playlist|also-?(like|read)|up-?next",
    "comment": r"comment|disqus|respond|reply|discussion|livefyre",
    "navigation": r"nav|menu|breadcrumb|crumb|pag(er|inat)|sitemap|toolbar|top-?bar|skip-|tabs?[-_ ]|toc",
    "edge": r"footer|masthead|header|banner|sidebar|side-?bar|widget|rail|aside|complementary",
    "meta": r"meta|byline|author|writer|\bbio\b|[-_]bio\b|dateline|\bdate|time|publish|posted|info|kicker|category|categ|tag|label|topic|credit|copyright|views",
    "advert": r"\bad[-_ s]|\bads?\b|advert|sponsor|promo|banner|e3lan|commercial|newsletter|subscri|sign-?up|paywall|cookie|consent|gdpr|modal|popup|donat|app-?store|cta|call-?to",
    "caption": r"caption|figure|image|photo|thumb|gallery|media|img|credit|pic-|video|player",
    "product": r"product|price|rating|review-?s|cart|buy|deal|listing|card|tile|grid|item-?list",
    "references": r"referenc|footnote|citation|cite|bibliograph|endnote|navbox|catlinks|infobox|printfooter|editsection",
    "hidden": r"hidden|sr-only|screen-reader|visually|a11y|print-only|collapse",
}
_BAD_NAMES = {name: re.compile(pattern) for name, pattern in _BAD.items()}
_TAGS = frozenset(
    "article main aside nav header footer form table figure section details "
    "button dl pre ol ul p td blockquote".split()
)


def good_text(segments: Sequence[Segment]) -> list[float]:
    """Return for each segment how much running prose it holds: characters, less for links, none for lone words."""
    out = []
    for s in segments:
        n = len(s.text)
        wide = n * 2 if _SPACES_RARE.search(s.text) else n
        linked = s.link_chars / max(1, n)
        if linked > 0.5 or s.heading or wide < 40:
            out.append(0.0)
            continue
        prose = min(wide, 600) * (1 - linked)
        if wide < 80 and not _ENDS_SENTENCE.search(s.text):
            prose *= 0.3
        out.append(prose)
    return out


def find_core(reading: Reading, prose: Sequence[float]) -> int:
    """Return the index of the element that holds the article's mass: the deepest with most of its parent's prose."""
    elements = reading.elements
    if not elements:
        return -1
    sums = [0.0]
    for value in prose:
        sums.append(sums[-1] + value)
    children: dict[int, list[int]] = {}
    for element in elements:
        children.setdefault(element.parent, []).append(element.index)
    at = 0
    while True:
        here = sums[elements[at].last] - sums[elements[at].first]
        best = max(
            children.get(at, ()), key=lambda i: sums[elements[i].last] - sums[elements[i].first], default=-1
        )
        if best < 0:
            return at
        mass = sums[elements[best].last] - sums[elements[best].first]
        if mass < 0.6 * here or elements[best].last - elements[best].first < 2 or mass <= 0:
            return at
        at = best


def _said_by(names: str) -> tuple[frozenset[str], bool, bool]:
    """Return what an element's names hint at, whether they name an article's body, and whether they sound like text."""
    bad, is_body, is_good = _NONE, False, False
    for name in names.split():
        said = _said_by_one(name)
        if said is not _NOTHING:
            bad, is_body, is_good = bad | said[0], is_body or said[1], is_good or said[2]
    return bad, is_body, is_good


_NONE: frozenset[str] = frozenset()
_NOTHING = (_NONE, False, False)


@lru_cache(maxsize=1 << 14)
def _said_by_one(name: str) -> tuple[frozenset[str], bool, bool]:
    """Return the same of a single class or id; remembered, since sites share many and repeat their own on every page."""
    spaced = f" {name} "
    bad = frozenset(hint for hint, pattern in _BAD_NAMES.items() if pattern.search(spaced))
    is_body, is_good = bool(_BODY_NAME.search(spaced)), bool(_GOOD_NAME.search(spaced))
    return (bad, is_body, is_good) if bad or is_body or is_good else _NOTHING


class _Around:
    """What the elements around a segment say, each for itself and with all above it."""

    __slots__ = ("bad", "bad_near", "body", "features", "good", "tags")

    tags: frozenset[str]
    bad: frozenset[str]
    bad_near: frozenset[str]
    body: bool
    good: bool
    features: dict[str, float]

    def __init__(
        self, tags: frozenset[str], bad: frozenset[str], bad_near: frozenset[str], body: bool, good: bool
    ) -> None:
        self.tags, self.bad, self.bad_near, self.body, self.good = tags, bad, bad_near, body, good
        self.features = {f"in_{tag}": 1.0 for tag in tags}
        self.features.update((f"near_{name}", 1.0) for name in bad_near)
        self.features.update((f"under_{name}", 1.0) for name in bad)
        if body:
            self.features["named_body"] = 1.0
        if good:
            self.features["named_good"] = 1.0


_Said = tuple[frozenset[str], frozenset[str], frozenset[str], bool, bool]
"""What makes one place like another: the fields of :class:`_Around`."""


def _around(tag: str, names: str, above: _Around | None) -> _Said:
    here, is_body, is_good = _said_by(names)
    if above is None:
        return frozenset((tag,)) if tag else _NONE, here, here, is_body, is_good
    return (
        above.tags | {tag} if tag else above.tags,
        # What stands above an article's body says nothing of the body.
        here if is_body else above.bad | here,
        above.bad_near if tag == "p" and not names else here,
        is_body or above.body,
        is_good or (above.good and not names),
    )


def _surroundings(elements: Sequence[Element]) -> list[_Around]:
    """Return for each element what surrounds its text; elements in like places share one object."""
    made: dict[tuple[int, str, str], _Around] = {}
    alike: dict[_Said, _Around] = {}
    out: list[_Around] = []
    for element in elements:
        above = out[element.parent] if element.parent >= 0 else None
        tag = element.tag if element.tag in _TAGS else ""
        names = "" if element.tag == "body" else element.names
        key = (id(above), tag, names)
        around = made.get(key)
        if around is None:
            said = _around(tag, names, above)
            around = alike.get(said)
            if around is None:
                around = alike[said] = _Around(*said)
            made[key] = around
        out.append(around)
    return out


def windowed(values: Sequence[float], weights: Sequence[float], reach: int) -> list[float]:
    """Return the weighted mean of each value's neighbours up to ``reach`` away on both sides, itself left out."""
    n = len(values)
    a = [0.0]
    w = [0.0]
    for value, weight in zip(values, weights, strict=True):
        a.append(a[-1] + value * weight)
        w.append(w[-1] + weight)
    out = []
    for i in range(n):
        lo, hi = max(0, i - reach), min(n, i + reach + 1)
        weight = w[hi] - w[lo] - weights[i]
        out.append((a[hi] - a[lo] - values[i] * weights[i]) / weight if weight > 1e-9 else 0.0)
    return out


@dataclass(frozen=True, slots=True)
class Described:
    """The features of one segment: its own, and those of its element, which it shares with its neighbours."""

    own: dict[str, float]
    place: dict[str, float]
    other: Elsewhere | None = None
    """Whose it is when it is not the article's; None when nothing says so."""

    @property
    def out(self) -> bool:
        """Whether no weight is asked about it."""
        return certain(self.other)


def describe(reading: Reading, keys: Sequence[str], title_key: str) -> list[Described]:
    """Return the features of every segment; those that are 0 may be missing. ``keys`` are the segments' letters."""
    segments, elements = reading.segments, reading.elements
    if not segments:
        return []
    n = len(segments)
    around = _surroundings(elements)
    others = elsewhere(reading, keys, title_key)
    prose = [
        0.0 if certain(other) else value for other, value in zip(others, good_text(segments), strict=True)
    ]
    core = find_core(reading, prose)
    core_first, core_last = elements[core].first, elements[core].last
    sums = [0.0]
    for value in prose:
        sums.append(sums[-1] + value)
    total = max(1.0, sums[-1])
    counts = Counter(keys)
    prose_near = windowed([min(1.0, p / 150) for p in prose], [1.0] * n, 3)
    links_near = windowed([s.link_chars / max(1, len(s.text)) for s in segments], _lengths(keys), 2)
    first_prose = next((i for i in range(core_first, core_last) if prose[i] > 60), core_first)
    last_prose = next((i for i in range(core_last - 1, core_first - 1, -1) if prose[i] > 60), core_last)
    h1 = next((s.index for s in segments if s.heading == 1), -1)
    siblings = Counter((e.parent, e.tag, e.names) for e in elements)
    out: list[Described] = []
    for i, s in enumerate(segments):
        element, info = elements[s.element], around[s.element]
        f = _shape(s)
        if (
            title_key
            and len(keys[i]) > 8
            and len(s.text) < 300
            and (keys[i] in title_key or title_key in keys[i])
        ):
            f["title"] = 1.0
        if not keys[i]:
            f["no_letters"] = 1.0
        elif counts[keys[i]] > 1:
            f["twice"] = 1.0
        in_core = core_first <= i < core_last
        between = first_prose <= i <= last_prose
        if in_core:
            f["in_core"] = 1.0
            f["long_core"] = f["long"]
            f["ends_core"] = f["ends"]
            if s.element == core or element.parent == core:
                f["core_direct"] = 1.0
            if info.body:
                f["core_body"] = 1.0
        if between:
            f["between"] = 1.0
            f[f"between_{s.kind.value}"] = 1.0
            f["between_linked"] = f["all_link"]
            if info.body:
                f["between_body"] = 1.0
        elif i < first_prose:
            f["before"] = min(1.0, (first_prose - i) / 10)
            f["just_before"] = 1.0 if first_prose - i <= 2 else 0.0
        else:
            f["after"] = min(1.0, (i - last_prose) / 10)
            f["just_after"] = 1.0 if i - last_prose <= 2 else 0.0
            f["short_after"] = f["short"]
        f["prose_done"] = sums[i] / total
        f["no_h1" if h1 < 0 else "after_h1" if i > h1 else "before_h1"] = 1.0
        f["prose_near"] = prose_near[i]
        f["links_near"] = links_near[i]
        at = element.parent if element.last - element.first <= 1 and element.parent >= 0 else s.element
        f["parent_prose"] = min(1.0, (sums[elements[at].last] - sums[elements[at].first]) / total)
        if element.names:
            f["cards"] = min(1.0, max(0, siblings[(element.parent, element.tag, element.names)] - 2) / 8)
        out.append(Described(f, info.features, others[i]))
    return out


def with_opinions(
    reading: Reading,
    keys: Sequence[str],
    described: Sequence[Described],
    opinions: Mapping[str, Sequence[float]],
) -> list[Described]:
    """Return the features again, with the shares of each segment that the candidates kept, by candidate."""
    if not described:
        return []
    n = len(described)
    lengths = _lengths(keys)
    near = {name: windowed(shares, lengths, 2) for name, shares in opinions.items()}
    far = {name: windowed(shares, lengths, 6) for name, shares in opinions.items()}
    reach = {}
    for name, shares in opinions.items():
        inside = [i for i, share in enumerate(shares) if share >= 0.5]
        reach[name] = (inside[0], inside[-1]) if inside else (n, -1)
    out: list[Described] = []
    for i, (s, one) in enumerate(zip(reading.segments, described, strict=True)):
        f = dict(one.own)
        votes = 0
        for name, shares in opinions.items():
            f[f"{name}_near"] = near[name][i]
            f[f"{name}_far"] = far[name][i]
            if reach[name][0] <= i <= reach[name][1]:
                f[f"{name}_reach"] = 1.0
            share = shares[i]
            if share:
                votes += share >= 0.5
                f[name] = share
                f[f"{name}_long"] = share * f["long"]
                f[f"{name}_links"] = share * f["links"]
                f[f"{name}_{s.kind.value}"] = share
                if "in_core" in f:
                    f[f"{name}_core"] = share
                if "between" in f:
                    f[f"{name}_between"] = share
        if votes:
            f["votes_any"] = 1.0
            if votes == len(opinions):
                f["votes_all"] = 1.0
        out.append(Described(f, one.place, one.other))
    return out


def _lengths(keys: Sequence[str]) -> list[float]:
    return [float(min(len(key), 400)) + 1 for key in keys]


def _shape(s: Segment) -> dict[str, float]:
    """What the line itself looks like."""
    text = s.text
    chars = max(1, len(text))
    wide = chars * 2.5 if _SPACES_RARE.search(text) else float(chars)
    linked = min(1.0, s.link_chars / chars)
    f = {
        "bias": 1.0,
        "length": min(1.0, math.log1p(wide) / 6.5),
        "long": 1.0 if wide > 120 else 0.0,
        "short": 1.0 if wide < 25 else 0.0,
        "links": linked,
        "all_link": 1.0 if linked >= 0.9 else 0.0,
        "ends": 1.0 if _ENDS_SENTENCE.search(text) else 0.0,
        "marks": min(1.0, len(_SENTENCE_MARKS.findall(text)) / 4),
        "commas": min(1.0, len(_COMMAS.findall(text)) / 4),
        "digits": min(1.0, 3 * len(_DIGIT.findall(text)) / chars),
        s.kind.value: 1.0,
    }
    if text.endswith((":", "：")):
        f["colon_end"] = 1.0
    if s.heading == 1:
        f["h1"] = 1.0
    return f
