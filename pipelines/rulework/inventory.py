"""Every rule of this installation in one list: patterns and evidence of ``rules`` and ``sites``, drops of layouts.

What a rule is called in the ledger is all that a reader of the account sees; here it gets its file, kind and zone back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from cleaners import layout_files, rules
from cleaners.layout_files import Layout
from cleaners.ruleset import ZONES, Rule

_EVERYWHERE = f"theme.{layout_files.EVERYWHERE}."
Origin = Literal["general", "edge", "site", "drop", "code"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One rule as a list shows it."""

    id: str
    kind: str
    origin: Origin
    """Where it comes from; ``code``: it is no rule of a file, but the ledger knows it (repeated titles, or a rule that is gone)."""
    status: Literal["active", "shadow"]
    zone: str
    file: str
    why: str


def all_rules() -> tuple[Listed, ...]:
    """Return the rules of all files: general ones in the order in which they are asked, then those of sites, then drops.

    Raises:
        RuleError: when a file is broken.
    """
    found = [
        _of_rule(rule, "edge" if rule.file == rules.EDGE else "general") for rule in rules.general_rules()
    ]
    for path in rules.site_files():
        found += [_of_rule(rule, "site") for rule in rules.site_rules(path)]
    drops: dict[str, Listed] = {}
    for layout, file in _layouts():
        for drop in layout.drops:
            # A theme's drops come again with every site that leans on it.
            own = f"{layout_files.EVERYWHERE}.toml" if drop.id.startswith(_EVERYWHERE) else file
            drops.setdefault(
                drop.id, Listed(drop.id, drop.kind.value, "drop", "active", "dom", own, drop.why)
            )
    return (*found, *drops.values())


def find_rules(wanted: str) -> tuple[Rule, ...]:
    """Return the rules of files that are called ``wanted``: one, several when sites share a name, or none."""
    everything = [
        *rules.general_rules(),
        *(rule for path in rules.site_files() for rule in rules.site_rules(path)),
    ]
    return tuple(rule for rule in everything if rule.id == wanted)


def in_code(ids: Iterable[tuple[str, str]], known: Sequence[Listed]) -> tuple[Listed, ...]:
    """Return entries for rule ids (each with a kind) that the ledger has and no file: found by code, or gone since."""
    names = {entry.id for entry in known}
    why = "Found by code, or by a rule that is no longer there."
    return tuple(
        Listed(rule_id, kind, "code", "active", "-", "-", why)
        for rule_id, kind in sorted(dict(ids).items())
        if rule_id not in names
    )


def _of_rule(rule: Rule, origin: Origin) -> Listed:
    zone = "any" if len(rule.zones) == len(ZONES) else "+".join(zone for zone in ZONES if zone in rule.zones)
    status: Literal["active", "shadow"] = "active" if rule.active else "shadow"
    return Listed(rule.id, rule.kind.value, origin, status, zone, rule.file, rule.why)


def _layouts() -> Iterable[tuple[Layout, str]]:
    # The file of a drop that comes from a base is the base's: layouts with fewer drops come first.
    for layout in sorted(layout_files.load_themes(), key=lambda layout: len(layout.drops)):
        yield layout, f"{layout.name}.toml"
    for path in rules.site_files():
        for layout in layout_files.read_layouts(path):
            yield layout, path.name
