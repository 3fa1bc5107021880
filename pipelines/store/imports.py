"""Take in pages that were fetched at another time, by a crawl of ours or by somebody else.

An imported page gets its row in the ledger, its fetch and its outcome in one transaction, so an import that is killed has
taken each page wholly or not at all, and finds by the fetch which it has. A run has one outcome for each page; a page that was
captured several times has its further captures in further runs, which carry the first one on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from cleaners.types import Accepted
from pipelines.store import articles, ledger, searchable, tombstones, urlstates
from pipelines.store.models import ArticleRow, CandidateRow, FetchRow, RunRow, UrlStateRow
from pipelines.store.runs import run_of
from pipelines.types import Candidate, Fate, Fetch

COMMAND = "import"
IMPORTED_BEFORE, NEWER_STORED = "imported_before", "newer_stored"
_STANDS = urlstates.ARTICLE_FATES | {Fate.DUPLICATE}


@dataclass(frozen=True, slots=True)
class Given:
    """One imported page with what is to become of it."""

    candidate: Candidate
    fetch: Fetch
    fate: Fate | None = None
    """None: store ``accepted``; UNCHANGED: the server said "not modified"; else REJECTED, FAILED or SKIPPED."""
    reason: str = ""
    detail: str = ""
    accepted: Accepted | None = None
    canonical: str = ""
    elapsed_ms: float | None = None
    undated: bool = False
    """Whether nobody knows when it was fetched: then the same bytes of the same address are the same page."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an imported page, and in which run."""

    run_id: str
    fate: Fate
    reason: str
    article_id: str | None = None
    revision: int | None = None


def settled_before(session: Session, url: str, fetch: Fetch, *, undated: bool) -> bool:
    """Say whether this very capture (address, time, bytes) has its outcome from any run."""
    query = (
        select(FetchRow.fetch_id)
        .select_from(CandidateRow)
        .join(FetchRow, and_(FetchRow.run_id == CandidateRow.run_id, FetchRow.url == CandidateRow.url))
        .where(CandidateRow.url == url, FetchRow.kind == "page")
        .where(FetchRow.sha256.is_(None) if fetch.sha256 is None else FetchRow.sha256 == fetch.sha256)
        .limit(1)
    )
    if not undated:
        query = query.where(FetchRow.fetched_at == fetch.fetched_at, FetchRow.status == fetch.status)
    return session.scalar(query) is not None


def why_not(session: Session, candidate: Candidate, fetch: Fetch, *, undated: bool) -> str | None:
    """Return why a page need not be cleaned: it was taken down, imported before, or the store has it as of a later day."""
    if tombstones.forgotten(session, [candidate.key]):
        return tombstones.FORGOTTEN
    if settled_before(session, candidate.url, fetch, undated=undated):
        return IMPORTED_BEFORE
    state = session.get(UrlStateRow, candidate.key)
    if state is None or state.fate not in _STANDS or state.last_fetched_at is None:
        return None
    return NEWER_STORED if state.last_fetched_at > fetch.fetched_at else None


def follow(session: Session, run_id: str, originals: Sequence[str], given: str) -> str | None:
    """Let an import's run carry on what comes before it, and return that.

    That is the newest import of the first of ``originals`` (names of runs) that the store has, or that run itself; without
    any, the last import of the same input (``given``), if it was broken off.
    """
    run = run_of(session, run_id)
    run.resumes = next(
        filter(None, (_that_has(session, original, run_id) for original in originals)), None
    ) or _broken_off(session, given, run_id)
    return run.resumes


def document(session: Session, run_id: str, fetch: Fetch) -> None:
    """Write down an archived feed, sitemap or listing, once."""
    query = select(FetchRow.fetch_id).where(FetchRow.archive_ref == fetch.archive_ref).limit(1)
    if session.scalar(query) is None:
        urlstates.record_fetch(session, run_id, fetch)


