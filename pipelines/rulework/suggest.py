"""Propose rules for a source: what repeats in its articles or beside them, and no rule knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cleaners.rules import load_rules
from cleaners.ruleset import Rule, Ruleset, takes
from cleaners.structure import is_prose
from cleaners.text import fold, word_count
from cleaners.types import Accepted
from cleaners.urls import host_of
from cleaners.word_lists import RuleError
from pipelines.replay import walk
from pipelines.replay.walk import Selection
from pipelines.rulework import proposals
from pipelines.rulework.articles import Said, Told, articles, told
from pipelines.rulework.proposals import KEPT, Proposal
from pipelines.rulework.repeats import Group, Key, Repeats, bare, masked
from pipelines.rulework.worth import LONG, reason_for
from pipelines.store.models import ArticleRow
from pipelines.workers import Workers

PAGES = 300
"""Newest pages of the archive that are looked at for what stands beside the article."""
FIRST_WORDS = 6
"""A line that begins like a line of an article is a teaser of it."""
LONGEST_KEEP = 240
INSIDE = "inside"
"""Kind of a page's line that is a stored article's."""
PROCESS = "pipelines.rulework.pages:process"

Tell = Callable[[str], None]


@dataclass(slots=True)
class Suggested:
    """What was found."""

    articles: int = 0
    pages: int = 0
    proposals: list[Proposal] = field(default_factory=list)
    """Those of most articles first; together they load."""
    covered: int = 0
    """Repeated lines that a rule of today takes, or would take if it were not on trial."""
    doubted: int = 0
    """Repeated lines that may be the articles' own."""


@dataclass(slots=True)
class _Trial:
    """A proposal that is being tried on all articles."""

    proposal: Proposal
    rule: Rule
    group: Group
    first: str
    teased: str
    keep: dict[str, None] = field(default_factory=dict)
    """Sentences of articles that share its first word."""
    others: dict[str, None] = field(default_factory=dict)
    """… or any word, and so on down to none."""
    wrong: bool = False


def suggest(
    engine: Engine,
    source: str,
    *,
    least: int,
    archive: Path | None = None,
    workers: Workers | None = None,
    window: int = 8,
    newest: int | None = None,
    tell: Tell = lambda _: None,
) -> Suggested:
    """Return rules for what is in at least ``least`` different articles of ``source``, or of its ``newest`` so many.

    With ``archive`` and ``workers`` (running ``PROCESS``) the pages are looked at too, for what extraction leaves out.
    Raises ``WorkersBroken``.
    """
    found = Suggested()
    inside = Repeats(least)
    for article in articles(engine, source, newest):
        inside.count(article)
        tell(f"{inside.total} articles counted")
    found.articles = inside.total
    domains: dict[str, Ruleset] = {}
    for number, article in enumerate(articles(engine, source, newest), 1):
        inside.look(article)
        if len(domains) < 8:
            domains.setdefault(host_of(article.url), load_rules(host_of(article.url)))
        tell(f"{number} of {inside.total} articles compared")
    rules = tuple(domains.values())
    trials = _trials(found, inside.found(), rules, source, found.articles, left_out=False)
    if archive is not None and workers is not None:
        beside = Repeats(least)
        pages = list(_pages(engine, workers, archive, source, window, tell))
        found.pages = len(pages)
        for page in pages:
            beside.count(page)
        for page in pages:
            beside.look(page)
        known = {trial.group.key for trial in trials}
        groups = [g for g in beside.found() if g.key.form == "line" and g.key not in known]
        trials += _trials(found, groups, rules, source, len(pages), left_out=True)
    trials.sort(key=lambda trial: -trial.proposal.articles)
    for number, article in enumerate(articles(engine, source, newest), 1):
        for trial in trials:
            _try(trial, article)
        tell(f"{number} of {inside.total} articles read for examples to keep")
    found.proposals = _proved(trials, found)
    return found


def _trials(
    found: Suggested,
    groups: Iterable[Group],
    rules: Sequence[Ruleset],
    source: str,
    total: int,
    *,
    left_out: bool,
) -> list[_Trial]:
    """Return proposals for the groups that are worth one, whole lines before what they are moulds of."""
    trials: list[_Trial] = []
    taken: set[str] = set()
    for group in sorted(groups, key=lambda group: group.key.form != "line"):
        text = next(iter(group.examples.values()))
        if left_out and (word_count(text) < LONG or group.kinds[INSIDE]):
            continue
        if all(each in taken for each in group.examples):
            continue
        knowing = [rule for ruleset in rules for rule in _knowing(ruleset, text, group)]
        if any(rule.evidence is None for rule in knowing):
            found.covered += 1
            taken.update(group.examples)
            continue
        by_words = knowing[0].kind.value if knowing else None
        reason = reason_for(group, total, left_out=left_out, by_words=by_words)
        if reason is None and by_words:
            found.covered += 1
            taken.update(group.examples)
            continue
        if reason is None:
            found.doubted += 1
            continue
        proposal = proposals.propose(group, reason, source, total, left_out=left_out)
        if proposal is None:
            continue
        try:
            # A line with nothing of a word in it stands for the examples that are yet to be found.
            rule = proposals.load([replace(proposal, keep=("—",))])[0]
        except RuleError:
            found.doubted += 1
            continue
        taken.update(group.examples)
        first = bare(fold(text)).split()
        trials.append(_Trial(proposal, rule, group, first[0] if first else "", " ".join(first[:FIRST_WORDS])))
    return trials


