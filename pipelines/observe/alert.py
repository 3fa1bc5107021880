"""An alert as it is kept and told, and the message that tells of all alerts of one run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as it stands; its columns are those of the table ``alerts``."""

    run_id: str
    """The run that told it first."""
    position: int
    kind: str
    severity: str
    source: str | None
    subject: str
    text: str
    expected: str
    seen: str
    remedy: str
    runs: int
    """How many runs have found it so."""
    last_run_id: str
    created_at: datetime
    ended_at: datetime | None
    ended: str | None
    """``recovered``, ``usual`` or ``dropped``; None while it is open."""
    ended_run_id: str | None

    @property
    def lasted(self) -> str:
        """``for 3 runs``; empty for the first."""
        return f"for {self.runs} runs" if self.runs > 1 else ""


@dataclass(frozen=True, slots=True)
class Watched:
    """The alerts that one run is concerned with."""

    run_id: str
    new: tuple[Alert, ...] = ()
    lasting: tuple[Alert, ...] = ()
    ended: tuple[Alert, ...] = ()

    @property
    def worth_telling(self) -> bool:
        """Whether anything began or ended; what lasts was told before."""
        return bool(self.new or self.ended)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: once for people, once for programs."""

    subject: str
    text: str
    data: dict[str, Any]


_ENDED = {
    "recovered": "is as before again",
    "usual": "has lasted so long that it counts as usual now",
    "dropped": "is no longer crawled",
}


def message(watched: Watched) -> Message:
    """Return the message of a run."""
    parts = [f"Run {watched.run_id}", *map(_new, watched.new)]
    if watched.ended:
        parts.append("Over\n" + "\n".join(map(_over, watched.ended)))
    if watched.lasting:
        parts.append("Still open\n" + "\n".join(f"  {_line(each)}" for each in watched.lasting))
    data = {
        "run_id": watched.run_id,
        **{name: [_data(each) for each in getattr(watched, name)] for name in ("new", "ended", "lasting")},
    }
    return Message(f"Naqi: {_subject(watched)}", "\n\n".join(parts), data)


def trial() -> Message:
    """Return the message that tries the channels out."""
    text = "This is a trial. Alerts of crawls will come here."
    return Message("Naqi: trial of alerts", text, {"run_id": None, "new": [], "ended": [], "lasting": []})


def _subject(watched: Watched) -> str:
    if len(watched.new) == 1 and not watched.ended:
        return watched.new[0].text
    if not watched.new and len(watched.ended) == 1:
        return f"over: {watched.ended[0].text}"
    numbers = ((len(watched.new), "new"), (len(watched.ended), "over"), (len(watched.lasting), "still open"))
    return "alerts: " + ", ".join(f"{number} {word}" for number, word in numbers if number)


def _new(alert: Alert) -> str:
    return (
        f"{alert.severity.upper()} {alert.text}\n"
        f"  expected: {alert.expected}\n  seen: {alert.seen}\n  → {alert.remedy}"
    )


def _over(alert: Alert) -> str:
    return f"  {_line(alert)}: {_ENDED.get(alert.ended or '', alert.ended)}"


def _line(alert: Alert) -> str:
    return f"{alert.text} ({alert.lasted})" if alert.lasted else alert.text


def _data(alert: Alert) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(alert).items()
    }
