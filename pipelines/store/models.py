"""The tables. Articles with their revisions and removals; runs with their ledger of URLs; what is known of each URL.

``migrations/`` makes these tables; a test holds the two together. Lists are JSON, times are UTC; a ``key`` is what all
addresses of one page share (``cleaners.urls.candidate_key``).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from pipelines.store.columns import NAMING, StorableText, UtcDateTime


class Base(DeclarativeBase):
    """What all tables share: names of constraints, and which column type a Python type gets."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own spelling
        str: StorableText(),
        datetime: UtcDateTime(),
        list[Any]: JSON(none_as_null=True),
        dict[str, Any]: JSON(none_as_null=True),
    }


class RunRow(Base):
    """One crawl, import or replay: who did it when, with which code and rules, and how it ended."""

    __tablename__ = "runs"

    run_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    """1, 2, 3 … in the order of starting, since two runs may start in the same instant."""
    command: Mapped[str]
    status: Mapped[str]
    """``running``, ``interrupted``, or what the run says of itself at its end (``finished``, ``failed``)."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    """NULL while it runs, and for a run whose process was killed: nobody knows when."""
    pid: Mapped[int]
    host: Mapped[str]
    beat_at: Mapped[datetime | None]
    """When it last said that it is alive, by the database's clock; NULL for a run that says nothing of the kind."""
    cleaner_version: Mapped[str]
    rules_version: Mapped[str]
    sources: Mapped[list[Any]]
    settings: Mapped[dict[str, Any]]
    resumes: Mapped[str | None] = mapped_column(ForeignKey("runs.run_id"))
    """The interrupted run that this one carries on."""


class RunSourceRow(Base):
    """How many URLs the crawl itself says it discovered in a source: the other side of the balance."""

    __tablename__ = "run_sources"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    discovered: Mapped[int]


class RunCountRow(Base):
    """How many URLs of a source met which fate for which reason, counted from the ledger when the run ended."""

    __tablename__ = "run_counts"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    fate: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class RunRuleRow(Base):
    """How often a rule removed something from the articles that a run cleaned, whether or not they were new."""

    __tablename__ = "run_rules"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    rule_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    hits: Mapped[int]


