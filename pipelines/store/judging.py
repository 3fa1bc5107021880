"""Bring ``duplicate_of``, ``story_id`` and ``article_pairs`` up to date with the articles that are stored.

Articles stand in an order of speaking: by the time of publication where it is dated to the minute, at the end of the day where it is dated
to the day, else by the time when it was first seen. What becomes of an article is decided by itself and by those before it, so every set of
articles has one outcome, whatever the order in which they came, however many runs it took and whoever was killed in between. When one
comes, changes or goes, it is judged, and then whoever has it among the few before it and so on, as long as anything changes: the work is
bounded by what changed.

Both steps go on in pieces, each one transaction: first what is marked in ``unjudged`` gets its signature, and is marked ``dirty`` with those
behind it; then the dirty ones are judged in order. Killed at any time, the next call goes on. A store from before there were judges has all
its articles marked.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from time import sleep
from typing import TypeVar

from sqlalchemy import Engine, and_, delete, func, insert, or_, select, text, update
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from pipelines.judges.signatures import VERSION, Document, pack, signature, unpack
from pipelines.store import neighbours
from pipelines.store.board import Board, Judged, name_articles, write_articles
from pipelines.store.documents import Documents, body_of, ref_of, shown
from pipelines.store.engines import said
from pipelines.store.errors import StoreFailed
from pipelines.store.judgement import judge
from pipelines.store.models import (
    ArticlePairRow,
    ArticleRow,
    CounterRow,
    JudgedRow,
    JudgeKeyRow,
    UnjudgedRow,
)
from pipelines.store.pieces import in_pieces

PIECE = 100
"""Articles in one transaction."""
_HELD = ("55P03", "40P01")
"""SQLSTATE of a lock that did not come in time, and of a deadlock."""
_ATTEMPTS, _PAUSE = 60, 0.5
_JUDGES = "judges"
"""Under this name ``counters`` keeps the version of the judges that made what is stored."""
_LOCK = 0x6A756467
"""PostgreSQL lets one at a time judge; SQLite has one writer anyway."""

Place = neighbours.Place
T = TypeVar("T")


@dataclass(slots=True)
class Settled:
    """How far a settling has come."""

    signed: int = 0
    """Articles that came, changed or went."""
    judged: int = 0
    """Articles that were judged, some of them for the sake of another."""
    changed: int = 0
    """Articles of which something else was found than before."""
    left: int = 0
    """Articles that are still to be looked at, as far as is known; counted only for who is told."""


def settle(engine: Engine, *, tell: Callable[[Settled], None] | None = None, piece: int = PIECE) -> Settled:
    """Judge what is to be judged; ``tell`` hears of it after each piece. May be killed and called again at any time."""
    done = Settled()
    try:
        _settle(engine, done, tell, piece)
    except SQLAlchemyError as error:
        cause = said(getattr(error, "orig", None) or error)
        raise StoreFailed(f"duplicates and stories could not be written: {cause}") from error
    return done


def _settle(engine: Engine, done: Settled, tell: Callable[[Settled], None] | None, piece: int) -> None:
    _begin(engine)
    documents = Documents()
    for step in (_sign_piece, partial(_judge_piece, documents)):
        more = True
        while more:
            more = _patiently(engine, partial(step, done=done, piece=piece))
            if tell is None:
                continue
            with Session(engine) as session:
                done.left = outstanding(session)
            tell(done)


def forget(session: Session, article_id: str) -> None:
    """Take out all that is known of an article here, before it is deleted; who repeated or followed it is judged anew.

    Until that is done (``settle``), they repeat nobody.
    """
    for row in _rows(session, [article_id]):
        _take_out(session, row)
        _leave(session, row)
    session.execute(delete(UnjudgedRow).where(UnjudgedRow.article_id == article_id))
    named = or_(ArticleRow.duplicate_of == article_id, ArticleRow.story_id == article_id)
    left = session.scalars(select(ArticleRow.article_id).where(named)).all()
    write_articles(session, dict.fromkeys(left, (None, None)))


def outstanding(session: Session) -> int:
    """Return how many articles are still to be looked at."""
    marked = session.scalar(select(func.count()).select_from(UnjudgedRow)) or 0
    dirty = select(func.count()).select_from(JudgedRow).where(JudgedRow.dirty.is_(True))
    return marked + (session.scalar(dirty) or 0)


def _begin(engine: Engine) -> None:
    """Mark everything when the judges are not those that made what is stored."""
    with Session(engine) as session:
        if session.scalar(select(CounterRow.value).where(CounterRow.name == _JUDGES)) == VERSION:
            return
    with Session(engine.execution_options(sqlite_begin="IMMEDIATE")) as session, session.begin():
        _alone(session)
        made_by = session.get(CounterRow, _JUDGES)
        if made_by is None:
            session.add(CounterRow(name=_JUDGES, value=VERSION))
            return  # the migration has marked what was there
        if made_by.value != VERSION:
            made_by.value = VERSION
            session.execute(update(JudgedRow).values(body="", dirty=True))
            unmarked = select(JudgedRow.article_id).where(
                JudgedRow.article_id.not_in(select(UnjudgedRow.article_id))
            )
            session.execute(insert(UnjudgedRow).from_select(["article_id"], unmarked))


def _patiently(engine: Engine, step: Callable[[Session], T]) -> T:
    """Do one piece in a transaction; where a crawl holds a row too long, let go of everything and try again.

    PostgreSQL would find the deadlock later and might end the crawl's transaction in place of this one.
    """
    for attempt in count(1):
        try:
            with Session(engine.execution_options(sqlite_begin="IMMEDIATE")) as session, session.begin():
                _alone(session)
                return step(session)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in _HELD or attempt == _ATTEMPTS:
                raise
            sleep(_PAUSE)
    raise AssertionError("count() does not end")


def _alone(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        session.execute(text("SET LOCAL lock_timeout = '400ms'"))


# Signatures ----------------------------------------------------------------------------------------------------------


def _sign_piece(session: Session, done: Settled, piece: int) -> bool:
    """Take the signatures of some marked articles; say whether there may be more."""
    marked = select(UnjudgedRow.article_id).order_by(UnjudgedRow.article_id).limit(piece)
    ids = list(session.scalars(marked.with_for_update(skip_locked=True)))
    # Taken off before the articles are read: whoever changes one from now on marks it again.
    session.execute(delete(UnjudgedRow).where(UnjudgedRow.article_id.in_(ids)))
    known = {row.article_id: row for row in _rows(session, ids)}
    there = {document.article_id: (document, at) for document, at in shown(session, ids)}
    new: list[Judged] = []
    for article_id in ids:
        old = known.get(article_id)
        made = _signed(*there[article_id]) if article_id in there else None
        if old is not None and made is not None and old.body == made.body:
            continue
        if old is not None:
            _take_out(session, old)
            if made is None:
                _leave(session, old)
        if made is not None:
            new.append(made)
    _put_in(session, new)
    done.signed += len(ids)
    return len(ids) == piece


def _rows(session: Session, ids: Sequence[str]) -> list[Judged]:
    columns = [getattr(JudgedRow, name) for name in Judged.__slots__]
    return [Judged(*row) for row in session.execute(select(*columns).where(JudgedRow.article_id.in_(ids)))]


def _keys(row: Judged) -> tuple[int, ...]:
    return tuple(sorted({*unpack(row.alike, "q"), *unpack(row.telling, "q")}))


def _signed(document: Document, at: int) -> Judged:
    made = signature(document)
    ref = ref_of(document.article_id)
    alike, telling = pack(made.alike, "q"), pack(made.telling, "q")
    body = body_of(document, at)
    return Judged(
        ref, document.article_id, at, body, pack(made.minhash, "I"), alike, telling, True, "", ref, ref
    )


def _take_out(session: Session, old: Judged) -> None:
    """Remove what is known of an article as it was; whoever depended on it is judged anew."""
    keys = _keys(old)
    followers = or_(JudgedRow.original == old.ref, JudgedRow.lead == old.ref)
    session.execute(update(JudgedRow).where(followers).values(dirty=True))
    _dirty(session, neighbours.after(session, keys, old.place))
    here = and_(JudgeKeyRow.key.in_(keys), JudgeKeyRow.at == old.at, JudgeKeyRow.ref == old.ref)
    session.execute(delete(JudgeKeyRow).where(here))
    session.execute(delete(JudgedRow).where(JudgedRow.ref == old.ref))


def _leave(session: Session, old: Judged) -> None:
    """Let an article that is gone from the view repeat nobody, and nobody be alone in a story with it."""
    mine = or_(ArticlePairRow.article_id == old.article_id, ArticlePairRow.other_id == old.article_id)
    session.execute(delete(ArticlePairRow).where(mine))
    write_articles(session, {old.article_id: (None, None)})
    name_articles(session, {}, {old.lead})


def _put_in(session: Session, new: Sequence[Judged]) -> None:
    """Note articles as they are now; those behind them are judged anew."""
    if not new:
        return
    last = _last_clean(session)
    session.execute(
        insert(JudgedRow), [{name: getattr(row, name) for name in Judged.__slots__} for row in new]
    )
    keys = [{"key": key, "at": row.at, "ref": row.ref} for row in new for key in _keys(row)]
    session.execute(insert(JudgeKeyRow), keys)
    behind: set[int] = set()
    for row in new:
        if last is not None and row.place < last:
            behind |= neighbours.after(session, _keys(row), row.place)
    _dirty(session, behind)


def _last_clean(session: Session) -> Place | None:
    """Return the last place of an article that need not be judged; behind it there is nobody to be told of anything."""
    order = (JudgedRow.at, JudgedRow.ref)
    clean = select(*order).where(JudgedRow.dirty.is_(False))
    row = session.execute(clean.order_by(*(each.desc() for each in order)).limit(1)).first()
    return None if row is None else (row[0], row[1])


def _dirty(session: Session, refs: Iterable[int]) -> None:
    for some in in_pieces(sorted(refs)):
        session.execute(
            update(JudgedRow).where(JudgedRow.ref.in_(some), JudgedRow.dirty.is_(False)).values(dirty=True)
        )


# Judgements ----------------------------------------------------------------------------------------------------------


def _judge_piece(documents: Documents, session: Session, done: Settled, piece: int) -> bool:
    """Judge the first of the dirty articles in order; say whether there may be more."""
    order = (JudgedRow.at, JudgedRow.ref)
    dirty = select(*order).where(JudgedRow.dirty.is_(True)).order_by(*order).limit(piece)
    heap: list[Place] = [(at, ref) for at, ref in session.execute(dirty)]
    end = heap[-1] if len(heap) == piece else None
    last = _last_clean(session)
    board = Board(session)
    documents.of(session, list(board.of(ref for _, ref in heap).values()))
    waiting = set(heap)
    last = max(last or heap[0], heap[-1]) if heap else None
    while heap:
        place = heapq.heappop(heap)
        waiting.discard(place)
        row = board.of([place[1]])[place[1]]
        found = judge(session, board, row, documents)
        board.settle(row)
        done.judged += 1
        if found.state == row.state:
            continue
        done.changed += 1
        board.change(row, found.state, found.original, found.lead, found.pairs)
        if last is None or place >= last:
            continue
        for later in board.of(neighbours.after(session, _keys(row), place)).values():
            if later.dirty:
                continue
            board.dirty(later)
            if (end is None or later.place <= end) and later.place not in waiting:
                waiting.add(later.place)
                heapq.heappush(heap, later.place)
    board.write()
    return end is not None
