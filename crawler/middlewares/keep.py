"""Keep every answer for the archive: redirects, errors that are asked for again, and the one that counts.

It stands inside of Scrapy's redirect and retry middlewares, and notes what it sees in ``request.meta``, which both carry on to the
next request. ``Keeper`` writes all of it at once when the visit has come to its end, so that an archive has whole visits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipelines.archive import ArchiveWriter, Exchange, Known
from pipelines.run import now
from pipelines.types import Candidate

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Headers, Response

_SEEN, _CAME_AT = "naqi_seen", "naqi_came_at"


class KeepMiddleware:
    """Note each answer in ``request.meta`` together with the time at which it came."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note and pass on."""
        at = request.meta[_CAME_AT] = now()
        request.meta.setdefault(_SEEN, []).append((request, response, at))
        return response


def came_at(response: Response) -> datetime:
    """Return when this answer came: the same time in database and archive."""
    at: datetime = response.meta[_CAME_AT]
    return at


class Keeper:
    """Writes visits to the archive in a thread of its own, in the order in which they end; without an archive it does nothing."""

    def __init__(self, archive: ArchiveWriter | None) -> None:
        self._archive = archive
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="naqi-archive")

    async def keep(self, meta: dict[str, Any], known: Known) -> str | None:
        """Archive what was seen on one visit and return the reference of its last answer, or None if there was none.

        Raises ``ArchiveFailed``.
        """
        seen = meta.pop(_SEEN, [])
        if self._archive is None or not seen:
            return None
        exchanges = [_exchange(*item) for item in seen]
        return str(await self._do(self._archive.write, exchanges, known))

    async def spellings(self, candidates: Iterable[Candidate], at: datetime) -> None:
        """Archive under which other addresses pages were found; raises ``ArchiveFailed``."""
        if self._archive is not None:
            for candidate in candidates:
                await self._do(self._archive.spelling, candidate, at)

    def close(self) -> None:
        """Finish what is queued and close the file. Blocks. Raises ``ArchiveFailed``."""
        self._thread.shutdown()
        if self._archive is not None:
            self._archive.close()

    async def _do(self, function: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)


def _exchange(request: Request, response: Response, at: datetime) -> Exchange:
    from twisted.web.http import RESPONSES

    return Exchange(
        url=request.url,
        fetched_at=at,
        status=response.status,
        body=response.body,
        headers=_headers(response.headers),
        reason=RESPONSES.get(response.status, b"").decode("ascii"),
        method=request.method,
        sent=_headers(request.headers),
    )


def _headers(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name in headers
        for value in headers.getlist(name)
    )
