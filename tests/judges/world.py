"""Articles in a store without a crawl: what the judges of pairs look at, and nothing else that could matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cleaners.types import Block, BlockKind, Cleaned, Dated, Span
from pipelines.store import forget, rows
from pipelines.store.judging import settle
from pipelines.store.models import ArticlePairRow, ArticleRow, RevisionRow, RunRow

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """One article."""

    name: str
    text: str
    title: str = ""
    source: str = "jannah"
    hours: float | None = 0
    """When it was published, after noon; None: nobody says."""
    seen: float = 48
    """When it was first seen."""
    day_only: bool = False
    attribution: tuple[str, ...] = ()

    @property
    def article_id(self) -> str:
        return rows.article_id_of(f"http://{self.source}.example/{self.name}")


def put(engine: Engine, items: Iterable[Item]) -> None:
    """Store articles, or other versions of those that are there, in one transaction."""
    with Session(engine) as session, session.begin():
        if session.get(RunRow, "run") is None:
            session.add(
                RunRow(
                    run_id="run", number=1, command="crawl news", status="finished", started_at=NOON, finished_at=NOON,
                    pid=1, host="here", cleaner_version="1", rules_version="r", sources=[], settings={},
                )
            )  # fmt: skip
            session.flush()
        for item in items:
            _put(session, item)


def _put(session: Session, item: Item) -> None:
    url = f"http://{item.source}.example/{item.name}"
    seen = NOON + timedelta(hours=item.seen)
    article = session.get(ArticleRow, item.article_id)
    if article is None:
        article = ArticleRow(
            article_id=item.article_id, source=item.source, canonical_url=url, canonical_key=url, key=url, url=url,
            nearness=0, revision=0, first_seen_at=seen, last_seen_at=seen,
        )  # fmt: skip
        session.add(article)
        session.flush()
    article.first_seen_at = seen
    article.revision += 1
    columns = rows.revision_columns(cleaned(item), ())
    session.add(
        RevisionRow(
            article_id=item.article_id, revision=article.revision, reason="first_seen", run_id="run", created_at=NOON, key=url,
            raw_sha256=None, archive_ref=None, **columns,
        )
    )  # fmt: skip
    session.flush()


def cleaned(item: Item) -> Cleaned:
    dated = None
    if item.hours is not None:
        at = NOON + timedelta(hours=item.hours)
        dated = Dated(at, "", "jsonld", "minute")
        if item.day_only:
            dated = replace(dated, value=at.replace(hour=0, minute=0), precision="day")
    return Cleaned(
        source=item.text,
        repairs=(),
        title=item.title or None,
        title_span=None,
        blocks=(Block(BlockKind.PARAGRAPH, item.text, Span(0, len(item.text))),),
        removals=(),
        language="ar",
        rules_version="r",
        cleaner_version="1",
        published=dated,
        attribution=item.attribution,
    )


def withdraw(engine: Engine, item: Item) -> None:
    """Take an article out of the view."""
    with Session(engine) as session, session.begin():
        article = session.get_one(ArticleRow, item.article_id)
        article.revision = 0


def drop(engine: Engine, item: Item) -> None:
    """Forget an article for good."""
    with Session(engine) as session, session.begin():
        subject = forget.subject_of(session, item.article_id)
        assert subject is not None
        forget.erase_one(session, "run", subject, "test", NOON)


def judged(engine: Engine, *, piece: int = 200) -> None:
    settle(engine, piece=piece)


Grouping = tuple[frozenset[tuple[str, str | None, str | None]], frozenset[tuple[str, str, str, float]]]


def grouping(engine: Engine) -> Grouping:
    """Return of each article what it repeats and its story; and the pairs."""
    with Session(engine) as session:
        articles = session.execute(
            select(ArticleRow.article_id, ArticleRow.duplicate_of, ArticleRow.story_id).where(
                ArticleRow.revision > 0
            )
        )
        pairs = session.execute(
            select(
                ArticlePairRow.article_id,
                ArticlePairRow.other_id,
                ArticlePairRow.kind,
                ArticlePairRow.similarity,
            )
        )
        return frozenset(map(tuple, articles)), frozenset(map(tuple, pairs))  # type: ignore[arg-type]
