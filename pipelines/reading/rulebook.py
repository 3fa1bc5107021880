"""What the rule files say of a rule: its reason, its conditions, its examples with what goes marked, and its own words.

Rules are read once in a process, as the cleaners read them; a console that is to show changed files is started anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType

from cleaners import layout_files, rules
from cleaners.layout_files import Layout
from cleaners.rule_files import CLOSE, OPEN
from cleaners.ruleset import Rule
from pipelines.rulework.conditions import conditions
from pipelines.rulework.inventory import Listed, all_rules, find_rules

_OF_CODE = MappingProxyType(
    {
        "structure.repeated_title": "A line above the text that says the title again.",
        "structure.site_name": "A line above or below the text that is nothing but the site's name.",
        "structure.repeated_block": "The second and later copies of a sentence or paragraph: some pages print them twice.",
        "everywhere.labelled_links": "A list of links under a label, inside the page's article element.",
    }
)
LEARNED = "learned."
_LEARNED_WHY = (
    "The line classifier holds the line for boilerplate by its words, its place and its neighbours, and no rule of a file "
    "took it. A rule of its own would say why."
)
_GONE_WHY = "No file has a rule of this name any more; what it took stays in the ledger."


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule was proved on, in pieces: what the rule takes and what it leaves."""

    pieces: tuple[tuple[str, bool], ...]
    """Text, and whether it is taken."""
    zone: str = ""
    """Of a text that is kept because it stands there."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A rule as one file has it; sites may share a name."""

    file: str
    conditions: tuple[str, ...]
    tells: str
    """What is kept of it as data: ``section``, ``published`` …"""
    since: date | None
    until: date | None
    remove: tuple[Example, ...]
    keep: tuple[Example, ...]
    written: str
    """The rule's lines in its file."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Elements that a layout drops under a rule's name."""

    layout: str
    select: str
    why: str


@dataclass(frozen=True, slots=True)
class Described:
    """All that the files say of a rule."""

    listed: Listed
    variants: tuple[Variant, ...]
    drops: tuple[Dropped, ...]


@cache
def listed() -> Mapping[str, Listed]:
    """Return every rule of the files by its name, in the order in which they are asked; raises ``RuleError``."""
    found: dict[str, Listed] = {}
    for rule in all_rules():
        found.setdefault(rule.id, rule)
    return MappingProxyType(found)


def entry(rule_id: str, kind: str = "-") -> Listed:
    """Return what a rule is; of one that no file has, what is known of it from its name."""
    if (found := listed().get(rule_id)) is not None:
        return found
    why = _OF_CODE.get(rule_id) or (_LEARNED_WHY if rule_id.startswith(LEARNED) else _GONE_WHY)
    shown = rule_id.removeprefix(LEARNED) if rule_id.startswith(LEARNED) else kind
    return Listed(rule_id, shown, "code", "active", "-", "-", why)


def is_of_code(rule_id: str) -> bool:
    """Whether the ledger knows the name from code, and not from a file that is gone."""
    return rule_id in _OF_CODE or rule_id.startswith(LEARNED)


def describe(rule_id: str, kind: str = "-") -> Described:
    """Return what the files say of one rule."""
    return Described(entry(rule_id, kind), tuple(map(_variant, find_rules(rule_id))), _dropped(rule_id))


def example(text: str) -> Example:
    """Return an example's pieces: what stands in ⟦ ⟧ is taken, or all where there are none."""
    before, opened, rest = text.partition(OPEN)
    taken, closed, after = rest.partition(CLOSE)
    if not opened or not closed:
        return Example(((text, True),))
    pieces = ((before, False), (taken, True), (after, False))
    return Example(tuple(piece for piece in pieces if piece[0]))


def _variant(rule: Rule) -> Variant:
    return Variant(
        rule.file,
        conditions(rule),
        rule.tells or "",
        rule.since,
        rule.until,
        tuple(map(example, rule.remove)),
        tuple(Example(((each.text, False),), each.zone or "") for each in rule.keep),
        _written(rule),
    )


def _written(rule: Rule) -> str:
    """Return the rule's own lines; where two files have the name it is the general one's, else the site's."""
    for folder in (rules.RULES_DIR, rules.SITES_DIR):
        path = folder / rule.file
        if not path.is_file():
            continue
        for block in re.split(r"(?m)^(?=\[\[?)", path.read_text(encoding="utf-8")):
            if re.search(rf'(?m)^id\s*=\s*"{re.escape(rule.id)}"', block):
                # Comments at a block's end are about the rule that comes next.
                return re.sub(r"(\n\s*(#.*)?)+\Z", "", block)
    return ""


def _dropped(rule_id: str) -> tuple[Dropped, ...]:
    found: dict[tuple[str, str], Dropped] = {}
    for layout in _layouts():
        for drop in layout.drops:
            if drop.id == rule_id:
                # A theme's drops come again with every layout that leans on it.
                known = Dropped(layout.name, drop.select, drop.why)
                found.setdefault((drop.select, drop.why), known)
    return tuple(found.values())


def _layouts() -> tuple[Layout, ...]:
    themes = sorted(layout_files.load_themes(), key=lambda layout: len(layout.drops))
    sites = (layout for path in rules.site_files() for layout in layout_files.read_layouts(path))
    return (*themes, *(replace(layout, name=layout.id) for layout in sites))
