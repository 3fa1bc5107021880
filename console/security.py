"""Who may ask for a page, and what a browser may do with it: one ASGI middleware around everything.

The console shows what strangers wrote on the web, on a machine that belongs to somebody. Hence: an answer carries a
policy under which no script but ours runs and nothing is loaded from elsewhere; a request is refused when its ``Host``
is not ours (a hostile page can make its own name point to 127.0.0.1, "DNS rebinding"; it cannot make an address do
so), when another site's page made it, when it would change something, and, where a token is set, without that token.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import time
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.options import Options
from console.problems import problem

log = logging.getLogger(__name__)

COOKIE = "naqi_console"
SESSION_SECONDS = 7 * 24 * 3600
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: under that a browser sends "Origin: null" with our own forms, as a hostile page's frame would.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_OPEN = ("/login", "/static/")
"""What is answered without a token: the form that asks for it, and what that form is drawn with."""
POSTS = {"/login", "/rules/try"}
"""Paths that take a POST; neither writes anything."""

Refuse = Callable[[Request, int, str], Response]
"""Makes the page that says no: request, status, why."""


class Guard:
    """Let a request through to ``app``, or say why not."""

    def __init__(self, app: ASGIApp, options: Options, refuse: Refuse) -> None:
        self.app = app
        self.options = options
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; anything but HTTP is left alone."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        begun = False
        head = scope["method"] == "HEAD"

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(raw=message["headers"])
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store" if self.options.token else "private, no-cache")
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if head:
            scope = {**scope, "method": "GET"}
        request = Request(scope, receive)
        answer = self._answer(request)
        try:
            await (answer or self.app)(scope, receive, guarded)
        except Exception:
            log.exception("the page %s could not be made", scope["path"])
            if begun:
                raise
            failed = self.refuse(
                request, 500, "This page could not be made. What went wrong stands in the console's log."
            )
            await failed(scope, receive, guarded)

    def _answer(self, request: Request) -> Response | None:
        """Return the answer to a request that may not pass, or None."""
        headers, path = request.headers, request.url.path
        if not is_own_host(headers.get("host", ""), self.options):
            return PlainTextResponse(
                "This console does not go by that name. Ask for it by its address, or start it with the name in "
                "NAQI_CONSOLE_NAMES.\n",
                421,
            )
        if not _is_own_site(headers, navigates=request.method == "GET"):
            return PlainTextResponse("Another site may not ask the console.\n", 403)
        if request.method != "GET" and not (request.method == "POST" and path in POSTS):
            told, allowed = "The console only reads: GET and HEAD.", {"Allow": "GET, HEAD"}
            if path.startswith("/api/"):
                return problem(405, "The console only reads", told, path, headers=allowed)
            return PlainTextResponse(f"{told}\n", 405, headers=allowed)
        if not self.options.token:
            return None
        request.scope["naqi.signed_in"] = signed_in = self._is_signed_in(headers)
        if signed_in or path.startswith(_OPEN):
            return None
        if path.startswith("/api/"):
            asks = {"WWW-Authenticate": "Bearer"}
            return problem(401, "Log in first", "The token is missing or wrong.", path, headers=asks)
        asked = path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303)

    def _is_signed_in(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and is_token(given.strip(), self.options.token):
            return True
        cookies = cookie_parser(headers.get("cookie", ""))
        return is_session(cookies.get(COOKIE, ""), self.options.token, time.time())


def is_token(given: str, token: str) -> bool:
    """Compare in constant time: how long it takes does not tell how much of a guess was right."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def new_session(token: str, now: float) -> str:
    """Return what the cookie holds: when it ends, signed with the token, which itself stays out of the browser."""
    ends = str(int(now) + SESSION_SECONDS)
    return f"{ends}.{_signature(ends, token)}"


def is_session(cookie: str, token: str, now: float) -> bool:
    """Say whether the cookie was signed with this token and has not ended."""
    ends, _, signature = cookie.partition(".")
    genuine = hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(ends, token).encode())
    return genuine and ends.isdigit() and now < int(ends)


def is_own_host(header: str, options: Options) -> bool:
    """Say whether a ``Host`` header is an IP address, ``localhost``, or a name that the operator gave."""
    try:
        host = urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host in (name.lower() for name in (*options.names, options.host)):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def local_path(asked: str) -> str:
    """Return ``asked`` when it is a path on this console, else the front page: a log-in leads nowhere else."""
    good = asked.startswith("/") and not asked.startswith(("//", "/\\", "/login")) and asked.isprintable()
    return asked if good and "\\" not in asked else "/"


def _is_own_site(headers: Headers, *, navigates: bool) -> bool:
    """Refuse what another site's page fetches, frames or posts; following a link from elsewhere is fine."""
    came_from = headers.get("sec-fetch-site", "none")
    if came_from in ("cross-site", "same-site"):
        followed = navigates and headers.get("sec-fetch-mode") == "navigate"
        return followed and headers.get("sec-fetch-dest", "document") == "document"
    origin = headers.get("origin")
    return navigates or origin is None or urlsplit(origin).netloc == headers.get("host")


def _signature(ends: str, token: str) -> str:
    words = f"naqi console {ends}".encode("utf-8", "replace")
    return hmac.new(token.encode(), words, hashlib.sha256).hexdigest()


__all__ = [
    "COOKIE",
    "HEADERS",
    "POLICY",
    "POSTS",
    "SESSION_SECONDS",
    "Guard",
    "is_own_host",
    "is_session",
    "is_token",
    "local_path",
    "new_session",
]
