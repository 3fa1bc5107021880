"""An article: what became of its page, what is known of it, how it changed, and the bytes that prove it."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from console.addresses import article_url, with_query
from console.direction import direction
from console.reading import Reading
from console.rendering import render
from pipelines.reading import article as articles
from pipelines.reading import beforeafter, facts, meanings, record, revisions, rulebook, whereabouts

router = APIRouter(include_in_schema=False)
VIEWS = ("before", "after", "both")
_BIG = 2**31
"""No number of a revision or part is so large, and databases refuse larger ones."""


@router.get("/article")
def look_up(request: Request, session: Reading, url: str = "", id: str = "") -> Response:  # noqa: A002 - the word in the address
    """Lead to the article of an address, or of an id or a beginning of one."""
    asked = url or id
    if not asked.strip():
        return render(request, "article_find.html", asked="", known=None)
    found = whereabouts.find(session, asked)
    if found is None:
        return render(request, "article_find.html", status=404, asked=asked, known=False)
    if isinstance(found, whereabouts.Gone):
        return _gone(request, found)
    return RedirectResponse(article_url(found.article_id), 303)


@router.get("/articles/{asked}")
def article(
    request: Request,
    session: Reading,
    asked: str,
    revision: int | None = None,
    part: int = 1,
    view: str = "before",
) -> Response:
    """Show an article at one of its revisions."""
    article_id = _id(session, asked)
    if isinstance(article_id, whereabouts.Gone):
        return _gone(request, article_id)
    if article_id != asked:
        return RedirectResponse(article_url(article_id), 303)
    page = articles.article_page(session, article_id, _number(revision))
    if page is None:
        raise HTTPException(404, f"This article has no revision {revision}.")
    removals = page.cleaned.removals
    rules = {item.rule_id: rulebook.entry(item.rule_id, str(item.kind)) for item in removals}
    return render(
        request,
        "article.html",
        page=page,
        cleaned=page.cleaned,
        facts=facts.facts(page.cleaned),
        rights=facts.rights(page.rights),
        views=beforeafter.views(page.cleaned, _number(part) or 1),
        rules=rules,
        beside=[item for item in removals if item.span is None],
        view=view if view in VIEWS else VIEWS[0],
        meanings=meanings,
        direction=direction,
    )


@router.get("/articles/{asked}/diff")
def diff(request: Request, session: Reading, asked: str, before: int = 0, after: int = 0) -> Response:
    """Show what differs between two revisions, word by word; by default between the newest and the one before it."""
    article_id = _id(session, asked)
    if isinstance(article_id, whereabouts.Gone):
        return _gone(request, article_id)
    page = articles.history_of(session, article_id)
    newest = page[0].revision if page else 0
    second = _number(after) or newest
    first = _number(before) or max(1, second - 1)
    found = revisions.difference(session, article_id, first, second)
    if found is None:
        raise HTTPException(404, f"This article has no revisions {first} and {second}.")
    return render(
        request,
        "article_diff.html",
        article_id=article_id,
        history=page,
        found=found,
        meanings=meanings,
        direction=direction,
    )


@router.get("/articles/{asked}/record")
def archived(request: Request, session: Reading, asked: str, revision: int | None = None) -> Response:
    """Show the archived record that a revision was made of: its headers, and the first of its bytes as text."""
    article_id = _id(session, asked)
    if isinstance(article_id, whereabouts.Gone):
        return _gone(request, article_id)
    number, where = _bytes(session, article_id, revision)
    found = record.record(request.app.state.options.archive, where)
    missing = found if isinstance(found, record.Missing) else None
    return render(
        request,
        "article_record.html",
        status=200 if missing is None else 404,
        article_id=article_id,
        revision=number,
        where=where,
        record=None if missing else found,
        missing=missing,
        raw_url=with_query(f"{article_url(article_id)}/raw", {"revision": number}),
    )


@router.get("/articles/{asked}/raw")
def raw(request: Request, session: Reading, asked: str, revision: int | None = None) -> Response:
    """Hand out the archived bytes as a file to be saved; a browser never shows them."""
    article_id = _id(session, asked)
    if isinstance(article_id, whereabouts.Gone):
        return _gone(request, article_id)
    number, where = _bytes(session, article_id, revision)
    found = record.raw(request.app.state.options.archive, where)
    if isinstance(found, record.Missing):
        raise HTTPException(404, found.problem)
    name = f"{article_id}-r{number}.bin"
    return Response(
        found,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _id(session: Reading, asked: str) -> str | whereabouts.Gone:
    found = whereabouts.find(session, asked)
    if found is None:
        raise HTTPException(404, "No article has this id, and not exactly one has an id that begins with it.")
    return found if isinstance(found, whereabouts.Gone) else found.article_id


def _bytes(session: Reading, article_id: str, revision: int | None) -> tuple[int, articles.Provenance]:
    found = articles.bytes_of(session, article_id, _number(revision))
    if found is None:
        raise HTTPException(404, f"This article has no revision {revision}.")
    return found


def _number(given: int | None) -> int | None:
    if given is not None and not 0 <= given < _BIG:
        raise HTTPException(404, "There is no such number here.")
    return given


def _gone(request: Request, gone: whereabouts.Gone) -> Response:
    return render(request, "article_gone.html", status=410, gone=gone)
