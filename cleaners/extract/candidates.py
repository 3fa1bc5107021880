"""The extractors that are asked for an opinion; each gives text, one line a paragraph, or nothing."""

from __future__ import annotations

import json
import logging
import re
from functools import lru_cache

import trafilatura
from selectolax.lexbor import LexborHTMLParser

MAX_CHARS = 1_500_000
"""Longer pages are not shown to the libraries, whose time is not bounded by anything but their input."""
MAX_TAGS = 30_000


@lru_cache(maxsize=1)
def _quiet() -> None:
    for name in ("trafilatura", "readability", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def fits(html: str) -> bool:
    """Tell whether the page is small enough for the libraries."""
    return len(html) <= MAX_CHARS and html.count("<") <= MAX_TAGS


def by_trafilatura(html: str, *, precision: bool = False, fast: bool = False) -> str:
    """Return trafilatura's text: no comments, no metadata, no dates, and never its stateful deduplication."""
    _quiet()
    try:
        return (
            trafilatura.extract(
                html,
                include_comments=False,
                favor_precision=precision,
                fast=fast,
                deduplicate=False,
                with_metadata=False,
            )
            or ""
        )
    except (RecursionError, MemoryError):
        return ""
    except Exception:  # a library that fails on a page has no opinion on it
        return ""


def by_jsonld(tree: LexborHTMLParser) -> str:
    """Return the longest ``articleBody`` among the page's JSON-LD, or nothing."""
    best = ""
    for script in tree.css('script[type="application/ld+json"]')[:20]:
        raw = script.text(deep=True)
        if "articleBody" not in raw or len(raw) > MAX_CHARS:
            continue
        for found in _BODY.finditer(raw):
            try:
                body = json.loads(f'"{found[1]}"', strict=False)
            except ValueError:
                continue
            if isinstance(body, str) and len(body) > len(best):
                best = body
    return best


_BODY = re.compile(r'"articleBody"\s*:\s*"((?:[^"\\]|\\.)*+)"', re.S)
