"""The articles that one piece of judging has before it: read once, changed in memory, written together at its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from pipelines.store import changes
from pipelines.store.models import ArticlePairRow, ArticleRow, JudgedRow
from pipelines.store.neighbours import Place
from pipelines.store.pieces import in_pieces


@dataclass(slots=True)
class Judged:
    """One row of ``judged``; see ``models.JudgedRow``."""

    ref: int
    article_id: str
    at: int
    body: str
    minhash: bytes
    alike: bytes
    telling: bytes
    dirty: bool
    state: str
    original: int
    lead: int

    @property
    def place(self) -> Place:
        """Where it stands in the order of speaking."""
        return self.at, self.ref


_COLUMNS = tuple(getattr(JudgedRow, name) for name in Judged.__slots__)


class Board:
    """What is known in one transaction. Nobody else writes to ``judged`` meanwhile."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[int, Judged] = {}
        self._found: dict[int, tuple[Sequence[tuple[str, str, float]], int]] = {}
        """Of the articles of which something else was found: their pairs, and who led their story before."""
        self._settled: set[int] = set()
        self._dirtied: set[int] = set()

    def of(self, refs: Iterable[int]) -> dict[int, Judged]:
        """Return these articles."""
        asked = set(refs)
        missing = [ref for ref in asked if ref not in self._rows]
        for some in in_pieces(missing):
            for row in self._session.execute(select(*_COLUMNS).where(JudgedRow.ref.in_(some))):
                self._rows[row[0]] = Judged(*row)
        return {ref: self._rows[ref] for ref in asked}

    def settle(self, row: Judged) -> None:
        """Note that an article was judged."""
        row.dirty = False
        self._settled.add(row.ref)

    def change(
        self, row: Judged, state: str, original: int, lead: int, pairs: Sequence[tuple[str, str, float]]
    ) -> None:
        """Note what was found of an article."""
        former = self._found[row.ref][1] if row.ref in self._found else row.lead
        self._found[row.ref] = pairs, former
        row.state, row.original, row.lead = state, original, lead

    def dirty(self, row: Judged) -> None:
        """Note that an article is to be judged in a later piece."""
        row.dirty = True
        self._dirtied.add(row.ref)

    def write(self) -> None:
        """Write everything down, and give stories their names."""
        touched = self._settled | self._dirtied
        statement = update(JudgedRow.__table__).where(JudgedRow.ref == bindparam("which"))  # type: ignore[arg-type]
        names = ("dirty", "state", "original", "lead")
        written = [
            {"which": ref} | {name: getattr(self._rows[ref], name) for name in names} for ref in touched
        ]
        if written:
            self._session.connection().execute(
                statement.values({name: bindparam(f"_{name}") for name in names}),
                [{"which": each["which"]} | {f"_{name}": each[name] for name in names} for each in written],
            )
        self._write_pairs()
        told = {ref: self._told(self._rows[ref]) for ref in self._found}
        name_articles(self._session, told, {former for _, former in self._found.values()})

    def _told(self, row: Judged) -> tuple[str, str | None, int]:
        original = self.of([row.original])[row.original]
        return row.article_id, None if original is row else original.article_id, row.lead

    def _write_pairs(self) -> None:
        ids = [self._rows[ref].article_id for ref in self._found]
        for some in in_pieces(ids):
            self._session.execute(delete(ArticlePairRow).where(ArticlePairRow.article_id.in_(some)))
        pairs = [
            {
                "article_id": self._rows[ref].article_id,
                "other_id": other,
                "kind": kind,
                "similarity": similarity,
            }
            for ref, (found, _) in self._found.items()
            for other, kind, similarity in found
        ]
        if pairs:
            self._session.execute(insert(ArticlePairRow), pairs)


def name_articles(session: Session, told: dict[int, tuple[str, str | None, int]], leads: set[int]) -> None:
    """Write ``duplicate_of`` and ``story_id`` of articles, and of the leaders that they had or have.

    ``told``: of each article its name, what it repeats, and who leads its story. A leader whom nobody follows has no story.
    """
    asked = leads | {lead for _, _, lead in told.values()}
    names, followers = _leaders(session, asked)
    wanted: dict[str, tuple[str | None, str | None]] = {}
    for ref in asked & set(names):
        wanted[names[ref]] = None, names[ref] if followers.get(ref, 0) > 1 else None
    for ref, (article_id, duplicate_of, lead) in told.items():
        if lead != ref:
            wanted[article_id] = duplicate_of, names[lead]
    write_articles(session, wanted)


def write_articles(session: Session, wanted: dict[str, tuple[str | None, str | None]]) -> None:
    """Write ``duplicate_of`` and ``story_id`` of articles where they are others, as a change that readers see."""
    columns = (ArticleRow.article_id, ArticleRow.duplicate_of, ArticleRow.story_id)
    differ = []
    for some in in_pieces(sorted(wanted)):
        for article_id, *there in session.execute(select(*columns).where(ArticleRow.article_id.in_(some))):
            if tuple(there) != wanted[article_id]:
                differ.append(article_id)
    if differ:
        statement = update(ArticleRow.__table__).where(ArticleRow.article_id == bindparam("which"))  # type: ignore[arg-type]
        session.connection().execute(
            statement.values(duplicate_of=bindparam("copied"), story_id=bindparam("story")),
            [{"which": each, "copied": wanted[each][0], "story": wanted[each][1]} for each in differ],
        )
        changes.touch(session, differ)


def _leaders(session: Session, refs: set[int]) -> tuple[dict[int, str], dict[int, int]]:
    """Return the names of those of the articles that lead themselves, and how many follow them, themselves counted."""
    names: dict[int, str] = {}
    followers: dict[int, int] = {}
    for some in in_pieces(sorted(refs)):
        own = select(JudgedRow.ref, JudgedRow.article_id).where(
            JudgedRow.ref.in_(some), JudgedRow.lead == JudgedRow.ref
        )
        names.update((row[0], row[1]) for row in session.execute(own))
        counted = (
            select(JudgedRow.lead, func.count()).where(JudgedRow.lead.in_(some)).group_by(JudgedRow.lead)
        )
        followers.update((row[0], row[1]) for row in session.execute(counted))
    return names, followers
