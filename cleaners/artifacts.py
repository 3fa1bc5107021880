"""Taking artifacts out of a text: rules applied to lines until nothing changes, each removal entered in the ledger.

A line is in the *lead* (before the first prose), the *body*, or the *tail* (after the last prose); what matches an active
rule is no prose, so a disclaimer of two long sentences at the end does not turn the labels after it into body. In a text
without any prose every line is everywhere. Rules only take away, so the loop ends, and it ends at a fixed point: the
result, cleaned again, stays as it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

from cleaners import boilerplate
from cleaners.glued import find_glued
from cleaners.ledger import Ledger, Line, Told
from cleaners.ruleset import Rule, Ruleset, Zone, cut_span
from cleaners.structure import ends_sentence, find_title, is_long, is_prose, repeats_title
from cleaners.text import ARABIC, Folded, fold, fold_with_map, word_count
from cleaners.types import ArtifactKind, BlockKind, Span

REPEATED_TITLE = "structure.repeated_title"
SITE_NAME = "structure.site_name"
REPEATED_BLOCK = "structure.repeated_block"
TELLING = frozenset(
    (
        ArtifactKind.SECTION_LABEL,
        ArtifactKind.AUTHOR_BOX,
        ArtifactKind.ATTRIBUTION,
        ArtifactKind.NAVIGATION,
        ArtifactKind.CAPTION,
    )
)
"""Kinds of which any line may tell something, whether or not its rule says so: see :mod:`cleaners.telling`."""
FOREIGN = 4
"""A text is Arabic when it has more than so many times as many words of Arabic prose as of any other."""
HEAD = 12
"""A title stands among the first so many lines."""
HEADLINE_WORDS = 5
"""In the middle of a text a list's items have at least this many words: a headline's, not a label's."""


class Matcher:
    """A rule set at work on one text; remembers what it found for each line's text."""

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self._folded: dict[str, str] = {}
        self._blocks: dict[str, tuple[Rule, ...]] = {}
        self._spans: dict[str, tuple[Rule, ...]] = {}
        self._looks: dict[str, boilerplate.Line] = {}

    def folded(self, text: str) -> str:
        """Return the line folded."""
        if text not in self._folded:
            self._folded[text] = fold(text)
        return self._folded[text]

    def look(self, text: str) -> boilerplate.Line:
        """Return what the line classifier sees in the line itself."""
        if text not in self._looks:
            self._looks[text] = boilerplate.look(text)
        return self._looks[text]

    def block_rules(self, text: str) -> tuple[Rule, ...]:
        """Return the rules, active and shadow, that would take the whole line, were it in their zone."""
        if text not in self._blocks:
            words = word_count(text)
            found: list[Rule] = []
            if words <= self.rules.longest:
                folded = self.folded(text)
                candidates = (self.rules.rules[i] for i in self.rules.block_candidates(folded, text, words))
                found = [rule for rule in candidates if rule.allows(text, folded, words)]
            self._blocks[text] = tuple(found)
        return self._blocks[text]

    def span_rules(self, text: str) -> tuple[Rule, ...]:
        """Return the rules that may take a part of the line: one of their literals is in it."""
        if text not in self._spans:
            folded = self.folded(text)
            literals = {literal for literal in self.rules.literals if literal in folded}
            self._spans[text] = tuple(
                rule
                for rule in (self.rules.rules[i] for i in self.rules.spans if literals)
                if not literals.isdisjoint(rule.near)
            )
        return self._spans[text]


class Jury:
    """The line classifier, asked of the lines as they stand at the beginning of a round.

    It sees the title above the text, where it stands when the text is cleaned again; so what it says then is what it says now.
    """

    def __init__(
        self, lines: Sequence[Line], matcher: Matcher, headline: Line | None, title: str | None
    ) -> None:
        above = matcher.look(title) if title else None
        first = [at for at, line in enumerate(lines) if line is headline]
        order = first + [at for at, line in enumerate(lines) if line is not headline]
        self._title = 0 if first or above else None
        self._lines = lines
        self._margin = boilerplate.OF_A_PAGE if above else 0.0
        looks = [*([above] if above else []), *(matcher.look(lines[at].text) for at in order)]
        self._around = boilerplate.Surroundings(looks)
        self._at = {at: place for place, at in enumerate(order, len(looks) - len(order))}
        self._model = boilerplate.load_model()
        self._scores: dict[int, float] = {}

    def doubts(self, position: int) -> bool:
        """Whether the line is reporting, so that the company of its words counts for nothing."""
        return self._score(self._at[position]) < boilerplate.DOUBT

    def finds(self) -> list[tuple[int, ArtifactKind]]:
        """Return the positions of the lines that are boilerplate, and of which kind."""
        titles = {self._around.longest_above(), self._title}
        found = []
        for position, at in self._at.items():
            kind = self._lines[position].kind
            if kind is BlockKind.LIST or (kind is BlockKind.HEADING and self._around.heads(at)):
                continue  # the page says that it is one of several, or what the paragraph below is about
            least = self._around.threshold(at, title=at in titles)
            if least < math.inf and self._score(at) > least + self._margin:
                found.append((position, self._model.kind(self._around.features(at))))
        return found

    def _score(self, at: int) -> float:
        if at not in self._scores:
            self._scores[at] = self._model.score(self._around.features(at))
        return self._scores[at]


