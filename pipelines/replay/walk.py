"""Walk over what is stored, in the order of the archive, and clean its bytes again in the workers.

Everything is read in small batches, each in a transaction of its own, so that neither memory grows with the store nor a crawl is
held up; and only as many pages are on their way as the workers need to be busy.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, Select, and_, or_, select
from sqlalchemy.orm import Session

from pipelines.archive import Capture, NotArchived, Ref, page_of, read
from pipelines.flow import Context
from pipelines.replay import content
from pipelines.store import tombstones
from pipelines.store.models import (
    ArticleRow,
    CandidateRow,
    RejectionRow,
    RemovalRow,
    RevisionRow,
    UrlStateRow,
)
from pipelines.types import Fate
from pipelines.workers import Cleaning, Workers

BATCH = 100
"""Rows that are read at a time."""
REFUSED_FATES = (Fate.REJECTED, Fate.FAILED)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are looked at; empty: all."""

    sources: tuple[str, ...] = ()
    since: datetime | None = None
    """First seen since then."""
    rule: str | None = None
    """Only what this rule takes now and did not take then, or the other way round."""
    ids: tuple[str, ...] | None = None
    """Names of articles."""


@dataclass(frozen=True, slots=True)
class Base:
    """The current revision of an article, and where the bytes are that it was made of."""

    article_id: str
    source: str
    url: str
    canonical_url: str
    revision: int
    archive_ref: str | None
    raw_sha256: str | None
    version: content.Version


@dataclass(frozen=True, slots=True)
class Refused:
    """A page that was read and is no article, or could not be read: as it was judged last."""

    key: str
    source: str
    url: str
    fate: Fate
    reason: str
    archive_ref: str | None
    raw_sha256: str | None


Item = TypeVar("Item", Base, Refused)


@dataclass(frozen=True, slots=True)
class Replayed(Generic[Item]):
    """What became of one page now."""

    item: Item
    capture: Capture | None
    """Without its body; None when the archive does not have it."""
    cleaning: Cleaning | None
    problem: str = ""
    """Why there is no ``cleaning``: ``not_archived`` or ``other_bytes``, with what is known of it."""


def current(engine: Engine, selection: Selection) -> Iterator[Base]:
    """Yield the articles of the selection whose bytes were archived, by file and place in it as text sorts them."""
    for ids in _portions(selection.ids):
        ref, article_id = "", ""
        while True:
            query = (
                _articles(selection, ids)
                .where(
                    RevisionRow.archive_ref >= ref,
                    or_(RevisionRow.archive_ref > ref, ArticleRow.article_id > article_id),
                )
                .order_by(RevisionRow.archive_ref, ArticleRow.article_id)
            )
            found = _bases(engine, query)
            yield from sorted(found, key=_place)
            if len(found) < BATCH:
                break
            ref, article_id = found[-1].archive_ref or "", found[-1].article_id


def without_bytes(engine: Engine, selection: Selection) -> Iterator[tuple[str, str]]:
    """Yield source and address of the articles of the selection that were never archived, by name."""
    for ids in _portions(selection.ids):
        last = ""
        while True:
            query = (
                _articles(selection, ids)
                .with_only_columns(ArticleRow.article_id, ArticleRow.source, ArticleRow.url)
                .where(_unindexed(RevisionRow.archive_ref).is_(None), ArticleRow.article_id > last)
                .order_by(ArticleRow.article_id)
                .limit(BATCH)
            )
            with Session(engine) as session:
                found = session.execute(query).all()
            yield from ((source, url) for _, source, url in found)
            if len(found) < BATCH:
                break
            last = found[-1].article_id


def refused(engine: Engine, selection: Selection) -> Iterator[Refused]:
    """Yield the pages that were rejected or failed when they were judged last and whose answer was archived, by address.

    With ``ids`` there are none: a page that is no article has no name.
    """
    last = ""
    while selection.ids is None:
        query = select(UrlStateRow).where(UrlStateRow.key > last, UrlStateRow.fate.in_(REFUSED_FATES))
        if selection.sources:
            query = query.where(UrlStateRow.source.in_(selection.sources))
        if selection.since is not None:
            query = query.where(UrlStateRow.first_seen_at >= selection.since)
        with Session(engine) as session:
            states = session.scalars(query.order_by(UrlStateRow.key).limit(BATCH)).all()
            gone = tombstones.forgotten(session, [state.key for state in states])
            found = [item for state in states if state.key not in gone and (item := _refused(session, state))]
        yield from found
        if len(states) < BATCH:
            return
        last = states[-1].key


def one_refused(session: Session, key: str) -> Refused | None:
    """Return one page as ``refused`` would, or None when it is not rejected (any more)."""
    state = session.get(UrlStateRow, key)
    return _refused(session, state) if state is not None and state.fate in REFUSED_FATES else None


