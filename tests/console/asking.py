"""Ask the console's app in this process, as a browser would over the wire; cookies are kept from one question to the next."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from console.app import create_app
from console.options import Options

HERE = "http://127.0.0.1:8470"


class Asking:
    """A browser without a window."""

    def __init__(self, options: Options, *, app: Any = None) -> None:
        transport = httpx.ASGITransport(app or create_app(options), raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url=HERE)

    def request(self, method: str, url: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._client.request(method, url, **more))

    def get(self, url: str, **more: Any) -> httpx.Response:
        return self.request("GET", url, **more)

    def post(self, url: str, **more: Any) -> httpx.Response:
        return self.request("POST", url, **more)
