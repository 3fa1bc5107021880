"""Whether two articles are one text: the same words, nearly the same, one inside the other, or copies of one agency's report.

Likeness alone would take tomorrow's weather for a copy of today's: the same sentences around other figures, days and names. So a pair
that is alike enough is asked a second question. In a copy that somebody edited, figures change about as often as the words around
them; where they change much more often, the sentences are a form that is filled in again. The same for words that a text repeats: a
name that stands five times in one text and never in the other is another name. Both are binomial tests with the share of changed words
as the chance of each change. What lies days apart must be more alike, since forms come back and copies appear at once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import comb

from cleaners.text import fold
from pipelines.judges.signatures import Document
from pipelines.judges.vocabulary import stem, weekdays, weight

ALIKE, CONTAINED, SHARED_WORDS = 0.24, 0.38, 0.70
"""Least Jaccard similarity and containment of shingles, and the share of the shorter text's words, of an edited copy: where a fifth of
the words is changed at random these are 0.34, 0.51 and 0.8."""
INSIDE = 0.60
"""Least containment of a copy to which much was added, or from which much was cut."""
WIRE = 0.40
"""Least containment of two reports that took over the same agency's text and say so."""
SHORT_WORDS, SHORT_ALIKE = 40, 0.75
FEW_WORDS = 20
"""Of shorter texts no two are judged alike, unless their titles are the same too."""
AT_ONCE, AT_HOME, SOON = timedelta(days=2), timedelta(hours=12), timedelta(days=30)
SOON_ALIKE, LATE_ALIKE = 0.70, 0.80
"""Least containment of what is more than two days (in one source twelve hours, since a newsroom's own forms come back daily), or more
than thirty days, apart."""
_LEAST_CHANCE = 0.02
UNLIKELY, UNLIKELY_LATER = 0.04, 0.15
"""What is less probable than this is a form and no edit; the second for texts that did not appear at once."""
_LEAST_NAMES, _NEVER = 2, 0.001
_HEAD_WORDS = 40
_FIGURE = re.compile(
    r"\d|^(?:ال|لل|بال|وال)?(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)$|"  # days
    r"^(?:كانون|شباط|اذار|نيسان|ايار|حزيران|تموز|ايلول|تشرين|يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر|"
    r"جانفي|فيفري|افريل|ماي|جوان|جويليه|اوت|محرم|صفر|رجب|شعبان|رمضان|شوال)$"  # months
)


class Kind(StrEnum):
    """How one article stands to another."""

    EXACT = "exact"
    """The same words."""
    NEAR = "near"
    """The same text, edited, shortened or added to."""
    WIRE_COPY = "wire_copy"
    """Another source's copy of the same agency's text, by the texts' own account."""
    REWRITE = "rewrite"
    """The same event in words of its own."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What two articles have in common."""

    kind: Kind
    similarity: float
    """Containment of the shorter text's shingles in the other, 0 to 1; 1.0 for the same words."""
    duplicate: bool
    """Whether one of them need not be read; of two wire copies with much of their own both should be."""


def relation(one: Document, other: Document, apart: timedelta) -> Relation | None:
    """Return what two articles are to each other as texts, or None; ``apart`` is the time between them."""
    wire = one.source != other.source and bool(one.agencies & other.agencies)
    fewest = min(len(one.words), len(other.words))
    if fewest < FEW_WORDS and one.title != other.title:
        return None
    if one.exact == other.exact:
        return Relation(Kind.WIRE_COPY if wire else Kind.EXACT, 1.0, True)
    common = len(one.shingles & other.shingles)
    alike = common / len(one.shingles | other.shingles)
    inside = common / min(len(one.shingles), len(other.shingles))
    if inside < (WIRE if wire else CONTAINED) or fewest < FEW_WORDS:
        return None
    counted, against = Counter(one.words), Counter(other.words)
    shared = (counted & against).total() / fewest
    days = _days(one), _days(other)
    at_once = apart <= (AT_HOME if one.source == other.source else AT_ONCE)
    if is_form(counted, against, UNLIKELY if at_once else UNLIKELY_LATER) or (
        inside < INSIDE and all(days) and days[0].isdisjoint(days[1])
    ):
        return None
    kind = Kind.WIRE_COPY if wire else Kind.NEAR
    similarity = round(inside, 3)
    if _is_copy(alike, inside, shared, fewest, apart, AT_HOME if one.source == other.source else AT_ONCE):
        return Relation(kind, similarity, True)
    return Relation(kind, similarity, False) if wire and apart <= AT_ONCE else None


def _is_copy(
    alike: float, inside: float, shared: float, fewest: int, apart: timedelta, at_once: timedelta
) -> bool:
    if fewest < SHORT_WORDS and alike < SHORT_ALIKE:
        return False
    if apart > at_once and inside < (SOON_ALIKE if apart <= SOON else LATE_ALIKE):
        return False
    return shared >= SHARED_WORDS and (alike >= ALIKE or inside >= INSIDE)


def is_form(one: Counter[str], other: Counter[str], unlikely: float = UNLIKELY) -> bool:
    """Whether two texts that are alike are the same form filled in twice: figures or names differ more than the words do.

    «أعلى حرارة في دمشق ٢١ درجة» and «… ١٤ درجة» ("highest temperature in Damascus 21 degrees", 14).
    """
    figures = [
        Counter({word: n for word, n in text.items() if _FIGURE.search(word)}) for text in (one, other)
    ]
    plain = [text - numbers for text, numbers in zip((one, other), figures, strict=True)]
    kept = (plain[0] & plain[1]).total() / max(1, min(plain[0].total(), plain[1].total()))
    chance = max(1 - kept, _LEAST_CHANCE)
    count = min(figures[0].total(), figures[1].total())
    changed = count - (figures[0] & figures[1]).total()
    if changed and at_least(changed, count, chance) < unlikely:
        return True
    shorter, longer = sorted(plain, key=lambda text: (text.total(), sorted(text)))
    return _other_names(_stems(shorter), _stems(longer), chance)


def _other_names(one: Counter[str], other: Counter[str], chance: float) -> bool:
    """Whether names that ``one`` repeats are all missing in ``other``, more of them than changed words explain.

    Another spelling is no other name: «ترمب», «ترامب» ("Trump").
    """
    names = [name for name, n in one.items() if n > 1 and weight(name) >= 1]
    new = [name for name in other if name not in one]
    gone = [name for name in names if name not in other and not any(_respelt(name, each) for each in new)]
    if len(gone) < _LEAST_NAMES:
        return False
    likely = comb(len(names), len(gone)) * chance ** sum(one[name] for name in gone)
    return likely < _NEVER


def _stems(text: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, n in text.items():
        found[stem(word)] += n
    return found


def _respelt(one: str, other: str) -> bool:
    return (
        one[0] == other[0]
        and abs(len(one) - len(other)) <= 1
        and (Counter(one) & Counter(other)).total() >= 0.7 * max(len(one), len(other))
    )


def _days(document: Document) -> frozenset[str]:
    """Return the days of the week in title and lead: Tuesday's forecast is not Wednesday's, whatever else they share."""
    return weekdays((*fold(document.title).split(), *document.words[:_HEAD_WORDS]))


def at_least(successes: int, trials: int, chance: float) -> float:
    """Return the probability of ``successes`` or more in so many independent trials."""
    return sum(
        comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(successes, trials + 1)
    )
