"""What the dataset card says in numbers, counted while the articles go by; grows with the number of months, not of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

COUNTED = (
    "article_id",
    "source",
    "language",
    "published_at",
    "published_precision",
    "flags",
    "story_id",
    "duplicate_of",
    "translations",
    "word_count",
    "rights",
    "rules_version",
    "cleaner_version",
)
"""The columns that are counted, whichever are exported."""
UNKNOWN = "unknown"


@dataclass(slots=True)
class Counts:
    """How many articles there are of which sort."""

    articles: int = 0
    words: int = 0
    duplicates: int = 0
    in_stories: int = 0
    with_rights: int = 0
    earliest: datetime | None = None
    """The first ``published_at``."""
    latest: datetime | None = None
    sources: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    precisions: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    translations: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    cleaners: Counter[str] = field(default_factory=Counter)

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Count a piece; each row has the columns of ``COUNTED``."""
        for row in rows:
            self.articles += 1
            self.words += row["word_count"]
            self.duplicates += row["duplicate_of"] is not None
            self.in_stories += row["story_id"] is not None
            self.with_rights += row["rights"] is not None
            self.sources[row["source"]] += 1
            self.languages[row["language"] or UNKNOWN] += 1
            self.precisions[row["published_precision"] or UNKNOWN] += 1
            self.flags.update(set(row["flags"]))
            self.translations.update({item["language"] for item in row["translations"]})
            self.rules[row["rules_version"]] += 1
            self.cleaners[row["cleaner_version"]] += 1
            self._date(row["published_at"])

    @property
    def undated(self) -> int:
        """How many have no date."""
        return self.months[UNKNOWN]

    def as_data(self) -> dict[str, Any]:
        """Return it for the manifest."""
        return {
            "articles": self.articles,
            "words": self.words,
            "duplicates": self.duplicates,
            "in_stories": self.in_stories,
            "with_rights": self.with_rights,
            "published_earliest": self.earliest.isoformat() if self.earliest else None,
            "published_latest": self.latest.isoformat() if self.latest else None,
            "by_source": ordered(self.sources),
            "by_language": ordered(self.languages),
            "by_month": dict(sorted(self.months.items())),
            "by_precision": ordered(self.precisions),
            "by_flag": ordered(self.flags),
            "translations": ordered(self.translations),
            "by_rules_version": ordered(self.rules),
            "by_cleaner_version": ordered(self.cleaners),
        }

    def _date(self, published: datetime | None) -> None:
        if published is None:
            self.months[UNKNOWN] += 1
            return
        self.months[f"{published:%Y-%m}".rjust(7, "0")] += 1
        self.earliest = min(self.earliest or published, published)
        self.latest = max(self.latest or published, published)


def ordered(counter: Counter[str]) -> dict[str, int]:
    """Return it with the most frequent first, equals by name, so that the same articles give the same page."""
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
