"""The JSON API, one router a question, all under ``/api/``; a new one is named in ``ROUTERS``."""

from __future__ import annotations

from fastapi import APIRouter

from console.api import articles, changes, runs

ROUTERS: tuple[APIRouter, ...] = (articles.router, changes.router, runs.router)
