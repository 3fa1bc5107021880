"""Alerts as lines for people: open ones first, each with what was expected, what was seen, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from pipelines.observe.alert import Alert

_STYLE = {"error": "bold red", "warning": "yellow"}
_MARK = {"error": "✗", "warning": "!"}
_ENDED = {
    "recovered": "as before again",
    "usual": "so long that it counts as usual now",
    "dropped": "no longer crawled",
}


def print_alerts(to: Console, alerts: Sequence[Alert]) -> None:
    """Print each alert in two to four lines; one that is over in one."""
    for alert in alerts:
        if alert.ended_at is not None:
            how = _ENDED.get(alert.ended or "", alert.ended)
            to.print(Text(f"✓ {alert.text}: {how} ({_when(alert.ended_at)})", style="green"))
            continue
        since = f"since {_when(alert.created_at)}" + (f", {alert.lasted}" if alert.lasted else "")
        head = f"{_MARK.get(alert.severity, '!')} {alert.severity}: {alert.text}"
        to.print(Text.assemble((head, _STYLE.get(alert.severity, "")), f"  ({since})"))
        to.print(Text(f"    expected  {alert.expected}", overflow="fold"))
        to.print(Text(f"    seen      {alert.seen}", overflow="fold"))
        to.print(Text(f"    → {alert.remedy}", overflow="fold"))


def alert_as_data(alert: Alert) -> dict[str, Any]:
    """Return an alert as plain values for JSON."""
    return {name: getattr(alert, name) for name in Alert.__dataclass_fields__}


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
