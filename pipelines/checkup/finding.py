"""What a check found: that all is well, or what is wrong and what to type against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    """It works, but not as it should, or not for long."""
    PROBLEM = "problem"
    """A crawl would fail, or what it stores could not be trusted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check-up."""

    check: str
    """What was looked at: ``database``, ``disk`` …"""
    state: State
    said: str
    remedy: str = ""
    """What to do, as a command where there is one; empty when all is well."""


def ok(check: str, said: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(check, State.OK, said)


def warning(check: str, said: str, remedy: str) -> Finding:
    """Return a finding that something should be mended."""
    return Finding(check, State.WARNING, said, remedy)


def problem(check: str, said: str, remedy: str) -> Finding:
    """Return a finding that something must be mended."""
    return Finding(check, State.PROBLEM, said, remedy)


def careful(check: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what ``look`` finds; where it breaks, that is a finding too, for a check-up must not end half-way."""
    try:
        yield from look()
    except Exception as error:
        yield problem(
            check,
            f"could not be looked at: {type(error).__name__}: {_first_line(error)}",
            "mend what is said above first; if that does not help, this is a fault of Naqi: please report it",
        )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else "no reason was given"
