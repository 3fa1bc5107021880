"""Templates to pages: everything escaped, every unseen character made visible, every time and number written one way."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from console import addresses, charts
from console.visible import visible
from pipelines.run import now as clock

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_DAY = 86_400


def environment() -> Environment:
    """Return the templates' environment.

    ``finalize`` meets every value that a template prints, so no template can forget to make a scraped string harmless;
    escaping comes after it and cannot be switched off by a file's name.
    """
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        article_url=addresses.article_url,
        source_url=addresses.source_url,
        run_url=addresses.run_url,
        rule_url=addresses.rule_url,
        with_query=addresses.with_query,
        web_url=addresses.web_url,
        spark=charts.spark,
        stack=charts.stack,
        asset=_assets().__getitem__,
    )
    made.filters.update(
        number=number,
        percent=percent,
        iso=iso,
        utc=utc,
        ago=ago,
        lang=addresses.lang,
        readable=addresses.readable,
    )
    return made


def render(
    request: Request,
    template: str,
    /,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """Return the page that ``template`` makes of ``context``.

    Templates also find ``path`` (of the request), ``navigation``, ``signed_in`` and ``now``, one clock for the whole page.
    """
    state = request.app.state
    page = state.templates.get_template(template).render(
        path=request.url.path,
        navigation=state.navigation,
        signed_in=bool(state.options.token) and request.scope.get("naqi.signed_in", False),
        **{"now": clock(), **context},
    )
    return HTMLResponse(page, status, headers)


def number(value: float | None) -> str:
    """Write a count with thousands separated; nothing is a dot, as in the report."""
    return "·" if not value else f"{value:,.0f}"


def percent(value: float | None) -> str:
    """Write a share between 0 and 1 in per cent, and a share that is not known as a dash."""
    if value is None:
        return "–"
    shown = value * 100
    return f"{shown:.0f} %" if shown in (0, 100) or 10 <= shown < 99.5 else f"{shown:.1f} %"


def iso(when: datetime) -> str:
    """Write a time for machines."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def utc(when: datetime) -> str:
    """Write a time for people, to the minute."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def ago(when: datetime, now: datetime) -> str:
    """Say how long ago something was, in the largest unit that tells."""
    seconds = (now - when).total_seconds()
    if seconds < -60:
        return utc(when)
    if seconds < 90:
        return "just now"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min ago"
    if seconds < 2 * _DAY:
        return f"{seconds / 3600:.0f} h ago"
    return f"{seconds / _DAY:.0f} days ago"


def _printed(value: object) -> object:
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return visible(value)
    return "" if value is None else value


def _assets() -> dict[str, str]:
    """Return the address of each file in ``static``, with its hash, so that browsers may keep it for good."""
    return {
        path.name: f"/static/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:10]}"
        for path in sorted(STATIC.iterdir())
        if path.is_file()
    }