def _knowing(ruleset: Ruleset, text: str, group: Group) -> list[Rule]:
    """Return the rules of today, active or on trial, that take the line where it mostly stands."""
    folded, words = fold(text), word_count(text)
    zone = group.zones.most_common(1)[0][0]
    candidates = (ruleset.rules[i] for i in ruleset.block_candidates(folded, text, words))
    return [rule for rule in candidates if rule.allows(text, folded, words) and zone in rule.zones]


def _try(trial: _Trial, article: Told) -> None:
    """Hold a proposal against an article: does it take a line that is the article's, and which lines must it keep?"""
    if trial.wrong:
        return
    whole = trial.group.key.form == "line"
    for said in article.lines:
        line = masked(said.folded)
        if takes(trial.rule, said.text):
            # A mould that takes prose has been cut too wide.
            trial.wrong |= not whole and is_prose(said.text)
            continue
        if trial.proposal.left_out and trial.teased in line:
            trial.wrong = True
        if is_prose(said.text):
            _keep(trial, said)
    if takes(trial.rule, article.title) or (
        trial.proposal.left_out and trial.teased in masked(fold(article.title))
    ):
        trial.wrong = True


def _keep(trial: _Trial, said: Said) -> None:
    if len(trial.keep) >= KEPT:
        return
    sentence = _sentence(said.text)
    if sentence is None or takes(trial.rule, sentence):
        return
    words = bare(fold(sentence)).split()
    if words and words[0] == trial.first:
        trial.keep[sentence] = None
    elif len(trial.others) < KEPT and trial.first in words:
        trial.others[sentence] = None
    elif not trial.others:
        trial.others.setdefault(sentence)


def _sentence(text: str) -> str | None:
    """Return the text, or its first sentence, if that is short enough for an example."""
    if len(text) <= LONGEST_KEEP:
        return text
    end = max(text.rfind(stop, 0, LONGEST_KEEP) for stop in (". ", "؟ ", "! "))
    return text[: end + 1] if end > 0 else None


def _proved(trials: Iterable[_Trial], found: Suggested) -> list[Proposal]:
    """Return the proposals that take nothing of an article and load, each by itself and all together."""
    proved: list[Proposal] = []
    for trial in trials:
        keep = tuple([*trial.keep, *trial.others][:KEPT])
        made = replace(trial.proposal, keep=keep)
        if any(made.id == other.id for other in proved):
            made = replace(made, id=f"{made.id}_{len(proved) + 1}")
        try:
            if trial.wrong or not keep:
                raise RuleError("it takes what is the article's, or there is no sentence to keep")
            proposals.load([*proved, made])
        except RuleError:
            found.doubted += 1
            continue
        proved.append(made)
    return proved


def _pages(
    engine: Engine, workers: Workers, archive: Path, source: str, window: int, tell: Tell
) -> Iterator[Told]:
    """Yield the newest archived pages as what stands beside their articles, and where."""
    newest = (
        select(ArticleRow.article_id)
        .where(ArticleRow.source == source, ArticleRow.revision > 0)
        .order_by(ArticleRow.first_seen_at.desc(), ArticleRow.article_id)
        .limit(PAGES)
    )
    with Session(engine) as session:
        ids = tuple(session.scalars(newest))
    done = walk.replay(workers, archive, walk.current(engine, Selection(ids=ids)), window=window)
    for number, replayed in enumerate(done, 1):
        tell(f"{number} of {len(ids)} pages read")
        if replayed.cleaning is None or not isinstance(replayed.cleaning.outcome, Accepted):
            continue
        article = told(replayed.item)
        source_text = " ".join(map(fold, replayed.item.version.columns["source_text"].split("\n")))
        title = fold(article.title)
        lines = []
        for text in replayed.cleaning.outcome.cleaned.source.split("\n"):
            folded = fold(text)
            # Lines of the article stay, so that it can be told from others and its edges are known.
            if folded and folded != title:
                lines.append(Said(text, folded, INSIDE if folded in source_text else "beside"))
        yield replace(article, lines=tuple(lines))


__all__ = ["PROCESS", "Key", "Suggested", "suggest"]
