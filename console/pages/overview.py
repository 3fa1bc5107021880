"""The front page: what needs attention first, then how the last runs and every source are doing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console.reading import Reading
from console.rendering import render
from pipelines.reading import runs

router = APIRouter(include_in_schema=False)


@router.get("/")
def overview(request: Request, session: Reading) -> Response:
    """Show how things stand."""
    return render(request, "overview.html", runs=runs.latest(session, 12))
