"""Obey robots.txt as RFC 9309 has it, and say so with an exception of its own.

Scrapy reads whatever comes as robots.txt, a 404 page included, and takes a server error for leave to crawl. Here only an
answer of status 2xx has rules; 4xx means there are none; with 5xx nothing is allowed (RFC 9309, 2.3.1.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from pipelines.archive import Known

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

    from crawler.middlewares.keep import Keeper


class RobotsDenied(IgnoreRequest):
    """robots.txt asks us not to read this page."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware with the answers of RFC 9309."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise ``RobotsDenied`` where the rules say so."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as denied:
            raise RobotsDenied(str(denied)) from None

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the host's rules, the same to everybody who waits for them.

        In Scrapy 2.19 only the first to wait on the shared Deferred gets its value; a third request to a host would
        find no rules and be let through.
        """
        await super().robot_parser(request)
        return cast("RobotParser | None", self._parsers[urlparse_cached(request).netloc])

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        keeper: Keeper | None = getattr(self.crawler.spider, "keeper", None)
        if keeper is not None and response.request is not None:
            source = str(request.meta.get("download_slot", ""))
            await keeper.keep(response.meta, Known("robots", source, response.request.url))
        if response.status >= 500:
            response = response.replace(body=b"User-agent: *\nDisallow: /\n")
        elif not 200 <= response.status < 300:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)


LONGEST_DELAY = 60.0
"""Seconds; some sites ask for an hour, with which a crawl would not end."""


def crawl_delay(robotparser: object) -> float | None:
    """Return the seconds that robots.txt asks us to wait between two requests, or None."""
    asked = getattr(robotparser, "rp", None)
    delay = asked.crawl_delay("Naqi") if asked is not None else None
    return min(float(delay), LONGEST_DELAY) if delay else None
