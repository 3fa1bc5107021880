"""What commands print for people: the account of a run, and an article before and after.

Every mark that colour makes is also made by a character, so that a log file or a colour-blind reader loses nothing. Arabic
stands in isolates (U+2067 … U+2069), line by line, so that what stands beside it does not jump across the line.
"""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cleaners.types import Block, BlockKind, Cleaned, Dated, Removal
from pipelines.run import problems_of
from pipelines.store.reports import ArticleView, RunReport, run_report
from pipelines.types import Fate

LISTED = 30
"""Rejected and failed pages that are named; the rest is counted."""
RULES = 12
"""Rules that are named."""
SLOW = 3
"""Slow pages that are named."""

_RTL = frozenset({"ar", "fa", "ckb", "ur", "he", "ps", "ug"})
_RLI, _PDI = "\u2067", "\u2069"


def console() -> Console:
    """Return rich's console on standard output; wide enough for an address where there is no terminal."""
    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else 120)


def print_report(to: Console, engine: Engine, run_id: str | None) -> RunReport:
    """Print the account of a run; raises ``NoSuchRun``."""
    with Session(engine) as session:
        report = run_report(session, run_id)
    problems = problems_of(report.settings)
    took = (
        f" · {(report.finished_at - report.started_at).total_seconds():.1f} s" if report.finished_at else ""
    )
    to.print()
    to.print(Text.assemble(("Run ", "bold"), (report.run_id, "bold"), f" · {report.status}{took}"))
    if report.resumes:
        to.print(f"carries on {report.resumes}")
    to.print()
    to.print(_account(report))
    to.print()
    for line in _reasons(report):
        to.print(line)
    _print_verdict(to, report)
    if report.rejections:
        _print_rejections(to, report)
    if report.rules:
        _print_pairs(
            to,
            "Rules that fired",
            [(str(rule.hits), rule.rule_id, rule.kind) for rule in report.rules[:RULES]],
            len(report.rules) - RULES,
        )
    if report.slowest:
        rows = [(f"{page.elapsed_ms:.0f} ms", page.source, page.url) for page in report.slowest[:SLOW]]
        _print_pairs(to, "Slowest to clean", rows, 0)
    if problems:
        rows = [(problem["source"], problem["text"], problem["url"]) for problem in problems[:LISTED]]
        _print_pairs(to, "Problems of discovery (feeds, sitemaps, listings)", rows, len(problems) - LISTED)
    to.print()
    return report


def report_as_data(report: RunReport) -> dict[str, Any]:
    """Return the report as plain values for JSON; each source has its fates as keys."""
    data = asdict(report)
    data["balanced"] = report.balanced
    data["discovery_problems"] = problems_of(report.settings)
    data["settings"] = {
        name: value for name, value in report.settings.items() if name != "discovery_problems"
    }
    for line, entry in zip(report.sources, data["sources"], strict=True):
        entry |= {str(fate): line.of(fate) for fate in Fate}
    return data


def _account(report: RunReport) -> Table:
    """One line for each source; fates that nothing met have no column."""
    fates = [fate for fate in Fate if any(line.of(fate) for line in report.sources)]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("source")
    table.add_column("discovered", justify="right")
    table.add_column("=")
    for fate in fates:
        table.add_column(str(fate), justify="right")
    for line in report.sources:
        cells = [str(line.of(fate) or "·") for fate in fates]
        table.add_row(line.source, str(line.discovered), "=", *cells)
    totals = [str(sum(line.of(fate) for line in report.sources)) for fate in fates]
    table.add_row("all", str(sum(line.discovered for line in report.sources)), "=", *totals, style="bold")
    return table


def _reasons(report: RunReport) -> Iterator[str]:
    """``rejected: 3 too_few_words, 1 listing_page`` for each fate that has reasons."""
    counts: Counter[tuple[Fate, str]] = Counter()
    for line in report.sources:
        for item in line.counts:
            if item.reason:
                counts[item.fate, item.reason] += item.count
    for fate in Fate:
        found = [(count, reason) for (of, reason), count in counts.items() if of is fate]
        if found:
            yield f"{fate}: " + ", ".join(
                f"{count} {reason}" for count, reason in sorted(found, key=lambda x: (-x[0], x[1]))
            )


def _print_verdict(to: Console, report: RunReport) -> None:
    if report.balanced:
        to.print("✓ every discovered page is accounted for", style="green")
    for problem in report.problems:
        to.print(f"✗ the account does not balance: {problem}", style="bold red")


