"""When a rule applies, in words: what it takes, where, and under which conditions. For the page of rules and the console."""

from __future__ import annotations

from cleaners.ruleset import Rule

ZONES = {
    frozenset(("lead", "body", "tail")): "anywhere",
    frozenset(("lead", "tail")): "above and below the text",
    frozenset(("lead", "body")): "above and inside the text",
    frozenset(("lead",)): "above the text",
    frozenset(("body",)): "inside the text",
    frozenset(("tail",)): "below the text",
    frozenset(("body", "tail")): "inside and below the text",
}
_TAKES = {"block": "the whole line", "span": "a part of a line", "rest": "the line and all after it"}


def conditions(rule: Rule) -> tuple[str, ...]:
    """Return the conditions, the most important first."""
    found = [_TAKES[rule.scope], ZONES[rule.zones]]
    if rule.scope != "span" and rule.max_words:
        found.append(f"at most {rule.max_words} words")
    if rule.sentence is not None:
        found.append("only what ends as a sentence" if rule.sentence else "nothing that ends as a sentence")
    if rule.evidence:
        of = {"line": "", "label": " of its label", "ending": " of its end"}[rule.evidence.part]
        found.append(
            f"{rule.evidence.density:.0%} of the words{of} from {', '.join(sorted(rule.evidence.lists))}"
        )
        found.extend("some of " + " or ".join(sorted(lists)) for lists in rule.evidence.needs)
    if rule.spare:
        found.append("not the title")
    if rule.amid:
        found.append("in Arabic articles")
    if rule.before:
        found.append("only before a headline")
    if rule.then:
        found.append("with the headlines under it")
    return tuple(found)
