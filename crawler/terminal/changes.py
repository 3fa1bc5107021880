"""What a plan would change, and what a new version of an article did change: word by word, Arabic in isolates."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.text import Text

from crawler.terminal.article import print_text
from crawler.terminal.text import isolated, readable, table
from pipelines.replay import content, diff
from pipelines.replay.history import Entry, History
from pipelines.replay.planning import Example, Tally

NAMED = 20
"""Articles that are named for one reason, unless all are asked for."""
_STYLES = {"-": ("[−", "−]", "red strike"), "+": ("[+", "+]", "green"), "=": ("", "", "")}
_TITLES = {
    "would_be_rejected": "Would now be rejected (apply leaves them as they are)",
    "quarantined": "Could not be cleaned (left as they are)",
    "not_archived": "Without archived bytes (cannot be cleaned again)",
    "would_move": "Would have another address (left to the next crawl)",
}


def print_difference(
    to: Console, before: content.Version, after: content.Version, language: str | None
) -> None:
    """Print what differs between two versions: the words of title and text, the other columns, and what the rules take."""
    print_words(to, before.words, after.words, language)
    for name in content.changed_fields(before, after):
        if name not in ("title", "text", "blocks"):
            old, new = (_value(version.columns[name]) for version in (before, after))
            to.print(Text(f"  {name}: {old} → {new}", overflow="fold"))
    for sign, rules in zip("+−", content.rules_changed(before, after), strict=True):
        for rule, count in rules.items():
            to.print(Text(f"    ↳ {sign}{count} {rule}", style="dim"))


def print_words(to: Console, before: str, after: str, language: str | None) -> None:
    """Print the paragraphs that differ, ``[−…−]`` and ``[+…+]`` around what only one side has; say how many do not."""
    lines = diff.word_diff(before, after)
    for same, group in groupby(lines, key=lambda line: all(piece.sign == "=" for piece in line)):
        found = [line for line in group if any(piece.text.strip() for piece in line)]
        if same and found:
            to.print(Text(f"    … {len(found)} paragraph{'' if len(found) == 1 else 's'} alike", style="dim"))
        for line in () if same else found:
            _print_line(to, line, language)


def _print_line(to: Console, line: diff.Line, language: str | None) -> None:
    signs = {piece.sign for piece in line}
    text, mark = Text(), "± "
    if signs == {"-"} or signs == {"+"}:
        sign = signs.pop()
        mark = "− " if sign == "-" else "+ "
        text.append("".join(piece.text for piece in line), style=_STYLES[sign][2])
    else:
        for piece in line:
            begin, end, style = _STYLES[piece.sign]
            bare = piece.text.rstrip()
            text.append(begin, style="bold").append(bare, style=style).append(end, style="bold")
            text.append(piece.text[len(bare) :] or (" " if piece.sign != "=" else ""))
    text.rstrip()
    print_text(to, text, language, Text(mark, style="bold"))


def print_tally(to: Console, tally: Tally, *, everything: bool) -> None:
    """Print what a plan found: by source, by rule, the largest changes, and what is left alone."""
    to.print()
    total = sum(tally.changed.values())
    more = sum(tally.stored.values())
    counts = [
        f"{tally.articles} articles read again",
        f"{total} would change",
        f"{tally.counts['unchanged']} would not",
    ]
    if tally.counts["ledger_only"]:
        counts.append(f"{tally.counts['ledger_only']} differ only in what was removed (not rewritten)")
    if tally.counts["other_rules"]:
        counts.append(f"{tally.counts['other_rules']} change by other rules only (not in this plan)")
    to.print(Text(" · ".join(counts), style="bold"))
    if tally.pages:
        to.print(
            f"{tally.pages} rejected or failed pages read again · {more} would be stored · "
            f"{tally.counts['duplicate']} are other addresses of stored articles"
        )
    to.print(f"characters gained: {tally.characters_gained} · lost: {tally.characters_lost}")
    sources = sorted(tally.changed.keys() | tally.stored.keys())
    _print_counts(to, "source", sources, {"change": tally.changed, "stored anew": tally.stored})
    taken = tally.rules_gained + tally.rules_lost
    rules = sorted(taken, key=lambda rule: (-taken[rule], rule))
    _print_counts(to, "rule", rules, {"takes more in": tally.rules_gained, "less in": tally.rules_lost})
    if rules:
        to.print()
    if tally.fields:
        shown = ", ".join(f"{name} {count}" for name, count in tally.fields.most_common())
        to.print(f"columns that would change: {shown}")
    for example in tally.largest:
        _print_example(to, example)
    for why, title in _TITLES.items():
        if tally.counts[why]:
            to.print()
            to.print(f"{title}: {tally.counts[why]}", style="bold")
            named = tally.left.get(why, [])
            wanted = named if everything else ([] if why == "not_archived" else named[:NAMED])
            for item in wanted:
                detail = f"  ({isolated(item.reason)})" if item.reason else ""
                to.print(Text(f"  {item.source}  {readable(item.url)}{detail}", overflow="fold"))
            if tally.counts[why] > len(wanted):
                rest = tally.counts[why] - len(wanted)
                to.print(
                    f"  … {'and ' if wanted else ''}{rest} {'more' if wanted else 'in all'} (-v names them)"
                )
    to.print()


def _print_counts(to: Console, what: str, names: Iterable[str], counts: Mapping[str, Counter[str]]) -> None:
    """Print a line for each name with what was counted of it, ``·`` for nothing; nothing at all without names."""
    lines = table(what, *counts, numbers=counts)
    for name in names:
        lines.add_row(name, *(str(counted[name] or "·") for counted in counts.values()))
    if lines.rows:
        to.print()
        to.print(lines)


def _print_example(to: Console, example: Example) -> None:
    change = example.change
    to.print()
    to.print(
        Text.assemble(
            ("── ", "bold cyan"),
            (change.article_id[:8], "bold"),
            f" · {change.source} · +{change.characters_gained} −{change.characters_lost} characters",
        )
    )
    to.print(Text(readable(example.url), style="underline", overflow="fold"))
    print_difference(to, example.before, example.after, example.after.columns["language"])


def print_history(to: Console, history: History, entries: Sequence[Entry]) -> None:
    """Print versions of an article, each with what it changed in the one before it among ``entries``."""
    to.print()
    shown = f"revision {history.revision}" if history.revision else "not in the view"
    to.print(Text.assemble(("Article ", "bold"), history.article_id, f" · {history.source} · {shown}"))
    to.print(Text(readable(history.canonical_url), style="underline", overflow="fold"))
    former: Entry | None = None
    for entry in entries:
        to.print()
        to.print(
            Text.assemble(
                (f"── revision {entry.revision}", "bold cyan"),
                f" · {entry.created_at:%Y-%m-%d %H:%M:%S} UTC · ",
                (entry.reason, "bold"),
                f" · {entry.command} {entry.run_id} · rules {entry.rules_version}",
            )
        )
        if former is None:
            words = entry.version.columns["word_count"]
            to.print(f"  {isolated(entry.version.columns['title'] or '(no title)')} · {words} words")
        elif entry.version.sha256 == former.version.sha256:
            to.print(f"  the same as revision {former.revision}, byte for byte")
        else:
            print_difference(to, former.version, entry.version, history.language)
            if (same := _same(history, entry)) is not None:
                to.print(f"  the same as revision {same}, byte for byte")
        former = entry
    to.print()


def print_version(to: Console, history: History, entry: Entry) -> None:
    """Print one version of an article as its reader saw it."""
    columns = entry.version.columns
    to.print()
    to.print(
        Text.assemble(
            ("Article ", "bold"),
            history.article_id,
            f" · revision {entry.revision} of {entry.created_at:%Y-%m-%d %H:%M:%S} UTC, {entry.reason}",
        )
    )
    to.print()
    for style, text in (
        ("bold", columns["title"] or ""),
        *(("", each) for each in columns["text"].split("\n\n")),
    ):
        for line in text.splitlines():
            print_text(to, Text(line, style=style), history.language)
        to.print()


def history_as_data(history: History, entries: Sequence[Entry]) -> dict[str, Any]:
    """Return versions as plain values for JSON, each with its difference from the one before."""
    found: list[dict[str, Any]] = []
    former: Entry | None = None
    for entry in entries:
        line: dict[str, Any] = {
            "revision": entry.revision,
            "created_at": entry.created_at.isoformat(),
            "reason": entry.reason,
            "run_id": entry.run_id,
            "command": entry.command,
            "rules_version": entry.rules_version,
            "cleaner_version": entry.cleaner_version,
            "archive_ref": entry.archive_ref,
            "sha256": entry.version.sha256,
            "title": entry.version.columns["title"],
            "text": entry.version.columns["text"],
        }
        if former is not None:
            line["changed"] = list(content.changed_fields(former.version, entry.version))
            line["diff"] = [
                [{"sign": piece.sign, "text": piece.text} for piece in paragraph]
                for paragraph in diff.word_diff(former.version.words, entry.version.words)
                if any(piece.sign != "=" for piece in paragraph)
            ]
        found.append(line)
        former = entry
    return {
        "article_id": history.article_id,
        "source": history.source,
        "canonical_url": history.canonical_url,
        "revision": history.revision,
        "versions": found,
    }


def _same(history: History, entry: Entry) -> int | None:
    """Return an earlier version that is the same in everything, as an undone one is."""
    earlier = [each for each in history.entries if each.revision < entry.revision]
    return next((e.revision for e in reversed(earlier) if e.version.sha256 == entry.version.sha256), None)


def _value(value: object) -> str:
    if value is None or value == []:
        return "none"
    if isinstance(value, (list, Mapping)):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return isolated(text if len(text) <= 200 else f"{text[:200]}…")
