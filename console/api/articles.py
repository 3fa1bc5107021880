"""Articles: lists with filters, the search, one by its name, and what was taken out of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from console.api import models
from console.api.answers import PREFIX, REFUSALS, TOKEN, Fields, answer, as_dict, moment
from console.problems import Refusal, described
from console.reading import Reading
from pipelines.reading import table
from pipelines.reading.query import LONGEST
from pipelines.reading.search import MOST_SHOWN, Filters, Found, Sort, find, search
from pipelines.reading.snippets import Marked

router = APIRouter(prefix=PREFIX, tags=["articles"], dependencies=[TOKEN], responses=REFUSALS)

_UNKNOWN = described({404: "No such article.", 410: "It was taken down for good; delete your copy."})
_TIME = "a day (its first moment) or a time, UTC where it says nothing else"
Id = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{32}$", description="`article_id`.", examples=["b01cabf54b87ce2572d3bf371a300e30"]
    ),
]
Limit = Annotated[int, Query(ge=1, le=MOST_SHOWN, description="Articles of one page.")]
Cursor = Annotated[str | None, Query(max_length=500, description="`next` of the page before.")]


def _filters(
    source: Annotated[str | None, Query(description="Only of this source.", examples=["jannah"])] = None,
    language: Annotated[str | None, Query(description="Only in this language.", examples=["ar"])] = None,
    flag: Annotated[str | None, Query(description="Only with this flag.", examples=["truncated"])] = None,
    story: Annotated[str | None, Query(description="Only of this story (`story_id`).")] = None,
    published_from: Annotated[
        str | None, Query(description=f"Published then or later: {_TIME}.", examples=["2026-03-01"])
    ] = None,
    published_to: Annotated[
        str | None, Query(description=f"Published before: {_TIME}.", examples=["2026-04-01"])
    ] = None,
    seen_from: Annotated[str | None, Query(description=f"First seen then or later: {_TIME}.")] = None,
    seen_to: Annotated[str | None, Query(description=f"First seen before: {_TIME}.")] = None,
    duplicates: Annotated[
        bool, Query(description="Whether near-duplicates of other articles are listed too.")
    ] = True,
) -> Filters:
    return Filters(
        source=source,
        language=language,
        flag=flag,
        story=story,
        published_from=moment("published_from", published_from),
        published_to=moment("published_to", published_to),
        seen_from=moment("seen_from", seen_from),
        seen_to=moment("seen_to", seen_to),
        duplicates=duplicates,
    )


Filtered = Annotated[Filters, Depends(_filters)]


@router.get("/articles", response_model=models.Articles, summary="List articles, newest first")
def articles(
    request: Request,
    session: Reading,
    filters: Filtered,
    fields: Fields,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """List the articles that fit, by `published_at` (`first_seen_at` where that is not known), newest first.

    Rows that come in while you go through the pages neither repeat nor hide others. To keep a copy up to date, follow
    `/api/v1/changes` instead.
    """
    found = _good(find(session, "", filters, sort="newest", limit=limit, cursor=cursor))
    rows = table.rows(session, found.article_ids, fields)
    shown = [rows[each] for each in found.article_ids if each in rows]
    return answer(request, {"articles": shown, **_place(found)})


@router.get("/search", response_model=models.Hits, summary="Search title and text")
def searched(
    request: Request,
    session: Reading,
    filters: Filtered,
    q: Annotated[
        str,
        Query(
            description=f'Words (all must be there), `"exact words"`, `begin*`, `-without`; at most {LONGEST} characters. Letters are folded: '
            "hamzas, vowel signs, tatweel, ة/ه and ى/ي do not matter, and «وزارة» finds «بالوزارة».",
            examples=["وزارة النقل"],
        ),
    ] = "",
    sort: Annotated[
        Sort, Query(description="`relevance`: those with the words in the title first.")
    ] = "relevance",
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """Search, with the found words marked in title and text as they were written."""
    results = search(session, q, filters, sort=sort, limit=limit, cursor=cursor)
    hits = [
        {**as_dict(hit), "title": _marked(hit.title), "snippet": _marked(hit.snippet)} for hit in results.hits
    ]
    return answer(request, {"hits": hits, **_place(_good(results.found))})


@router.get(
    "/articles/{article_id}", response_model=models.Article, responses=_UNKNOWN, summary="One article"
)
def article(request: Request, session: Reading, article_id: Id, fields: Fields) -> Response:
    """Return one row of `clean_articles`."""
    row = table.rows(session, [article_id], fields).get(article_id)
    if row is None:
        raise _gone(session, article_id)
    return answer(request, row)


@router.get(
    "/articles/{article_id}/removals",
    response_model=models.Removals,
    responses=_UNKNOWN,
    summary="What was taken out of an article",
)
def removals(
    request: Request,
    session: Reading,
    article_id: Id,
    after: Annotated[int, Query(ge=-1, le=2**31 - 1, description="`next` of the page before.")] = -1,
    limit: Annotated[int, Query(ge=1, le=500, description="Entries of one page.")] = 100,
) -> Response:
    """Return the removal ledger of the article's current revision: every text that was taken out, and the rule that took it."""
    revision = table.shown_revision(session, article_id)
    if revision is None:
        raise _gone(session, article_id)
    found = table.removals(session, article_id, revision, after, limit + 1)
    piece = [as_dict(each) for each in found[:limit]]
    following = piece[-1]["position"] if len(found) > limit else None
    return answer(
        request, {"article_id": article_id, "revision": revision, "removals": piece, "next": following}
    )


def _good(found: Found) -> Found:
    if found.problem:
        raise Refusal(422, found.problem, "Ask for other words, or without the cursor.")
    return found


def _place(found: Found) -> dict[str, object]:
    return {"count": found.count, "more": found.more, "next": found.next}


def _marked(pieces: Marked) -> dict[str, object]:
    text, found = "", []
    for piece in pieces:
        if piece.found:
            found.append([len(text), len(text) + len(piece.text)])
        text += piece.text
    return {"text": text, "found": found}


def _gone(session: Reading, article_id: str) -> Refusal:
    stone = table.tombstone(session, article_id)
    if stone is not None:
        day = f"{stone.created_at:%Y-%m-%d}"
        return Refusal(
            410, f"Article {article_id} was taken down on {day}.", "Delete every copy of it that you have."
        )
    return Refusal(
        404,
        f"clean_articles has no article {article_id}.",
        "Take the article_id from /api/v1/articles or /api/v1/search; one that was withdrawn is a removal in /api/v1/changes.",
    )
