"""The front page: what needs attention first, then how the last runs and every source are doing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console.reading import Reading
from console.rendering import render
from pipelines.reading import overview as reading
from pipelines.run import now as clock

router = APIRouter(include_in_schema=False)
SHOWN = 10
"""Runs that are listed; trends go farther back."""


@router.get("/")
def overview(request: Request, session: Reading) -> Response:
    """Show how things stand."""
    now = clock()
    found = reading.overview(session, now)
    cards = request.app.state.options.sources
    return render(
        request,
        "overview.html",
        now=now,
        found=found,
        shown=SHOWN,
        cards=cards,
        silent=[each for each in found.sources if each.silent],
        barren=[each for each in found.sources if each.barren],
    )
