"""What the API sends, for OpenAPI and for the tests that hold the answers to it; the articles' fields are the contract's words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from pipelines.store.contract import COLUMNS, CONTRACT, Column, Kind

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.TIME: datetime,
    Kind.INTEGER: int,
    Kind.TEXTS: list[str],
    Kind.TRANSLATIONS: list[dict[str, Any]],
    Kind.OBJECT: dict[str, Any],
}


class Sent(BaseModel):
    """Nothing is sent that is not described."""

    model_config = ConfigDict(extra="forbid")


def _field(column: Column) -> tuple[Any, Any]:
    kind = _TYPES[column.kind]
    example = column.example.isoformat() if isinstance(column.example, datetime) else column.example
    # not required: `fields=` may leave it out
    return (
        kind | None if column.nullable else kind,
        Field(default=None, description=column.description, examples=[example]),
    )


_columns: dict[str, Any] = {column.name: _field(column) for column in COLUMNS}
Article = create_model(
    "Article",
    __base__=Sent,
    __doc__=f"One row of `clean_articles`, contract {CONTRACT}; with `fields` only those columns.",
    **_columns,
)


class Articles(Sent):
    """A page of a list of articles."""

    articles: list[Article]  # type: ignore[valid-type]
    count: int = Field(description="How many fit on all pages together, up to 1000.")
    more: bool = Field(description="Whether more than `count` fit.")
    next: str | None = Field(description="Hand this back as `cursor` for the next page; null on the last.")


class MarkedText(Sent):
    """A text, and where in it the words were found."""

    text: str
    found: list[tuple[int, int]] = Field(description="From and to, half open, in code points of `text`.")


class Hit(Sent):
    """An article that was found."""

    article_id: str
    source: str
    url: str
    canonical_url: str
    title: MarkedText
    snippet: MarkedText
    language: str | None
    published_at: datetime | None
    published_precision: str | None
    first_seen_at: datetime
    word_count: int
    flags: list[str]
    story_id: str | None
    duplicate_of: str | None


class Hits(Sent):
    """A page of what a search found."""

    hits: list[Hit]
    count: int = Field(description="How many were found on all pages together, up to 1000.")
    more: bool = Field(description="Whether more than `count` were found.")
    next: str | None = Field(description="Hand this back as `cursor` for the next page; null on the last.")


class Removal(Sent):
    """A text that was taken out of an article: one entry of the removal ledger."""

    position: int = Field(description="Place in the ledger, in the order of the article.")
    rule_id: str = Field(description="The rule that took it.", examples=["ar.read_also"])
    kind: str = Field(description="What it was.", examples=["related_link"])
    scope: str = Field(description="`dom`, `block` or `span`.")
    text: str = Field(description="The removed text.", examples=["اقرأ أيضًا: الأرصاد تحذر من أمطار رعدية"])
    start: int | None = Field(description="Where it stood in the repaired source text; null for scope `dom`.")
    end: int | None


class Removals(Sent):
    """A page of the removal ledger of one revision."""

    article_id: str
    revision: int
    removals: list[Removal]
    next: int | None = Field(description="Hand this back as `after` for the next page; null on the last.")


class Change(Sent):
    """What one article is now."""

    change: int = Field(description="The number of this change; they ascend.")
    kind: Literal["upsert", "removal"] = Field(
        description="`upsert`: put `article` in the place of what you have under its id. `removal`: delete that."
    )
    article_id: str
    article: Article | None = Field(description="Null with a removal.")  # type: ignore[valid-type]
    why: Literal["withdrawn", "forgotten"] | None = Field(
        description="Of a removal: `withdrawn` (it was stored by mistake) or `forgotten` (taken down for good; delete every copy)."
    )


class Changes(Sent):
    """A piece of the changes, in order."""

    changes: list[Change]
    next: int = Field(description="Hand this back as `since`, at once while `more`, else whenever you like.")
    more: bool = Field(description="Whether there are more now.")
    newest: int = Field(description="The number of the newest change in the store.")


class Tombstone(Sent):
    """An article that was taken down for good; copies of it are to be deleted."""

    article_id: str
    source: str
    reason: str = Field(description="Whose wish it was, in the operator's words.")
    created_at: datetime
    change: int


class Tombstones(Sent):
    """A piece of the tombstones, in the order in which they were set."""

    tombstones: list[Tombstone]
    next: int = Field(description="Hand this back as `since`.")
    more: bool


class Fate(Sent):
    """How many pages of a source met a fate for a reason."""

    fate: str = Field(examples=["rejected"])
    reason: str = Field(examples=["too_few_words"])
    count: int


class SourceBalance(Sent):
    """One source's line of a run's account."""

    source: str
    discovered: int
    counted: int = Field(description="The sum of all fates; equals `discovered` when the account balances.")
    fates: list[Fate]


class Run(Sent):
    """One crawl, import or replay with its account."""

    run_id: str
    number: int
    command: str
    status: str
    started_at: datetime
    finished_at: datetime | None = Field(description="Null while it runs, and for one that was killed.")
    discovered: int
    fates: dict[str, int] = Field(
        description="How many pages met which fate.", examples=[{"stored": 12, "rejected": 3}]
    )
    balanced: bool = Field(description="Whether every discovered page has its fate.")


class Runs(Sent):
    """A page of the runs, newest first."""

    runs: list[Run]
    next: int | None = Field(description="Hand this back as `before` for the next page; null on the last.")


class Balance(Sent):
    """The whole account of one run."""

    run_id: str
    number: int
    command: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    rules_version: str
    cleaner_version: str
    balanced: bool
    problems: list[str] = Field(description="Where the account does not come out even, in words.")
    sources: list[SourceBalance]


class LastRun(Sent):
    """The newest run in which something was discovered in a source."""

    run_id: str
    status: str
    started_at: datetime


class Source(Sent):
    """One source and how fresh it is."""

    name: str
    articles: int = Field(description="How many `clean_articles` has of it.")
    newest_published_at: datetime | None = Field(
        description="When the newest of them appeared: as published, but not later than it was seen; first seen where undated."
    )
    newest_seen_at: datetime | None = Field(description="When the newest article was first seen.")
    last_run: LastRun | None


class Sources(Sent):
    """All sources, by name."""

    sources: list[Source]
