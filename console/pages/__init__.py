"""The pages, one router each. A new page is named here, and in ``NAVIGATION`` when the bar at the top leads to it."""

from __future__ import annotations

from fastapi import APIRouter

from console.pages import login, overview, search

ROUTERS: tuple[APIRouter, ...] = (
    overview.router,
    search.router,
    login.router,
)
NAVIGATION = (("Overview", "/"), ("Search", "/search"))
"""Label and path, in the order of the bar."""
