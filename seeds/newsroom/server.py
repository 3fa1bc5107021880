"""The newsroom's HTTP server: a plain HTTP/1.1 proxy on 127.0.0.1 that answers for the sites itself and knows no other.

It keeps connections alive, compresses as the request allows, sends validators and honours them with 304, and never
looks at the clock: the same request gets the same bytes in every run.
"""

from __future__ import annotations

import gzip
import socket
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import UTC
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import brotli

from seeds.newsroom.records import Answer

_TRACKING = ("utm_", "fbclid", "gclid")
_CHUNK = 4096
_COMPRESS_AT_MOST = 1_000_000
Key = tuple[str, str]


def key(url: str) -> Key:
    """Return what a URL is looked up by: its host, and its path and query without escapes and tracking parameters."""
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.startswith(_TRACKING)
    ]
    query = f"?{urlencode(kept)}" if kept else ""
    return parts.netloc.lower(), unquote(parts.path or "/") + query


class Sites(Protocol):
    """What the server needs to know of the newsroom."""

    def find(self, where: Key) -> Answer | None:
        """Return the answer for a host and path, or None when there is no such page."""

    def knows(self, host: str) -> bool:
        """Tell whether there is a site of that name."""

    def is_down(self, host: str) -> bool:
        """Tell whether a site has stopped, so that nobody gets an answer from it."""

    def codings(self, host: str) -> tuple[str, ...]:
        """Return the content codings that the site's server speaks, best first."""

    def chunked(self, host: str) -> bool:
        """Tell whether the site sends its bodies in chunks."""

    def overview(self) -> bytes:
        """Return the page for a reader who asks the server itself instead of a site."""


class Server(ThreadingHTTPServer):
    """Serves ``sites`` and counts what it served."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, sites: Sites, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.sites = sites
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.hits: Counter[tuple[str, str, int]] = Counter()
        self.failed: Counter[Key] = Counter()
        self.open: set[socket.socket] = set()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that goes away in the middle of an answer is part of the exercise."""

    def close(self) -> None:
        """Stop serving and end idle kept-alive connections, which would otherwise keep their threads waiting."""
        self.stopping.set()
        self.shutdown()
        with self.lock:
            waiting = tuple(self.open)
        for connection in waiting:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.open.add(self.connection)

    def finish(self) -> None:
        with self.server.lock:
            self.server.open.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet; ``Server.hits`` is the log."""

    def do_GET(self) -> None:
        """Answer a GET or HEAD, in proxy form (absolute URI) or with a Host header."""
        url = self.path if "://" in self.path else f"http://{self.headers.get('Host', '')}{self.path}"
        where = key(url)
        host = where[0]
        sites = self.server.sites
        if sites.is_down(host):
            self.close_connection = True
            return
        answer = sites.find(where)
        if answer is None and host.startswith(("127.0.0.1", "localhost")):
            answer = Answer(headers={"Content-Type": "text/html; charset=utf-8"}, body=sites.overview())
        elif answer is None:
            status = 404 if sites.knows(host) else 502
            text = (
                "<html><body><h1>404 Not Found</h1></body></html>"
                if status == 404
                else f"no such site: {host}"
            )
            answer = Answer(status, {"Content-Type": "text/html; charset=utf-8"}, text.encode())
        if answer.failures and self._fails(where, answer.failures):
            failure = b"<html><body><h1>500 Internal Server Error</h1></body></html>"
            answer = Answer(500, {"Content-Type": "text/html; charset=utf-8"}, failure, answer.delay)
        if answer.delay and self.server.stopping.wait(answer.delay):
            self.close_connection = True
            return
        self._send(answer, where)

    do_HEAD = do_GET  # noqa: N815

    def _fails(self, where: Key, times: int) -> bool:
        with self.server.lock:
            self.server.failed[where] += 1
            return self.server.failed[where] <= times

    def _send(self, answer: Answer, where: Key) -> None:
        headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
        status, body = answer.status, answer.body
        if status == 200:
            headers["ETag"] = etag(body)
            if answer.modified:
                headers["Last-Modified"] = format_datetime(answer.modified.astimezone(UTC), usegmt=True)
            if not_modified(self.headers, headers):
                status, body = 304, b""
        coding = self._coding(where[0], headers, body)
        if coding:
            body = compressed(body, coding)
            headers["Content-Encoding"] = coding
        if self.server.sites.codings(where[0]):
            headers["Vary"] = "Accept-Encoding"
        with (
            self.server.lock
        ):  # counted before it is sent, so that a client that has the answer finds it counted
            self.server.hits[(*where, status)] += 1
        self.send_response_only(status, HTTPStatus(status).phrase)
        for name, value in headers.items():
            self.send_header(name, value)
        self._send_body(status, body, where[0])

    def _coding(self, host: str, headers: Mapping[str, str], body: bytes) -> str | None:
        if not body or len(body) > _COMPRESS_AT_MOST or "Content-Encoding" in headers:
            return None
        if not headers["Content-Type"].startswith("text/") and "xml" not in headers["Content-Type"]:
            return None
        wanted = {part.split(";")[0].strip() for part in self.headers.get("Accept-Encoding", "").split(",")}
        return next((coding for coding in self.server.sites.codings(host) if coding in wanted), None)

    def _send_body(self, status: int, body: bytes, host: str) -> None:
        if status == 304:
            self.end_headers()
            return
        chunked = bool(body) and self.request_version == "HTTP/1.1" and self.server.sites.chunked(host)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if not chunked:
            self.wfile.write(body)
            return
        for start in range(0, len(body), _CHUNK):
            part = body[start : start + _CHUNK]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")


@lru_cache(maxsize=1024)
def etag(body: bytes) -> str:
    """Return the validator of a body: weak, because its compressed forms share it."""
    return f'W/"{sha256(body).hexdigest()[:20]}"'


@lru_cache(maxsize=1024)
def compressed(body: bytes, coding: str) -> bytes:
    """Compress a body with ``br`` or ``gzip``."""
    return brotli.compress(body, quality=5) if coding == "br" else gzip.compress(body, 6, mtime=0)


def not_modified(asked: Message, ours: Mapping[str, str]) -> bool:
    """Tell whether the client's copy is still good; If-None-Match counts before If-Modified-Since (RFC 9110, 13.2.2)."""
    tags = asked.get("If-None-Match")
    if tags is not None:
        return tags.strip() == "*" or ours["ETag"] in [tag.strip() for tag in tags.split(",")]
    since = asked.get("If-Modified-Since")
    if since is None or "Last-Modified" not in ours:
        return False
    try:
        return parsedate_to_datetime(ours["Last-Modified"]) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
