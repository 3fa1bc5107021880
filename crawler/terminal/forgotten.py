"""What ``scrapy forget`` prints: what would go, what went, and the tombstones."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from crawler.terminal.progress import amount
from crawler.terminal.text import console, isolated, readable
from pipelines.forgetting import Forgotten
from pipelines.store.forget import Subject
from pipelines.store.models import TombstoneRow


def print_subject(subject: Subject) -> None:
    """Print which article it is."""
    out = console()
    out.print(Text(readable(subject.canonical_url)), soft_wrap=True)
    if subject.revisions:
        told = f"article {subject.article_id} of {subject.source}, {subject.revisions} revisions"
        out.print(Text(f"{told}: {isolated(subject.title or 'without a title')}"), soft_wrap=True)
    else:
        out.print(
            f"a page of {subject.source}, which is no stored article (any more); what is left of it goes"
        )


def print_source(source: str, articles: int) -> None:
    """Print how much a source has."""
    console().print(f"all of {source}: {articles} articles, and everything that was fetched for it")


def print_forgotten(done: Forgotten) -> None:
    """Print what is gone."""
    out = console()
    out.print(
        f"forgotten: {_many(done.articles, 'article')} with {_many(done.revisions, 'revision')}; "
        f"{_many(done.visits.total(), 'visit')} "
        f"({amount(done.archived_bytes)}) from {done.files} files of the archive"
    )
    for label, number in sorted(done.visits.items(), key=lambda item: (-item[1], item[0])):
        out.print(f"  {number:7}  {label}")
    for file in done.damaged:
        text = (
            f"! {file} has a damaged place, which nobody can read or search; `scrapy archive verify {file}`"
        )
        out.print(Text(text, style="yellow"))


def print_tombstones(stones: Iterable[tuple[TombstoneRow, str]]) -> None:
    """Print the tombstones, newest first."""
    out, found = console(), False
    for stone, status in stones:
        found = True
        left = "" if status == "finished" else "  ! not finished: say the command again"
        out.print(Text(f"{stone.created_at:%Y-%m-%d %H:%M}  {stone.article_id}  {stone.source}{left}"))
        out.print(Text(f"    {readable(stone.canonical_url)}"), soft_wrap=True)
        out.print(Text(f"    {isolated(stone.reason)}", style="dim"), soft_wrap=True)
    if not found:
        out.print("nothing was forgotten")


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
