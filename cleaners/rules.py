"""Which rules there are: those of every site, and those of the site that a page is from.

They are read once for each process; their version stands beside every article that they were used on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from cleaners.rule_files import parse_rules, prove, read_rules, refuse_twins
from cleaners.ruleset import Rule, Ruleset, build_ruleset, joined
from cleaners.word_lists import LEXICON, VOCABULARY, RuleError, lexicon
from cleaners.word_lists import RULES_DIR as RULES_DIR

HERE = Path(__file__).parent
SITES_DIR = HERE / "sites"
THEMES_DIR = HERE / "themes"
WEIGHTS = (HERE / "extract" / "weights.json", HERE / "boilerplate.json")
EDGE = "edge.toml"


@dataclass(frozen=True, slots=True)
class Trial:
    """A rule that this process takes for active, whatever its status is, and a file of rules asked before the general ones."""

    rule: str
    file: Path | None = None


_trial: Trial | None = None


def hold_trial(trial: Trial) -> None:
    """Have this process clean with ``trial`` from now on; for workers that do nothing else.

    Raises:
        RuleError: when the trial's file is broken.
    """
    global _trial
    if trial == _trial:
        return
    _trial = trial
    for remembered in (general_rules, _general_set, _own_rules, _load):
        remembered.cache_clear()
    general_rules()


def _tried(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return ``rules`` as the trial has them."""
    if _trial is None:
        return tuple(rules)
    given = {rule.id for rule in _given()}
    return tuple(
        replace(rule, active=rule.active or rule.id == _trial.rule) for rule in rules if rule.id not in given
    )


def _given() -> tuple[Rule, ...]:
    """Return the rules of the trial's file; only the one that is tried is active, so that its hits are its own."""
    if _trial is None or _trial.file is None:
        return ()
    return tuple(replace(rule, active=rule.id == _trial.rule) for rule in read_rules(_trial.file, lexicon()))


def load_rules(domain: str | None = None, day: date | None = None) -> Ruleset:
    """Return the rules for a text of ``domain`` and ``day``: the general ones, and those of its site asked first.

    The site's are in the file of ``domain`` or its nearest parent domain that has one. Of rules with ``since`` and ``until``
    those of ``day`` are returned, or without a day those that still hold; the version is the same for all days.

    Raises:
        RuleError: when a file is broken.
    """
    site = site_file(domain)
    own = _own_rules(site) if site else ()
    return _load(site, _over(own, day), _over(general_rules(), day))


def _over(rules: Sequence[Rule], day: date | None) -> frozenset[int]:
    return frozenset(i for i, rule in enumerate(rules) if (rule.since or rule.until) and not rule.holds(day))


@cache
def _load(site: Path | None, own_over: frozenset[int], over: frozenset[int]) -> Ruleset:
    general = _general_set(over)
    if site is None:
        return general
    own = _own_rules(site)
    refuse_twins((*own, *general_rules()))
    standing = build_ruleset([rule for i, rule in enumerate(own) if i not in own_over], _version(site))
    # Site rules are asked first: whoever wrote them looked at the very page.
    return joined(standing, general)


@cache
def _general_set(over: frozenset[int]) -> Ruleset:
    """The general rules, compiled once for all sites: it takes a second."""
    rules = general_rules()
    refuse_twins(rules)
    return build_ruleset([rule for i, rule in enumerate(rules) if i not in over], _version(None))


@cache
def _own_rules(site: Path) -> tuple[Rule, ...]:
    return _tried(site_rules(site))


@cache
def _version(site: Path | None) -> str:
    # All data that decides what an article is: rules, layouts, and the weights of the votes on lines.
    files = [*sorted(RULES_DIR.glob("*.toml")), *sorted(THEMES_DIR.glob("*.toml")), *WEIGHTS]
    digest = hashlib.sha256()
    for path in [*files, *([site] if site else [])]:
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def site_rules(path: Path) -> tuple[Rule, ...]:
    """Return the rules of one site's file.

    Raises:
        RuleError: when the file is broken, or has a name by which no page would find it.
    """
    if path.stem != path.stem.lower() or path.stem.startswith("www.") or not _is_domain(path.stem):
        raise RuleError(
            f"{path.name}: no page finds a file of this name; call it after the domain, in small letters and without www.: "
            "example.com.toml"
        )
    return read_rules(path, lexicon())


@cache
def general_rules() -> tuple[Rule, ...]:
    """Return the rules of ``cleaners/rules``, files in the order of their names; those of ``edge.toml`` are asked last.

    A pattern knows its wording and what it tells; words only know that it is an artifact.
    """
    rules = [
        rule
        for path in sorted(RULES_DIR.glob("*.toml"))
        if path.name not in (LEXICON, VOCABULARY)
        for rule in parse_rules(path, lexicon())
    ]
    rules.sort(key=lambda rule: rule.file == EDGE)
    proven = tuple(rules)
    prove(proven)
    return (*_given(), *_tried(proven))


def site_files() -> tuple[Path, ...]:
    """Return the files of ``cleaners/sites``, by name."""
    return tuple(sorted(SITES_DIR.glob("*.toml")))


LONGEST_DOMAIN = 249
"""Bytes of a domain that can have a site file: the DNS allows 253, file systems 255 with the ending."""


def site_file(domain: str | None) -> Path | None:
    """Return ``cleaners/sites/<domain>.toml`` of the domain or its nearest parent: www.a.b → www.a.b, a.b, b."""
    labels = (domain or "").lower().rstrip(".").split(".")
    for start in range(len(labels)):
        name = ".".join(labels[start:])
        if _is_domain(name) and (path := SITES_DIR / f"{name}.toml").exists():
            return path
    return None


def _is_domain(name: str) -> bool:
    # Letters and digits of any script, never a path.
    return name.replace(".", "").replace("-", "").isalnum() and len(name.encode()) <= LONGEST_DOMAIN
