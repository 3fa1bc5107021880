"""Take forgotten articles out of the archive: every visit to one of their addresses, and every document that names them.

Pages of other articles that quote or link a forgotten one stay: they are other articles.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cleaners.urls import candidate_key
from pipelines.archive.compact import Plan, plan
from pipelines.archive.expire import is_being_written
from pipelines.archive.files import archive_files, name_of
from pipelines.archive.members import Visit
from pipelines.archive.refs import Ref
from pipelines.store.tombstones import forgotten

_DOCUMENTS = frozenset({"feed", "sitemap", "listing"})
_LARGEST = 64 << 20
"""Bytes of a sitemap that is unpacked to be searched."""
_SHORTEST = 12
"""Characters of a title that is searched for."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """By what a forgotten article is recognised, beside the addresses that the database knows as forgotten."""

    sources: frozenset[str] = frozenset()
    """Everything of these goes."""
    refs: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    """Addresses that a feed, sitemap or listing may name."""
    titles: frozenset[str] = frozenset()


def holding(root: Path, engine: Engine, wanted: Wanted, tick: Callable[[str], None]) -> Iterator[Plan]:
    """Yield a plan for each file that holds something of it; files that are being written are left out."""
    names = naming(wanted.keys, wanted.titles)
    places = {(Ref.parse(ref).file, Ref.parse(ref).offset) for ref in wanted.refs}
    for path in archive_files(root):
        file = name_of(root, path)
        tick(file)
        with Session(engine) as session:
            if is_being_written(session, path):
                continue

            def keep(visit: Visit, file: str = file, session: Session = session) -> bool:
                if visit.source in wanted.sources:
                    return False
                if forgotten(session, sorted({candidate_key(url) for url in visit.urls})):
                    return False
                if any((file, member.offset) in places for member in visit.answers):
                    return False
                kind = visit.known.kind if visit.known else ""
                return kind not in _DOCUMENTS or not any(names(member.payload) for member in visit.answers)

            found = plan(root, path, keep)
        if found.dropped or found.damaged:
            yield found


def naming(keys: Iterable[str], titles: Iterable[str]) -> Callable[[bytes], bool]:
    """Return a function that says whether a document names one of these addresses (in any spelling) or titles."""
    paths = {unquote(key).partition("/")[2] for key in keys}
    links = [re.escape("/" + path) + r"(?![\w%-])" for path in sorted(paths) if path]
    heads = [re.escape(_flat(title)) for title in sorted(titles) if len(_flat(title)) >= _SHORTEST]
    if not links and not heads:
        return lambda _payload: False
    wanted = re.compile("|".join([*links, *heads]))

    def names(payload: bytes) -> bool:
        return any(wanted.search(text) for text in _readings(payload))

    return names


def _readings(payload: bytes) -> Iterator[str]:
    """Read a document as UTF-8 and as Arabic Windows, with the letters that escapes stand for."""
    if payload.startswith(b"\x1f\x8b"):
        try:
            payload = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(payload, _LARGEST)
        except zlib.error:
            return
    for encoding in ("utf-8", "cp1256"):
        text = payload.decode(encoding, "replace")
        yield _flat(unquote(html.unescape(html.unescape(text))))


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
