"""Try rules on their own examples and tell of everything that fails, where loading stops at the first.

A file is proved as a whole, with the sets that cleaning uses; only where that fails is each of its rules asked alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cleaners import layout_files, rules
from cleaners.rule_files import parse_rules, prove, refuse_twins
from cleaners.ruleset import Rule
from cleaners.word_lists import LEXICON, VOCABULARY, RuleError, lexicon


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of trying rules."""

    rules: int
    examples: int
    """Texts that a rule must remove, and texts that it must keep."""
    failures: tuple[str, ...]
    """Each names file, rule, key, example and remedy."""
    unknown: tuple[str, ...]
    """Names that no rule has."""


def prove_all(names: Sequence[str] = (), file: Path | None = None) -> Proof:
    """Try the examples of all rules, or of those called ``names``, or of the rules of ``file`` alone."""
    failures: list[str] = []
    read: list[tuple[Path, tuple[Rule, ...]]] = []
    for path in _files() if file is None else (file,):
        try:
            read.append((path, parse_rules(path, lexicon())))
            if path.parent == rules.SITES_DIR:
                rules.site_rules(path)  # also looks at the file's name
        except RuleError as error:
            if not _is_example(error):
                failures.append(str(error))
        except OSError as error:
            failures.append(f"{path}: cannot be read: {error.strerror}")
    everything = tuple(rule for _, group in read for rule in group)
    wanted = set(names)
    tried = 0
    examples = 0
    for _, group in read:
        chosen = tuple(rule for rule in group if not wanted or rule.id in wanted)
        tried += len(chosen)
        examples += sum(len(rule.remove) + len(rule.keep) for rule in chosen)
        failures += _failures(chosen)
    if file is None:
        failures += _twins(read) + _layouts()
    unknown = tuple(sorted(wanted - {rule.id for rule in everything}))
    return Proof(tried, examples, tuple(dict.fromkeys(failures)), unknown)


def _files() -> tuple[Path, ...]:
    general = tuple(
        path for path in sorted(rules.RULES_DIR.glob("*.toml")) if path.name not in (LEXICON, VOCABULARY)
    )
    return (*general, *rules.site_files())


def _is_example(error: RuleError) -> bool:
    return any(f"key '{key}': the rule " in str(error) for key in ("remove", "keep"))


def _failures(group: tuple[Rule, ...]) -> list[str]:
    if _error(group) is None:
        return []
    return [error for rule in group for error in _one_by_one(rule)]


def _one_by_one(rule: Rule) -> Iterable[str]:
    """Yield a failure for each example of the rule that fails."""
    single = [replace(rule, remove=(text,), keep=()) for text in rule.remove]
    single += [replace(rule, remove=(), keep=(example,)) for example in rule.keep]
    for each in single:
        if (error := _error((each,))) is not None:
            yield error


def _error(group: tuple[Rule, ...]) -> str | None:
    try:
        prove(group)
    except RuleError as error:
        return str(error)
    return None


def _twins(read: Sequence[tuple[Path, tuple[Rule, ...]]]) -> list[str]:
    """Two sites may share a name; a site and the general rules may not, since they are used together."""
    sites = [group for path, group in read if path.parent == rules.SITES_DIR]
    general = [rule for path, group in read if path.parent != rules.SITES_DIR for rule in group]
    found = []
    for group in ((), *sites):
        try:
            refuse_twins((*group, *general))
        except RuleError as error:
            found.append(str(error))
    return found


def _layouts() -> list[str]:
    try:
        layout_files.load_themes()
    except RuleError as error:
        return [str(error)]
    found = []
    for path in rules.site_files():
        try:
            layout_files.read_layouts(path)
        except RuleError as error:
            found.append(str(error))
    return found
