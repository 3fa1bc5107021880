"""What ``scrapy rules`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from crawler.terminal.text import isolated, readable, table
from pipelines.rulework.hits import HOW, Standing
from pipelines.rulework.suggest import Suggested
from pipelines.rulework.sweep import Hit, Swept

_STYLES = {"never": "dim", "silent": "yellow", "sudden": "bold red", "": ""}
_LONGEST = 100
"""Letters of a text that are shown in a list."""


def print_hits(
    to: Console, runs: Sequence[str], standings: Sequence[Standing], shadow: Mapping[str, Sequence[str]]
) -> None:
    """Print rules as a table, the texts of those on trial below it, and what the marks mean."""
    lines = table("rule", "kind", "status", "zone", "file", "hits", "mark", numbers={"hits"})
    for each in standings:
        mark = each.mark
        if mark == "sudden" and each.share is not None and each.past is not None:
            mark = f"sudden: {each.share:.0%}, was {each.past:.1%}"
        rule = each.rule
        lines.add_row(
            rule.id,
            rule.kind,
            rule.status,
            rule.zone,
            rule.file,
            str(each.hits or "·"),
            Text(mark, style=_STYLES[each.mark]),
        )
    to.print(lines)
    for rule_id, texts in shadow.items():
        to.print()
        to.print(f"{rule_id}, on trial, would have taken, among others:", style="bold")
        for text in texts:
            to.print(Text(f"  {isolated(shortened(text))}", overflow="fold"))
    to.print()
    marks = Counter(each.mark for each in standings if each.mark)
    told = " · ".join(f"{number} {mark}" for mark, number in sorted(marks.items()))
    counted = f"hits of the last {len(runs)} run{'s' if len(runs) != 1 else ''}" if runs else "no run yet"
    to.print(Text(f"{len(standings)} rules · {counted}" + (f" · {told}" if told else ""), style="bold"))
    if marks["sudden"]:
        to.print(Text(HOW, style="dim"))


def hits_as_data(
    runs: Sequence[str], standings: Sequence[Standing], shadow: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Return the list as plain values."""
    return {
        "runs": list(runs),
        "rules": [
            {
                **asdict(each.rule),
                "hits": each.hits,
                "ever": each.ever,
                "mark": each.mark or None,
                "share": each.share,
                "past": each.past,
                **({"would_take": list(shadow[each.rule.id])} if each.rule.id in shadow else {}),
            }
            for each in standings
        ],
    }


def proposals_as_toml(source: str, found: Suggested) -> str:
    """Return proposals as a rule file, with what its reader should do."""
    head = (
        f"# Rules proposed for {source}, from {found.articles} stored articles. They are on trial and remove nothing.\n"
        "# Read each: does it take what is no part of any article? Then mend kind and why, add examples to keep, move it into\n"
        "# sites/DOMAIN.toml (or rules/), read what it would take (scrapy rules sweep), and make it active.\n\n"
    )
    return head + "\n".join(proposal.toml() for proposal in found.proposals)


def print_hit(to: Console, hit: Hit) -> None:
    """Print what a rule takes in one place, with the line before and the line after."""
    to.print(Text(f"── {hit.source} · {hit.zone} · {readable(hit.url)}", style="cyan", overflow="fold"))
    if hit.before:
        to.print(Text(f"    {isolated(_end_of(hit.before))}", style="dim", overflow="fold"))
    to.print(Text(f"  ▸ {isolated(' '.join(hit.text.split()))}", style="bold", overflow="fold"))
    if hit.after:
        to.print(Text(f"    {isolated(shortened(hit.after))}", style="dim", overflow="fold"))


def print_swept(to: Console, rule: str, swept: Swept, limit: int) -> None:
    """Print the sums of a sweep."""
    to.print()
    where = f"{swept.pages} archived pages" + (f" and {swept.goldens} golden ones" if swept.goldens else "")
    shown = (
        f", of which the first {limit} are shown (--limit 0 for all)" if limit and swept.hits > limit else ""
    )
    told = f"{rule} takes {swept.hits} texts from {sum(swept.articles.values())} of {where}{shown}"
    to.print(Text(told, style="bold"))
    for source, number in sorted(swept.by_source.items()):
        if number:
            to.print(f"  {source}: {number} in {swept.articles[source]} pages")
    if swept.by_zone:
        to.print("  " + " · ".join(f"{zone} {number}" for zone, number in sorted(swept.by_zone.items())))
    if swept.unreadable:
        to.print(f"  {swept.unreadable} pages could not be read again (scrapy archive verify says why)")


def hit_as_data(hit: Hit) -> dict[str, Any]:
    """Return a hit as plain values."""
    return asdict(hit)


def swept_as_data(swept: Swept) -> dict[str, Any]:
    """Return the sums as plain values."""
    return {
        "pages": swept.pages,
        "goldens": swept.goldens,
        "unreadable": swept.unreadable,
        "hits": swept.hits,
        "by_source": {source: number for source, number in sorted(swept.by_source.items()) if number},
        "by_zone": dict(sorted(swept.by_zone.items())),
    }


def _end_of(text: str) -> str:
    return text if len(text) <= _LONGEST else f"…{text[-_LONGEST:]}"


def shortened(text: str) -> str:
    """Return a text's beginning, where it is long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
