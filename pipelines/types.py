"""The values that travel between the crawl and the store: candidates, fetches, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cleaners.types import Hints


class Fate(StrEnum):
    """What became of a discovered URL; each has exactly one in each run."""

    STORED = "stored"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    FAILED = "failed"
    SKIPPED = "skipped"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL that may be an article, and what discovery learned of it.

    ``key`` is the URL without what does not change the page (tracking parameters, fragment); two candidates of one key
    are fetched once.
    """

    source: str
    url: str
    key: str
    channel: str
    """Where it was found: ``feed``, ``sitemap``, ``news_sitemap``, ``listing``, ``recheck``, ``resumed``."""
    title: str | None = None
    published: str | None = None
    """ISO 8601, as the feed or sitemap says."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One answer of a web server, as it is written to the table ``fetches``."""

    source: str
    url: str
    """The URL that was asked for (before redirects)."""
    final_url: str
    kind: str
    """``page``, ``feed``, ``sitemap`` or ``listing``."""
    status: int
    fetched_at: datetime
    size: int
    """Bytes of the decoded body."""
    sha256: str | None
    etag: str | None = None
    last_modified: str | None = None
    archive_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A candidate that the store wants fetched, with the validators of the last time (if any)."""

    candidate: Candidate
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """What the repository did with an accepted article; it alone knows what is stored."""

    fate: Fate
    """STORED, UPDATED, UNCHANGED or DUPLICATE; REJECTED when the article was taken down (``forgotten``)."""
    article_id: str
    revision: int
    reason: str = ""
    """For a duplicate: ``same_url`` or ``canonical_url``."""


__all__ = ["Candidate", "Commit", "Fate", "Fetch", "Hints", "Work"]
