"""Logging in: the token once, in exchange for a cookie that no script can read and no other site can send."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from console.rendering import render
from console.security import COOKIE, SESSION_SECONDS, is_token, local_path, new_session

router = APIRouter(include_in_schema=False)
_LONGEST = 4096
_AFTER_A_WRONG_ONE = 1.0
"""Seconds before a wrong token is answered."""


@router.get("/login")
def form(request: Request, next: str = "/") -> Response:  # noqa: A002 - the word that stands in the address
    """Ask for the token."""
    if not request.app.state.options.token:
        return RedirectResponse("/", 303)
    return render(request, "login.html", following=local_path(next), wrong=False)


@router.post("/login")
async def log_in(request: Request) -> Response:
    """Take the token and give the cookie."""
    token = request.app.state.options.token
    if not token:
        return RedirectResponse("/", 303)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            raise HTTPException(413, "That is more than a token.")
    fields = parse_qs(body.decode("utf-8", "replace"))
    following = local_path(fields.get("next", ["/"])[0])
    if not is_token(fields.get("token", [""])[0].strip(), token):
        await asyncio.sleep(_AFTER_A_WRONG_ONE)
        return render(request, "login.html", status=401, following=following, wrong=True)
    response = RedirectResponse(following, 303)
    response.set_cookie(
        COOKIE,
        new_session(token, time.time()),
        max_age=SESSION_SECONDS,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.get("/logout")
def log_out(request: Request) -> Response:
    """Forget the cookie."""
    response = RedirectResponse("/login" if request.app.state.options.token else "/", 303)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response
