"""Rules are data: this module reads them, refuses what is broken, and prepares them for matching.

A rule lives in ``cleaners/rules/*.toml`` (for every site) or ``cleaners/sites/<domain>.toml`` (for one). It says what it
removes, why, and proves both with examples: a rule that does not do to its own examples what they say cannot load, so
that a slip of the pen is seen by its author and not by the readers of the table.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import re2

from cleaners.detectors import DETECTORS
from cleaners.evidence import SIGNS, SURE, Evidence, Vocabulary, convinces, vocabulary, witness
from cleaners.patterns import PatternError, compile_re2, options, to_re2
from cleaners.structure import ends_sentence
from cleaners.text import Folded, fold, fold_with_map, word_count
from cleaners.types import ArtifactKind, Span

HERE = Path(__file__).parent
RULES_DIR = HERE / "rules"
SITES_DIR = HERE / "sites"
THEMES_DIR = HERE / "themes"
WEIGHTS = HERE / "extract" / "weights.json"
EDGE = "edge.toml"
LEXICON, VOCABULARY = "lexicon.toml", "vocabulary.toml"
"""The two files of ``rules/`` that hold words and no rules: for patterns, and for evidence."""

Zone = Literal["lead", "body", "tail"]
ZONES: tuple[Zone, ...] = ("lead", "body", "tail")
DEFAULT_MAX_WORDS = 25
OPEN, CLOSE = "⟦", "⟧"
"""In an example of a span rule these enclose what the rule removes."""

_TELLS = ("section", "published", "modified", "syndication", "attribution", "author")
_KEYS = {
    "id", "kind", "why", "status", "zone", "scope", "max_words", "min_words", "match", "detect", "near", "tells", "then",
    "remove", "keep", "since", "until", "unless", "sentence", "before", "evidence", "at_least", "density", "needs", "part",
    "behind", "spare", "amid",
}  # fmt: skip


class RuleError(Exception):
    """A rule file that cannot be used; the message names file, rule, key and remedy."""


@dataclass(frozen=True, slots=True)
class Then:
    """The list that a heading takes with it: at most ``blocks`` headline-like blocks of at most ``max_words`` words."""

    blocks: int = 8
    max_words: int = 22


@dataclass(frozen=True, slots=True)
class Keep:
    """A text that the rule must leave alone; with ``zone``, one that it leaves alone because it stands there."""

    text: str
    zone: Zone | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule, ready for use; ``matches`` looks at folded text only, position is the caller's business."""

    id: str
    kind: ArtifactKind
    why: str
    scope: Literal["block", "span", "rest"]
    zones: frozenset[Zone]
    active: bool
    min_words: int
    max_words: int
    sources: tuple[str, ...]
    """The patterns as RE2 source; empty for a rule with a detector."""
    patterns: tuple[Any, ...]
    detector: Callable[[str], bool] | None
    near: tuple[str, ...]
    """Folded literals, one of which a block must hold before a span rule is tried on it."""
    tells: str | None
    then: Then | None
    remove: tuple[str, ...]
    keep: tuple[Keep, ...]
    file: str
    unless: tuple[Any, ...] = ()
    """A block or rest rule leaves alone what one of these patterns is found in."""
    sentence: bool | None = None
    """True: only what ends as a sentence does; False: only what does not; None: both."""
    before: Literal["headline"] | None = None
    """"headline": only when the next line has a headline's shape."""
    spare: Literal["title"] | None = None
    """"title": not the line that has the place and shape of the title."""
    amid: Literal["arabic"] | None = None
    """"arabic": only in a text whose prose is Arabic."""
    evidence: Evidence | None = None
    """In place of patterns: words of which enough must be in the line."""
    since: date | None = None
    until: date | None = None

    def allows(self, text: str, folded: str, words: int) -> bool:
        """Whether the block ``text`` has the length and the end that the rule asks for, and nothing of ``unless``."""
        return (
            self.min_words <= words <= self.max_words
            and (self.sentence is None or ends_sentence(text) is self.sentence)
            and not any(pattern.search(folded) for pattern in self.unless)
        )

    def search(self, folded: str) -> Any:
        """Return the first match of any pattern in ``folded``, or None."""
        return next((found for pattern in self.patterns if (found := pattern.search(folded))), None)

    def search_all(self, folded: str) -> Iterator[Any]:
        """Yield the matches in ``folded``, ascending and without overlap, of the first pattern that has any."""
        for pattern in self.patterns:
            found = False
            for match in pattern.finditer(folded):
                found = True
                yield match
            if found:
                return


