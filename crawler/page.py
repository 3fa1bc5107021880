"""The single border crossing: a Scrapy ``Response`` becomes a ``Page`` and a ``Fetch``, and Scrapy stays outside."""

from __future__ import annotations

import hashlib
from datetime import datetime

from scrapy.http import Response

from cleaners.types import Page
from crawler.sources import Source
from pipelines.types import Candidate, Fetch


def page_of(response: Response, candidate: Candidate, source: Source, now: datetime) -> Page:
    """Return the page as the cleaners take it: undecoded bytes, since the declared charset may be a lie.

    The body is already decompressed, so ``Content-Encoding`` is gone from the headers.
    """
    return Page(
        url=response.url,
        body=response.body,
        headers=_headers(response),
        status=response.status,
        fetched_at=now,
        hints=source.hints(candidate.title, candidate.published),
    )


def fetch_of(
    response: Response, *, source: str, asked: str, kind: str, now: datetime, validators: bool
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
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None


def _headers(response: Response) -> dict[str, str]:
    headers = response.headers
    return {
        name.decode("latin-1"): b", ".join(headers.getlist(name)).decode("latin-1")
        for name in headers
        if name.lower() != b"content-encoding"
    }
