"""Whether a repeated line is worth a rule, and what kind of artifact it may be.

A line that comes again is not yet an artifact: agencies repeat a paragraph of background, columns their name, reporters their
openings («أفادت مصادر محلية», "local sources reported"). So repetition alone is enough only where it is nearly everywhere; else the
line must also show that it is not reporting: by its words, its signs (an address, a handle), its script, or because the line
classifier took it already.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleaners.evidence import SURE, Reading
from cleaners.rules import general_rules
from cleaners.text import fold, word_count
from cleaners.word_lists import words_of_lists
from pipelines.rulework.articles import BY_WORDS, LEARNED
from pipelines.rulework.repeats import Group

EVERYWHERE = 0.5
"""From this share of the source's articles on a line at the edges is furniture whatever its words are."""
HEADING_EVERYWHERE = 0.8
FURNITURE = 0.5
"""Share of a label's words that are words of furniture; of a sentence it is ``SURE``."""
LONG = 8
"""What rules with evidence take already gets a rule of its own only if it is so long and stands everywhere."""
NEAR = 0.15
"""Share of a line's words that must be among those that a rule needs for the line to be of its kind."""
SENTENCES = 0.3
"""Share of the articles below which a sentence of such words may yet be reporting."""
SHORT = 4
"""A line of fewer words between paragraphs is a heading of the article's own, unless its words say otherwise."""
_SIGNS = frozenset(("sign:copyright", "sign:email", "sign:url", "sign:handle", "sign:phone"))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is held for an artifact, and for which."""

    kind: str
    why: str


def reason_for(
    group: Group, total: int, *, left_out: bool = False, by_words: str | None = None
) -> Reason | None:
    """Return why the lines of ``group`` should be a rule's, or None when they may be the articles'.

    ``total`` is the number of the source's articles; ``left_out`` says that the lines are not in the articles but beside them;
    ``by_words`` is the kind under which a rule with evidence takes them.
    """
    text = next(iter(group.examples.values()))
    words = word_count(text)
    share = group.articles / total
    kind = group.kinds.most_common(1)[0][0]
    if kind.startswith(BY_WORDS):
        by_words = kind.removeprefix(BY_WORDS)
    learned = kind.startswith(LEARNED)
    everywhere = share >= (HEADING_EVERYWHERE if kind == "heading" else EVERYWHERE)
    reading = words_of_lists().read(fold(text))
    if by_words is not None:
        named = _by_words(reading)
        why = "a rule with evidence takes it by its words, and does not know its wording"
        return Reason(named.kind if named else by_words, why) if everywhere and words >= LONG else None
    foreign = group.foreign * 2 > group.articles
    said = _said(reading, FURNITURE)
    if group.prose * 2 > group.articles and (share < SENTENCES or _said(reading, SURE) is None):
        # Of a sentence words alone say too little: «اشترك في الدراسة باحثون» (researchers took part) begins like a prompt.
        said = said if _SIGNS & (reading.signs | reading.lists) else None
    shown = learned or foreign or said is not None
    edges = group.zones["lead"] + group.zones["tail"] >= 0.9 * sum(group.zones.values())
    if reading.reports and not foreign and not (learned and everywhere):
        return None
    if left_out:
        return _kind(group, reading, foreign, said) if shown and everywhere else None
    if not shown and not (everywhere and edges):
        return None
    if not edges and not learned and not foreign and words < SHORT:
        return None
    return _kind(group, reading, foreign, said)


def _said(reading: Reading, density: float) -> str | None:
    """Return what in the line's words or signs says that it is furniture."""
    if signs := sorted(_SIGNS & (reading.signs | reading.lists)):
        return f"it has a {signs[0].partition(':')[2]} in it"
    if reading.counted and len(reading.hits) >= max(2, density * reading.counted):
        return f"{len(reading.hits)} of its {reading.counted} words are words of what stands around articles"
    return None


def _kind(group: Group, reading: Reading, foreign: bool, said: str | None) -> Reason:
    learned = group.kinds.most_common(1)[0][0]
    if learned.startswith(LEARNED):
        return Reason(learned.removeprefix(LEARNED), "the line classifier takes it for one, and no rule does")
    if named := _by_words(reading):
        return named
    if "sign:copyright" in reading.signs | reading.lists:
        return Reason("copyright", "it has the sign of a copyright")
    if _SIGNS & (reading.signs | reading.lists):
        return Reason("subscription_prompt", said or "it has an address in it")
    if "given_name" in reading.lists:
        return Reason("author_box", "it has the name of a person")
    if foreign:
        return Reason("theme_notice", "it is in another script than the articles around it")
    if group.zones["lead"] > group.zones["tail"]:
        return Reason("section_label", "it stands before the first paragraph")
    return Reason("navigation", said or "it stands behind the last paragraph")


def _by_words(reading: Reading) -> Reason | None:
    """Return the kind whose rules with evidence the line comes nearest to: all that they need is there, if not enough of it."""
    best: tuple[float, str, str] | None = None
    for rule in general_rules():
        # Rules for foreign lines amid Arabic ask for little and say little.
        if rule.evidence is None or not rule.evidence.needs or rule.amid:
            continue
        there = frozenset(reading.signs).union(reading.lists)
        if any(wanted.isdisjoint(there) for wanted in rule.evidence.needs):
            continue
        wanted = frozenset().union(*rule.evidence.needs)
        named = [lists for lists in reading.hits if not lists.isdisjoint(wanted)]
        # A word of many lists says little of any.
        weight = sum(1 / len(lists) for lists in named)
        if len(named) >= NEAR * reading.counted and (best is None or weight > best[0]):
            best = (weight, rule.kind.value, rule.id)
    return Reason(best[1], f"its words are nearest to those of the rule {best[2]}") if best else None