SET_LENGTHS = (range(15), range(15, 41), range(41, 1_000_000))
"""Rules are bundled by the longest block they take: most paragraphs are longer than what most rules look at."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockSet:
    """An ``re2.Set`` over patterns of block and rest rules that take blocks of up to ``longest`` words."""

    finder: Any
    owner: tuple[int, ...]
    """For each pattern of the set the index of its rule."""
    longest: int


@dataclass(frozen=True, slots=True, eq=False)
class Ruleset:
    """Rules in the order in which they are asked, with what finds their candidates fast."""

    rules: tuple[Rule, ...]
    version: str
    """First 12 hex digits of the SHA-256 over every file that was loaded."""
    block_sets: tuple[BlockSet, ...]
    detectors: tuple[int, ...]
    evidence: tuple[int, ...]
    longest_evidence: int
    """No rule with evidence looks at a block of more words than this."""
    spans: tuple[int, ...]
    literals: tuple[str, ...]
    """All folded literals that span rules name."""
    longest: int
    """No block rule looks at a block of more words than this."""

    def block_candidates(self, folded: str, original: str, words: int) -> list[int]:
        """Return the indices, ascending, of block and rest rules whose pattern or detector takes the block."""
        found: set[int] = set()
        for bundle in self.block_sets:
            if words <= bundle.longest:
                found.update(bundle.owner[hit] for hit in bundle.finder.Match(folded) or ())
        for index in self.detectors:
            rule = self.rules[index]
            if words <= rule.max_words and rule.detector and rule.detector(original):
                found.add(index)
        if words <= self.longest_evidence:
            seen = witness(words_of_lists(), folded)
            for index in self.evidence if seen.line.hits else ():
                rule = self.rules[index]
                if words <= rule.max_words and rule.evidence and convinces(rule.evidence, seen):
                    found.add(index)
        return sorted(found)


def cut_span(found: Any, folded: Folded) -> Span:
    """Return where in the original a span rule's match cuts: at its group ``cut`` if the pattern has one."""
    number = found.re.groupindex.get("cut", 0)
    start, end = found.span(number)
    return folded.span(start, end) if start >= 0 else folded.span(*found.span())


def _block_set(rules: Sequence[Rule], lengths: range) -> BlockSet | None:
    finder = re2.Set.SearchSet(options())
    owner: list[int] = []
    longest = 0
    for index, rule in enumerate(rules):
        if rule.scope != "span" and rule.max_words in lengths:
            longest = max(longest, rule.max_words)
            for source in rule.sources:
                finder.Add(source)
                owner.append(index)
    if not owner:
        return None
    finder.Compile()
    return BlockSet(finder, tuple(owner), longest)


def build_ruleset(rules: Iterable[Rule], version: str) -> Ruleset:
    """Prepare ``rules``, in their order, for matching."""
    ordered = tuple(rules)
    return Ruleset(
        rules=ordered,
        version=version,
        block_sets=tuple(made for lengths in SET_LENGTHS if (made := _block_set(ordered, lengths))),
        detectors=tuple(i for i, rule in enumerate(ordered) if rule.detector and rule.scope != "span"),
        evidence=tuple(i for i, rule in enumerate(ordered) if rule.evidence),
        longest_evidence=max((rule.max_words for rule in ordered if rule.evidence), default=-1),
        spans=tuple(i for i, rule in enumerate(ordered) if rule.scope == "span"),
        literals=tuple(
            sorted({literal for rule in ordered if rule.scope == "span" for literal in rule.near})
        ),
        longest=max((rule.max_words for rule in ordered if rule.scope != "span"), default=0),
    )


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
    _refuse_twins(rules)
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


@cache
def lexicon() -> Mapping[str, tuple[str, ...]]:
    """Return the word lists of ``cleaners/rules/lexicon.toml`` that patterns name as ``{{list}}``."""
    return {name: tuple(words) for name, words in _word_lists(LEXICON).items()}


@cache
def words_of_lists() -> Vocabulary:
    """Return the word lists of ``cleaners/rules/vocabulary.toml`` that rules name as ``evidence``."""
    lists = _word_lists(VOCABULARY)
    return vocabulary({name: tuple(map(fold, words)) for name, words in lists.items()})


def _word_lists(name: str) -> dict[str, Any]:
    path = RULES_DIR / name
    return _read_toml(path) if path.exists() else {}


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


def read_rules(path: Path, words: Mapping[str, Sequence[str]]) -> tuple[Rule, ...]:
    """Read the ``[[rule]]`` tables of one file.

    Raises:
        RuleError: when the file is not TOML, a key is missing, unknown or wrong, or an example fails.
    """
    tables = _read_toml(path).get("rule", [])
    rules = tuple(_rule(table, path, position, words) for position, table in enumerate(tables, start=1))
    _refuse_twins(rules)
    return rules


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{path.name}: not valid TOML: {error}") from None


def _refuse_twins(rules: Iterable[Rule]) -> None:
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

    then = table.get("then")
    rule = Rule(
        id=table["id"],
        kind=ArtifactKind(table["kind"]),
        why=table["why"],
        scope=scope,
        zones=frozenset(zones),
        active=status == "active",
        min_words=table.get("min_words", 0),
        max_words=table.get("max_words", DEFAULT_MAX_WORDS),
        sources=sources,
        patterns=tuple(compile_re2(source) for source in sources),
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
    for text in rule.remove:
        if complaint := _fails_to_remove(rule, text):
            raise fail(
                "remove",
                f"the rule does not remove its example {text!r} ({complaint})",
                "mend rule or example",
            )
    for example in rule.keep:
        if (example.zone is None or example.zone in rule.zones) and takes(rule, example.text):
            raise fail(
                "keep",
                f"the rule would remove {example.text!r}",
                "narrow the rule, or name the zone that saves it",
            )
    return rule


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


def takes(rule: Rule, text: str) -> bool:
    """Whether ``rule`` would remove the block ``text`` (or something of it), were it in the right zone."""
    folded = fold(text)
    if rule.detector:
        return rule.allows(text, folded, word_count(text)) and rule.detector(text)
    if rule.evidence:
        enough = convinces(rule.evidence, witness(words_of_lists(), folded))
        return rule.allows(text, folded, word_count(text)) and enough
    if rule.scope == "span":
        return any(literal in folded for literal in rule.near) and rule.search(folded) is not None
    return rule.allows(text, folded, word_count(text)) and rule.search(folded) is not None


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