def replay(
    workers: Workers,
    root: Path,
    items: Iterable[Item],
    *,
    window: int,
    sent: Callable[[Context], object] = lambda context: context,
) -> Iterator[Replayed[Item]]:
    """Clean the pages of ``items`` again and yield what came of them, in the same order.

    ``sent`` makes of the context what goes to the workers' function beside the page. ``window`` pages at most are on their way. Raises ``WorkersBroken`` when no worker can be had.
    """
    waiting: deque[tuple[Replayed[Item], Future[Cleaning] | None]] = deque()
    for item in items:
        waiting.append(_submit(workers, root, item, sent))
        while len(waiting) > window:
            yield _done(*waiting.popleft())
    while waiting:
        yield _done(*waiting.popleft())


def _submit(
    workers: Workers, root: Path, item: Item, sent: Callable[[Context], object]
) -> tuple[Replayed[Item], Future[Cleaning] | None]:
    try:
        capture = read(root, Ref.parse(item.archive_ref or ""))
    except (NotArchived, ValueError) as error:
        return Replayed(item, None, None, f"not_archived: {error}"), None
    if capture.revisit or not capture.body or not 200 <= capture.status < 300:
        return Replayed(
            item, None, None, f"not_archived: {item.archive_ref} is an answer without a page"
        ), None
    if item.raw_sha256 and hashlib.sha256(capture.body).hexdigest() != item.raw_sha256:
        return Replayed(item, None, None, f"other_bytes: {item.archive_ref} is another page"), None
    context = capture.known.context if capture.known is not None else Context()
    future = workers.submit(page_of(capture), sent(context))
    return Replayed(item, replace(capture, body=b""), None), future


def _done(replayed: Replayed[Item], future: Future[Cleaning] | None) -> Replayed[Item]:
    return replayed if future is None else replace(replayed, cleaning=future.result())


def _articles(selection: Selection, ids: Sequence[str] | None) -> Select[ArticleRow, RevisionRow]:
    query = select(ArticleRow, RevisionRow).join(
        RevisionRow,
        and_(RevisionRow.article_id == ArticleRow.article_id, RevisionRow.revision == ArticleRow.revision),
    )
    if ids is not None:
        query = query.where(ArticleRow.article_id.in_(ids))
    if selection.sources:
        query = query.where(_unindexed(ArticleRow.source).in_(selection.sources))
    if selection.since is not None:
        query = query.where(ArticleRow.first_seen_at >= selection.since)
    return query


def _unindexed(column: Any) -> Any:
    """Return a column so that no index of it is chosen: each batch would be sorted anew, in place of following the order asked for."""
    return column.concat("")


def _portions(ids: Sequence[str] | None) -> Iterator[Sequence[str] | None]:
    if ids is None:
        yield None
        return
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _bases(engine: Engine, query: Select[ArticleRow, RevisionRow]) -> list[Base]:
    with Session(engine) as session:
        pairs = [(row[0], row[1]) for row in session.execute(query.limit(BATCH))]
        return bases_of(session, pairs)


def bases_of(session: Session, pairs: Sequence[tuple[ArticleRow, RevisionRow]]) -> list[Base]:
    """Return articles with their current revisions as plain values; the removals of all are read at once."""
    removals: dict[str, list[RemovalRow]] = {}
    wanted = {article.article_id: article.revision for article, _ in pairs}
    query = select(RemovalRow).where(RemovalRow.article_id.in_(wanted))
    for row in session.scalars(query.order_by(RemovalRow.article_id, RemovalRow.position)):
        if row.revision == wanted[row.article_id]:
            removals.setdefault(row.article_id, []).append(row)
    return [
        Base(
            article_id=article.article_id,
            source=article.source,
            url=article.url,
            canonical_url=article.canonical_url,
            revision=row.revision,
            archive_ref=row.archive_ref,
            raw_sha256=row.raw_sha256,
            version=content.of_row(row, removals.get(article.article_id, ())),
        )
        for article, row in pairs
    ]


def _refused(session: Session, state: UrlStateRow) -> Refused | None:
    """Return the page with the bytes that it was judged by last: an answer "not modified" has none, so it looks further back."""
    query = (
        select(RejectionRow)
        .join(
            CandidateRow,
            and_(CandidateRow.run_id == RejectionRow.run_id, CandidateRow.url == RejectionRow.url),
        )
        .where(
            CandidateRow.key == state.key,
            RejectionRow.archive_ref.is_not(None),
            RejectionRow.raw_sha256.is_not(None),
        )
        .order_by(RejectionRow.created_at.desc())
        .limit(1)
    )
    row = session.scalars(query).first()
    if row is None or state.fate is None or row.reason.startswith("http_"):
        return None
    return Refused(
        state.key, state.source, state.url, Fate(state.fate), state.reason, row.archive_ref, row.raw_sha256
    )


def _place(base: Base) -> tuple[str, int]:
    try:
        ref = Ref.parse(base.archive_ref or "")
    except ValueError:
        return base.archive_ref or "", 0
    return ref.file, ref.offset
