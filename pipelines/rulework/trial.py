"""Clean a page as if one rule were active: in a worker, for ``scrapy rules sweep``.

A rule on trial is asked and takes nothing; to see what it would take, with everything that follows from it (the list under a
heading, the rest of the page), it is made active in this process alone. Rules of a file that is not installed are asked before
the general ones; those of the same name give way to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cleaners import rules
from cleaners.clean import clean_page
from cleaners.rules import Trial
from cleaners.types import Accepted, Cleaned, Outcome, Page
from pipelines.flow import Context, clean_extracted

PROCESS = f"{__name__}:process"


@dataclass(frozen=True, slots=True)
class OnTrial:
    """What travels with a page in place of its context: which rule is tried."""

    context: Context
    rule: str
    file: Path | None = None


def process(page: Page, trial: OnTrial) -> Outcome:
    """Clean ``page`` with the rule active and return all of it, article or not; for ``pipelines.workers``."""
    rules.hold_trial(Trial(trial.rule, trial.file))
    return Accepted(_clean(page, trial.context), ())


def _clean(page: Page, context: Context) -> Cleaned:
    return clean_extracted(page) if context.form == "text" else clean_page(page)
