"""Rules: which there are, what each takes and why, and what one that is being written would take. Nothing is saved here."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from cleaners.ruleset import Rule
from cleaners.types import ArtifactKind
from cleaners.word_lists import RuleError
from console.direction import direction
from console.reading import Reading
from console.rendering import render
from pipelines.reading import drafts, meanings, rulebook, rules, trying
from pipelines.rulework.inventory import find_rules
from pipelines.rulework.preview import LONGEST_RULE, read_rule

router = APIRouter(include_in_schema=False)
ORIGINS = ("general", "edge", "site", "drop", "code")
ZONES = ("any", "lead", "body", "tail", "lead, tail")
SCOPES = ("block", "span", "rest")
_LONGEST_FORM = 4 * LONGEST_RULE
one_at_a_time = threading.Lock()
"""A trial keeps a core busy for seconds."""
PATIENCE = 2.0
"""Seconds that one trial waits for another."""

WIDTH, HEIGHT = 300.0, 48.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a chart."""

    x: float
    y: float
    width: float
    height: float
    label: str


@router.get("/rules")
def rule_list(
    request: Request,
    session: Reading,
    kind: str = "",
    status: str = "",
    origin: str = "",
    words: str = "",
    fired: str = "",
) -> Response:
    """List the rules by kind, with their hits in the last runs."""
    chosen = {"kind": kind, "status": status, "origin": origin, "words": words.strip(), "fired": fired}
    return render(
        request,
        "rules.html",
        found=rules.rule_list(session, **chosen),
        chosen=chosen,
        kinds=tuple(ArtifactKind),
        origins=ORIGINS,
        direction=direction,
    )


@router.get("/rules/try")
def form(request: Request, rule: str = "") -> Response:
    """Ask for a rule to be tried; with ``rule`` the text of an installed one to begin with."""
    described = rulebook.describe(rule) if rule else None
    written = described.variants[0].written if described and described.variants else ""
    return _try_page(request, {"toml": written}, "toml" if written else "fields")


@router.post("/rules/try")
async def try_rule(request: Request, session: Reading) -> Response:
    """Try what the form holds on stored articles, and show what it would take. Nothing is written."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            raise HTTPException(413, f"A rule has at most {LONGEST_RULE} characters.")
    given = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    fields = {name: values[0] for name, values in given.items()}
    return await run_in_threadpool(_try, request, session, fields)


@router.get("/rules/{rule_id}")
def rule(request: Request, session: Reading, rule_id: str) -> Response:
    """Show one rule: its reason, its examples, what it took lately."""
    found = rules.rule_page(session, rule_id)
    if found is None:
        raise HTTPException(404, "No rule is called so, and none that ever took anything.")
    return render(
        request,
        "rule.html",
        found=found,
        rule=found.described.listed,
        bars=columns(found.runs),
        most=max((run.hits for run in found.runs), default=0),
        total=sum(run.hits for run in found.runs),
        meanings=meanings,
        direction=direction,
        tried=None,
        size=(WIDTH, HEIGHT),
    )


@router.get("/rules/{rule_id}/would")
def would(request: Request, session: Reading, rule_id: str) -> Response:
    """Ask an installed rule of the newest articles as if it were active: for rules on trial, what they would take."""
    known = find_rules(rule_id)
    if not known:
        raise HTTPException(
            404, "No rule of a file is called so; what is dropped by layouts is not asked of texts."
        )
    attempt, _ = _attempt(session, known[0], {})
    return render(
        request,
        "rule_would.html",
        rule=rulebook.entry(rule_id),
        attempt=attempt,
        direction=direction,
    )


def columns(runs: Sequence[rules.RunHits]) -> tuple[Bar, ...]:
    """Lay the runs' hits out as columns, oldest first; a run without a hit has a line at the bottom."""
    if not runs:
        return ()
    most = max(run.hits for run in runs) or 1
    step = WIDTH / max(len(runs), 12)
    found = []
    for number, run in enumerate(runs):
        height = max(1.0, run.hits / most * HEIGHT)
        label = f"{run.started_at:%Y-%m-%d %H:%M}: {run.hits}"
        found.append(
            Bar(
                round(number * step, 2),
                round(HEIGHT - height, 2),
                round(step * 0.8, 2),
                round(height, 2),
                label,
            )
        )
    return tuple(found)


def _try(request: Request, session: Reading, fields: Mapping[str, str]) -> Response:
    mode = "toml" if fields.get("mode") == "toml" else "fields"
    try:
        if mode == "toml":
            tried = read_rule(fields.get("toml", ""))
            draft = None
        else:
            draft = _draft(fields)
            tried = draft.rule()
    except RuleError as error:
        return _try_page(request, fields, mode, status=422, complaint=str(error))
    attempt, articles = _attempt(session, tried, fields)
    toml = draft.toml(attempt.examples) if draft else fields.get("toml", "").strip() + "\n"
    return _try_page(request, fields, mode, tried=tried, attempt=attempt, toml=toml, articles=articles)


def _attempt(session: Reading, rule: Rule, fields: Mapping[str, str]) -> tuple[trying.Attempt, int]:
    asked = fields.get("articles", "")
    articles = (
        min(int(asked), trying.MOST_ARTICLES) if asked.isdigit() and len(asked) < 6 else trying.ARTICLES
    )
    if not one_at_a_time.acquire(timeout=PATIENCE):
        raise HTTPException(
            503, "Another rule is being tried just now; try again in a few seconds.", {"Retry-After": "5"}
        )
    try:
        return (
            trying.attempt(
                session,
                rule,
                articles=articles,
                source=fields.get("source", "").strip(),
                clock=time.perf_counter,
            ),
            articles,
        )
    finally:
        one_at_a_time.release()


def _draft(fields: Mapping[str, str]) -> drafts.Draft:
    known = asdict(drafts.Draft())
    return drafts.Draft(**{name: fields[name] for name in known if name in fields})


def _try_page(
    request: Request, fields: Mapping[str, str], mode: str, *, status: int = 200, **told: Any
) -> Response:
    given = {**asdict(drafts.Draft()), "toml": "", "source": "", "articles": str(trying.ARTICLES), **fields}
    return render(
        request,
        "rule_try.html",
        status=status,
        given=given,
        mode=mode,
        kinds=tuple(ArtifactKind),
        zones=ZONES,
        scopes=SCOPES,
        seconds=trying.SECONDS,
        most=trying.MOST_ARTICLES,
        direction=direction,
        **{"complaint": "", "attempt": None, "tried": None, "toml": "", **told},
    )
