"""Our own archive: each run of it becomes a run again, with every page, redirect and 304 as the crawl had it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cleaners.urls import candidate_key
from pipelines.archive import Capture, Damage, Exchange, Spelling, page_of, scan
from pipelines.archive.reader import warcinfo_of
from pipelines.importing.visits import Damaged, Document, Item, Passed, Spelt, Visit, header
from pipelines.types import Candidate, Fate, Fetch

_DOCUMENTS = frozenset({"feed", "sitemap", "listing"})
_NUMBERED = re.compile(r"-([0-9]+)(?:~([0-9]+))?\.warc(?:\.gz)?$")


@dataclass(frozen=True, slots=True)
class OwnRun:
    """The files of one run, in the order in which it wrote them."""

    run_id: str
    resumes: str | None
    sources: tuple[str, ...]
    files: tuple[Path, ...]


def is_own(path: Path) -> bool:
    """Say whether a WARC file was written by Naqi."""
    return "naqi-run" in warcinfo_of(path)


def runs_of(files: Iterable[Path]) -> list[OwnRun]:
    """Sort our own files by run, oldest run first (their names sort by time), and leave out those of others."""
    runs: dict[str, OwnRun] = {}
    for path in sorted(files, key=_place):
        info = warcinfo_of(path)
        if run_id := info.get("naqi-run"):
            sources = tuple(filter(None, info.get("naqi-sources", "").split(",")))
            run = runs.get(run_id) or OwnRun(run_id, info.get("naqi-resumes"), sources, ())
            runs[run_id] = replace(run, files=(*run.files, path))
    return [runs[run_id] for run_id in sorted(runs)]


def _place(path: Path) -> tuple[int, int, str]:
    """Order files as their run wrote them: ``…-000``, ``…-000~1`` (written anew without some records), ``…-001``."""
    found = _NUMBERED.search(path.name)
    return (int(found[1]), int(found[2] or 0), path.name) if found else (0, 0, path.name)


def items_of(run: OwnRun, root: Path, largest: int) -> Iterator[Item]:
    """Yield what a run archived. Files below ``root`` stay where they are; of others each page is copied."""
    for path in run.files:
        stays = path.is_relative_to(root)
        for found in scan(root, path, largest=largest):
            if isinstance(found, Spelling):
                yield Spelt(found.candidate)
            elif isinstance(found, Damage):
                yield Damaged(found.file, f"offset {found.offset}", found.problem)
            elif found.known is None:
                yield Passed("step")  # a redirect, a try that was repeated, or what a crash left half said
            elif found.known.kind == "page":
                yield _visit(found, copied=not stays)
            elif found.known.kind in _DOCUMENTS and stays:
                # Without validators: what a feed named and the crawl left for later must be found again.
                yield Document(replace(_fetch(found, found.known.url), etag=None, last_modified=None))


def _visit(capture: Capture, *, copied: bool) -> Visit:
    known = capture.known
    assert known is not None
    candidate = known.candidate or Candidate(
        known.source, known.url, candidate_key(known.url), "import", known.hints.title, known.hints.published
    )
    fate, reason = _plain_outcome(capture)
    fetch = _fetch(capture, candidate.url)
    if fate is Fate.FAILED:
        fetch = replace(fetch, etag=None, last_modified=None)
    exchange = None
    if copied:
        fetch = replace(fetch, archive_ref=None)
        known = replace(known, origin=known.origin or str(capture.ref))
        exchange = Exchange(
            capture.url,
            capture.fetched_at,
            capture.status,
            capture.body,
            capture.headers,
            sent=None,
            resource=known.undated,
        )
    return Visit(
        candidate, page_of(capture), fetch, known.context, fate, reason, exchange, known, known.undated
    )


def _plain_outcome(capture: Capture) -> tuple[Fate | None, str]:
    """Return the outcome of an answer that needs no cleaning, by the same rules as in the crawl."""
    if 200 <= capture.status < 300:
        return (None, "") if capture.body else (Fate.FAILED, "empty_body")
    if capture.status == 304:
        return Fate.UNCHANGED, ""
    return Fate.FAILED, f"http_{capture.status}"


def _fetch(capture: Capture, asked: str) -> Fetch:
    known = capture.known
    assert known is not None
    return Fetch(
        source=known.source,
        url=asked,
        final_url=capture.url,
        kind=known.kind,
        status=capture.status,
        fetched_at=capture.fetched_at,
        size=len(capture.body),
        sha256=hashlib.sha256(capture.body).hexdigest() if capture.body else None,
        etag=header(capture.headers, "etag"),
        last_modified=header(capture.headers, "last-modified"),
        archive_ref=str(capture.ref),
    )
