"""Answers of the API: JSON with Arabic as Arabic, times in UTC, and an ETag by which a program need not fetch twice what it has."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request
from fastapi.security import HTTPBearer
from starlette.responses import Response

from console.problems import Refusal, described
from pipelines.store.contract import BY_NAME

PREFIX = "/api/v1"
TOKEN = Depends(
    HTTPBearer(auto_error=False, description="The console's token (NAQI_CONSOLE_TOKEN), where one is set.")
)
"""Only told here, for OpenAPI; the console's guard asks for it before anything of the API is reached."""
REFUSALS = described(
    {
        401: "The token is missing or wrong.",
        422: "An argument is out of its bounds.",
        503: "The store cannot be read now.",
    }
)


def answer(request: Request, content: object) -> Response:
    """Return ``content`` as JSON, or 304 when the program that asks has it already.

    The ETag is a digest of what is sent; with gzip it is another, since a strong one may only name the same bytes.
    """
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()
    packed = "-gzip" if "gzip" in request.headers.get("accept-encoding", "").lower() else ""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}{packed}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if _has(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json; charset=utf-8")


def _has(given: str, etag: str) -> bool:
    return given.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in given.split(","))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"no answer holds a {type(value).__name__}")


def _fields(
    fields: Annotated[
        str,
        Query(
            description="Columns of `clean_articles` to send, with commas between them; all by default.",
            examples=["article_id,title,published_at"],
            max_length=1000,
        ),
    ] = "",
) -> tuple[str, ...]:
    """Read which columns are wanted."""
    wanted = tuple(dict.fromkeys(name.strip() for name in fields.split(",") if name.strip()))
    unknown = [name for name in wanted if name not in BY_NAME]
    if unknown:
        raise Refusal(
            422,
            f"fields: there is no column {', '.join(unknown)}.",
            f"The columns are: {', '.join(BY_NAME)}.",
        )
    return wanted


Fields = Annotated[tuple[str, ...], Depends(_fields)]
Since = Annotated[
    int,
    Query(
        ge=0,
        le=2**62,
        description="The number of the last change that you have; 0 for everything.",
        examples=[0],
    ),
]


def moment(name: str, given: str | None) -> datetime | None:
    """Read a day (its first moment) or a time, UTC where it says nothing else."""
    if not given:
        return None
    for written in (given.strip(), given.strip().replace(" ", "+")):  # in an address + is a space
        try:
            read = datetime.fromisoformat(written)
            return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise Refusal(
        422, f"{name}: {given!r} is neither a day nor a time.", "Write 2026-03-05 or 2026-03-05T07:15:00Z."
    )


def as_dict(value: object) -> dict[str, Any]:
    """Return the fields of a frozen dataclass by name, in order; what they hold stays as it is."""
    return {name: getattr(value, name) for name in cast(Any, value).__slots__}
