"""Write ``docs/rules.md`` from the rule files: ``python docs/make_rules.py``; a test says when it is out of date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "rules.md"
EXAMPLES = 4


def render() -> str:
    """Return the page: the rules by kind, each with its reason, its place and examples of both sorts."""
    from cleaners.rule_files import CLOSE, OPEN
    from cleaners.rules import general_rules
    from cleaners.ruleset import Rule
    from cleaners.types import ArtifactKind
    from pipelines.rulework.conditions import ZONES, conditions

    rules = general_rules()

    def shown(text: str) -> str:
        marked = text.replace("`", "'").replace(OPEN, "[[").replace(CLOSE, "]]")
        return f"`{' '.join(marked.split())}`"

    def section(rule: Rule) -> list[str]:
        facts = [*conditions(rule)]
        if rule.tells:
            facts.append(f"kept as `{rule.tells}`")
        if not rule.active:
            facts.append("**shadow**: counted, removes nothing")
        keeps = [
            shown(example.text) + (f" ({ZONES[frozenset((example.zone,))]})" if example.zone else "")
            for example in rule.keep[:EXAMPLES]
        ]
        return [
            f"### {rule.id}",
            "",
            f"{rule.why} *{'; '.join(facts)}.*",
            "",
            "| removes | keeps |",
            "|---|---|",
            *(
                f"| {removed.replace('|', chr(92) + '|')} | {kept.replace('|', chr(92) + '|')} |"
                for removed, kept in zip(
                    pad([shown(text) for text in rule.remove[:EXAMPLES]]), pad(keeps), strict=True
                )
                if removed or kept
            ),
            "",
        ]

    active = sum(rule.active for rule in rules)
    lines = [
        "# Rules",
        "",
        "Written by `python docs/make_rules.py` from `cleaners/rules/*.toml`; do not edit this page.",
        "",
        f"{active} active rules and {len(rules) - active} in shadow. In examples `[[…]]` encloses the part that goes.",
        "",
        "What no rule knows goes to a line classifier (`cleaners/boilerplate.py`): its removals are called `learned.<kind>`, and it may also save a "
        "line from a rule. It has weights instead of examples; see [decision 7](adr/0007-line-classifier.md).",
        "",
    ]
    for kind in sorted(ArtifactKind):
        of_kind = [rule for rule in rules if rule.kind == kind]
        if of_kind:
            lines += [f"## {kind}", ""]
            for rule in of_kind:
                lines += section(rule)
    return "\n".join(lines).rstrip() + "\n"


def pad(texts: list[str]) -> list[str]:
    """Return ``texts`` filled up with empty ones to the number of rows of a table."""
    return [*texts, *[""] * (EXAMPLES - len(texts))]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(render(), encoding="utf-8")
