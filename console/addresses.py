"""The console's own addresses, and which of the web's may become links. Every template takes them from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

_ESCAPED = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
_LANGUAGES = frozenset({"ar", "fa", "ckb", "ur", "he", "tr", "fr", "en", "ku", "es", "de", "ps"})


def article_url(article_id: str) -> str:
    """Return where an article is shown."""
    return f"/articles/{quote(article_id, safe='')}"


def source_url(name: str) -> str:
    """Return where a source is shown."""
    return f"/sources/{quote(name, safe='')}"


def run_url(run_id: str) -> str:
    """Return where a run is shown."""
    return f"/runs/{quote(run_id, safe='')}"


def rule_url(rule_id: str) -> str:
    """Return where a rule is shown."""
    return f"/rules/{quote(rule_id, safe='')}"


def with_query(path: str, query: Mapping[str, object]) -> str:
    """Return ``path`` with a query of those values that are not empty."""
    given = {name: str(value) for name, value in query.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(given)}" if given else path


def web_url(url: str | None) -> str | None:
    """Return ``url`` when it is one that may be a link (http or https, with a host), else None.

    ``javascript:``, ``data:`` and whatever else a page calls its address stay text.
    """
    if not url or not url.isprintable() or url != url.strip():
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def readable(url: str) -> str:
    """Return ``url`` as people read it: its Arabic as letters (``/خبر``) where it is escaped (``/%D8%AE%D8%A8%D8%B1``).

    What is ASCII stays escaped, since it would change what the address says; and so does what is no UTF-8.
    """
    return _ESCAPED.sub(_letters, url)


def _letters(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found.group().replace("%", "")).decode()
    except UnicodeDecodeError:
        return found.group()


def lang(language: str | None) -> str:
    """Return what may stand in a ``lang`` attribute for a stored language; empty when it is not known."""
    return language if language in _LANGUAGES else ""
