"""A rule that somebody is writing: from the fields of a form to TOML, and from what it took to examples for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cleaners.rule_files import CLOSE, DEFAULT_MAX_WORDS, OPEN, prove
from cleaners.ruleset import Rule
from cleaners.word_lists import RuleError
from pipelines.reading.trying import Found
from pipelines.rulework.preview import read_rule

EXAMPLES = 3
_PLACEHOLDER = "…"
_ASK_FOR_REMOVE = "# add at least one text that it must remove\n"
_ASK_FOR_KEEP = (
    "# add at least one text that it must leave alone, then: scrapy rules test --file FILE\nkeep = []\n"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of the form, as they were given."""

    id: str = ""
    kind: str = ""
    why: str = ""
    match: str = ""
    """One pattern a line."""
    near: str = ""
    """Of a span rule: one literal a line."""
    zone: str = "any"
    """One zone, or several divided by commas."""
    scope: str = "block"
    max_words: str = ""
    remove: str = ""
    """One example a line."""
    keep: str = ""

    def table(self) -> dict[str, object]:
        """Return the keys of a rule; what was left open has a word in its place that says so."""
        zones = [zone.strip() for zone in self.zone.split(",") if zone.strip()]
        found: dict[str, object] = {
            "id": self.id.strip() or f"site.{self.kind or 'rule'}.draft",
            "kind": self.kind,
            "why": self.why.strip() or "To be said: why this is not part of the reporting.",
            "status": "shadow",
            "zone": zones[0] if len(zones) == 1 else zones,
            "scope": self.scope,
        }
        if self.scope != "span":
            words = self.max_words.strip()
            found["max_words"] = int(words) if words.isdigit() and len(words) < 7 else DEFAULT_MAX_WORDS
        if near := _lines(self.near):
            found["near"] = near
        found["match"] = _lines(self.match)
        return found

    def rule(self) -> Rule:
        """Return the rule as the loader reads it, proved on the examples that were given; raises ``RuleError``."""
        if not _lines(self.match):
            raise RuleError("key 'match': missing; write a pattern, such as ^اقرأ أيضا ?[:|]")
        if self.max_words.strip() and not self.max_words.strip().isdigit():
            raise RuleError(f"key 'max_words': {self.max_words.strip()!r} is no number; write for example 25")
        remove, keep = _lines(self.remove), _lines(self.keep)
        table = {**self.table(), "remove": remove or [_PLACEHOLDER], "keep": keep or [_PLACEHOLDER]}
        if remove and keep:
            return read_rule(as_toml(table))
        rule = read_rule(as_toml(table), proved=False)
        for key, examples in (("remove", remove), ("keep", keep)):
            for text in examples:
                _prove(table, key, text)
        return rule

    def toml(self, found: Sequence[Found]) -> str:
        """Return the rule to be copied into a file, with examples from what it took where none were given."""
        table = self.table()
        remove, keep = _lines(self.remove), _lines(self.keep)
        remove = remove or _examples(table, found)
        written = as_toml(table) + ("" if remove else _ASK_FOR_REMOVE) + as_toml({"remove": remove}, head="")
        return written + (as_toml({"keep": keep}, head="") if keep else _ASK_FOR_KEEP)


def as_toml(table: Mapping[str, object], *, head: str = "[[rule]]\n") -> str:
    """Write a rule as a rule file has it."""
    lines = []
    for name, value in table.items():
        if isinstance(value, list) and len(value) != 1:
            inner = "".join(f"  {_quoted(name, item)},\n" for item in value)
            lines.append(f"{name} = [\n{inner}]\n" if value else f"{name} = []\n")
        elif isinstance(value, list):
            lines.append(f"{name} = [{_quoted(name, value[0])}]\n")
        else:
            lines.append(f"{name} = {_quoted(name, value)}\n")
    return head + "".join(lines)


def _examples(table: Mapping[str, object], found: Sequence[Found]) -> list[str]:
    """Return texts that the rule took and that prove it; what stood around a span is part of its example."""
    chosen: dict[str, None] = {}
    for each in found:
        taken = each.taken
        text = " ".join(taken.text.split())
        tries = [f"{OPEN}{text}{CLOSE}", f"{taken.before} {OPEN}{text}{CLOSE} {taken.after}".strip()]
        for candidate in tries if table["scope"] == "span" else [text]:
            try:
                _prove(table, "remove", candidate)
            except RuleError:
                continue
            chosen[candidate] = None
            break
        if len(chosen) == EXAMPLES:
            break
    return list(chosen)


def _prove(table: Mapping[str, object], key: str, text: str) -> None:
    """Try the rule on one example of one sort; raises ``RuleError`` when it fails."""
    rule = read_rule(
        as_toml({**table, "remove": [_PLACEHOLDER], "keep": [_PLACEHOLDER]} | {key: [text]}), proved=False
    )
    if key == "remove":
        prove((replace(rule, keep=()),))
    else:
        prove((replace(rule, remove=()),))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _quoted(name: str, value: object) -> str:
    """Quote a string as JSON does, which TOML reads, and a pattern literally where that is possible."""
    if isinstance(value, bool | int):
        return str(value).lower()
    text = str(value)
    if name == "match" and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
