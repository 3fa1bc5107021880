"""Which rules there are: those of every site, and those of the site that a page is from.

They are read once for each process; their version stands beside every article that they were used on.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from cleaners.rule_files import read_rules, refuse_twins
from cleaners.ruleset import Rule, Ruleset, build_ruleset
from cleaners.word_lists import LEXICON, RULES_DIR, VOCABULARY, lexicon

HERE = Path(__file__).parent
SITES_DIR = HERE / "sites"
THEMES_DIR = HERE / "themes"
WEIGHTS = HERE / "extract" / "weights.json"
EDGE = "edge.toml"


def load_rules(domain: str | None = None) -> Ruleset:
    """Return the general rules, those of ``domain`` (or the nearest parent domain that has a file) asked first.

    Raises:
        RuleError: when a file is broken.
    """
    return _load(site_file(domain))


@cache
def _load(site: Path | None) -> Ruleset:
    # All data that decides what an article is: rules, layouts, and the weights of the vote on a page's lines.
    files = [*sorted(RULES_DIR.glob("*.toml")), *sorted(THEMES_DIR.glob("*.toml")), WEIGHTS]
    digest = hashlib.sha256()
    for path in [*files, *([site] if site else [])]:
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    # Site rules are asked first: whoever wrote them looked at the very page.
    rules = [*(read_rules(site, lexicon()) if site else ()), *general_rules()]
    refuse_twins(rules)
    return build_ruleset(rules, digest.hexdigest()[:12])


@cache
def general_rules() -> tuple[Rule, ...]:
    """Return the rules of ``cleaners/rules``, files in the order of their names; those of ``edge.toml`` are asked last.

    A pattern knows its wording and what it tells; words only know that it is an artifact.
    """
    rules = [
        rule
        for path in sorted(RULES_DIR.glob("*.toml"))
        if path.name not in (LEXICON, VOCABULARY)
        for rule in read_rules(path, lexicon())
    ]
    return tuple(sorted(rules, key=lambda rule: rule.file == EDGE))


def site_file(domain: str | None) -> Path | None:
    """Return ``cleaners/sites/<domain>.toml`` of the domain or its nearest parent: www.a.b → www.a.b, a.b, b."""
    labels = (domain or "").lower().rstrip(".").split(".")
    for start in range(len(labels)):
        name = ".".join(labels[start:])
        if (
            name
            and name.replace(".", "").replace("-", "").isalnum()
            and (path := SITES_DIR / f"{name}.toml").exists()
        ):
            return path
    return None
