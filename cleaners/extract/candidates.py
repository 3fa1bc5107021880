"""The extractors that are asked for an opinion; each gives text, one line a paragraph, or nothing."""

from __future__ import annotations

import json
import logging
import re
from functools import lru_cache

import trafilatura
from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser
from trafilatura import load_html

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


def ask_trafilatura(html: str) -> tuple[str, str]:
    """Return trafilatura's text in its fast mode, and in its fast mode that favours precision.

    Without comments, metadata and dates, and never with its stateful deduplication. The page is parsed once for both.
    A library that fails on a page has no opinion on it.
    """
    _quiet()
    if not fits(html):
        return "", ""
    try:
        tree = load_html(html)
    except Exception:
        tree = None
    if tree is None:
        return "", ""
    return _run(tree, precision=False), _run(tree, precision=True)


def _run(tree: HtmlElement, *, precision: bool) -> str:
    try:
        text = trafilatura.extract(tree, include_comments=False, favor_precision=precision, fast=True)
    except Exception:
        return ""
    return text or ""


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
