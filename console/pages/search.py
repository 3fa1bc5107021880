"""Search over title and text, with filters; without words, the newest articles."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from cleaners.types import Flag
from console.addresses import with_query
from console.reading import Reading
from console.rendering import render
from pipelines.judges.findings import FINDINGS
from pipelines.reading.search import Filters, Sort, search, source_names

router = APIRouter(include_in_schema=False)

PATH = "/search"
LANGUAGES = ("ar", "ckb", "en", "fa", "fr", "he", "tr", "ur")
FLAGS = tuple(sorted({str(flag) for flag in (Flag.BILINGUAL, Flag.TRUNCATED, Flag.PAYWALLED, *FINDINGS)}))
"""What can be said of an article that is stored; the other flags are those of pages that are none."""


class Asked(BaseModel):
    """The form as it was filled in; every value as it was typed."""

    model_config = ConfigDict(frozen=True)

    q: str = ""
    source: str = ""
    language: str = ""
    flag: str = ""
    story: str = ""
    since: str = ""
    until: str = ""
    by: str = ""
    """``seen``: the days are those on which articles were first seen, not published."""
    repeats: str = ""
    """Whether near-duplicates are shown."""
    sort: str = ""
    cursor: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words and order was asked for."""
        return any((self.source, self.language, self.flag, self.story, self.since, self.until, self.repeats))

    def as_query(self) -> dict[str, object]:
        """Return what the address of another page of the same list says."""
        return self.model_dump(exclude={"cursor"})


@router.get(PATH)
def page(request: Request, session: Reading, asked: Annotated[Asked, Query()]) -> Response:
    """Show the form, and what was found."""
    since, until = _day(asked.since), _day(asked.until)
    problem = next(
        (
            f"“{typed}” is not a day; write it as 2026-03-05."
            for typed, day in ((asked.since, since), (asked.until, until))
            if typed and day is None
        ),
        None,
    )
    after = until + timedelta(days=1) if until else None
    seen = asked.by == "seen"
    filters = Filters(
        source=asked.source or None,
        language=asked.language or None,
        flag=asked.flag or None,
        story=asked.story.strip() or None,
        published_from=None if seen else since,
        published_to=None if seen else after,
        seen_from=since if seen else None,
        seen_to=after if seen else None,
        duplicates=bool(asked.repeats),
    )
    sort: Sort = "newest" if asked.sort == "newest" else "relevance"
    results = None if problem else search(session, asked.q, filters, sort=sort, cursor=asked.cursor or None)
    following = results.found.next if results else None
    return render(
        request,
        "search.html",
        asked=asked,
        problem=problem or (results.found.problem if results else None),
        results=results,
        sources=source_names(session),
        languages=LANGUAGES,
        flags=FLAGS,
        first=with_query(PATH, asked.as_query()) if asked.cursor else None,
        following=with_query(PATH, {**asked.as_query(), "cursor": following}) if following else None,
        with_repeats=None if asked.repeats else with_query(PATH, {**asked.as_query(), "repeats": 1}),
        without_filters=with_query(PATH, {"q": asked.q, "sort": asked.sort}),
    )


def _day(typed: str) -> datetime | None:
    """Read the beginning of a day; None for what is none, or one at the end of the calendar."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day.year < 9999 else None
