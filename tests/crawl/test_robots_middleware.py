"""robots.txt is obeyed by every request that waits for it."""

from __future__ import annotations

import asyncio

import pytest
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.robots import RobotsDenied, RobotsMiddleware


class _Engine:
    """Answers robots.txt after the loop has turned, as the network would."""

    async def download_async(self, request: Request) -> Response:
        await asyncio.sleep(0)
        return Response(request.url, body=b"User-agent: *\nDisallow: /private/\n")


def test_every_request_that_waits_for_robots_txt_gets_its_rules() -> None:
    async def ask() -> list[BaseException | None]:
        crawler = get_crawler(Spider, {"ROBOTSTXT_OBEY": True})
        crawler.engine = _Engine()  # type: ignore[assignment]
        middleware = RobotsMiddleware(crawler)
        requests = [Request(f"http://a.example/private/{number}") for number in range(6)]
        return await asyncio.gather(*map(middleware.process_request, requests), return_exceptions=True)

    assert [type(answer) for answer in asyncio.run(ask())] == [RobotsDenied] * 6


@pytest.mark.parametrize(("status", "denied"), [(404, False), (503, True)])
def test_a_missing_robots_txt_allows_all_and_a_broken_server_nothing(status: int, denied: bool) -> None:
    async def ask() -> BaseException | None:
        crawler = get_crawler(Spider, {"ROBOTSTXT_OBEY": True})
        crawler.engine = _Engine()  # type: ignore[assignment]

        async def answer(request: Request) -> Response:
            return Response(
                request.url, status=status, body=b"User-agent: *\nDisallow: /\n" if status == 404 else b""
            )

        crawler.engine.download_async = answer  # type: ignore[union-attr,method-assign]
        middleware = RobotsMiddleware(crawler)
        return (
            await asyncio.gather(
                middleware.process_request(Request("http://a.example/1")), return_exceptions=True
            )
        )[0]

    assert isinstance(asyncio.run(ask()), RobotsDenied) is denied
