"""Runs with their balance, and how fresh each source is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from console.api import models
from console.api.answers import PREFIX, REFUSALS, TOKEN, answer, as_dict
from console.problems import Refusal, described
from console.reading import Reading
from pipelines.reading import freshness, runs
from pipelines.store import accounting
from pipelines.store.errors import NoSuchRun
from pipelines.store.runs import run_of

router = APIRouter(prefix=PREFIX, tags=["runs"], dependencies=[TOKEN], responses=REFUSALS)
_UNKNOWN = described({404: "No such run."})


@router.get("/runs", response_model=models.Runs, summary="Runs, newest first")
def listed(
    request: Request,
    session: Reading,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Runs of one page.")] = 20,
) -> Response:
    """List crawls, imports and replays, each with how many pages met which fate."""
    found = runs.latest(session, limit + 1, before=before)
    shown = [
        {
            "run_id": run.run_id,
            "number": run.number,
            "command": run.command,
            "status": run.status,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "discovered": run.account.discovered,
            "fates": {str(fate): count for fate, count in run.account.fates},
            "balanced": run.balanced,
        }
        for run in found[:limit]
    ]
    following = found[limit - 1].number if len(found) > limit else None
    return answer(request, {"runs": shown, "next": following})


@router.get("/runs/{run_id}", response_model=models.Balance, responses=_UNKNOWN, summary="One run's account")
def one(
    request: Request,
    session: Reading,
    run_id: Annotated[str, Path(max_length=100, description="`run_id` of a run.")],
) -> Response:
    """Return the account of one run: for each source what was discovered and what became of it, by reason."""
    try:
        run = run_of(session, run_id)
    except NoSuchRun:
        raise Refusal(404, f"There is no run {run_id}.", "Take the run_id from /api/v1/runs.") from None
    account = accounting.balance(session, run.run_id, run.status)
    names = (
        "run_id",
        "number",
        "command",
        "status",
        "started_at",
        "finished_at",
        "rules_version",
        "cleaner_version",
    )
    return answer(
        request,
        {
            **{name: getattr(run, name) for name in names},
            "balanced": account.balanced,
            "problems": account.problems,
            "sources": [
                {
                    "source": line.source,
                    "discovered": line.discovered,
                    "counted": line.counted,
                    "fates": [as_dict(each) for each in line.counts],
                }
                for line in account.sources
            ],
        },
    )


@router.get(
    "/sources", response_model=models.Sources, tags=["sources"], summary="Sources and how fresh they are"
)
def sources(request: Request, session: Reading) -> Response:
    """Return all sources: how many articles there are of each, when the newest came, and the last run that asked for it."""
    found = [
        {**as_dict(each), "last_run": as_dict(each.last_run) if each.last_run else None}
        for each in freshness.sources(session)
    ]
    return answer(request, {"sources": found})