def remove_artifacts(
    lines: Sequence[Line],
    matcher: Matcher,
    ledger: Ledger,
    title: str | None = None,
    *,
    headed: bool = False,
    site_name: str | None = None,
    learned: bool = False,
) -> list[Line]:
    """Apply every rule to ``lines`` until none takes anything more; return what is left, in order.

    A line in the lead that repeats the title is taken out too. ``title`` is the title known from elsewhere; with
    ``headed`` the title is one of the lines themselves (see :func:`cleaners.structure.find_title`). A line at the edges
    that is nothing but ``site_name`` is the page's masthead. With ``learned`` the line classifier is asked too.
    """
    kept = [line for line in lines if line.segments]
    name = fold(site_name or "")
    while True:
        amid = _amid_arabic(kept)
        zones = find_zones(kept, matcher, amid=amid)
        headline = _headline(kept, matcher) if headed else None
        known = headline.text if headline else title or ""
        gone: set[int] = set()
        changed = False
        jury = Jury(kept, matcher, headline, None if headed else title) if learned else None
        for position, (line, where) in enumerate(zip(kept, zones, strict=True)):
            if position in gone:
                continue
            taken = _apply(
                kept, position, where, matcher, ledger, gone, jury, is_title=line is headline, amid=amid
            )
            if not taken and line is not headline:
                taken = _repeats(line, position, where, known, ledger)
            if (
                not taken
                and name
                and where != {"body"}
                and matcher.folded(line.text) == name
                and line is not headline
            ):
                ledger.take(line, SITE_NAME, ArtifactKind.NAVIGATION)
                taken = (position,)
            gone.update(taken)
            changed |= bool(taken) or _cut_spans(line, where, matcher, ledger)
            if not taken and line.segments and is_prose(line.text):
                changed |= _cut_glued(line, {"lead", "body"} <= where, matcher, ledger)
        if jury is not None and not changed:
            for position, kind in jury.finds():
                ledger.take(kept[position], f"{boilerplate.PREFIX}{kind}", kind)
                gone.add(position)
        left = [line for position, line in enumerate(kept) if position not in gone and line.segments]
        kept = _drop_repeated(left, ledger)
        if not changed and not gone and len(kept) == len(left):
            return kept


def _amid_arabic(lines: Sequence[Line]) -> bool:
    """Whether the text's prose is Arabic, and what else there is too little to be a translation."""
    if all(ARABIC.search(line.text) for line in lines):
        return True
    arabic = other = 0
    for line in lines:
        if is_prose(line.text):
            words = word_count(line.text)
            if ARABIC.search(line.text):
                arabic += words
            else:
                other += words
    return arabic > FOREIGN * other


def _headline(lines: Sequence[Line], matcher: Matcher) -> Line | None:
    """Return the line that is the title once what stands before it is gone, or None.

    A rule that spares titles has no say in this: it would take the title for what it is to spare.
    """
    standing = [
        line
        for line in lines[:HEAD]
        if not any(
            rule.active and not rule.spare and not rule.before and "lead" in rule.zones
            for rule in matcher.block_rules(line.text)
        )
    ]
    standing += lines[HEAD:]
    found = find_title([line.text for line in standing])
    return standing[found] if found is not None else None


def find_zones(lines: Sequence[Line], matcher: Matcher, *, amid: bool = True) -> list[frozenset[Zone]]:
    """Return for each line the zones that it is in."""
    prose = [
        index
        for index, line in enumerate(lines)
        if is_prose(line.text)
        and not any(rule.active and (amid or not rule.amid) for rule in matcher.block_rules(line.text))
    ]
    if not prose:
        everywhere: frozenset[Zone] = frozenset(("lead", "body", "tail"))
        return [everywhere] * len(lines)
    first, last = prose[0], prose[-1]
    # The first and the last prose line are also in the zone that they border on, for what is glued to their ends.
    within: list[tuple[Zone, range]] = [
        ("lead", range(first + 1)),
        ("body", range(first, last + 1)),
        ("tail", range(last, len(lines))),
    ]
    return [frozenset(zone for zone, where in within if index in where) for index in range(len(lines))]


