"""The sources: all of them beside one another, and each by itself."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from console.reading import Reading
from console.rendering import render
from pipelines.reading import overview, runs, source
from pipelines.rulework.suggest import suggest
from pipelines.run import now as clock

router = APIRouter(include_in_schema=False)
REPEATS_IN = 200
"""Newest articles that are compared for blocks that repeat."""
REPEATS_LEAST = 4
"""In so many different articles a block must stand to be proposed as a rule."""


@router.get("/sources")
def sources(request: Request, session: Reading) -> Response:
    """Show every source: those that have articles, those that were asked, and those that only have a file."""
    now = clock()
    latest = runs.latest(session, overview.RUNS)
    accounts = runs.by_source(session, [run.run_id for run in latest])
    cards = request.app.state.options.sources
    enabled = [name for name, card in cards.items() if card.enabled]
    found = overview.standings(session, latest, accounts, now, enabled)
    idle = [card for name, card in cards.items() if name not in {each.name for each in found}]
    return render(request, "sources.html", now=now, sources=found, cards=cards, idle=idle)


@router.get("/sources/{name}")
def one(request: Request, name: str, session: Reading) -> Response:
    """Show one source."""
    now = clock()
    history = source.turns(session, name)
    articles = source.newest(session, name)
    card = request.app.state.options.sources.get(name)
    if not history and not articles and card is None:
        raise HTTPException(
            404, f"There is no source called {name}: no file names it, and no run has met it."
        )
    latest = runs.latest(session, overview.RUNS)
    accounts = runs.by_source(session, [run.run_id for run in latest], source=name)
    rules, of = source.rules(session, name)
    return render(
        request,
        "source.html",
        now=now,
        name=name,
        card=card,
        standing=overview.standing(session, name, latest, accounts, now),
        alerts=overview.open_alerts(session, overview.ALERTS, source=name),
        history=history,
        reasons=source.reasons(session, name, history),
        rules=rules,
        rules_of=of,
        channels=source.channels(session, name, history),
        channel_runs=min(source.CHANNEL_RUNS, len(history)),
        documents=source.documents(session, name, history),
        problems=source.problems(session, name, history),
        articles=articles,
        repeats_in=REPEATS_IN,
    )


@router.get("/sources/{name}/repeats")
def repeats(request: Request, name: str) -> Response:
    """Compare the newest articles, and propose rules for what repeats in them; takes seconds, so it is asked for."""
    found = suggest(request.app.state.store.engine, name, least=REPEATS_LEAST, newest=REPEATS_IN)
    return render(request, "repeats.html", name=name, found=found, least=REPEATS_LEAST)
