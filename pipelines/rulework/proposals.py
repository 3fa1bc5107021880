"""Write a rule for a repeated line: an anchored pattern, examples from the texts, and proof that it loads.

A proposed rule is on trial (``status = "shadow"``): it removes nothing until somebody has read what it would take.
"""

from __future__ import annotations

import json
import re
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaners.rule_files import read_rules
from cleaners.ruleset import ZONES, Rule
from cleaners.text import fold, word_count
from cleaners.word_lists import lexicon
from pipelines.rulework.repeats import FIXED_WORDS, Group, bare, masked, mould
from pipelines.rulework.worth import Reason

REMOVED, KEPT = 4, 3
"""Examples that a proposal has at most."""
SLOT_WORDS = 6
"""What varies in a line has at most so many words."""
VARIED = 3
"""… and at least so many different fillings, or it does not vary."""
RARE_ZONE = 0.05

_SPECIAL = re.compile(r"([\\.^$*+?{}\[\]|()])")
_ASCII_WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a rule matches, and for how long lines."""

    match: str
    longest: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that is proposed, with what led to it."""

    id: str
    reason: Reason
    pattern: Pattern
    zones: tuple[str, ...]
    remove: tuple[str, ...]
    articles: int
    total: int
    url: str
    left_out: bool
    """Whether the line stands beside the articles, where extraction leaves it out, and not in them."""
    keep: tuple[str, ...] = ()

    def toml(self) -> str:
        """Return the rule as it is written into a file."""
        many = f"in {self.articles} of {self.total} articles"
        where = (
            f"beside the text {many}: extraction leaves it out here, texts that others extracted have it"
            if self.left_out
            else many
        )
        zone = '"any"' if len(self.zones) == len(ZONES) else json.dumps(list(self.zones))
        return "\n".join(
            (
                f"# {where}; for example {self.url}",
                f"# kind is a guess: {self.reason.why}",
                "[[rule]]",
                f'id        = "{self.id}"',
                f'kind      = "{self.reason.kind}"',
                f'why       = "Stands {"beside" if self.left_out else "in"} many different articles of this site in the same words."',
                'status    = "shadow"',
                f"zone      = {zone}",
                f"max_words = {self.pattern.longest}",
                f"match     = {_quoted(self.pattern.match)}",
                f"remove    = {_listed(self.remove)}",
                f"keep      = {_listed(self.keep)}",
                "",
            )
        )


def propose(
    group: Group, reason: Reason, source: str, total: int, *, left_out: bool = False
) -> Proposal | None:
    """Return the rule for the lines of ``group``, without ``keep``; None when what they have in common is too little."""
    pattern = pattern_of(group)
    if pattern is None:
        return None
    seen = sum(group.zones.values())
    zones = tuple(zone for zone in ZONES if group.zones[zone] >= RARE_ZONE * seen)
    return Proposal(
        id=f"{_ascii(source)}.{reason.kind}_{_mark(group)}",
        reason=reason,
        pattern=pattern,
        zones=zones,
        remove=tuple(group.examples.values())[:REMOVED],
        articles=group.articles,
        total=total,
        url=group.url,
        left_out=left_out,
    )


def pattern_of(group: Group) -> Pattern | None:
    """Return an anchored pattern for the folded lines, with numbers and what varies generalised."""
    folded = list(group.examples)
    longest = max(map(word_count, folded))
    if group.key.form == "line":
        return Pattern(_anchored(_numbers(group.key.text)), longest + 2)
    head, tail, middles = mould(folded)
    fixed = len(head) + len(tail)
    slot = max(map(len, middles))
    if len({" ".join(middle) for middle in middles}) < VARIED or slot > SLOT_WORDS:
        return None
    by_label = group.key.form == "label" and head and " ".join(head).rstrip(" :|/").endswith(group.key.text)
    if not by_label and (fixed < FIXED_WORDS or fixed < slot):
        return None
    # One word more than was seen: names have two words or three.
    between = rf"[^ ]+( [^ ]+){{0,{slot}}}"
    if any(not middle for middle in middles):
        between = f"({between})?"
    parts = (_numbers(" ".join(head)), between, _numbers(" ".join(tail)))
    return Pattern(_anchored(" ?".join(part for part in parts if part)), longest + 2)


def load(proposals: Sequence[Proposal]) -> tuple[Rule, ...]:
    """Load proposals as a rule file is loaded, examples and all.

    Raises:
        RuleError: when the file would not load.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proposals.toml"
        path.write_text("\n".join(proposal.toml() for proposal in proposals), encoding="utf-8")
        return read_rules(path, lexicon())


def _numbers(text: str) -> str:
    """Escape a masked text; its zeros are numbers."""
    return "[0-9]+".join(_SPECIAL.sub(r"\\\1", piece) for piece in text.split("0"))


def _anchored(core: str) -> str:
    return rf"^[^\w]*{core}[^\w]*$"


def _mark(group: Group) -> str:
    """Return what tells the rule from others of its kind, the same each time: a word of its own, or a number."""
    words = _ASCII_WORD.findall(fold(next(iter(group.examples))))
    named = "_".join(words[:2]) if words and len("".join(words[:2])) <= 24 else ""
    return named or f"{zlib.crc32(masked(group.key.text).encode()) & 0xFFFF:04x}"


def _ascii(source: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in source) or "source"


def _quoted(pattern: str) -> str:
    return f"'{pattern}'" if "'" not in pattern and pattern.isprintable() else _text(pattern)


def _listed(texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return f"[{_text(texts[0])}]"
    return "[\n" + "".join(f"  {_text(text)},\n" for text in texts) + "]"


def _text(text: str) -> str:
    # What JSON escapes TOML escapes in the same way, but for one control character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


__all__ = ["KEPT", "Pattern", "Proposal", "bare", "load", "pattern_of", "propose"]
