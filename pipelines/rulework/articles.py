"""The stored articles of one source as lines: what is left of each page, and what was taken without knowing its wording.

Read in batches, so that memory does not grow with the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, and_, select
from sqlalchemy.orm import Session

from cleaners.text import fold
from pipelines.replay.walk import BATCH, Base, bases_of
from pipelines.store.models import ArticleRow, RevisionRow

LEARNED = "learned."
"""Beginning of the ids under which a classifier removes lines that no rule knows: no rule covers them yet."""
BY_WORDS = "edge."
"""Beginning of the ids of rules with evidence: they know the words of a line and not its wording, and may miss it next time."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of an article."""

    text: str
    folded: str
    kind: str
    """Kind of its block; ``learned.KIND`` and ``edge.KIND`` for a line that was taken in one of these ways."""


@dataclass(frozen=True, slots=True)
class Told:
    """One article: its lines in the order of the page."""

    article_id: str
    url: str
    title: str
    publisher: str
    language: str | None
    lines: tuple[Said, ...]


def articles(engine: Engine, source: str, newest: int | None = None) -> Iterator[Told]:
    """Yield the articles of ``source`` in ``clean_articles``, by name; only those first seen last, if ``newest`` says how many."""
    for base in _bases(engine, source, newest):
        yield told(base)


def told(base: Base) -> Told:
    """Return a stored article as lines."""
    columns = base.version.columns
    found: list[tuple[int, Said]] = [
        (block["span"][0], _said(block["text"], block["kind"])) for block in _blocks(columns)
    ]
    found += [
        (item["start"] or 0, _said(item["text"], f"{way}{item['kind']}"))
        for item in base.version.removals
        for way in (LEARNED, BY_WORDS)
        if str(item["rule_id"]).startswith(way) and item["scope"] == "block"
    ]
    found.sort(key=lambda pair: pair[0])
    return Told(
        base.article_id,
        base.url,
        columns["title"] or "",
        columns["publisher"] or "",
        columns["language"],
        tuple(said for _, said in found),
    )


def _said(text: str, kind: str) -> Said:
    return Said(" ".join(text.split()), fold(text), kind)


def _blocks(columns: Any) -> Iterator[Any]:
    yield from columns["blocks"]
    for item in columns["translations"]:
        yield from item["blocks"]


def _bases(engine: Engine, source: str, newest: int | None) -> Iterator[Base]:
    last = ""
    of = select(ArticleRow.article_id).where(ArticleRow.source == source, ArticleRow.revision > 0)
    chosen = of.order_by(ArticleRow.first_seen_at.desc(), ArticleRow.article_id).limit(newest).subquery()
    while True:
        query = (
            select(ArticleRow, RevisionRow)
            .join(
                RevisionRow,
                and_(
                    RevisionRow.article_id == ArticleRow.article_id,
                    RevisionRow.revision == ArticleRow.revision,
                ),
            )
            .where(ArticleRow.source == source, ArticleRow.article_id > last)
            .order_by(ArticleRow.article_id)
            .limit(BATCH)
        )
        if newest is not None:
            query = query.where(ArticleRow.article_id.in_(select(chosen.c.article_id)))
        with Session(engine) as session:
            found = bases_of(session, [(row[0], row[1]) for row in session.execute(query)])
        yield from found
        if len(found) < BATCH:
            return
        last = found[-1].article_id
