"""Rules are data: this module reads their files and refuses what is broken.

A rule lives in ``cleaners/rules/*.toml`` (for every site) or ``cleaners/sites/<domain>.toml`` (for one). It says what it
removes, why, and proves both with examples: a rule that does not do to its own examples what they say cannot load, so
that a slip of the pen is seen by its author and not by the readers of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import re2

from cleaners.detectors import DETECTORS
from cleaners.evidence import SIGNS, SURE, Evidence
from cleaners.patterns import PatternError, compile_re2, to_re2
from cleaners.ruleset import ZONES, Keep, Rule, Then, block_sets, cut_span, takes
from cleaners.text import fold, fold_with_map, word_count
from cleaners.types import ArtifactKind
from cleaners.word_lists import VOCABULARY, RuleError, read_toml, words_of_lists

DEFAULT_MAX_WORDS = 25
OPEN, CLOSE = "⟦", "⟧"
"""In an example of a span rule these enclose what the rule removes."""

_TELLS = ("section", "published", "modified", "syndication", "attribution", "author", "tags")
_TOP_KEYS = ("layout", "rule")
_KEYS = {
    "id", "kind", "why", "status", "zone", "scope", "max_words", "min_words", "match", "detect", "near", "tells", "then",
    "remove", "keep", "since", "until", "unless", "sentence", "before", "evidence", "at_least", "density", "needs", "part",
    "behind", "spare", "amid",
}  # fmt: skip


def read_rules(path: Path, words: Mapping[str, Sequence[str]]) -> tuple[Rule, ...]:
    """Read the ``[[rule]]`` tables of one file, and prove them.

    Raises:
        RuleError: when the file is not TOML, a key is missing, unknown or wrong, or an example fails.
    """
    rules = parse_rules(path, words)
    prove(rules)
    return rules


def parse_rules(path: Path, words: Mapping[str, Sequence[str]]) -> tuple[Rule, ...]:
    """Read the ``[[rule]]`` tables of one file without a look at their examples: see :func:`prove`.

    Raises:
        RuleError: when the file is not TOML, or a key is missing, unknown or wrong.
    """
    return rules_of(read_toml(path), path, words)


def rules_of(whole: Mapping[str, Any], path: Path, words: Mapping[str, Sequence[str]]) -> tuple[Rule, ...]:
    """Read the ``[[rule]]`` tables of what a file holds; only the name of ``path`` is used, in errors.

    Raises:
        RuleError: when a key is missing, unknown or wrong.
    """
    for key in whole:
        if key not in _TOP_KEYS:
            raise RuleError(f"{path.name}: key '{key}': no such key; the file has {' and '.join(_TOP_KEYS)}")
    tables = whole.get("rule", [])
    if not isinstance(tables, list):
        raise RuleError(f"{path.name}: key 'rule': one table where a list is wanted; write [[rule]]")
    rules = tuple(_rule(table, path, position, words) for position, table in enumerate(tables, start=1))
    refuse_twins(rules)
    return rules


def prove(rules: tuple[Rule, ...]) -> None:
    """Try every rule on its own examples; those of patterns are tried on all at once, with the sets that will be used.

    Raises:
        RuleError: when a rule does not do to an example what the example says.
    """
    try:
        bundle_of = {index: bundle for bundle in block_sets(rules) for index in bundle.owner}
    except re2.error:
        _refuse_large(rules)
        raise
    for index, rule in enumerate(rules):
        bundle = bundle_of.get(index)
        for text in rule.remove:
            folded = fold(text)
            if bundle and index in bundle.hits(folded) and rule.allows(text, folded, word_count(text)):
                continue
            if complaint := _fails_to_remove(rule, text):
                raise RuleError(
                    f"{rule.file}: rule {rule.id}: key 'remove': the rule does not remove its example {text!r} "
                    f"({complaint}); mend rule or example"
                )
        for example in rule.keep:
            if example.zone is not None and example.zone not in rule.zones:
                continue
            if bundle and index not in bundle.hits(fold(example.text)):
                continue
            if takes(rule, example.text):
                raise RuleError(
                    f"{rule.file}: rule {rule.id}: key 'keep': the rule would remove {example.text!r}; "
                    "narrow the rule, or name the zone that saves it"
                )


def _refuse_large(rules: Iterable[Rule]) -> None:
    """Name the rule with the pattern that makes a set too large to compile, if it is one alone."""
    for rule in rules:
        for source in rule.sources:
            try:
                compile_re2(source)
            except PatternError as error:
                raise RuleError(
                    f"{rule.file}: rule {rule.id}: key 'match': {error}; mend the pattern"
                ) from None


def refuse_twins(rules: Iterable[Rule]) -> None:
    """Raise a :class:`RuleError` when two of ``rules`` have the same id."""
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise RuleError(
                f"{rule.file}: rule {rule.id}: key 'id': {seen[rule.id]} has a rule of that id; choose another"
            )
        seen[rule.id] = rule.file


def _rule(table: Mapping[str, Any], path: Path, position: int, words: Mapping[str, Sequence[str]]) -> Rule:
    name = table.get("id", f"number {position}")

    def fail(key: str, problem: str, remedy: str) -> RuleError:
        return RuleError(f"{path.name}: rule {name}: key '{key}': {problem}; {remedy}")

    for key in table:
        if key not in _KEYS:
            raise fail(key, "no such key", f"a rule has {', '.join(sorted(_KEYS))}")
    for key in ("id", "kind", "why"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise fail(key, "missing", "say it in a few words")
    if not table["id"].isascii() or " " in table["id"]:
        raise fail("id", "not ASCII without spaces", "it is stored in the ledger; write it like ar.read_also")
    if table["kind"] not in set(ArtifactKind):
        raise fail("kind", f"unknown kind {table['kind']!r}", f"take one of {', '.join(ArtifactKind)}")
    scope = table.get("scope", "block")
    if scope not in ("block", "span", "rest"):
        raise fail("scope", f"unknown scope {scope!r}", "take block, span or rest")
    status = table.get("status", "active")
    if status not in ("active", "shadow"):
        raise fail("status", f"unknown status {status!r}", "take active or shadow")
    zone = table.get("zone", "any")
    zones = ZONES if zone == "any" else tuple([zone] if isinstance(zone, str) else zone)
    if not zones or set(zones) - set(ZONES):
        raise fail("zone", f"unknown zone {zone!r}", 'take "lead", "body", "tail", "any" or a list of them')
    tells = table.get("tells")
    if tells is not None and tells not in _TELLS:
        raise fail("tells", f"unknown {tells!r}", f"take one of {', '.join(_TELLS)}")
    for key in ("remove", "keep"):
        if not table.get(key):
            raise fail(key, "no example", f"add at least one text that the rule must {key}")

    if sum(key in table for key in ("match", "detect", "evidence")) != 1:
        raise fail("match", "needed, or 'detect' or 'evidence' in its place", "give one of the three")
    evidence = None
    if "evidence" in table:
        evidence = _evidence(table, scope, zones, fail)
    if "detect" in table and table["detect"] not in DETECTORS:
        raise fail(
            "detect", f"unknown detector {table['detect']!r}", f"take one of {', '.join(sorted(DETECTORS))}"
        )
    written = table.get("match", [])
    try:
        sources = tuple(
            to_re2(pattern, words) for pattern in ([written] if isinstance(written, str) else written)
        )
    except PatternError as error:
        raise fail("match", str(error), "mend the pattern") from None
    near = tuple(fold(text) for text in table.get("near", ()))
    if scope == "span" and not near:
        raise fail(
            "near", "missing", "a span rule names one or more literal texts without which it cannot match"
        )
    if scope != "span" and any(not _anchored(source) for source in sources):
        raise fail(
            "match",
            "a block rule's pattern must begin with ^",
            "anchor it; an unanchored one costs a hundredfold",
        )

    guards = table.get("unless", [])
    try:
        unless = tuple(
            compile_re2(to_re2(pattern, words))
            for pattern in ([guards] if isinstance(guards, str) else guards)
        )
    except PatternError as error:
        raise fail("unless", str(error), "mend the pattern") from None
    sentence = table.get("sentence")
    if sentence not in (None, True, False):
        raise fail("sentence", f"unknown {sentence!r}", "take true or false")
    before = table.get("before")
    if before not in (None, "headline"):
        raise fail("before", f"unknown {before!r}", 'take "headline"')
    spare = table.get("spare")
    if spare not in (None, "title"):
        raise fail("spare", f"unknown {spare!r}", 'take "title"')
    amid = table.get("amid")
    if amid not in (None, "arabic"):
        raise fail("amid", f"unknown {amid!r}", 'take "arabic"')
    for key in ("unless", "sentence", "before", "spare", "amid"):
        if scope == "span" and key in table:
            raise fail(key, "a span rule has none", "say it in the pattern; its group 'cut' is what goes")

    for key in ("since", "until"):
        if key in table and type(table[key]) is not date:
            raise fail(key, f"{table[key]!r} is no date", f"write {key} = 2024-05-31, without quotes")
    if "since" in table and "until" in table and table["until"] <= table["since"]:
        raise fail(
            "until",
            f"{table['until']} is not after since",
            "until is the first day on which it no longer holds",
        )
    then = table.get("then")
    return Rule(
        id=table["id"],
        kind=ArtifactKind(table["kind"]),
        why=table["why"],
        scope=scope,
        zones=frozenset(zones),
        active=status == "active",
        min_words=table.get("min_words", 0),
        max_words=table.get("max_words", DEFAULT_MAX_WORDS),
        sources=sources,
        detector=DETECTORS[table["detect"]] if "detect" in table else None,
        near=near,
        tells=tells,
        then=Then(**then) if then else None,
        remove=tuple(table["remove"]),
        keep=tuple(Keep(entry) if isinstance(entry, str) else Keep(**entry) for entry in table["keep"]),
        file=path.name,
        unless=unless,
        sentence=sentence,
        before=before,
        spare=spare,
        amid=amid,
        evidence=evidence,
        since=table.get("since"),
        until=table.get("until"),
    )


def _evidence(
    table: Mapping[str, Any], scope: str, zones: Sequence[str], fail: Callable[[str, str, str], RuleError]
) -> Evidence:
    lists, needs = table["evidence"], [entry.split("|") for entry in table.get("needs", ())]
    density, part = table.get("density", 0.5), table.get("part", "line")
    named = {*lists, *(name for entry in needs for name in entry)}
    if unknown := sorted(named - words_of_lists().names - SIGNS):
        raise fail("evidence", f"{VOCABULARY} has no list {unknown[0]!r}", "add it, or name another")
    if scope == "span":
        raise fail("evidence", "it speaks for whole lines only", "take scope block or rest")
    if "body" in zones and density < SURE:
        raise fail(
            "density", f"{density} is too little inside a text", f"take {SURE} or more, or another zone"
        )
    if part not in ("line", "label", "ending"):
        raise fail("part", f"unknown part {part!r}", "take line, label or ending")
    return Evidence(
        frozenset(lists),
        table.get("at_least", 2),
        density,
        tuple(map(frozenset, needs)),
        part,
        table.get("behind", 30),
    )


def _anchored(source: str) -> bool:
    return source.startswith(("^", "(?:^")) or source.endswith("$")


def _fails_to_remove(rule: Rule, text: str) -> str | None:
    if rule.scope != "span":
        if takes(rule, text):
            return None
        count = word_count(text)
        if not rule.min_words <= count <= rule.max_words:
            return f"it has {count} words"
        if rule.evidence:
            return "too little evidence in it, or 'unless' or 'sentence' saves it"
        return "no pattern matches" if rule.search(fold(text)) is None else "'unless' or 'sentence' saves it"
    before, opened, rest = text.partition(OPEN)
    taken, closed, after = rest.partition(CLOSE)
    if not opened or not closed:
        return f"enclose what the rule removes in {OPEN} and {CLOSE}"
    plain = before + taken + after
    folded = fold_with_map(plain)
    if not any(literal in folded.text for literal in rule.near):
        return "no literal of 'near' is in it"
    if (found := rule.search(folded.text)) is None:
        return "no pattern matches"
    span = cut_span(found, folded)
    got = plain[span.start : span.end]
    return None if got.strip() == taken.strip() else f"it removes {got!r}"
