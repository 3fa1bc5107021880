"""What changed since the last time: the way to keep a copy of ``clean_articles`` up to date."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from console.api import models
from console.api.answers import PREFIX, REFUSALS, TOKEN, Fields, Since, answer, as_dict
from console.reading import Reading
from pipelines.reading import table

router = APIRouter(prefix=PREFIX, tags=["changes"], dependencies=[TOKEN], responses=REFUSALS)


@router.get("/changes", response_model=models.Changes, summary="Changes since a number")
def changes(
    request: Request,
    session: Reading,
    fields: Fields,
    since: Since = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="Changes of one answer.")] = 100,
) -> Response:
    """Return what changed after the change number `since`, in order: rows to be put in place, and articles to be deleted.

    Begin with 0, which gives everything; hand back `next` as `since`, at once while `more` is true. You get every change
    once, also while a crawl writes; an article that changed twice since you asked last is given once, as it is now.
    `last_seen_at` and `archive_ref` alone make no change.
    """
    found = table.changes(session, since, limit, fields)
    return answer(request, {**as_dict(found), "changes": [as_dict(each) for each in found.changes]})


@router.get("/tombstones", response_model=models.Tombstones, summary="Articles that were taken down for good")
def tombstones(
    request: Request,
    session: Reading,
    since: Since = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="Tombstones of one answer.")] = 100,
) -> Response:
    """Return the tombstones set after the change number `since`: of these articles no copy may be kept.

    `/api/v1/changes` has them too, among all other changes.
    """
    found = table.tombstones(session, since, limit + 1)
    piece = found[:limit]
    return answer(
        request,
        {
            "tombstones": [as_dict(each) for each in piece],
            "next": piece[-1].change if piece else since,
            "more": len(found) > limit,
        },
    )
