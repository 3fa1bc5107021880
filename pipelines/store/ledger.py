"""The ledger of a run: each discovered URL is written down once, and gets exactly one fate.

A URL found twice in the same spelling is one URL; in another spelling of the same page it is a duplicate
(``same_url``), which is counted and not fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.store import tombstones, urlstates
from pipelines.store.models import ArticleRow, CandidateRow, FetchRow, RejectionRow, UrlStateRow
from pipelines.store.pieces import in_pieces
from pipelines.store.runs import run_of
from pipelines.types import Candidate, Fate, Work

log = logging.getLogger(__name__)

SAME_URL = "same_url"
CANONICAL_URL = "canonical_url"


def admit(
    session: Session, run_id: str, candidates: Sequence[Candidate], *, now: datetime, recheck_since: datetime
) -> list[Work]:
    """Write candidates down, settle those that need no fetch, and return the others with their validators."""
    run = run_of(session, run_id)
    keys = sorted({item.key for item in candidates})
    states, gone = urlstates.states_of(session, keys), tombstones.forgotten(session, keys)
    wanted = []
    for candidate in _new(session, run_id, _without_hints(candidates, gone), now):
        state = states.get(candidate.key)
        if candidate.key in gone:
            _add(session, run_id, candidate, now, Fate.SKIPPED, tombstones.FORGOTTEN)
        elif urlstates.too_old(candidate, state, recheck_since):
            _add(session, run_id, candidate, now, Fate.SKIPPED, "too_old")
        else:
            _add(session, run_id, candidate, now, Fate.PENDING)
            wanted.append(urlstates.work(candidate, state, run))
    session.flush()
    return wanted


def skip(
    session: Session, run_id: str, candidates: Sequence[Candidate], reason: str, *, now: datetime
) -> None:
    """Write candidates down as skipped; one that was admitted before and is still pending is settled so."""
    run_of(session, run_id)
    gone = tombstones.forgotten(session, sorted({item.key for item in candidates}))
    for candidate in _new(session, run_id, _without_hints(candidates, gone), now):
        _add(session, run_id, candidate, now, Fate.SKIPPED, reason)
    for candidate in candidates:
        row = session.get(CandidateRow, (run_id, candidate.url))
        if row is not None and row.fate == Fate.PENDING:
            settle_row(row, Fate.SKIPPED, reason, now=now)
    session.flush()


def settle(
    session: Session,
    run_id: str,
    key: str,
    fate: Fate,
    reason: str,
    *,
    now: datetime,
    detail: str,
    elapsed_ms: float | None,
) -> None:
    """Give a candidate its fate when no article came of it, and remember it for the next run.

    A skipped page was not judged, so nothing is remembered of it. The first fate stands: settling again is logged, since
    two ends of one request (its answer and its time-out) may both report.
    """
    if fate not in (Fate.REJECTED, Fate.FAILED, Fate.SKIPPED):
        raise ValueError(f"settle() takes rejected, failed or skipped, not {fate}; commit() stores articles")
    row = row_of(session, run_id, key)
    if row.fate != Fate.PENDING:
        log.warning(
            "%s is already %s (%s); not settled as %s (%s)", row.url, row.fate, row.reason, fate, reason
        )
        return
    settle_row(row, fate, reason, now=now, elapsed_ms=elapsed_ms)
    if fate == Fate.SKIPPED:
        return
    write_rejection(session, row, detail, now)
    urlstates.remember(
        session, row, run_of(session, run_id), fate=fate, reason=reason, article_id=None, now=now
    )


def unchanged(session: Session, run_id: str, key: str, *, now: datetime, elapsed_ms: float | None) -> Fate:
    """Settle a candidate whose server said "not modified": what came of the page the last time comes of it again."""
    row = row_of(session, run_id, key)
    if row.fate != Fate.PENDING:
        log.warning("%s is already %s (%s); its 304 changes nothing", row.url, row.fate, row.reason)
        return Fate(row.fate)
    state = session.get(UrlStateRow, key)
    last = Fate(state.fate) if state and state.fate else Fate.FAILED
    if state is None or last not in urlstates.REPEATABLE:
        # A server that says "not modified" without having been asked: there is nothing to repeat.
        settle(session, run_id, key, Fate.FAILED, "unexpected_304", now=now, detail="", elapsed_ms=elapsed_ms)
        return Fate.FAILED
    fate, reason = last, state.reason
    if last in urlstates.ARTICLE_FATES:
        article = session.get(ArticleRow, state.article_id)
        if article is not None and article.key == key:
            fate, reason = Fate.UNCHANGED, ""
        else:
            fate, reason = Fate.DUPLICATE, CANONICAL_URL
    if state.article_id and fate != Fate.REJECTED:
        seen = session.get(ArticleRow, state.article_id)  # under this address or its own
        if seen is not None:
            seen.last_seen_at = max(seen.last_seen_at, now)
    settle_row(row, fate, reason, now=now, elapsed_ms=elapsed_ms, article_id=state.article_id)
    if fate == Fate.REJECTED:
        row.article_id = None
        write_rejection(session, row, "not modified since", now)
    urlstates.remember(
        session, row, run_of(session, run_id), fate=fate, reason=reason, article_id=state.article_id, now=now
    )
    session.flush()
    return fate


def settle_row(
    row: CandidateRow,
    fate: Fate,
    reason: str,
    *,
    now: datetime,
    elapsed_ms: float | None = None,
    article_id: str | None = None,
) -> None:
    """Write a fate into a row of the ledger."""
    row.fate, row.reason, row.settled_at = fate, reason, now
    row.article_id = article_id
    row.elapsed_ms = elapsed_ms if elapsed_ms is not None else row.elapsed_ms


def row_of(session: Session, run_id: str, key: str) -> CandidateRow:
    """Return the row of the ledger that is (or was) fetched for ``key``."""
    query = select(CandidateRow).where(
        CandidateRow.run_id == run_id, CandidateRow.key == key, CandidateRow.reason != SAME_URL
    )
    row = session.scalars(query).first()
    if row is None:
        raise LookupError(f"{key!r} was not discovered in run {run_id!r}; admit() it first")
    return row


def row_for(session: Session, run_id: str, candidate: Candidate, now: datetime) -> CandidateRow:
    """Return the candidate's row, written now if it has none: an import has no discovery before it."""
    try:
        return row_of(session, run_id, candidate.key)
    except LookupError:
        row = _add(session, run_id, candidate, now, Fate.PENDING)
        session.flush()
        return row


