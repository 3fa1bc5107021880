"""The console's pages, in one place: whatever is named here is looked at, photographed, and held to every promise.

A path may name ``{article}`` (the one with most removals), ``{corrected}`` (one with several revisions), ``{source}``,
``{run}`` and ``{rule}`` (one that took something) of the store.
"""

from __future__ import annotations

from typing import Any

VIEWS: dict[str, str] = {
    "overview": "/",
    "sources": "/sources",
    "source": "/sources/{source}",
    "repeats": "/sources/{source}/repeats",
    "runs": "/runs",
    "run": "/runs/{run}",
    "article": "/articles/{article}",
    "article-both": "/articles/{article}?view=both",
    "article-diff": "/articles/{corrected}/diff",
    "article-record": "/articles/{article}/record",
    "rules": "/rules?fired=yes",
    "rule": "/rules/{rule}",
    "rule-try": "/rules/try",
    "search": "/search?q=%D8%A7%D9%84%D9%85%D8%AF%D9%8A%D9%86%D8%A9",
    "search-filters": "/search?repeats=1&sort=newest",
}
"""Name (also of the screenshots) and path. A new page adds its line."""

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True},
}  # fmt: skip
