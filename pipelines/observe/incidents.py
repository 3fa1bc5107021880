"""From findings to alerts: one that lasts is told once and then counted, and its end is told too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pipelines.observe.findings import Finding
from pipelines.observe.reckoning import Key, Reckoned

USUAL_DAYS = 28
"""What has lasted so long is the usual state: the alert ends, and from then on the new numbers are what is compared with."""


class Ended(StrEnum):
    """How an alert ended."""

    RECOVERED = "recovered"
    USUAL = "usual"
    DROPPED = "dropped"
    """Its source is not crawled any more."""


@dataclass(frozen=True, slots=True)
class Open:
    """An alert of an earlier run that is not over."""

    key: Key
    run_id: str
    position: int
    runs: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """What becomes of open alerts, and which are new."""

    new: tuple[Finding, ...]
    lasting: tuple[tuple[Open, Finding], ...]
    ended: tuple[tuple[Open, Ended], ...]


def follow(
    open_alerts: Sequence[Open], reckoned: Reckoned, now: datetime, *, crawled: Collection[str] | None
) -> Followed:
    """Compare what is open with what was found.

    ``crawled``: all sources that are crawled at all; None when the run was told to crawl some only.
    """
    found = {finding.key: finding for finding in reckoned.findings}
    lasting: list[tuple[Open, Finding]] = []
    ended: list[tuple[Open, Ended]] = []
    for one in open_alerts:
        finding = found.pop(one.key, None)
        source = one.key[1]
        if finding is not None and now - one.since > timedelta(days=USUAL_DAYS):
            ended.append((one, Ended.USUAL))
        elif finding is not None:
            lasting.append((one, finding))
        elif one.key in reckoned.judged:
            ended.append((one, Ended.RECOVERED))
        elif source is not None and crawled is not None and source not in crawled:
            ended.append((one, Ended.DROPPED))
    new = tuple(finding for finding in found.values() if not finding.covered)
    return Followed(new, tuple(lasting), tuple(ended))