class RunMetricRow(Base):
    """What one crawl saw of one source, as numbers that later crawls are compared with (``pipelines/observe/``).

    It holds no text and no address, so there is nothing in it to forget.
    """

    __tablename__ = "run_metrics"
    __table_args__ = (Index(None, "source"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[int]
    """Pages that were to be fetched."""
    stored: Mapped[int]
    """How many of those were new articles."""
    failed: Mapped[int]
    """How many of those failed."""
    answered: Mapped[int]
    """Pages, feeds, sitemaps and listings that came, or were said not to have changed."""
    unanswered: Mapped[int]
    """Pages and documents that were wanted and did not come."""
    pages: Mapped[int]
    """Pages judged for the first time."""
    refused: Mapped[dict[str, Any]]
    """How many of those became no article, by reason."""
    reread: Mapped[int]
    """Pages of known articles that were judged again."""
    turned: Mapped[int]
    """How many of those are no article any more."""
    articles: Mapped[int]
    """Revisions that the crawl made; what follows is told of them."""
    words: Mapped[int | None]
    """Median of their words; NULL without articles."""
    checked: Mapped[int]
    """How many of them were looked through for text that comes again in other articles."""
    leaks: Mapped[int]
    """How many of those have such text."""
    languages: Mapped[dict[str, Any]]
    """How many are in which language."""
    fields: Mapped[dict[str, Any]]
    """In how many a field was found."""
    rules: Mapped[dict[str, Any]]
    """From how many a rule took something."""


class AlertRow(Base):
    """Something that an operator should look at, from the run that told it first to its end."""

    __tablename__ = "alerts"
    __table_args__ = (Index(None, "ended_at"), Index(None, "source"), Index(None, "last_run_id"))

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    """The run that told it first."""
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """One of ``pipelines.observe.findings.Kind``; ``docs/alerts.md`` says what to do."""
    severity: Mapped[str]
    """``error`` or ``warning``."""
    source: Mapped[str | None]
    """NULL: it is about the run or all sources."""
    subject: Mapped[str]
    """The field, rule or language that it is about; may be empty."""
    text: Mapped[str]
    expected: Mapped[str]
    seen: Mapped[str]
    """As the last run saw it, like ``text`` and ``expected``."""
    remedy: Mapped[str]
    runs: Mapped[int]
    """How many runs have found it so."""
    last_run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    """The last of them."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """NULL: it is open."""
    ended: Mapped[str | None]
    """``recovered``, ``usual`` (it has lasted so long that it is the usual state), ``dropped`` (the source is not crawled any more)."""
    ended_run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.run_id"))


class CandidateRow(Base):
    """One discovered URL in one run, and what became of it: the ledger behind the accounting."""

    __tablename__ = "candidates"
    __table_args__ = (
        Index(None, "run_id", "key"),
        Index(None, "key"),
        Index(None, "url"),
        Index(None, "article_id"),
        Index(None, "fate"),
    )

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    source: Mapped[str]
    channel: Mapped[str]
    title: Mapped[str | None]
    published: Mapped[str | None]
    fate: Mapped[str]
    reason: Mapped[str]
    article_id: Mapped[str | None] = mapped_column(String(32))
    elapsed_ms: Mapped[float | None]
    discovered_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class UrlStateRow(Base):
    """What is known of a URL over all runs: its validators, and how its page was last judged."""

    __tablename__ = "url_states"
    __table_args__ = (Index(None, "article_id"), Index(None, "source", "fate"))

    key: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    source: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    fate: Mapped[str | None]
    """NULL for feeds, sitemaps and listings, and for a page that was fetched and not yet judged."""
    reason: Mapped[str]
    settled: Mapped[bool]
    """Whether ``fate`` is about the bytes that the validators belong to; False between fetch and outcome."""
    article_id: Mapped[str | None] = mapped_column(String(32))
    rules_version: Mapped[str | None]
    cleaner_version: Mapped[str | None]
    hint_title: Mapped[str | None]
    hint_published: Mapped[str | None]
    first_seen_at: Mapped[datetime | None]
    """When the page was first judged."""
    settled_at: Mapped[datetime | None]
    last_fetched_at: Mapped[datetime | None]
    fetched_in: Mapped[str | None]
    """The run that fetched it last."""


class FetchRow(Base):
    """One answer of a web server."""

    __tablename__ = "fetches"
    __table_args__ = (Index(None, "run_id", "url"), Index(None, "sha256"), Index(None, "archive_ref"))

    fetch_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    source: Mapped[str]
    url: Mapped[str]
    final_url: Mapped[str]
    kind: Mapped[str]
    status: Mapped[int]
    fetched_at: Mapped[datetime]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    archive_ref: Mapped[str | None]


class DiscoveryProblemRow(Base):
    """What was wrong with one feed, sitemap or listing in one run."""

    __tablename__ = "discovery_problems"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    url: Mapped[str]
    text: Mapped[str]


class TombstoneRow(Base):
    """An article that was taken down for good; it keeps the article from coming back, and tells copies to drop it."""

    __tablename__ = "tombstones"
    __table_args__ = (Index(None, "canonical_key"), Index(None, "created_at"), Index(None, "change"))

    article_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    canonical_url: Mapped[str]
    canonical_key: Mapped[str]
    source: Mapped[str]
    reason: Mapped[str]
    """Whose wish it was, in the operator's words."""
    created_at: Mapped[datetime]
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    """The run of ``scrapy forget`` that did it."""
    change: Mapped[int] = mapped_column(BigInteger, default=0)
    """Of the store's counter of changes (``changes.py``)."""


class ForgottenKeyRow(Base):
    """An address that led to a forgotten article: it is not fetched again."""

    __tablename__ = "forgotten_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("tombstones.article_id", ondelete="CASCADE"), index=True
    )


class CounterRow(Base):
    """A number that only grows; see ``changes.py`` for the one that there is."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class RejectionRow(Base):
    """A page that did not become an article in a run, with the reason and where its bytes are."""

    __tablename__ = "rejections"
    __table_args__ = (
        ForeignKeyConstraint(["run_id", "url"], ["candidates.run_id", "candidates.url"]),
        Index(None, "reason"),
    )

    run_id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    fate: Mapped[str]
    reason: Mapped[str]
    detail: Mapped[str]
    raw_sha256: Mapped[str | None] = mapped_column(String(64))
    archive_ref: Mapped[str | None]
    created_at: Mapped[datetime]


class ArticleRow(Base):
    """An article: one canonical URL, whatever number of addresses lead to it."""

    __tablename__ = "articles"
    __table_args__ = (
        Index(None, "source", "first_seen_at"),
        Index(None, "canonical_key"),
        Index(None, "key"),
        Index(None, "change"),
        Index(None, "story_id"),
        Index(None, "duplicate_of"),
    )

    article_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str]
    canonical_url: Mapped[str] = mapped_column(unique=True)
    canonical_key: Mapped[str]
    """The canonical URL without scheme, ``www.`` and final slash: two spellings of it are one article."""
    key: Mapped[str]
    """Of the page that speaks for the article: the nearest to the canonical URL of those seen."""
    url: Mapped[str]
    """Where that page is fetched."""
    nearness: Mapped[int]
    """0: ``key`` is the canonical URL's; 1: it redirects there; 2: it is another page (AMP, print)."""
    revision: Mapped[int]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    story_id: Mapped[str | None]
    duplicate_of: Mapped[str | None] = mapped_column(String(32))
    change: Mapped[int] = mapped_column(BigInteger, default=0)
    """The number of the last change that readers of the view can see (``changes.py``)."""


class RevisionRow(Base):
    """An article's text and data as they were cleaned at one time, with all that is needed to check them."""

    __tablename__ = "revisions"
    __table_args__ = (
        Index(None, "run_id"),
        Index(None, "text_sha256"),
        Index(None, "raw_sha256"),
        Index(None, "archive_ref"),
    )

    article_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id"))
    created_at: Mapped[datetime]
    key: Mapped[str]
    """Of the page that this revision was made from."""
    title: Mapped[str | None]
    title_start: Mapped[int | None]
    title_end: Mapped[int | None]
    subtitle: Mapped[str | None]
    text: Mapped[str]
    word_count: Mapped[int]
    source_text: Mapped[str]
    """The repaired text that all spans point into (``Cleaned.source``)."""
    blocks: Mapped[list[Any]]
    translations: Mapped[list[Any]]
    repairs: Mapped[list[Any]]
    verdicts: Mapped[list[Any]]
    language: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_raw: Mapped[str | None]
    published_origin: Mapped[str | None]
    published_precision: Mapped[str | None]
    modified_at: Mapped[datetime | None]
    modified_raw: Mapped[str | None]
    modified_origin: Mapped[str | None]
    modified_precision: Mapped[str | None]
    authors: Mapped[list[Any]]
    section: Mapped[str | None]
    tags: Mapped[list[Any]]
    declared_canonical_url: Mapped[str | None]
    """What the page itself said; ``articles.canonical_url`` is what came of it."""
    image_url: Mapped[str | None]
    publisher: Mapped[str | None]
    rights: Mapped[dict[str, Any] | None]
    """What page and headers say about reuse; NULL where they say nothing."""
    attribution: Mapped[list[Any]]
    syndication_title: Mapped[str | None]
    syndication_origin: Mapped[str | None]
    syndication_retrieved: Mapped[date | None]
    syndication_url: Mapped[str | None]
    flags: Mapped[list[Any]]
    shadow: Mapped[list[Any]]
    """Ids of rules on trial that would have taken something."""
    extractor: Mapped[str]
    confidence: Mapped[float]
    left_out: Mapped[float]
    rules_version: Mapped[str]
    cleaner_version: Mapped[str]
    text_sha256: Mapped[str] = mapped_column(String(64))
    raw_sha256: Mapped[str | None] = mapped_column(String(64))
    archive_ref: Mapped[str | None]


class UnjudgedRow(Base):
    """An article that changed, came or went since the judges of pairs last looked at it (``judging.py``)."""

    __tablename__ = "unjudged"

    article_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class JudgedRow(Base):
    """What the judges of pairs know of an article of the view: how it is found, and where it belongs."""

    __tablename__ = "judged"
    __table_args__ = (Index(None, "dirty", "at", "ref"), Index(None, "original"), Index(None, "lead"))

    ref: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """The first 60 bits of ``article_id``."""
    article_id: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[int] = mapped_column(BigInteger)
    """Its place in the order of speaking, in microseconds since 1970; of two with the same the smaller ``ref`` is first."""
    body: Mapped[str] = mapped_column(String(32))
    """Hash of all that a judgement depends on."""
    minhash: Mapped[bytes] = mapped_column(LargeBinary)
    alike: Mapped[bytes] = mapped_column(LargeBinary)
    telling: Mapped[bytes] = mapped_column(LargeBinary)
    """Its keys in ``judge_keys``."""
    dirty: Mapped[bool]
    """Whether something that it depends on has changed since ``state`` was written."""
    state: Mapped[str] = mapped_column(String(32))
    """Hash of what was found, which those that came after it depend on."""
    original: Mapped[int] = mapped_column(BigInteger)
    """Of which article it is a duplicate; itself when of none."""
    lead: Mapped[int] = mapped_column(BigInteger)
    """Which article leads its story; itself when no other does."""


class JudgeKeyRow(Base):
    """A key that an article shares with those that it may be alike to, in the order of speaking."""

    __tablename__ = "judge_keys"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own spelling

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ref: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class ArticlePairRow(Base):
    """How an article stands to one that came before it: to the one it repeats, or the one that leads its story."""

    __tablename__ = "article_pairs"
    __table_args__ = (Index(None, "other_id"),)

    article_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str]
    """``exact``, ``near``, ``wire_copy`` or ``rewrite`` (``pipelines.judges.duplicates.Kind``)."""
    similarity: Mapped[float]
    """For texts: containment of the shorter's shingles; for ``rewrite``: likeness of title and lead. 0 to 1."""


