"""What is said of one column of the contract, and the kinds of value that there are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a column holds, whatever the database or file format calls that."""

    TEXT = "text"
    TIME = "time"
    INTEGER = "integer"
    TEXTS = "list of text"
    TRANSLATIONS = "list of objects"
    OBJECT = "object"

    @property
    def is_json(self) -> bool:
        """Whether databases hold it as JSON."""
        return self in (Kind.TEXTS, Kind.TRANSLATIONS, Kind.OBJECT)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of ``clean_articles``."""

    name: str
    kind: Kind
    meaning: str
    values: str
    """The unit, the form or the possible values."""
    null: str | None
    """When it is NULL; None: never."""
    origin: str
    example: Any
    """A possible value, as Python has it; all examples are of one article."""

    @property
    def nullable(self) -> bool:
        """Whether it may be NULL."""
        return self.null is not None

    @property
    def description(self) -> str:
        """All of it in a line, for field metadata."""
        return f"{self.meaning} ({self.values}); NULL: {self.null or 'never'}; from: {self.origin}"

    @property
    def example_text(self) -> str:
        """The example as SQLite shows it, which is as JSON has it but for texts and times."""
        if isinstance(self.example, datetime):
            return self.example.isoformat(sep=" ", timespec="microseconds")
        return self.example if isinstance(self.example, str) else json.dumps(self.example, ensure_ascii=False)
