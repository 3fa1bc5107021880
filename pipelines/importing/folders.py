"""HTML files: where each stood on the web is told by a file beside it, a list, the page itself, or the folder's base address.

``story.html.json`` beside ``story.html`` may hold ``url``, ``fetched_at``, ``title`` and ``published``; a list is a CSV file with
the columns ``path`` and ``url``, and any of the others.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from cleaners.dom import parse
from cleaners.encoding import decode
from cleaners.urls import is_web
from pipelines.importing.lines import published_of, time_of, words
from pipelines.importing.visits import Damaged, Item, Options, Passed, visit_of

SUFFIXES = (".html", ".htm", ".xhtml")
_HEAD = 512 << 10
"""Bytes in which a page must have named its address."""
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
"""What browsers write into a page that is saved: ``<!-- saved from url=(0028)https://jannah.example/rain -->``."""


def item_of(path: Path, folder: Path, options: Options) -> Item:
    """Return the page in a file; ``folder`` is what the base address stands for."""
    beside = path.with_name(path.name + ".json")
    told: dict[str, Any] = {}
    if beside.is_file():
        try:
            told = json.loads(beside.read_bytes())
        except (ValueError, RecursionError, OSError) as error:
            return Damaged(str(beside), "line 1", f"is no JSON: {error}")
        if not isinstance(told, dict):
            return Damaged(str(beside), "line 1", "is no JSON object")
    return _item(path, told, options, path.relative_to(folder).as_posix())


def items_of_list(path: Path, options: Options) -> Iterator[Item]:
    """Yield the pages that a CSV file lists; paths in it are relative to its own folder."""
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = {"path", "url"} - set(rows.fieldnames or ())
            if missing:
                yield Damaged(str(path), "line 1", f"there is no column {' or '.join(sorted(missing))}")
                return
            for row in rows:
                number = rows.line_num
                yield _item(path.parent / (row["path"] or ""), row, options, None)
    except (UnicodeDecodeError, csv.Error) as error:
        yield Damaged(str(path), f"line {number}", str(error))


def named_address(html: str) -> str | None:
    """Return the address that a page says is its own: its canonical link, og:url, or where a browser saved it from."""
    tree = parse(html)
    for selector, attribute in (
        ('link[rel="canonical" i]', "href"),
        ('meta[property="og:url" i]', "content"),
        ('meta[name="og:url" i]', "content"),
    ):
        for node in tree.css(selector):
            value = (node.attributes.get(attribute) or "").strip()
            if is_web(value):
                return value
    saved = _SAVED_FROM.search(html[:4096])
    return saved.group(1) if saved and is_web(saved.group(1)) else None


def _item(path: Path, told: Mapping[str, Any], options: Options, relative: str | None) -> Item:
    try:
        if path.stat().st_size > options.largest:
            return Passed("too_large", str(path))
        body = path.read_bytes()
    except OSError as error:
        return Damaged(str(path), "offset 0", error.strerror or str(error))
    url = words(told.get("url")) or named_address(decode(body[:_HEAD], "").text)
    if url is None and options.base_url and relative is not None:
        base = options.base_url if options.base_url.endswith("/") else options.base_url + "/"
        url = urljoin(base, quote(relative))
    return visit_of(
        url or "",
        body,
        options,
        origin=str(path),
        headers=(("Content-Type", "text/html"),),
        fetched_at=time_of(told.get("fetched_at")),
        title=words(told.get("title")),
        published=published_of(dict(told)),
        resource=True,
    )
