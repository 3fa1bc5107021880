"""What is known of a URL over all runs: its validators, and the outcome that a 304 answer stands for.

A validator is only as good as what was made of the page it came with. So it is offered again only when that page was
judged (``settled``), by the same rules and code, with an outcome that can be repeated; otherwise a page that was fetched
just before a crash would answer "not modified" for ever, and its text would never be stored.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.store.models import CandidateRow, FetchRow, RunRow, UrlStateRow
from pipelines.store.pieces import in_pieces
from pipelines.types import Candidate, Fate, Fetch, Work

ARTICLE_FATES = frozenset({Fate.STORED, Fate.UPDATED, Fate.UNCHANGED})
"""Outcomes of a page that speaks for its article."""
REPEATABLE = ARTICLE_FATES | {Fate.DUPLICATE, Fate.REJECTED}
"""Outcomes that an unmodified page would have again; a failure would not, necessarily."""
_BROKEN_OFF = frozenset({"interrupted", "failed"})


def record_fetch(session: Session, run_id: str, fetch: Fetch) -> None:
    """Write one answer to ``fetches`` and its validators to the URL's state.

    The state of a page waits for its outcome from here on (``settled`` False), unless the run has settled it already.
    A 304 confirms what is known, and any other answer than 200 brings no page and so changes nothing.
    """
    session.add(
        FetchRow(
            run_id=run_id,
            source=fetch.source,
            url=fetch.url,
            final_url=fetch.final_url,
            kind=fetch.kind,
            status=fetch.status,
            fetched_at=fetch.fetched_at,
            size=fetch.size,
            sha256=fetch.sha256,
            etag=fetch.etag,
            last_modified=fetch.last_modified,
            archive_ref=fetch.archive_ref,
        )
    )
    session.flush()
    if fetch.status not in (200, 304):
        return
    candidate = session.get(CandidateRow, (run_id, fetch.url)) if fetch.kind == "page" else None
    state = _state(session, candidate.key if candidate else fetch.url, fetch.url, fetch.source)
    state.last_fetched_at = fetch.fetched_at
    state.fetched_in = run_id
    if fetch.status == 200:
        state.etag, state.last_modified = fetch.etag, fetch.last_modified
        state.settled = candidate is None or candidate.fate != Fate.PENDING
    else:
        state.etag = fetch.etag or state.etag
        state.last_modified = fetch.last_modified or state.last_modified


def validators(session: Session, url: str) -> tuple[str | None, str | None]:
    """Return ETag and Last-Modified of a feed, sitemap or listing as of its last reading.

    None of them when that reading was in a run that was broken off: what the feed told may not have been taken up.
    """
    state = session.get(UrlStateRow, url)
    if state is None:
        return None, None
    run = session.get(RunRow, state.fetched_in) if state.fetched_in else None
    if run is not None and run.status in _BROKEN_OFF:
        return None, None
    return state.etag, state.last_modified


def work(candidate: Candidate, state: UrlStateRow | None, run: RunRow) -> Work:
    """Return what is to be fetched, with validators if a 304 would tell us the outcome.

    Where discovery gave no title or date this time, those of an earlier time are given, so that the article does not
    change with the channel that found it.
    """
    if state is None:
        return Work(candidate)
    candidate = replace(
        candidate,
        title=candidate.title or state.hint_title,
        published=candidate.published or state.hint_published,
    )
    made_alike = (state.rules_version, state.cleaner_version) == (run.rules_version, run.cleaner_version)
    if state.settled and state.fate in REPEATABLE and made_alike:
        return Work(candidate, state.etag, state.last_modified)
    return Work(candidate)


def too_old(candidate: Candidate, state: UrlStateRow | None, recheck_since: datetime) -> bool:
    """Say whether a known URL is past its re-check window, which begins when it was first judged.

    It does not begin anew with each look, or a URL that stays in a sitemap would be fetched in every run for ever. A page
    that failed is always worth another try, and what is resumed or re-checked was chosen by the store itself.
    """
    if state is None or state.fate is None or state.first_seen_at is None or not state.settled:
        return False
    if candidate.channel in ("resumed", "recheck") or state.fate == Fate.FAILED:
        return False
    return state.first_seen_at < recheck_since


def remember(
    session: Session,
    row: CandidateRow,
    run: RunRow,
    *,
    fate: Fate,
    reason: str,
    article_id: str | None,
    now: datetime,
) -> None:
    """Keep the outcome of a page; an article that it once led to stays known when none is named."""
    state = _state(session, row.key, row.url, row.source)
    state.url, state.source = row.url, row.source
    state.fate, state.reason, state.settled, state.settled_at = fate, reason, True, now
    state.first_seen_at = state.first_seen_at or now
    state.article_id = article_id or state.article_id
    state.rules_version, state.cleaner_version = run.rules_version, run.cleaner_version
    state.hint_title = row.title or state.hint_title
    state.hint_published = row.published or state.hint_published


def states_of(session: Session, keys: list[str]) -> dict[str, UrlStateRow]:
    """Return the known states of ``keys``, asked for in pieces that any database takes."""
    found: dict[str, UrlStateRow] = {}
    for some in in_pieces(keys):
        query = select(UrlStateRow).where(UrlStateRow.key.in_(some))
        found.update((state.key, state) for state in session.scalars(query))
    return found


def _state(session: Session, key: str, url: str, source: str) -> UrlStateRow:
    state = session.get(UrlStateRow, key)
    if state is None:
        state = UrlStateRow(key=key, url=url, source=source, reason="", settled=True)
        session.add(state)
    return state
