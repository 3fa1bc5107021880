"""The pages, one router each. A new page is named here, and in ``NAVIGATION`` when the bar at the top leads to it."""

from __future__ import annotations

from fastapi import APIRouter

from console.pages import article, login, overview, rules, run, search, source

ROUTERS: tuple[APIRouter, ...] = (
    overview.router,
    source.router,
    run.router,
    article.router,
    rules.router,
    search.router,
    login.router,
)
NAVIGATION = (
    ("Overview", "/"),
    ("Sources", "/sources"),
    ("Runs", "/runs"),
    ("Rules", "/rules"),
    ("Search", "/search"),
)
"""Label and path, in the order of the bar."""