def _print_rejections(to: Console, report: RunReport) -> None:
    to.print()
    to.print("Not stored", style="bold")
    shown = sorted(report.rejections, key=lambda item: (item.fate, item.reason, item.source, item.url))
    for (fate, reason), items in groupby(shown[:LISTED], key=lambda item: (item.fate, item.reason)):
        to.print(Text(f"  {fate}: {reason}", style="red" if fate is Fate.FAILED else "yellow"))
        for item in items:
            detail = f"  ({isolated(item.detail)})" if item.detail else ""
            to.print(Text(f"    {item.url}{detail}", overflow="fold"))
    if len(shown) > LISTED:
        to.print(f"  … and {len(shown) - LISTED} more (scrapy report --json has all)")


def _print_pairs(to: Console, title: str, rows: Sequence[tuple[str, str, str]], more: int) -> None:
    to.print()
    to.print(title, style="bold")
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    for row in rows:
        table.add_row("  " + row[0], Text(row[1]), Text(row[2], overflow="fold"))
    to.print(table)
    if more > 0:
        to.print(f"  … and {more} more")


def print_article(to: Console, article: ArticleView) -> None:
    """Print an article: what was taken out of its page and by which rule, what is left, and its metadata."""
    cleaned = article.cleaned
    to.print()
    to.print(
        Text.assemble(
            ("Article ", "bold"), article.article_id, f" · {article.source} · revision {article.revision}"
        )
    )
    to.print(Text(article.canonical_url, style="underline", overflow="fold"))
    _heading(to, "Before: the text of the page; − is taken out, ± in part")
    _print_before(to, cleaned)
    _heading(to, "After: the article")
    if cleaned.title:
        _print_text(to, Text(cleaned.title, style="bold"), cleaned.language)
    for block in cleaned.blocks:
        _print_block(to, block, cleaned.language)
    for translation in cleaned.translations:
        to.print(Text(f"\n[{translation.language}]", style="dim"))
        for block in translation.blocks:
            _print_block(to, block, translation.language)
    _heading(to, "Metadata, and where it came from")
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, value in _metadata(article):
        table.add_row(Text(name, style="dim"), Text(value, overflow="fold"))
    to.print(table)
    to.print()


def print_change(to: Console, before: str, after: str, language: str | None) -> None:
    """Print the paragraphs that a new revision took out (−) and put in (+)."""
    _heading(to, "What the new revision changed")
    marks = {"-": ("− ", "red strike"), "+": ("+ ", "green")}
    for line in difflib.ndiff(before.split("\n\n"), after.split("\n\n")):
        if line[0] in marks:
            mark, style = marks[line[0]]
            _print_text(to, Text(line[2:], style=style), language, Text(mark, style="bold"))
    to.print()


def _heading(to: Console, text: str) -> None:
    to.print()
    to.print(f"── {text}", style="bold cyan")


def _print_before(to: Console, cleaned: Cleaned) -> None:
    for removal in cleaned.removals:
        if removal.span is None:  # taken out of the page's elements, before there was a text
            _print_removed(to, removal.text, [removal], cleaned.language)
    spans = [removal for removal in cleaned.removals if removal.span is not None]
    at = 0
    for line in cleaned.source.splitlines(keepends=True):
        start, end = at, at + len(line)
        at = end
        if not line.strip():
            continue
        touching = [r for r in spans if r.span is not None and r.span.start < end and r.span.end > start]
        if not touching:
            _print_text(to, Text(line.strip()), cleaned.language, Text("  "))
            continue
        kept = "".join(
            character
            for place, character in enumerate(line, start)
            if not any(r.span is not None and r.span.start <= place < r.span.end for r in touching)
        )
        if not kept.strip():
            _print_removed(to, line.strip(), touching, cleaned.language)
        else:
            _print_partly(to, line, start, touching, cleaned.language)


def _print_removed(to: Console, text: str, removals: Sequence[Removal], language: str | None) -> None:
    _print_text(to, Text(text, style="red strike"), language, Text("− ", style="bold red"))
    _print_rules(to, removals)


def _print_partly(
    to: Console, line: str, start: int, removals: Sequence[Removal], language: str | None
) -> None:
    """Print a line whose removed parts stand between ``[−`` and ``−]``."""
    text = Text()
    inside = False
    for place, character in enumerate(line.rstrip("\n"), start):
        removed = any(r.span is not None and r.span.start <= place < r.span.end for r in removals)
        if removed != inside:
            text.append("[−" if removed else "−]", style="bold red")
            inside = removed
        text.append(character, style="red strike" if removed else "")
    if inside:
        text.append("−]", style="bold red")
    _print_text(to, text, language, Text("± ", style="bold yellow"))
    _print_rules(to, removals)


