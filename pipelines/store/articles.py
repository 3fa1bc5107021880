"""Store an accepted article: new, changed, seen again, or another address of one that is known.

Several pages may lead to one article (its canonical page, AMP, print). The one nearest to the canonical URL speaks for
it; the others are duplicates. In which order they arrive in a run is chance, so within a run (and those it carries on)
a nearer page takes the place of one that came before it, as if that had never spoken.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cleaners.types import Accepted, Cleaned
from cleaners.urls import candidate_key
from pipelines.store import accounting, ledger, revising, rows, runs, searchable, tombstones, urlstates
from pipelines.store.errors import AlreadySettled
from pipelines.store.models import ArticleRow, CandidateRow, RevisionRow, RunRuleRow, UrlStateRow
from pipelines.types import Candidate, Commit, Fate, Fetch

SHADOW = "shadow"
"""Stands in ``run_rules`` in place of the kind for a rule on trial, which removes nothing."""


def commit(
    session: Session,
    run_id: str,
    candidate: Candidate,
    fetch: Fetch | None,
    accepted: Accepted,
    *,
    canonical: str,
    now: datetime,
    elapsed_ms: float | None,
    because: str | None = None,
) -> Commit:
    """Store ``accepted`` as the article of the URL ``canonical`` and settle its candidate.

    ``because`` is the reason of its revision, where it is not for the crawl to say (a replay).
    """
    row = ledger.row_for(session, run_id, candidate, now)
    if row.fate != Fate.PENDING:
        raise AlreadySettled(
            f"{row.url} is already {row.fate} ({row.reason}) in run {run_id}; not stored again"
        )
    if (gone := _forgotten(session, row, candidate, fetch, canonical, now, elapsed_ms)) is not None:
        return gone
    _count_rules(session, run_id, accepted.cleaned)
    family = runs.chain(session, run_id)
    nearness = _nearness(candidate, fetch, canonical)
    seen_at = fetch.fetched_at if fetch else now
    article = _article(session, canonical)
    if article is None:
        article = ArticleRow(
            article_id=rows.article_id_of(canonical),
            source=candidate.source,
            canonical_url=canonical,
            canonical_key=candidate_key(canonical),
            key=candidate.key,
            url=candidate.url,
            nearness=nearness,
            revision=0,
            first_seen_at=seen_at,
            last_seen_at=seen_at,
        )
        session.add(article)
        session.flush()
    # Under whichever address it was seen: which of its pages is committed first is chance.
    article.first_seen_at = min(article.first_seen_at, seen_at)
    article.last_seen_at = max(article.last_seen_at, seen_at)
    is_home = candidate.key == article.key
    moved = False
    if not is_home and (nearness, candidate.key) > (article.nearness, article.key):
        done = Commit(Fate.DUPLICATE, article.article_id, article.revision, ledger.CANONICAL_URL)
    else:
        moved = not is_home
        if moved:
            _take_over(session, article, candidate, family, now)
        urls = ledger.spellings(session, run_id, candidate.key)
        article.url = ledger.preferred(urls if moved else (*urls, article.url))
        article.key, article.nearness, article.source = candidate.key, nearness, candidate.source
        done = _speak(
            session, article, run_id, candidate.key, fetch, accepted, now, moved=moved, because=because
        )
    if moved or done.fate in (Fate.STORED, Fate.UPDATED):
        searchable.keep(session, article)
    else:
        searchable.relist(session, article)
    ledger.settle_row(
        row, done.fate, done.reason, now=now, elapsed_ms=elapsed_ms, article_id=article.article_id
    )
    urlstates.remember(
        session,
        row,
        runs.run_of(session, run_id),
        fate=done.fate,
        reason=done.reason,
        article_id=article.article_id,
        now=now,
    )
    session.flush()
    return done


def _article(session: Session, canonical: str) -> ArticleRow | None:
    """Find the article of a canonical URL, in this spelling or another of the same address (http, www, slash)."""
    article = session.get(ArticleRow, rows.article_id_of(canonical))
    if article is not None:
        return article
    query = select(ArticleRow).where(ArticleRow.canonical_key == candidate_key(canonical))
    return session.scalars(query.order_by(ArticleRow.article_id)).first()


def _forgotten(
    session: Session,
    row: CandidateRow,
    candidate: Candidate,
    fetch: Fetch | None,
    canonical: str,
    now: datetime,
    elapsed_ms: float | None,
) -> Commit | None:
    """Refuse a page of an article that was taken down, and know its address from now on; None when it may be stored."""
    keys = {candidate.key, candidate_key(canonical)} | ({candidate_key(fetch.final_url)} if fetch else set())
    article_id = tombstones.refused(session, rows.article_id_of(canonical), sorted(keys))
    if article_id is None:
        return None
    tombstones.remember_keys(session, article_id, keys)
    row.title = row.published = None
    ledger.settle_row(row, Fate.REJECTED, tombstones.FORGOTTEN, now=now, elapsed_ms=elapsed_ms)
    ledger.write_rejection(session, row, "", now)
    return Commit(Fate.REJECTED, article_id, 0, tombstones.FORGOTTEN)


def _nearness(candidate: Candidate, fetch: Fetch | None, canonical: str) -> int:
    """Say how near the page is to the canonical URL: 0 it is that URL, 1 it redirects there, 2 it is another page."""
    key = candidate_key(canonical)
    if canonical in (candidate.url, candidate.key) or candidate.key == key:
        return 0
    if fetch is not None and candidate_key(fetch.final_url) == key:
        return 1
    return 2


def _take_over(
    session: Session, article: ArticleRow, candidate: Candidate, family: frozenset[str], now: datetime
) -> None:
    """Undo what pages farther from the canonical URL said of the article in this run, and make them duplicates."""
    while article.revision:
        current = session.get_one(RevisionRow, (article.article_id, article.revision))
        if current.run_id not in family or current.key == candidate.key:
            break
        session.delete(current)
        session.flush()
        article.revision -= 1
    displaced = select(CandidateRow).where(
        CandidateRow.run_id.in_(family),
        CandidateRow.article_id == article.article_id,
        CandidateRow.fate.in_(urlstates.ARTICLE_FATES),
        CandidateRow.key != candidate.key,
    )
    for row in session.scalars(displaced).all():
        ledger.settle_row(row, Fate.DUPLICATE, ledger.CANONICAL_URL, now=now, article_id=article.article_id)
        state = session.get(UrlStateRow, row.key)
        if state is not None and state.fate in urlstates.ARTICLE_FATES:
            state.fate, state.reason = Fate.DUPLICATE, ledger.CANONICAL_URL
        run = runs.run_of(session, row.run_id)
        if run.status != "running":
            accounting.write_counts(session, run.run_id)


def _speak(
    session: Session,
    article: ArticleRow,
    run_id: str,
    key: str,
    fetch: Fetch | None,
    accepted: Accepted,
    now: datetime,
    *,
    moved: bool,
    because: str | None,
) -> Commit:
    """Compare the page with the newest revision and write another one if title or text differ."""
    columns = rows.revision_columns(accepted.cleaned, accepted.verdicts)
    raw_sha256 = fetch.sha256 if fetch else None
    current = session.get(RevisionRow, (article.article_id, article.revision)) if article.revision else None
    if current is None:
        fate, reason = Fate.STORED, because or "first_seen"
    elif (current.text_sha256, current.title) != (columns["text_sha256"], columns["title"]):
        fate, reason = Fate.UPDATED, because or _why_it_differs(current, raw_sha256, moved=moved)
    elif current.rights != columns["rights"]:
        # The same words under other terms: who builds on them must hear of it.
        fate, reason = Fate.UPDATED, because or "rights_changed"
    else:
        return Commit(Fate.UNCHANGED, article.article_id, article.revision)
    article.revision = revising.next_revision(session, article)
    session.add(
        RevisionRow(
            article_id=article.article_id,
            revision=article.revision,
            reason=reason,
            run_id=run_id,
            created_at=now,
            key=key,
            raw_sha256=raw_sha256,
            archive_ref=fetch.archive_ref if fetch else None,
            **columns,
        )
    )
    session.flush()
    session.add_all(rows.removal_rows(article.article_id, article.revision, accepted.cleaned.removals))
    return Commit(fate, article.article_id, article.revision)


def _why_it_differs(current: RevisionRow, raw_sha256: str | None, *, moved: bool) -> str:
    """Name what made another text: the canonical page now speaks, our own rules changed, or the publisher wrote anew."""
    if moved:
        return "canonical_page"
    if raw_sha256 is not None and raw_sha256 == current.raw_sha256:
        return "cleaned_anew"
    return "publisher_updated"


def _count_rules(session: Session, run_id: str, cleaned: Cleaned) -> None:
    """Add an article's removals to the run's count of each rule; a rule on trial counts once an article."""
    hits = Counter((item.rule_id, str(item.kind)) for item in cleaned.removals)
    hits.update((rule_id, SHADOW) for rule_id in cleaned.shadow)
    for (rule_id, kind), number in sorted(hits.items()):
        counted = session.get(RunRuleRow, (run_id, rule_id, kind))
        if counted is None:
            session.add(RunRuleRow(run_id=run_id, rule_id=rule_id, kind=kind, hits=number))
        else:
            counted.hits += number
