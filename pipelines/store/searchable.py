"""Keep the row by which an article is searched in step with what the view shows of it, in the transaction that changes that.

The row holds folded words only, and what lists are sorted and filtered by, so that neither a search nor a list reads a text. The
database makes its full-text index from the row by itself (``search_index``), and the row goes with its article.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipelines.store.models import ArticleRow, RevisionRow, SearchRow
from pipelines.store.words import words

OPENING_WORDS = 25
"""So many words, and the rest of the paragraph they end in, are an article's opening: what it is about stands there."""
LONGEST = 100_000
"""Code points of a text that are searched; PostgreSQL takes no more than 1 MiB of words for one row."""


def keep(session: Session, article: ArticleRow) -> None:
    """Let the search find what the view shows of ``article`` now, or nothing of it."""
    session.flush()
    query = select(SearchRow).where(SearchRow.article_id == article.article_id)
    row = session.scalars(query).first()
    if not article.revision:
        if row is not None:
            session.delete(row)
            session.flush()
        return
    current = session.get_one(RevisionRow, (article.article_id, article.revision))
    if row is None:
        row = SearchRow(number=number_of(article.article_id), article_id=article.article_id)
        session.add(row)
    row.source = article.source
    row.language = current.language
    for name, value in {
        **words_of(current.title, current.text),
        **listed(current.flags, current.published_at, article.first_seen_at),
    }.items():
        setattr(row, name, value)
    session.flush()


def relist(session: Session, article: ArticleRow) -> None:
    """Let lists sort ``article`` by when it was first seen, where the view shows the same revision of it as before.

    Its words are left as they are: to fold a text again that a crawl met unchanged would be most of what storing it costs.
    """
    shown = select(RevisionRow.flags, RevisionRow.published_at).where(
        RevisionRow.article_id == article.article_id, RevisionRow.revision == article.revision
    )
    current = session.execute(shown).first()
    if current is not None:
        now = listed(current.flags, current.published_at, article.first_seen_at)
        row = update(SearchRow).where(SearchRow.article_id == article.article_id)
        session.execute(row.values(source=article.source, **now))


def number_of(article_id: str) -> int:
    """Return the number that the full-text index knows an article by: 60 bits of its name.

    A count would be the same for two programs that store at the same time; that two of a million names share 60 bits has a chance
    of one in two millions.
    """
    return int(article_id[:15], 16)


def words_of(title: str | None, text: str) -> Mapping[str, str]:
    """Return an article's words: of its title, its opening and the rest."""
    opening: list[str] = []
    paragraphs = iter(text[:LONGEST].split("\n\n"))
    for paragraph in paragraphs:
        opening += words(paragraph)
        if len(opening) >= OPENING_WORDS:
            break
    rest = [word for paragraph in paragraphs for word in words(paragraph)]
    return {
        "title": " ".join(words((title or "")[:LONGEST])),
        "opening": " ".join(opening),
        "body": " ".join(rest),
    }


def listed(flags: list[Any], published_at: datetime | None, first_seen_at: datetime) -> Mapping[str, Any]:
    """Return what lists are filtered and sorted by.

    ``shown_at`` is when the article appeared: as published, but never later than it was seen, since a date printed wrong would stand
    at the top for years; when it was first seen, where no date is known.
    """
    shown_at = first_seen_at if published_at is None else min(published_at, first_seen_at)
    return {
        "flags": "".join(f" {flag} " for flag in sorted(map(str, flags))),
        "published_at": published_at,
        "shown_at": shown_at,
    }
