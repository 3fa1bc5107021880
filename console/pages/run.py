"""The runs: all of them, newest first, and the account of each."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from console.addresses import run_url, with_query
from console.reading import Reading
from console.rendering import render
from pipelines.reading import run, runs
from pipelines.types import Fate

router = APIRouter(include_in_schema=False)
RUNS = 50


@router.get("/runs")
def every(request: Request, session: Reading, before: int | None = None) -> Response:
    """Show runs, newest first."""
    found = runs.latest(session, RUNS + 1, before=before)
    older = with_query("/runs", {"before": found[RUNS - 1].number}) if len(found) > RUNS else None
    return render(request, "runs.html", runs=found[:RUNS], older=older, first="/runs" if before else None)


@router.get("/runs/{run_id}")
def one(
    request: Request,
    run_id: str,
    session: Reading,
    source: str = "",
    fate: str = "",
    reason: str = "",
    after: str = "",
) -> Response:
    """Show the account of one run, and its URLs."""
    found = run.run_page(session, run_id)
    if found is None:
        raise HTTPException(404, f"There is no run called {run_id}.")
    wanted = Fate(fate) if fate in list(Fate) else None
    narrowed = {"source": source, "fate": wanted or "", "reason": reason}
    urls = run.met(
        session,
        run_id,
        source=source or None,
        fate=wanted,
        reason=reason or None,
        after=after,
        limit=run.URLS + 1,
    )
    here = run_url(run_id)
    older = with_query(here, {**narrowed, "after": urls[run.URLS - 1].url}) if len(urls) > run.URLS else None
    return render(
        request,
        "run.html",
        run=found,
        urls=urls[: run.URLS],
        older=older,
        first=with_query(here, narrowed) if after else None,
        narrowed=narrowed,
        here=here,
        fates=list(Fate),
    )