def _print_rules(to: Console, removals: Sequence[Removal]) -> None:
    for rule, kind in dict.fromkeys((removal.rule_id, str(removal.kind)) for removal in removals):
        to.print(Text(f"    ↳ {rule} · {kind}", style="dim"))


def _print_text(to: Console, text: Text, language: str | None, mark: Text | None = None) -> None:
    """Print a paragraph with ``mark`` before its first line; each line of a right-to-left one is isolated."""
    mark = mark or Text()
    right_to_left = is_right_to_left(text.plain, language)
    for line in text.wrap(to, max(20, to.width - len(mark.plain) - 2)):
        line.rstrip()
        whole = Text.assemble(mark, _RLI, line, _PDI) if right_to_left else Text.assemble(mark, line)
        to.print(whole, soft_wrap=True)
        mark = Text(" " * len(mark.plain))


def _print_block(to: Console, block: Block, language: str | None) -> None:
    marks = {
        BlockKind.HEADING: ("## ", "bold"),
        BlockKind.QUOTE: ("> ", "italic"),
        BlockKind.LIST: ("• ", ""),
    }
    mark, style = marks.get(block.kind, ("", ""))
    to.print()
    for line in block.text.splitlines():
        _print_text(to, Text(line, style=style), language, Text(mark))


def _metadata(article: ArticleView) -> Iterator[tuple[str, str]]:
    cleaned = article.cleaned
    yield "source", f"{article.source}; reached by {', '.join(article.urls)}"
    yield "published", _dated(cleaned.published)
    if cleaned.modified:
        yield "modified", _dated(cleaned.modified)
    named = {
        "subtitle": cleaned.subtitle,
        "section": cleaned.section,
        "authors": "، ".join(cleaned.authors),
        "tags": "، ".join(cleaned.tags),
        "credited to": "، ".join(cleaned.attribution),
        "publisher": cleaned.publisher,
        "image": cleaned.image_url,
        "flags": ", ".join(cleaned.flags),
    }
    for name, value in named.items():
        if value:
            yield name, isolated(value)
    if cleaned.syndication:
        parts = [cleaned.syndication.title, cleaned.syndication.origin, cleaned.syndication.url]
        yield "republished from", " · ".join(isolated(part) for part in parts if part)
    yield "language", f"{cleaned.language or 'unknown'}; {article.word_count} words"
    yield (
        "extraction",
        f"{cleaned.extractor}, confidence {cleaned.confidence:.2f}, {cleaned.left_out:.0%} of the visible text left out",
    )
    if cleaned.repairs:
        yield "repairs", ", ".join(f"{repair.count} × {repair.kind}" for repair in cleaned.repairs)
    yield "made by", f"run {article.run_id}, cleaner {cleaned.cleaner_version}, rules {cleaned.rules_version}"
    yield (
        "bytes",
        f"sha256 {article.raw_sha256 or 'unknown'}{f', {article.archive_ref}' if article.archive_ref else ''}",
    )
    yield (
        "seen",
        f"first {article.first_seen_at:%Y-%m-%d %H:%M}, last {article.last_seen_at:%Y-%m-%d %H:%M} UTC",
    )
    if len(article.history) > 1:
        for line in article.history:
            yield (
                f"revision {line.revision}",
                f"{line.created_at:%Y-%m-%d %H:%M} UTC, {line.reason}, run {line.run_id}",
            )


def _dated(dated: Dated | None) -> str:
    if dated is None:
        return "unknown"
    shown = (
        f"{dated.value:%Y-%m-%d}"
        if dated.precision in ("day", "year")
        else f"{dated.value:%Y-%m-%d %H:%M %Z}"
    )
    return f"{shown} (from {dated.origin}, to the {dated.precision}: {isolated(dated.raw)})"


def isolated(text: str) -> str:
    """Put right-to-left text into an isolate, so that what stands beside it stays where it is."""
    return f"{_RLI}{text}{_PDI}" if is_right_to_left(text, None) else text


def is_right_to_left(text: str, language: str | None) -> bool:
    """Say whether a text runs from right to left: by its language, or by its letters where that is not known."""
    if language is not None:
        return language in _RTL
    return any("\u0590" <= character <= "\u08ff" for character in text)
