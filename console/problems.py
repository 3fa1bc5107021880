"""Say no to a program: RFC 9457 "problem details", with what to do about it.

Every refusal below ``/api/`` has this one shape, whether the guard, a check of the arguments or the store made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"
_REMEDIES = {
    401: "Send the console's token with each request: Authorization: Bearer TOKEN",
    404: "See /api/openapi.json for what can be asked.",
    405: "Ask with GET or HEAD: nothing can be changed here.",
    422: "See /api/openapi.json for the arguments and their bounds.",
    500: "Ask again; if it stays, look into the console's log.",
    503: "Ask again in some seconds; the detail says what is to be done if it stays.",
}


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Nothing is here",
                "status": 404,
                "detail": "No article is known as 0123456789abcdef0123456789abcdef.",
                "remedy": "Take the article_id from /api/v1/articles or /api/v1/search.",
                "instance": "/api/v1/articles/0123456789abcdef0123456789abcdef",
            }
        }
    )

    type: str = Field(description="Always `about:blank`: `status` says what kind of problem it is.")
    title: str = Field(description="The kind of problem, in a few words.")
    status: int = Field(description="The HTTP status, once more.")
    detail: str = Field(description="What is wrong with this request.")
    remedy: str = Field(description="What to do about it.")
    instance: str = Field(description="The path that was asked for.")


def described(statuses: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """Return, for OpenAPI, that these statuses come with a problem; each with when."""
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {status: {"description": when, "content": content} for status, when in statuses.items()}


class Refusal(HTTPException):
    """A request that cannot be answered; ``remedy`` says what to do instead."""

    def __init__(self, status: int, detail: str, remedy: str) -> None:
        super().__init__(status, detail)
        self.remedy = remedy


def problem(
    status: int,
    title: str,
    detail: str,
    path: str,
    *,
    remedy: str = "",
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the answer that says so; without a ``remedy`` the usual one of its status."""
    told = Problem(
        type="about:blank",
        title=title,
        status=status,
        detail=detail.strip() or title,
        remedy=remedy or _REMEDIES.get(status, ""),
        instance=path,
    )
    return JSONResponse(told.model_dump(), status, dict(headers or {}), MEDIA_TYPE)
