"""Put the console together: its pages, behind the guard, on a store that is only read.

Each page is a router in ``console/pages`` (the API's are in ``console/api``), named in the ``__init__.py`` beside it.
"""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import Scope

from cleaners.word_lists import RuleError
from console import api
from console.options import Options, check
from console.pages import NAVIGATION, ROUTERS
from console.problems import Refusal, problem
from console.rendering import STATIC, environment, render
from console.security import Guard
from pipelines.store.contract import CONTRACT
from pipelines.store.errors import StoreError
from pipelines.store.readonly import open_to_read

_TITLES = {
    401: "Log in first",
    403: "Not from there",
    404: "Nothing is here",
    405: "The console only reads",
    410: "It was taken down",
    422: "That cannot be asked like this",
    500: "The console failed",
    503: "The store cannot be read",
}
_FOREVER = "public, max-age=31536000, immutable"


def create_app(options: Options) -> FastAPI:
    """Return the console for ``options``; raises ``BadOption`` when it would be open to strangers.

    The store is connected to with each request and not before, so a console also starts beside a store that is yet to be
    made; ``scrapy console`` looks first.
    """
    check(options)
    app = FastAPI(
        title="Naqi",
        description="Clean articles, what changed in them, and how they came: the table `clean_articles` over HTTP.",
        version=CONTRACT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=True,
    )
    app.state.options = options
    app.state.store = open_to_read(options.database_url)
    app.state.templates = environment()
    app.state.navigation = NAVIGATION
    for router in (*ROUTERS, *api.ROUTERS):
        app.include_router(router)
    app.mount("/static", _Static(directory=STATIC), name="static")
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(StoreError, _on_store)
    app.add_exception_handler(OperationalError, _on_store)
    app.add_exception_handler(RuleError, _on_rules)
    # level 9, the default, takes three times as long for 4 % less
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    app.add_middleware(
        Guard, options=options, refuse=lambda request, status, why: _no(app, request, status, why)
    )
    return app


class _Static(StaticFiles):
    """Our own files; addressed with their hash they never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, to be kept by the browser when its address has the hash."""
        response = await super().get_response(path, scope)
        if response.status_code == 200 and b"v=" in scope.get("query_string", b""):
            response.headers["Cache-Control"] = _FOREVER
        return response


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = error.detail if error.detail not in ("Not Found", "Method Not Allowed") else ""
    remedy = error.remedy if isinstance(error, Refusal) else ""
    return _no(request.app, request, error.status_code, told, error.headers, remedy)


def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = "; ".join(f"{'.'.join(map(str, item['loc'][1:]))}: {item['msg']}" for item in error.errors())
    return _no(request.app, request, 422, wrong)


def _on_store(request: Request, error: Exception) -> Response:
    return _no(request.app, request, 503, str(error), {"Retry-After": "5"})


def _on_rules(request: Request, error: Exception) -> Response:
    why = f"A file of rules is broken: {error}. Mend it and start the console anew."
    return _no(request.app, request, 500, why)


def _no(
    app: FastAPI, request: Request, status: int, why: str, headers: object = None, remedy: str = ""
) -> Response:
    """Say no as a page, or to programs as JSON."""
    more = dict(headers) if isinstance(headers, dict) else {}
    if request.url.path.startswith("/api/"):
        title = _TITLES.get(status, f"Error {status}")
        return problem(status, title, why, request.url.path, remedy=remedy, headers=more)
    request.scope["app"] = app  # the guard stands outside of it
    return render(
        request,
        "error.html",
        status=status,
        headers=more,
        title=_TITLES.get(status, f"Error {status}"),
        why=why,
    )