def _repeats(
    line: Line, position: int, where: frozenset[Zone], title: str, ledger: Ledger
) -> tuple[int, ...]:
    """Take out the line if it stands in the lead and says the title once more; return its position if so."""
    if not title or "lead" not in where or not repeats_title(line.text, title):
        return ()
    ledger.take(line, REPEATED_TITLE, ArtifactKind.REPEATED_TITLE)
    return (position,)


def _apply(
    lines: Sequence[Line],
    position: int,
    where: frozenset[Zone],
    matcher: Matcher,
    ledger: Ledger,
    gone: Set[int],
    jury: Jury | None,
    *,
    is_title: bool,
    amid: bool,
) -> Sequence[int]:
    """Take out the line if a rule wants it; return the positions of the lines that went (none, it alone, or more).

    What is in ``gone`` went with an earlier line and stands in the ledger already.
    """
    text = lines[position].text
    for rule in matcher.block_rules(text):
        if not where & rule.zones:
            continue
        if is_title and rule.spare == "title":
            continue
        if rule.amid == "arabic" and not amid:
            continue
        if rule.evidence and jury is not None and jury.doubts(position):
            continue
        if rule.before == "headline" and not _headline_follows(lines, position):
            continue
        if not rule.active:
            ledger.shadow.add(rule.id)
            continue
        if rule.tells or rule.kind in TELLING:
            ledger.told.append(_tell(rule, text, where))
        taken: Sequence[int] = (position,)
        if rule.scope == "rest":
            taken = range(position, len(lines))
        elif rule.then:
            taken = (position, *_list_after(lines, position, rule, matcher))
        taken = [index for index in taken if index not in gone]
        for index in taken:
            ledger.take(lines[index], rule.id, rule.kind)
        return taken
    return ()


def _headline_follows(lines: Sequence[Line], position: int) -> bool:
    """Whether the next line is of a headline's length and shape and the one after it is the text."""
    after = [line.text for line in lines[position + 1 : position + 3]]
    return (
        len(after) == 2
        and word_count(after[0]) >= HEADLINE_WORDS
        and not ends_sentence(after[0])
        and is_prose(after[1])
        and word_count(after[1]) > word_count(after[0])
    )


def _list_after(lines: Sequence[Line], position: int, rule: Rule, matcher: Matcher) -> list[int]:
    """Return the positions of the headline-like lines after a list's heading that belong to it.

    At the end of a text everything headline-like does. In the middle, a subheading looks the same as the last item of the
    list before it, so what stands directly before the prose stays; and so does what is too short for a headline.
    """
    assert rule.then is not None
    run: list[int] = []
    between: list[int] = []
    end = position + 1
    while end < len(lines) and len(run) < rule.then.blocks:
        text = lines[end].text
        # What a line is before a headline only, it is not in a list.
        if any(
            other.active and not other.before and other.id != rule.id for other in matcher.block_rules(text)
        ):
            between.append(end)  # a date or a section between two headlines
            end += 1
            continue
        if ends_sentence(text) or word_count(text) > rule.then.max_words:
            break
        if run and lines[end].kind is BlockKind.HEADING:
            break
        run.append(end)
        end += 1
    at_the_end = end == len(lines)
    if at_the_end and (
        not any(is_prose(lines[index].text) for index in run) or _stops_sentences(lines[:position])
    ):
        return run
    titles = [index for index in run if not is_prose(lines[index].text)]
    if titles != run:  # a long line without a full stop: prose, for all we know
        titles = run[: next(i for i, index in enumerate(run) if is_prose(lines[index].text))]
    # A card's date directly before the prose: then no subheading stands there, and all are headlines.
    closed = bool(titles) and titles == run and end - 1 in between
    if closed:
        return [*between, *titles]
    return [
        index
        for index in titles[:-1]
        if word_count(lines[index].text) >= HEADLINE_WORDS and lines[index].kind is not BlockKind.LIST
    ]


def _stops_sentences(lines: Sequence[Line]) -> bool:
    """Whether these lines are by a newsroom that ends its paragraphs with full stops."""
    prose = [line.text for line in lines if is_prose(line.text)]
    return len(prose) >= 2 and sum(map(ends_sentence, prose)) >= 0.8 * len(prose)


def _tell(rule: Rule, text: str, where: frozenset[Zone]) -> Told:
    folded = fold_with_map(text)
    groups = _groups(rule.search(folded.text), folded)
    if rule.evidence and rule.tells:
        groups[rule.tells] = text  # it has no pattern that says which part of the line
    return Told(rule.tells, text, groups, rule.kind, "lead" in where, bare=rule.detector is not None)