def preferred(urls: Iterable[str]) -> str:
    """Choose one spelling of a page's address, whatever order they came in: https, then short, then by letter."""
    return min(urls, key=lambda url: (not url.startswith("https:"), len(url), url))


def spellings(session: Session, run_id: str, key: str) -> list[str]:
    """Return all addresses under which the run found the page."""
    query = select(CandidateRow.url).where(CandidateRow.run_id == run_id, CandidateRow.key == key)
    return list(session.scalars(query))


def _new(session: Session, run_id: str, candidates: Sequence[Candidate], now: datetime) -> list[Candidate]:
    """Return the first candidate of each key that the run does not know, and write the other spellings down."""
    urls = _known(session, run_id, CandidateRow.url.name, [item.url for item in candidates])
    keys = _known(session, run_id, CandidateRow.key.name, [item.key for item in candidates])
    new = []
    for candidate in candidates:
        if candidate.url in urls:
            continue
        urls.add(candidate.url)
        if candidate.key in keys:
            add_spelling(session, run_id, candidate, now)
        else:
            keys.add(candidate.key)
            new.append(candidate)
    return new


def _without_hints(candidates: Sequence[Candidate], gone: Container[str]) -> list[Candidate]:
    """Leave out what discovery knows of articles that were taken down: a feed may go on naming them with their title."""
    return [replace(item, title=None, published=None) if item.key in gone else item for item in candidates]


def add_spelling(session: Session, run_id: str, candidate: Candidate, now: datetime) -> None:
    """Write down another address of a page that the run knows; its article may be better known by that."""
    _add(session, run_id, candidate, now, Fate.DUPLICATE, SAME_URL)
    for article in session.scalars(select(ArticleRow).where(ArticleRow.key == candidate.key)):
        article.url = preferred((article.url, candidate.url))


def _known(session: Session, run_id: str, column: str, values: list[str]) -> set[str]:
    """Return which of ``values`` stand in a column of the run's ledger."""
    asked = CandidateRow.__table__.c[column]
    found: set[str] = set()
    for some in in_pieces(values):
        query = select(asked).where(CandidateRow.run_id == run_id, asked.in_(some))
        found.update(session.scalars(query))
    return found


def _add(
    session: Session, run_id: str, candidate: Candidate, now: datetime, fate: Fate, reason: str = ""
) -> CandidateRow:
    row = CandidateRow(
        run_id=run_id,
        url=candidate.url,
        key=candidate.key,
        source=candidate.source,
        channel=candidate.channel,
        title=candidate.title,
        published=candidate.published,
        fate=fate,
        reason=reason,
        discovered_at=now,
        settled_at=None if fate == Fate.PENDING else now,
    )
    session.add(row)
    return row


def write_rejection(session: Session, row: CandidateRow, detail: str, now: datetime) -> None:
    """List the page among the rejections, with the bytes that were read last."""
    query = (
        select(FetchRow)
        .where(FetchRow.run_id == row.run_id, FetchRow.url == row.url)
        .order_by(FetchRow.fetch_id.desc())
        .limit(1)
    )
    fetch = session.scalars(query).first()
    session.add(
        RejectionRow(
            run_id=row.run_id,
            url=row.url,
            source=row.source,
            fate=row.fate,
            reason=row.reason,
            detail=detail,
            raw_sha256=fetch.sha256 if fetch else None,
            archive_ref=fetch.archive_ref if fetch else None,
            created_at=now,
        )
    )
    session.flush()