def _that_has(session: Session, original: str, besides: str) -> str | None:
    query = (
        select(RunRow.run_id)
        .where(RunRow.command == COMMAND, RunRow.run_id != besides)
        .where(RunRow.settings["imports"].as_string() == original)
        .order_by(RunRow.number.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return original if found is None and session.get(RunRow, original) is not None else found


def _broken_off(session: Session, given: str, besides: str) -> str | None:
    query = (
        select(RunRow)
        .where(RunRow.command == COMMAND, RunRow.run_id != besides)
        .where(RunRow.settings["input"].as_string() == given)
        .order_by(RunRow.number.desc())
        .limit(1)
    )
    last = session.scalars(query).first()
    return last.run_id if last is not None and last.status == "interrupted" else None


def take(session: Session, given: Given, run_ids: Sequence[str], *, now: datetime) -> Taken:
    """Take in one page, in the first of ``run_ids`` that has no outcome for it, or in a new run after them."""
    candidate, fetch = given.candidate, given.fetch
    fate, reason = given.fate, given.reason
    if fate != Fate.SKIPPED and (refusal := why_not(session, candidate, fetch, undated=given.undated)):
        fate, reason = Fate.SKIPPED, refusal
    if reason == tombstones.FORGOTTEN:
        candidate = replace(candidate, title=None, published=None)
    run_id = next((each for each in run_ids if not _has(session, each, candidate)), None)
    if run_id is None:
        run_id = _another(session, run_ids, now)
    ledger.row_for(session, run_id, candidate, now)
    if fate == Fate.SKIPPED:
        if reason == NEWER_STORED:
            _seen_earlier(session, candidate.key, fetch.fetched_at)
        ledger.settle(
            session, run_id, candidate.key, fate, reason, now=now, detail="", elapsed_ms=given.elapsed_ms
        )
        return Taken(run_id, fate, reason)
    urlstates.record_fetch(session, run_id, fetch)
    if fate is None:
        assert given.accepted is not None
        done = articles.commit(
            session,
            run_id,
            candidate,
            fetch,
            given.accepted,
            canonical=given.canonical,
            now=now,
            elapsed_ms=given.elapsed_ms,
        )
        return Taken(run_id, done.fate, done.reason, done.article_id, done.revision)
    if fate == Fate.UNCHANGED:
        ledger.unchanged(session, run_id, candidate.key, now=fetch.fetched_at, elapsed_ms=None)
        row = ledger.row_of(session, run_id, candidate.key)
        return Taken(run_id, Fate(row.fate), row.reason, row.article_id)
    ledger.settle(
        session,
        run_id,
        candidate.key,
        fate,
        reason,
        now=now,
        detail=given.detail,
        elapsed_ms=given.elapsed_ms,
    )
    return Taken(run_id, fate, reason)


def take_spelling(session: Session, run_id: str, candidate: Candidate, *, now: datetime) -> bool:
    """Write down another address of a page; it may stand in the archive before the page itself does."""
    if session.get(CandidateRow, (run_id, candidate.url)) is not None:
        return False
    if tombstones.forgotten(session, [candidate.key]):
        candidate = replace(candidate, title=None, published=None)
    ledger.add_spelling(session, run_id, candidate, now)
    session.flush()
    return True


def _has(session: Session, run_id: str, candidate: Candidate) -> bool:
    if session.get(CandidateRow, (run_id, candidate.url)) is not None:
        return True
    try:
        ledger.row_of(session, run_id, candidate.key)
    except LookupError:
        return False
    return True


def _another(session: Session, run_ids: Sequence[str], now: datetime) -> str:
    """Begin the run that takes the next captures of pages which all the others have; it carries the last of them on."""
    last = run_of(session, run_ids[-1])
    run_id = f"{run_ids[0]}-{len(run_ids) + 1}"
    session.add(
        RunRow(
            run_id=run_id,
            number=(session.scalar(select(func.max(RunRow.number))) or 0) + 1,
            command=last.command,
            status="running",
            started_at=now,
            finished_at=None,
            pid=last.pid,
            host=last.host,
            cleaner_version=last.cleaner_version,
            rules_version=last.rules_version,
            sources=last.sources,
            settings=last.settings,
            resumes=last.run_id,
        )
    )
    session.flush()
    return run_id


def _seen_earlier(session: Session, key: str, at: datetime) -> None:
    """Note that an article was on its page at an earlier time than we knew."""
    for article in session.scalars(select(ArticleRow).where(ArticleRow.key == key)):
        article.first_seen_at = min(article.first_seen_at, at)
        searchable.relist(session, article)