def _groups(found: object, folded: Folded) -> dict[str, str]:
    if found is None:
        return {}
    groups: dict[str, str] = {}
    for name, number in found.re.groupindex.items():  # type: ignore[attr-defined]
        start, end = found.span(number)  # type: ignore[attr-defined]
        if start >= 0:
            span = folded.span(start, end)
            groups[name] = folded.original[span.start : span.end].strip()
    return groups


def _cut_spans(line: Line, where: frozenset[Zone], matcher: Matcher, ledger: Ledger) -> bool:
    """Take every artifact that is a part of the line out of it; return whether there was one."""
    changed = False
    folded: Folded | None = None
    for rule in matcher.span_rules(line.text):
        if not line.segments:
            break
        if not where & rule.zones or not rule.search(matcher.folded(line.text)):
            continue
        folded = folded or fold_with_map(line.raw)
        ranges: list[tuple[int, int]] = []
        for found in rule.search_all(folded.text):
            span = cut_span(found, folded)
            if span.start >= span.end:
                continue
            if not rule.active:
                ledger.shadow.add(rule.id)
                break
            ranges.append(span)
            if rule.tells:
                ledger.told.append(
                    Told(
                        rule.tells,
                        folded.original[span.start : span.end],
                        _groups(found, folded),
                        rule.kind,
                        "lead" in where,
                    )
                )
            if not span.start:
                ranges.extend(_following(rule, folded, _cut_at_the_beginning(rule, folded.text)))
        if ranges:
            for taken in line.cut(ranges):
                ledger.cut(rule.id, rule.kind, taken)
            changed = True
            folded = None
    return changed


AT_A_TIME = 400
"""Letters in which a rule that has taken a line's beginning looks for the next one; a line may be nothing but stamps."""


def _following(rule: Rule, folded: Folded, start: int) -> list[Span]:
    """Return the spans that the rule would take one after the other, once what stands before ``start`` is gone.

    A pattern that is tied to the beginning finds one in each round, and a round looks at the whole line: a line of ten thousand
    stamps would take as many looks.
    """
    spans: list[Span] = []
    text = folded.text
    while start < len(text):
        piece = text[start : start + AT_A_TIME]
        begin = start + len(piece) - len(piece.lstrip())
        piece = text[begin : begin + AT_A_TIME]
        end = _cut_at_the_beginning(rule, piece)
        if not 0 < end < len(piece):
            break
        start = begin + end
        spans.append(folded.span(begin, start))
    return spans


def _cut_at_the_beginning(rule: Rule, piece: str) -> int:
    """Return how much of the beginning the rule takes; 0 when it takes nothing there, or something else too."""
    found = rule.search(piece)
    if found is None:
        return 0
    start, end = found.span(found.re.groupindex.get("cut", 0))
    return end if start == 0 and found.end() < len(piece) else 0


def _cut_glued(line: Line, first: bool, matcher: Matcher, ledger: Ledger) -> bool:
    """Take artifacts off the end of a paragraph, or off the beginning of the first; return whether there was one."""
    raw = line.raw
    glued = find_glued(raw, first=first, rules_of=matcher.block_rules)
    gone = line.cut([(begin, end) for begin, end, _ in glued]) if glued else []
    for (begin, end, rule), taken in zip(glued, gone, strict=True):
        if rule.tells or rule.kind in TELLING:
            where: frozenset[Zone] = frozenset(("lead",) if first and not begin else ("body",))
            ledger.told.append(_tell(rule, raw[begin:end], where))
        ledger.cut(rule.id, rule.kind, taken)
    return bool(glued)


MOSTLY_REPEATED = 0.5
"""From this share of repeated sentences on, repetition is what the text is: filler, a litany, a test page."""


def _drop_repeated(lines: Sequence[Line], ledger: Ledger) -> list[Line]:
    """Take out the second and later copies of a paragraph: pages and extractors print some twice.

    A short sentence may be said again: «لا تعليق.» (no comment), "Read the whole review here." under each of ten hotels.
    """
    # An interview may ask the same question twice.
    prose = [line.text for line in lines if is_prose(line.text) and not line.text.endswith(("؟", "?"))]
    if len(set(prose)) <= (1 - MOSTLY_REPEATED) * len(prose):
        return list(lines)
    seen: set[str] = set()
    left: list[Line] = []
    for line in lines:
        if line.text in seen:
            ledger.take(line, REPEATED_BLOCK, ArtifactKind.REPEATED_BLOCK)
            continue
        if is_long(line.text) and not line.text.endswith(("؟", "?")):
            seen.add(line.text)
        left.append(line)
    return left
