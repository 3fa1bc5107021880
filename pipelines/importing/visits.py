"""What is found in an input: pages, other addresses of pages, documents, and what is neither or cannot be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from cleaners.types import Hints, Page
from cleaners.urls import candidate_key, is_web, normalise, site_of
from pipelines.archive import Exchange, Known
from pipelines.archive.captures import OF_THE_WIRE, Headers
from pipelines.flow import Context, context_for
from pipelines.types import Candidate, Fate, Fetch

EVERY_LANGUAGE = "any"


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator says of pages that say nothing of it themselves."""

    now: datetime
    """The time of the import: the first time that a page was seen of which nobody knows when it was fetched."""
    largest: int
    """Bytes that a page may have."""
    source: str | None = None
    """Name of the source; None: the registered domain of each page's address."""
    region: str | None = None
    timezone: str | None = None
    language: str | None = None
    """BCP 47 language that is stored; ``any``: all are."""
    base_url: str | None = None
    """Where files that name no address stood on the web."""

    def context(self, form: Literal["html", "text"]) -> Context:
        """Return what the outcome of a page depends on beside the page."""
        if self.language == EVERY_LANGUAGE:
            return Context(languages=(), form=form)
        return replace(context_for(self.language), form=form)


@dataclass(frozen=True, slots=True)
class Visit:
    """One page as it was once fetched."""

    candidate: Candidate
    page: Page
    fetch: Fetch
    context: Context
    fate: Fate | None = None
    """None: it is to be cleaned; UNCHANGED: the server said "not modified"; else its outcome is plain without cleaning."""
    reason: str = ""
    exchange: Exchange | None = None
    """What is to be copied into our archive, with ``known``; None where it stands there already."""
    known: Known | None = None
    undated: bool = False
    """Whether nobody knows when it was fetched."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """Another address of a page, as a crawl of ours found it."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Document:
    """A feed, sitemap or listing in an archive of ours."""

    fetch: Fetch


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that is no page, and why: ``not_html``, ``http_301``, ``robots.txt``, ``no_url`` …"""

    reason: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A place that cannot be read."""

    file: str
    place: str
    """``offset 1234`` or ``line 17``."""
    problem: str


Item = Visit | Spelt | Document | Passed | Damaged


@dataclass(frozen=True, slots=True)
class Batch:
    """What belongs to one run."""

    items: Iterable[Item]
    given: str
    """The input, in words: by this a broken-off import of the same input is known again."""
    sources: tuple[str, ...] = ()
    imports: str | None = None
    """For our own archive: the run whose pages these are."""
    follows: tuple[str, ...] = field(default=())
    """For our own archive: the run itself and the one that it resumed."""


def visit_of(
    url: str,
    body: bytes,
    options: Options,
    *,
    origin: str,
    headers: Headers = (),
    fetched_at: datetime | None = None,
    title: str | None = None,
    published: str | None = None,
    form: Literal["html", "text"] = "html",
    resource: bool = False,
) -> Visit | Passed:
    """Return the page at ``url``, to be copied into our archive; or why it is none.

    A time of fetching that lies in the future is nobody's knowledge. ``resource``: it comes from a file, not from a server.
    """
    url = url.strip()
    if not is_web(normalise(url)):
        return Passed("no_url" if not url else "bad_url", origin)
    if fetched_at is not None and fetched_at > options.now + timedelta(days=1):
        fetched_at = None
    at = fetched_at or options.now
    source = options.source or site_of(url)
    candidate = Candidate(source, url, candidate_key(url), "import", title, published)
    language = None if options.language == EVERY_LANGUAGE else options.language
    hints = Hints(source, title, published, options.timezone, options.region, language)
    context = options.context(form)
    known = Known("page", source, url, candidate, hints, context, origin, undated=fetched_at is None)
    fetch = Fetch(
        source=source,
        url=url,
        final_url=url,
        kind="page",
        status=200,
        fetched_at=at,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest() if body else None,
        etag=header(headers, "etag") if fetched_at else None,
        last_modified=header(headers, "last-modified") if fetched_at else None,
    )
    page = Page(url, body, joined(headers), fetched_at=fetched_at, hints=hints)
    return Visit(
        candidate,
        page,
        fetch,
        context,
        fate=None if body else Fate.FAILED,
        reason="" if body else "empty_body",
        exchange=Exchange(url, at, 200, body, headers, "OK", sent=None, resource=resource),
        known=known,
        undated=fetched_at is None,
    )


def header(headers: Headers, name: str) -> str | None:
    """Return the first header of that name (in small letters), or None."""
    return next((value.strip() or None for key, value in headers if key.lower() == name), None)


def joined(headers: Headers) -> dict[str, str]:
    """Return headers as a page has them: one value for each name, none that tell length or coding."""
    told: dict[str, str] = {}
    for name, value in headers:
        if name.lower() not in OF_THE_WIRE:
            told[name] = f"{told[name]}, {value}" if name in told else value
    return told


def below(folder: Path) -> Iterable[Path]:
    """Yield the files of a folder and those below it, in the order of their names, one folder's at a time."""
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from below(path)
        elif path.is_file():
            yield path
