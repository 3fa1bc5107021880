"""What one rule would take of an article that is stored: from its source text, without the archive and without a worker.

``sweep`` cleans the archived bytes again and is exact; here the lines that the cleaners had are asked again, which is a hundred
times quicker and enough to see what a rule that is being written does. The rule stands before all others, as a rule of the site
would. Nothing in it can run away: patterns are RE2, and whoever asks bounds the text.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from cleaners.artifacts import Matcher, remove_artifacts
from cleaners.ledger import Ledger, Line, trim
from cleaners.patterns import PatternError
from cleaners.rule_files import prove, rules_of
from cleaners.rules import load_rules
from cleaners.ruleset import Rule, build_ruleset, joined
from cleaners.types import BlockKind, Cleaned, Removal, Span
from cleaners.urls import host_of
from cleaners.word_lists import RuleError, lexicon
from pipelines.marks import Fate, pieces_of
from pipelines.rulework.sweep import hits_in

LONGEST_RULE = 20_000
"""Characters of a rule's TOML."""
_NAME = Path("rule.toml")
_TRIED = "rule.that.is.tried"
"""The rule's name while it is tried, so that an installed one of its own name is told apart."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One text that the rule would take."""

    zone: str
    before: str
    text: str
    after: str
    already: str
    """The rule that takes it as things are; empty when it is in the article."""


def read_rule(toml: str, *, proved: bool = True) -> Rule:
    """Read one ``[[rule]]`` as the loader does; unless ``proved`` is False, also try it on its own examples.

    Raises ``RuleError`` with the loader's own words.
    """
    if len(toml) > LONGEST_RULE:
        raise RuleError(f"the rule has {len(toml)} characters; more than {LONGEST_RULE} are not read")
    try:
        whole = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"not valid TOML: {error}") from None
    try:
        found = rules_of(whole, _NAME, lexicon())
        if len(found) != 1:
            raise RuleError(f"there are {len(found)} rules in it; write one, beginning with [[rule]]")
        for pattern in found if proved else ():
            prove((pattern,))
    except PatternError as error:
        raise RuleError(f"key 'match': {error}; mend the pattern") from None
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise RuleError(
            f"a key has a value of the wrong type ({error}); compare with the rules in docs/rules.md"
        ) from None
    return found[0]


def preview(cleaned: Cleaned, rule: Rule, url: str) -> tuple[Taken, ...]:
    """Return what ``rule`` would take of the article of ``url``, active whatever its status is, in the order of the text."""
    tried = replace(rule, id=_TRIED, active=True)
    day = cleaned.published.value.date() if cleaned.published else None
    if not tried.holds(day):
        return ()
    ruleset = joined(build_ruleset((tried,), ""), load_rules(host_of(url) or None, day))
    ledger = Ledger(cleaned.source)
    headed = cleaned.title_span is not None
    remove_artifacts(
        _lines(cleaned),
        Matcher(ruleset),
        ledger,
        None if headed else cleaned.title,
        headed=headed,
        site_name=cleaned.publisher,
        learned=cleaned.language == "ar",
    )
    taken = [removal for removal in ledger.removals if removal.rule_id == _TRIED]
    hits = hits_in(replace(cleaned, removals=tuple(taken)), _TRIED, "", url)
    found = [
        (removal.span, Taken(hit.zone, hit.before, hit.text, hit.after, _taker(cleaned, removal)))
        for removal, hit in zip(taken, hits, strict=True)
    ]
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0] or Span(0, 0)))


def _lines(cleaned: Cleaned) -> list[Line]:
    """Return the lines as the rules met them, without those of translations, which are judged by themselves."""
    source = cleaned.source
    moved = sorted(block.span for translation in cleaned.translations for block in translation.blocks)
    kinds: dict[int, BlockKind] = {}
    if cleaned.extractor != "text":
        kinds = {source.rfind("\n", 0, block.span.start) + 1: block.kind for block in cleaned.blocks}
    found = []
    start = 0
    for text in source.split("\n"):
        span = trim(source, Span(start, start + len(text)))
        while moved and moved[0].end <= span.start:
            moved.pop(0)
        if span.start < span.end and not (moved and moved[0].start < span.end):
            found.append(Line(source, [span], kinds.get(start)))
        start += len(text) + 1
    return found


def _taker(cleaned: Cleaned, removal: Removal) -> str:
    """Return the rule that takes the text of ``removal`` as things are, or nothing when any of it is in the article."""
    taker = ""
    if removal.span is None:
        return taker
    for piece in pieces_of(cleaned):
        start, end = (
            max(piece.start, removal.span.start),
            min(piece.start + len(piece.text), removal.span.end),
        )
        if start >= end or not cleaned.source[start:end].strip():
            continue
        if piece.fate is not Fate.REMOVED or piece.removal is None:
            return ""
        taker = cleaned.removals[piece.removal].rule_id
    return taker


__all__ = ["LONGEST_RULE", "Taken", "preview", "read_rule"]
