"""Articles as the judges of pairs see them: read from the view's revision, with their place in the order of speaking."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from pipelines.judges.signatures import Document, key
from pipelines.store.board import Judged
from pipelines.store.models import ArticleRow, RevisionRow

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PRECISE = ("second", "minute")


def order_of(published: datetime | None, precision: str | None, first_seen: datetime) -> int:
    """Return an article's place in the order of speaking, in microseconds since 1970; nobody speaks later than first seen.

    With ``precision`` "day" it is the end of that day: a copy that tells the minute of the same day was there first.
    """
    at = first_seen
    if published is not None and precision in _PRECISE:
        at = min(published, first_seen)
    elif published is not None and precision == "day":
        at = min(datetime.combine(published.astimezone(UTC).date(), time.max, UTC), first_seen)
    return (at - _EPOCH) // timedelta(microseconds=1)


def ref_of(article_id: str) -> int:
    """Return the number by which an article is known here: the first 60 bits of its name, so both sort alike."""
    return int(article_id[:15], 16)


def body_of(document: Document, at: int) -> str:
    """Return a hash of all that a judgement of this article depends on."""
    parts = (document.source, document.title, document.text, *document.attribution)
    return f"{key(*parts):016x}{key(at):016x}"


def shown(session: Session, ids: Iterable[str]) -> list[tuple[Document, int]]:
    """Return those of the articles that the view shows, with their places in the order."""
    current = and_(
        RevisionRow.article_id == ArticleRow.article_id, RevisionRow.revision == ArticleRow.revision
    )
    columns = (
        ArticleRow.article_id, ArticleRow.source, ArticleRow.first_seen_at, RevisionRow.title, RevisionRow.text,
        RevisionRow.attribution, RevisionRow.syndication_origin, RevisionRow.published_at, RevisionRow.published_precision,
    )  # fmt: skip
    query = select(*columns).join(RevisionRow, current).where(ArticleRow.article_id.in_(list(ids)))
    return [
        (
            Document(
                row.article_id,
                row.source,
                row.title or "",
                row.text,
                (*row.attribution, *filter(None, [row.syndication_origin])),
            ),
            order_of(row.published_at, row.published_precision, row.first_seen_at),
        )
        for row in session.execute(query)
    ]


class Documents:
    """Reads texts, and remembers the last of them with the words that were made from them."""

    def __init__(self, remembered: int = 512) -> None:
        self._remembered = remembered
        self._known: OrderedDict[str, Document] = OrderedDict()

    def of(self, session: Session, rows: Sequence[Judged]) -> dict[int, Document]:
        """Return the documents of these rows.

        One that has changed since it was signed is read as it is now; it is marked, and will be judged once more.
        """
        found = {row.ref: self._known[row.body] for row in rows if row.body in self._known}
        missing = {row.article_id: row for row in rows if row.ref not in found}
        for row in rows:
            if row.body in self._known:
                self._known.move_to_end(row.body)
        for document, at in shown(session, missing) if missing else ():
            row = missing.pop(document.article_id)
            found[row.ref] = document
            if body_of(document, at) == row.body:
                self._known[row.body] = document
        for article_id, row in missing.items():
            found[row.ref] = Document(article_id, "", "", "")
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)
        return found
