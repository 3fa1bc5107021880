"""What the rules took, as far as a page shows it: hits in the last runs, and a sample of them where they stand.

Nothing here counts the ledger, which has a row for each text that was ever removed: hits come from the runs' own counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from pipelines.reading import rulebook
from pipelines.rulework.inventory import Listed
from pipelines.store.articles import SHADOW
from pipelines.store.models import ArticleRow, RemovalRow, RevisionRow, RunRow, RunRuleRow
from pipelines.store.runs import HOUSEKEEPING

RUNS = 30
"""Runs that are looked at, the newest that met pages."""
SAMPLE = 20
_WINDOW = 400
"""Entries of the ledger among which a sample is looked for; a rule may have a million."""
_AROUND = 90
"""Characters that are shown before and behind a hit."""
_LONGEST = 600
"""… and of the hit itself."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in the list."""

    rule: Listed
    hits: int
    """Texts removed in the last runs; for a rule on trial articles in which it would have removed something."""


@dataclass(frozen=True, slots=True)
class RuleList:
    """Every rule, by kind."""

    runs: int
    """How many runs the hits are of."""
    kinds: tuple[tuple[str, tuple[RuleLine, ...]], ...]
    """Kinds in alphabetical order; in each the rules with most hits first."""

    @property
    def rules(self) -> int:
        """How many rules there are in it."""
        return sum(len(lines) for _, lines in self.kinds)


@dataclass(frozen=True, slots=True)
class RunHits:
    """What a rule took in one run."""

    run_id: str
    started_at: datetime
    hits: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that a rule took, where it stood."""

    article_id: str
    source: str
    title: str | None
    scope: str
    before: str
    text: str
    after: str
    cut: bool
    """Whether ``text`` is only its beginning."""


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule with what it took."""

    described: rulebook.Described
    runs: tuple[RunHits, ...]
    """Oldest first; runs in which it took nothing are in it with 0."""
    sample: tuple[Hit, ...]


def rule_list(
    session: Session, *, kind: str = "", status: str = "", origin: str = "", words: str = "", fired: str = ""
) -> RuleList:
    """Return the rules of files, and those that the ledger has from code, as far as they pass the filters.

    ``words`` is looked for in name and reason; ``fired`` is ``yes`` or ``no``: with hits in the last runs or without.
    """
    runs = [run_id for run_id, _ in _newest(session)]
    counts: dict[tuple[str, bool], int] = {}
    kinds: dict[str, str] = {}
    query = select(RunRuleRow.rule_id, RunRuleRow.kind, func.sum(RunRuleRow.hits))
    query = query.where(RunRuleRow.run_id.in_(runs)).group_by(RunRuleRow.rule_id, RunRuleRow.kind)
    for rule_id, of_kind, hits in session.execute(query):
        key = (rule_id, of_kind == SHADOW)
        counts[key] = counts.get(key, 0) + int(hits)
        if of_kind != SHADOW:
            kinds[rule_id] = of_kind
    known = rulebook.listed()
    found = [*known.values(), *(rulebook.entry(each, kinds[each]) for each in kinds if each not in known)]
    grouped: dict[str, list[RuleLine]] = {}
    for rule in found:
        hits = counts.get((rule.id, rule.status == "shadow"), 0)
        passes = (
            (not kind or rule.kind == kind)
            and (not status or rule.status == status)
            and (not origin or rule.origin == origin)
            and (not fired or (fired == "yes") is bool(hits))
            and (not words or words.lower() in f"{rule.id} {rule.why}".lower())
        )
        if passes:
            grouped.setdefault(rule.kind, []).append(RuleLine(rule, hits))
    return RuleList(
        len(runs),
        tuple(
            (name, tuple(sorted(lines, key=lambda line: (-line.hits, line.rule.id))))
            for name, lines in sorted(grouped.items())
        ),
    )


def rule_page(session: Session, rule_id: str) -> RulePage | None:
    """Return one rule; None when neither a file nor the last runs nor the ledger know the name."""
    newest = _newest(session)
    query = select(RunRuleRow.run_id, RunRuleRow.kind, RunRuleRow.hits)
    wanted = (RunRuleRow.rule_id == rule_id, RunRuleRow.run_id.in_([run_id for run_id, _ in newest]))
    hits: dict[str, int] = {}
    shadow: dict[str, int] = {}
    kind = ""
    for run_id, of_kind, number in session.execute(query.where(*wanted)):
        to = shadow if of_kind == SHADOW else hits
        to[run_id] = to.get(run_id, 0) + number
        kind = kind if of_kind == SHADOW else of_kind
    first = session.scalar(select(RemovalRow.kind).where(RemovalRow.rule_id == rule_id).limit(1))
    described = rulebook.describe(rule_id, kind or first or "-")
    known = rule_id in rulebook.listed() or rulebook.is_of_code(rule_id)
    if not known and not hits and not shadow and first is None:
        return None
    told = shadow if described.listed.status == "shadow" else hits
    return RulePage(
        described,
        tuple(RunHits(run_id, at, told.get(run_id, 0)) for run_id, at in reversed(newest)),
        sample(session, rule_id),
    )


def sample(session: Session, rule_id: str, most: int = SAMPLE) -> tuple[Hit, ...]:
    """Return up to ``most`` texts that the rule took of articles as they stand now, the newest of those looked at first.

    Only so much of an article's source is read as is shown.
    """
    row, revision, article = RemovalRow, RevisionRow, ArticleRow
    window = (
        select(row.article_id, row.revision, row.position)
        .where(row.rule_id == rule_id)
        .limit(_WINDOW)
        .subquery()
    )
    before = case((row.start > _AROUND, row.start - _AROUND), else_=0)
    query = (
        select(
            row.article_id, article.source, revision.title, row.scope, row.start,
            func.substr(revision.source_text, before + 1, row.start - before).label("before"),
            func.substr(row.text, 1, _LONGEST + 1).label("text"),
            func.substr(revision.source_text, row.end + 1, _AROUND).label("after"),
        )
        .join(window, (window.c.article_id == row.article_id) & (window.c.revision == row.revision) & (window.c.position == row.position))
        .join(article, (article.article_id == row.article_id) & (article.revision == row.revision))
        .join(revision, (revision.article_id == row.article_id) & (revision.revision == row.revision))
        .order_by(revision.created_at.desc(), row.article_id, row.position)
        .limit(most)
    )  # fmt: skip
    return tuple(
        Hit(
            line.article_id,
            line.source,
            line.title,
            line.scope,
            _tail(line.before) if line.start is not None else "",
            line.text[:_LONGEST],
            _head(line.after) if line.start is not None else "",
            len(line.text) > _LONGEST,
        )
        for line in session.execute(query)
    )


def _tail(text: str) -> str:
    """Return the last line that says anything, and a cut word's rest not."""
    words = " ".join((text.rstrip().rsplit("\n", 1) or [""])[-1].split())
    return words if len(text) < _AROUND or "\n" in text.rstrip() else f"…{words.partition(' ')[2]}"


def _head(text: str) -> str:
    words = " ".join((text.lstrip().split("\n", 1) or [""])[0].split())
    return words if len(text) < _AROUND or "\n" in text.lstrip() else f"{words.rpartition(' ')[0]}…"


def _newest(session: Session) -> Sequence[tuple[str, datetime]]:
    """Return the newest runs that met pages, newest first."""
    query = select(RunRow.run_id, RunRow.started_at).where(RunRow.command.not_in(HOUSEKEEPING))
    found = session.execute(query.order_by(RunRow.number.desc()).limit(RUNS))
    return [(run_id, started_at) for run_id, started_at in found]
