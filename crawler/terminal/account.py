"""The account of a run: the table that must balance, what was not stored and why, rules and slow pages."""

from __future__ import annotations

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

from crawler.terminal.alerts import print_alerts
from crawler.terminal.text import isolated, readable, table
from pipelines.store.reports import RunReport, run_report
from pipelines.types import Fate

LISTED = 30
"""Rejected and failed pages that are named; the rest is counted."""
RULES = 12
"""Rules that are named."""
SLOW = 3
"""Slow pages that are named."""


def print_report(to: Console, engine: Engine, run_id: str | None) -> RunReport:
    """Print the account of a run; raises ``NoSuchRun``."""
    with Session(engine) as session:
        report = run_report(session, run_id)
    problems = report.discovery_problems
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
    if report.alerts:
        to.print()
        print_alerts(to, report.alerts)
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
        rows = [
            (f"{page.elapsed_ms:.0f} ms", page.source, readable(page.url)) for page in report.slowest[:SLOW]
        ]
        _print_pairs(to, "Slowest to clean", rows, 0)
    if problems:
        rows = [(problem.source, problem.text, readable(problem.url)) for problem in problems[:LISTED]]
        _print_pairs(to, "Problems of discovery (feeds, sitemaps, listings)", rows, len(problems) - LISTED)
    to.print()
    return report


def report_as_data(report: RunReport) -> dict[str, Any]:
    """Return the report as plain values for JSON; each source has its fates as keys."""
    data = asdict(report)
    data["balanced"] = report.balanced
    for line, entry in zip(report.sources, data["sources"], strict=True):
        entry |= {str(fate): line.of(fate) for fate in Fate}
    return data


def _account(report: RunReport) -> Table:
    """One line for each source; fates that nothing met have no column."""
    fates = [fate for fate in Fate if any(line.of(fate) for line in report.sources)]
    lines = table("source", "discovered", "=", *fates, numbers={"discovered", *fates})
    for line in report.sources:
        cells = [str(line.of(fate) or "·") for fate in fates]
        lines.add_row(line.source, str(line.discovered), "=", *cells)
    totals = [str(sum(line.of(fate) for line in report.sources)) for fate in fates]
    lines.add_row("all", str(sum(line.discovered for line in report.sources)), "=", *totals, style="bold")
    return lines


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
            to.print(Text(f"    {readable(item.url)}{detail}", overflow="fold"))
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
