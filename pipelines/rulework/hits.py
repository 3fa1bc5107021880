"""What the rules took in the last runs, and which of them behave as if something were wrong.

A rule that never takes anything is dead weight or has a slip in it. One that took something until lately may have lost its artifact
because the site changed its wording, which then stands in the articles. One that suddenly takes much may have begun to take
reporting. None of these is an error; each deserves a look.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cleaners.ruleset import takes
from pipelines.rulework.inventory import Listed, find_rules
from pipelines.store.articles import SHADOW
from pipelines.store.models import RemovalRow, RevisionRow, RunRow, RunRuleRow

PAST = 30
"""Runs before the last one that make its past."""
FEW = 5
"""Articles in the last run below which nothing is called sudden."""
FAR = 3.0
"""So many times its past share is a rule's share when it is far above it."""
SIGMAS = 4.0
"""… and so many standard deviations above what the past lets expect, so that a small run does not cry wolf."""
HOW = (
    f"sudden: of the articles that the last run stored or updated, the share with the rule is over {FAR:g} times its share in the "
    f"{PAST} runs before, the articles are at least {FEW}, and over {SIGMAS:g} standard deviations (square root of what the past lets "
    "expect) more than expected"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule and what it took."""

    rule: Listed
    hits: int
    """Texts removed in the last runs; for a shadow rule articles in which it would have removed something."""
    ever: int
    """… in all runs."""
    mark: str
    """``never``, ``silent``, ``sudden`` or nothing."""
    share: float | None = None
    """Of the last run's new revisions, the part with the rule; None for shadow rules and runs without any."""
    past: float | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """The account of all rules."""

    runs: tuple[str, ...]
    """The runs that were counted, newest first."""
    standings: tuple[Standing, ...]


def standings(engine: Engine, rules: Sequence[Listed], *, runs: int) -> Hits:
    """Return what each of ``rules`` took in the newest ``runs`` runs that removed anything."""
    with Session(engine) as session:
        counted = select(RunRuleRow.run_id).distinct()
        numbers = select(RunRow.run_id).where(RunRow.run_id.in_(counted)).order_by(RunRow.number.desc())
        newest = tuple(session.scalars(numbers.limit(runs)))
        ever = _sum(session, None)
        lately = _sum(session, newest)
        share, past, sudden = _sudden(session)
    found = []
    for rule in rules:
        key = (rule.id, rule.status == "shadow")
        mark = ""
        if ever and not ever[key]:
            mark = "never"
        elif ever[key] and not lately[key]:
            mark = "silent"
        elif rule.id in sudden:
            mark = "sudden"
        told = rule.status == "active"
        found.append(
            Standing(
                rule,
                lately[key],
                ever[key],
                mark,
                share.get(rule.id, 0.0) if told and share else None,
                past.get(rule.id, 0.0) if told and past else None,
            )
        )
    return Hits(newest, tuple(found))


def ledger_ids(engine: Engine) -> tuple[tuple[str, str], ...]:
    """Return the ids and kinds of all rules that ever removed something."""
    query = select(RunRuleRow.rule_id, RunRuleRow.kind).where(RunRuleRow.kind != SHADOW).distinct()
    with Session(engine) as session:
        return tuple((rule_id, kind) for rule_id, kind in session.execute(query))


def would_have_taken(engine: Engine, rule_id: str, *, most: int) -> tuple[str, ...]:
    """Return up to ``most`` different texts that a shadow rule would have taken from the newest articles that it marked.

    The rule is asked as it is today of lines that were stored then; ``scrapy rules sweep`` asks it of the archive.
    """
    rules = find_rules(rule_id)
    texts: dict[str, None] = {}
    # JSON is searched as text here: a rule's id is ASCII, so it stands there as it is.
    query = (
        select(RevisionRow.source_text, RevisionRow.shadow)
        .where(RevisionRow.shadow.is_not(None))
        .order_by(RevisionRow.created_at.desc(), RevisionRow.article_id)
    )
    with Session(engine) as session:
        for source, shadow in session.execute(query.execution_options(yield_per=200)):
            if rule_id not in shadow:
                continue
            for line in source.split("\n"):
                if any(takes(rule, line) for rule in rules):
                    texts[" ".join(line.split())] = None
            if len(texts) >= most:
                break
    return tuple(texts)[:most]


def _sum(session: Session, runs: Sequence[str] | None) -> Counter[tuple[str, bool]]:
    query = select(RunRuleRow.rule_id, RunRuleRow.kind, func.sum(RunRuleRow.hits))
    if runs is not None:
        query = query.where(RunRuleRow.run_id.in_(runs))
    found: Counter[tuple[str, bool]] = Counter()
    for rule_id, kind, hits in session.execute(query.group_by(RunRuleRow.rule_id, RunRuleRow.kind)):
        found[rule_id, kind == SHADOW] += int(hits)
    return found


def _sudden(session: Session) -> tuple[dict[str, float], dict[str, float], frozenset[str]]:
    """Return the rules' shares in the last run with new revisions, in its past, and the rules that stand out."""
    made = select(RevisionRow.run_id).where(RevisionRow.reason.in_(REASONS)).distinct()
    runs = session.scalars(
        select(RunRow.run_id).where(RunRow.run_id.in_(made)).order_by(RunRow.number.desc()).limit(PAST + 1)
    ).all()
    if not runs:
        return {}, {}, frozenset()
    last, last_size = _articles_by_rule(session, runs[:1])
    past, past_size = _articles_by_rule(session, runs[1:])
    if not past_size:
        return {rule: number / last_size for rule, number in last.items()}, {}, frozenset()
    sudden = set()
    for rule, number in last.items():
        # Half an article more than there was: a rule that never took anything has no share of nought.
        expected = last_size * (past[rule] + 0.5) / past_size
        if number >= FEW and number > FAR * expected and number - expected > SIGMAS * math.sqrt(expected):
            sudden.add(rule)
    return (
        {rule: number / last_size for rule, number in last.items()},
        {rule: number / past_size for rule, number in past.items()},
        frozenset(sudden),
    )


REASONS = ("first_seen", "publisher_updated", "canonical_page", "cleaned_anew", "rights_changed")
"""Why a crawl or import makes a revision; a reclean is of chosen articles and says nothing of how often a rule fires."""


def _articles_by_rule(session: Session, runs: Sequence[str]) -> tuple[Counter[str], int]:
    fresh = (RevisionRow.run_id.in_(runs), RevisionRow.reason.in_(REASONS))
    size = session.scalar(select(func.count()).select_from(RevisionRow).where(*fresh)) or 0
    query = (
        select(RemovalRow.rule_id, func.count(RemovalRow.article_id.distinct()))
        .join(
            RevisionRow,
            (RevisionRow.article_id == RemovalRow.article_id) & (RevisionRow.revision == RemovalRow.revision),
        )
        .where(*fresh)
        .group_by(RemovalRow.rule_id)
    )
    found: Counter[str] = Counter()
    for rule_id, number in session.execute(query):
        found[rule_id] = number
    return found, size