class RemovalRow(Base):
    """One removed text of one revision: the removal ledger."""

    __tablename__ = "removals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["article_id", "revision"], ["revisions.article_id", "revisions.revision"], ondelete="CASCADE"
        ),
        Index(None, "rule_id"),
    )

    article_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[str]
    kind: Mapped[str]
    scope: Mapped[str]
    text: Mapped[str]
    start: Mapped[int | None]
    end: Mapped[int | None]


class SearchRow(Base):
    """What an article in the view is searched and listed by; ``searchable.py`` keeps it, ``search_index.py`` indexes it."""

    __tablename__ = "search"
    __table_args__ = (Index(None, "shown_at", "article_id"), Index(None, "source", "shown_at"))

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    """By which SQLite's full-text index knows the row."""
    article_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("articles.article_id", ondelete="CASCADE"), unique=True
    )
    source: Mapped[str]
    language: Mapped[str | None]
    flags: Mapped[str]
    """Each between two spaces, so that one of them can be looked for."""
    published_at: Mapped[datetime | None]
    shown_at: Mapped[datetime]
    title: Mapped[str]
    """Folded words with a space between them, as are the next two. They come last: a list that does not ask for them reads none."""
    opening: Mapped[str]
    body: Mapped[str]


__all__ = [
    "AlertRow",
    "ArticlePairRow",
    "ArticleRow",
    "Base",
    "CandidateRow",
    "CounterRow",
    "DiscoveryProblemRow",
    "FetchRow",
    "ForgottenKeyRow",
    "JudgeKeyRow",
    "JudgedRow",
    "RejectionRow",
    "RemovalRow",
    "RevisionRow",
    "RunCountRow",
    "RunMetricRow",
    "RunRow",
    "RunRuleRow",
    "RunSourceRow",
    "SearchRow",
    "TombstoneRow",
    "UnjudgedRow",
    "UrlStateRow",
]
