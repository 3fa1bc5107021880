"""What of an article is compared, and how: its content, and the ledger of what was removed from it.

Content is what a reader of ``clean_articles`` can see. Spans, confidence, repairs and the rules' version belong to the proof and
not to the content: where nothing else differs, an article is not rewritten. Stored rows and newly cleaned pages are brought to one
form first (``storable``, UTC), so that what a database cannot keep makes no difference.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect

from cleaners.types import Accepted
from pipelines.store import rows
from pipelines.store.columns import to_json
from pipelines.store.models import RemovalRow, RevisionRow

CONTENT = (
    "title", "subtitle", "text", "blocks", "language", "translations", "authors", "section", "tags",
    "published_at", "published_raw", "published_origin", "published_precision",
    "modified_at", "modified_raw", "modified_origin", "modified_precision",
    "declared_canonical_url", "image_url", "publisher", "attribution", "rights",
    "syndication_title", "syndication_origin", "syndication_retrieved", "syndication_url", "flags",
)  # fmt: skip
"""Columns of ``revisions`` whose difference makes a new revision."""
_OURS = ("article_id", "revision", "reason", "run_id", "created_at", "key", "raw_sha256", "archive_ref")
MADE = tuple(column.key for column in inspect(RevisionRow).column_attrs if column.key not in _OURS)
"""Columns of ``revisions`` that cleaning makes, versions and proof included."""
_REMOVAL = ("position", "rule_id", "kind", "scope", "text", "start", "end")

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """All that cleaning made of a page at one time, as plain values in one form."""

    columns: Values
    """The columns ``MADE``, as JSON has them."""
    removals: tuple[Values, ...]

    @property
    def content(self) -> dict[str, Any]:
        """The columns ``CONTENT``, blocks without their spans."""
        found = {name: self.columns[name] for name in CONTENT}
        found["blocks"] = _plain(found["blocks"])
        found["translations"] = [
            {"language": item["language"], "blocks": _plain(item["blocks"])} for item in found["translations"]
        ]
        return found

    @property
    def rules(self) -> Counter[str]:
        """How often each rule took something."""
        return Counter(str(item["rule_id"]) for item in self.removals)

    @property
    def sha256(self) -> str:
        """Of everything: two versions with the same hash are the same, byte for byte."""
        return _digest([self.columns, self.removals])

    @property
    def words(self) -> str:
        """Title and text, as a reader compares them."""
        return f"{self.columns['title'] or ''}\n\n{self.columns['text']}"


def of_row(row: RevisionRow, removals: Sequence[RemovalRow]) -> Version:
    """Return a stored revision; ``removals`` in the order of ``position``."""
    return _version(
        {name: getattr(row, name) for name in MADE},
        [{name: getattr(item, name) for name in _REMOVAL} for item in removals],
    )


def of_accepted(accepted: Accepted) -> Version:
    """Return a newly cleaned article, as it would be stored."""
    columns = rows.revision_columns(accepted.cleaned, accepted.verdicts)
    removals = rows.removal_rows("", 0, accepted.cleaned.removals)
    return _version(columns, [{name: getattr(item, name) for name in _REMOVAL} for item in removals])


def changed_fields(before: Version, after: Version) -> tuple[str, ...]:
    """Return the names of the content columns that differ, in the table's order."""
    old, new = before.content, after.content
    return tuple(name for name in CONTENT if old[name] != new[name])


def rules_changed(before: Version, after: Version) -> tuple[dict[str, int], dict[str, int]]:
    """Return how much more (gained) and how much less (lost) each rule takes now."""
    old, new = before.rules, after.rules
    return dict(sorted((new - old).items())), dict(sorted((old - new).items()))


def _version(columns: Values, removals: Sequence[Values]) -> Version:
    plain: list[Any] = json.loads(to_json([columns, list(removals)]))
    return Version(plain[0], tuple(plain[1]))


def _plain(blocks: Sequence[Values]) -> list[tuple[str, str]]:
    return [(block["kind"], block["text"]) for block in blocks]


def _digest(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()
