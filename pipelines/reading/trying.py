"""Try a rule on the newest articles of the store, within a number and a time: what it would take, and what it costs.

Nothing is written. A rule that is wrong is refused with the loader's words before any article is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cleaners.rules import load_rules
from cleaners.ruleset import Rule
from cleaners.text import fold
from pipelines.rulework.preview import Taken, preview
from pipelines.store import revising, rows
from pipelines.store.models import ArticleRow, RevisionRow

ARTICLES = 100
MOST_ARTICLES = 500
SECONDS = 8.0
LONGEST = 60_000
"""Characters of an article's source above which it is left out."""
EXAMPLES = 40
_LONGEST_EXAMPLE = 400
_BATCH = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One text that the rule would take, and where."""

    article_id: str
    source: str
    title: str | None
    taken: Taken


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of it."""

    articles: int
    """Articles that were looked at."""
    left_out: int
    """Articles that are too long for this."""
    out_of_time: bool
    """Whether time was up before all were looked at."""
    touched: int
    """Articles of which it would take something that is in them now."""
    new: int
    """Texts that are in the articles now."""
    known: tuple[tuple[str, int], ...]
    """Rules that take already what it would take, with how many texts."""
    characters: int
    """Of ``new``, white space aside."""
    examples: tuple[Found, ...]
    """What is new first, at most ``EXAMPLES``."""
    seconds: float
    microseconds: float | None
    """What the rule's patterns cost in each article, on the average."""


def attempt(
    session: Session,
    rule: Rule,
    *,
    articles: int = ARTICLES,
    seconds: float = SECONDS,
    source: str = "",
    shadow: str = "",
    clock: Callable[[], float],
) -> Attempt:
    """Try ``rule`` on the newest ``articles``, of one source if it is named; with ``shadow`` only where that rule was on trial.

    ``clock`` gives seconds and is asked between two articles.
    """
    load_rules()  # once in a process, and no part of the trial
    began = clock()
    looked = left_out = touched = new = characters = 0
    pattern = 0.0
    known: Counter[str] = Counter()
    examples: list[Found] = []
    out_of_time = False
    for article, row in _newest(session, min(articles, MOST_ARTICLES), source):
        if clock() - began > seconds:
            out_of_time = True
            break
        if row is None:
            left_out += 1
            continue
        if shadow and shadow not in row.shadow:
            continue
        looked += 1
        cleaned = rows.cleaned_of(row, revising.removals_of(session, row))
        pattern += _cost(rule, cleaned.source, clock)
        fresh = False
        for taken in preview(cleaned, rule, article.url):
            if taken.already:
                known[taken.already] += 1
            else:
                fresh = True
                new += 1
                characters += sum(map(len, taken.text.split()))
            examples.append(Found(article.article_id, article.source, row.title, _shortened(taken)))
        touched += fresh
        examples = sorted(examples, key=lambda each: bool(each.taken.already))[:EXAMPLES]
    return Attempt(
        looked,
        left_out,
        out_of_time,
        touched,
        new,
        tuple(known.most_common()),
        characters,
        tuple(examples),
        clock() - began,
        pattern / looked * 1e6 if looked and rule.sources else None,
    )


def _shortened(taken: Taken) -> Taken:
    if len(taken.text) <= _LONGEST_EXAMPLE:
        return taken
    return Taken(taken.zone, taken.before, f"{taken.text[:_LONGEST_EXAMPLE]}…", taken.after, taken.already)


def _cost(rule: Rule, source: str, clock: Callable[[], float]) -> float:
    """Return the seconds that the rule's patterns need for the lines of an article, one line after the other."""
    if not rule.sources:
        return 0.0
    folded = [fold(line) for line in source.split("\n")]
    began = clock()
    for line in folded:
        rule.search(line)
    return clock() - began


def _newest(session: Session, articles: int, source: str) -> Iterator[tuple[ArticleRow, RevisionRow | None]]:
    """Yield the articles that changed last (of one source: that were found last); without the revision one that is too long."""
    row, revision = ArticleRow, RevisionRow
    query = (
        select(row.article_id, func.length(revision.source_text))
        .join(revision, (revision.article_id == row.article_id) & (revision.revision == row.revision))
        .where(row.revision > 0)
        .limit(articles)
    )
    if source:
        query = query.where(row.source == source).order_by(row.first_seen_at.desc(), row.article_id)
    else:
        query = query.order_by(row.change.desc(), row.article_id)
    found = session.execute(query).all()
    for start in range(0, len(found), _BATCH):
        for article_id, length in found[start : start + _BATCH]:
            article = session.get_one(row, article_id)
            yield (
                article,
                session.get(revision, (article_id, article.revision)) if length <= LONGEST else None,
            )
        session.expunge_all()
