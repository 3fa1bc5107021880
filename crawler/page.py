"""The single border crossing: a Scrapy ``Response`` becomes a ``Page`` and a ``Fetch``, and Scrapy stays outside."""

from __future__ import annotations

import hashlib
from datetime import datetime

from scrapy.http import Response

from cleaners.types import Page
from crawler.sources import Source
from pipelines.archive import Known
from pipelines.archive.captures import OF_THE_WIRE
from pipelines.flow import context_for
from pipelines.types import Candidate, Fetch


def page_of(response: Response, known: Known, now: datetime, archive_ref: str | None) -> Page:
    """Return the page as the cleaners take it: undecoded bytes, since the declared charset may be a lie.

    The headers that told length and coding on the wire are left out, since the body is decoded; ``pipelines.archive.page_of``
    gives the same page back.
    """
    return Page(
        url=response.url,
        body=response.body,
        headers=_headers(response),
        status=response.status,
        fetched_at=now,
        hints=known.hints,
        archive_ref=archive_ref,
    )


def known_of(source: Source, kind: str, url: str, candidate: Candidate | None = None) -> Known:
    """Return what is known of an address before it is asked, as it is archived and as the cleaners are told."""
    title, published = (candidate.title, candidate.published) if candidate else (None, None)
    return Known(
        kind, source.name, url, candidate, source.hints(title, published), context_for(source.language)
    )


def fetch_of(
    response: Response,
    *,
    source: str,
    asked: str,
    kind: str,
    now: datetime,
    validators: bool,
    archive_ref: str | None,
) -> Fetch:
    """Return the row for ``fetches``; ``validators`` False leaves ETag and Last-Modified out.

    They are left out of an answer that must be asked for in full next time: one that failed, or one of whose
    candidates some were left for later.
    """
    return Fetch(
        source=source,
        url=asked,
        final_url=response.url,
        kind=kind,
        status=response.status,
        fetched_at=now,
        size=len(response.body),
        sha256=hashlib.sha256(response.body).hexdigest() if response.body else None,
        etag=_header(response, "ETag") if validators else None,
        last_modified=_header(response, "Last-Modified") if validators else None,
        archive_ref=archive_ref,
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None


def _headers(response: Response) -> dict[str, str]:
    headers = response.headers
    return {
        name.decode("latin-1"): b", ".join(headers.getlist(name)).decode("latin-1")
        for name in headers
        if name.decode("latin-1").lower() not in OF_THE_WIRE
    }
