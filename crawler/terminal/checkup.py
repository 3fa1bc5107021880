"""The lines of ``scrapy doctor``: what was looked at, how it is, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.text import Text

from crawler.terminal.text import console, isolated
from pipelines.checkup.finding import Finding, State

_MARKS = {State.OK: ("✓", "green"), State.WARNING: ("!", "yellow"), State.PROBLEM: ("✗", "bold red")}
_WIDTH = 11


def print_finding(finding: Finding) -> None:
    """Print a finding, and its remedy on a line of its own."""
    mark, style = _MARKS[finding.state]
    line = Text.assemble((mark, style), " ", finding.check.ljust(_WIDTH), " ")
    line.append(isolated(finding.said.replace("\n", " ")), style="" if finding.state is State.OK else style)
    # soft: a line is as long as it is, so that what is to be typed can be copied
    console().print(line, soft_wrap=True)
    if finding.remedy:
        console().print(Text(f"{' ' * (_WIDTH + 3)}→ {finding.remedy}"), soft_wrap=True)


def print_sum(findings: Sequence[Finding]) -> None:
    """Print how many of each there are."""
    counts = Counter(finding.state for finding in findings)
    if counts[State.PROBLEM] or counts[State.WARNING]:
        told = [
            f"{counts[state]} {state}{'s' if counts[state] > 1 else ''}"
            for state in State
            if state != State.OK and counts[state]
        ]
        console().print(", ".join(reversed(told)))
    else:
        console().print("all is well", style="green")


def as_data(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the findings as plain values for JSON."""
    counts = Counter(finding.state for finding in findings)
    return {
        **{str(state): counts[state] for state in State},
        "findings": [asdict(finding) for finding in findings],
    }
