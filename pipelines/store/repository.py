"""All that a crawl may ask of the store or tell it, as methods over one session.

Each method is one unit of work inside the writer's transaction: either all of it is stored or nothing. No method looks
at a clock; ``now`` is aware UTC. Everything returned is a plain value, so it may leave the writer's thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cleaners.types import Accepted
from pipelines.store import articles, claims, imports, ledger, runs, tombstones, urlstates
from pipelines.store.accounting import RunBalance
from pipelines.store.claims import Holder
from pipelines.store.models import ArticleRow, UrlStateRow
from pipelines.types import Candidate, Commit, Fate, Fetch, Work


class Repository:
    """The store as a crawl sees it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def taken(self, *, command: str, pid: int, host: str, sources: Sequence[str]) -> dict[str, Holder]:
        """Return which of ``sources`` another run holds at this moment, and which run."""
        return claims.taken(self._session, host, pid, command, sources)

    def start_run(
        self,
        *,
        run_id: str,
        command: str,
        now: datetime,
        pid: int,
        host: str,
        cleaner_version: str,
        rules_version: str,
        sources: Sequence[str],
        settings: Mapping[str, object],
    ) -> str | None:
        """Begin a run and return the interrupted run that it carries on, or None.

        Runs of this host that say they run and whose process is gone are marked as interrupted first.
        """
        return runs.start(
            self._session,
            run_id=run_id,
            command=command,
            now=now,
            pid=pid,
            host=host,
            cleaner_version=cleaner_version,
            rules_version=rules_version,
            sources=sources,
            settings=settings,
        )

    def pending(self, run_id: str, sources: Sequence[str]) -> list[Candidate]:
        """Return what interrupted runs left open in these sources, as candidates of the channel ``resumed``.

        Nothing changes by asking; ``admit`` them in the run ``run_id`` and they will not be offered again, unless that
        run is interrupted too.
        """
        runs.run_of(self._session, run_id)
        return runs.pending(self._session, sources)

    def recheck(self, sources: Sequence[str], *, seen_since: datetime) -> list[Candidate]:
        """Return the stored articles of these sources first seen since then, channel ``recheck``, by source and URL."""
        query = (
            select(ArticleRow, UrlStateRow)
            .outerjoin(UrlStateRow, UrlStateRow.key == ArticleRow.key)
            .where(ArticleRow.source.in_(sources), ArticleRow.first_seen_at >= seen_since)
            .order_by(ArticleRow.source, ArticleRow.url)
        )
        return [
            Candidate(
                article.source,
                article.url,
                article.key,
                "recheck",
                state.hint_title if state else None,
                state.hint_published if state else None,
            )
            for article, state in self._session.execute(query)
        ]

    def failed(self, sources: Sequence[str], *, seen_since: datetime) -> list[Candidate]:
        """Return the pages of these sources that failed when last asked for and were first asked for since then.

        Their feed may answer 304 from now on and not name them again, so a crawl that wants them has to ask here.
        """
        query = (
            select(UrlStateRow)
            .where(
                UrlStateRow.source.in_(sources),
                UrlStateRow.fate == Fate.FAILED,
                UrlStateRow.first_seen_at >= seen_since,
            )
            .order_by(UrlStateRow.source, UrlStateRow.url)
        )
        return [
            Candidate(row.source, row.url, row.key, "recheck", row.hint_title, row.hint_published)
            for row in self._session.scalars(query)
        ]

    def admit(
        self, run_id: str, candidates: Sequence[Candidate], *, now: datetime, recheck_since: datetime
    ) -> list[Work]:
        """Write candidates down as discovered and return those to fetch, in the order given.

        The identical URL again (whichever source names it) is ignored and not counted; another spelling of a key that the
        run knows is DUPLICATE ``same_url``; a page first judged before ``recheck_since`` is SKIPPED ``too_old``, one of an
        article that was taken down SKIPPED ``forgotten``.
        """
        return ledger.admit(self._session, run_id, candidates, now=now, recheck_since=recheck_since)

    def forgotten(self, keys: Sequence[str]) -> frozenset[str]:
        """Return which of ``keys`` are addresses of articles that were taken down."""
        return frozenset(tombstones.forgotten(self._session, keys))

    def skip(self, run_id: str, candidates: Sequence[Candidate], reason: str, *, now: datetime) -> None:
        """Write candidates down as SKIPPED for ``reason`` (``limit``, ``too_old``, ``robots``).

        One that was admitted and is pending is settled so; nothing is remembered of it for the next run.
        """
        ledger.skip(self._session, run_id, candidates, reason, now=now)

    def settle(
        self,
        run_id: str,
        key: str,
        fate: Fate,
        reason: str = "",
        *,
        now: datetime,
        detail: str = "",
        elapsed_ms: float | None = None,
    ) -> None:
        """Settle a candidate as REJECTED, FAILED or SKIPPED; the first two are listed in ``rejections``.

        An article stored from that page earlier stays. Raises ``LookupError`` for a key that the run does not know.
        """
        ledger.settle(self._session, run_id, key, fate, reason, now=now, detail=detail, elapsed_ms=elapsed_ms)

    def unchanged(self, run_id: str, key: str, *, now: datetime, elapsed_ms: float | None = None) -> Fate:
        """Settle a candidate that was answered with 304 by repeating its last outcome, and return its fate."""
        return ledger.unchanged(self._session, run_id, key, now=now, elapsed_ms=elapsed_ms)

    def record_fetch(self, run_id: str, fetch: Fetch) -> None:
        """Write one answer (page, feed, sitemap, listing) to ``fetches`` and keep its validators."""
        runs.run_of(self._session, run_id)
        urlstates.record_fetch(self._session, run_id, fetch)

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """Return ETag and Last-Modified of a feed, sitemap or listing; pages have theirs in ``Work``."""
        return urlstates.validators(self._session, url)

    def commit(
        self,
        run_id: str,
        candidate: Candidate,
        fetch: Fetch | None,
        accepted: Accepted,
        *,
        canonical: str,
        now: datetime,
        elapsed_ms: float | None = None,
    ) -> Commit:
        """Store an accepted article under its canonical URL and settle its candidate.

        A page of an article that was taken down is REJECTED ``forgotten``. ``fetch`` gives the hash and the archive
        reference of the bytes; it is not written to ``fetches`` here. Raises
        ``AlreadySettled`` if the candidate has its fate.
        """
        return articles.commit(
            self._session,
            run_id,
            candidate,
            fetch,
            accepted,
            canonical=canonical,
            now=now,
            elapsed_ms=elapsed_ms,
        )

    def follow(self, run_id: str, originals: Sequence[str], given: str) -> str | None:
        """Let an import's run carry on the import of ``originals`` or a broken-off one of the same input; return which."""
        return imports.follow(self._session, run_id, originals, given)

    def document(self, run_id: str, fetch: Fetch) -> None:
        """Write down an archived feed, sitemap or listing, once."""
        imports.document(self._session, run_id, fetch)

    def take(self, given: imports.Given, run_ids: Sequence[str], *, now: datetime) -> imports.Taken:
        """Take in one imported page: its ledger row, its fetch and its outcome, all at once."""
        return imports.take(self._session, given, run_ids, now=now)

    def take_spelling(self, run_id: str, candidate: Candidate, *, now: datetime) -> bool:
        """Take in another address of an imported page; False when the run has it already."""
        return imports.take_spelling(self._session, run_id, candidate, now=now)

    def finish_run(
        self, run_id: str, *, status: str, now: datetime, discovered: Mapping[str, int]
    ) -> RunBalance:
        """End a run and return its account; ``discovered`` is the crawl's own count of each source.

        With status ``interrupted`` candidates may be pending; with any other they are a problem of the balance.
        """
        return runs.finish(self._session, run_id, status=status, now=now, discovered=discovered)
