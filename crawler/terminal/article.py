"""An article before and after: every removal marked in its place, the text, and where each fact came from."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaners.types import Block, BlockKind, Cleaned, Dated, Removal, Rights
from crawler.terminal.text import PDI, RLI, is_right_to_left, isolated, readable
from pipelines import marks
from pipelines.store.lookup import ArticleView


def print_article(to: Console, article: ArticleView) -> None:
    """Print an article: what was taken out of its page and by which rule, what is left, and its metadata."""
    cleaned = article.cleaned
    to.print()
    to.print(
        Text.assemble(
            ("Article ", "bold"), article.article_id, f" · {article.source} · revision {article.revision}"
        )
    )
    to.print(Text(readable(article.canonical_url), style="underline", overflow="fold"))
    _heading(to, "Before: the text of the page; − is taken out, ± in part")
    _print_before(to, cleaned)
    _heading(to, "After: the article")
    if cleaned.title:
        print_text(to, Text(cleaned.title, style="bold"), cleaned.language)
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
            print_text(to, Text(line[2:], style=style), language, Text(mark, style="bold"))
    to.print()


def _heading(to: Console, text: str) -> None:
    to.print()
    to.print(f"── {text}", style="bold cyan")


def _print_before(to: Console, cleaned: Cleaned) -> None:
    for number in marks.beside(cleaned):  # taken out of the page's elements, before there was a text
        removal = cleaned.removals[number]
        print_text(to, Text(removal.text, style="red strike"), cleaned.language, Text("− ", style="bold red"))
        _print_rules(to, [removal])
    for line in marks.lines_of(cleaned):
        removals = [cleaned.removals[number] for number in line.removals]
        match line.state:
            case marks.State.BLANK:
                continue
            case marks.State.KEPT:
                print_text(to, Text(line.text.strip()), cleaned.language, Text("  "))
            case marks.State.REMOVED:
                text = Text(line.text.strip(), style="red strike")
                print_text(to, text, cleaned.language, Text("− ", style="bold red"))
            case marks.State.PARTLY:
                print_text(to, _partly(line), cleaned.language, Text("± ", style="bold yellow"))
        _print_rules(to, removals)


def _partly(line: marks.Line) -> Text:
    """Return a line whose removed parts stand between ``[−`` and ``−]``."""
    text = Text()
    for removed, group in groupby(line.pieces, key=lambda piece: piece.fate is marks.Fate.REMOVED):
        said = "".join(piece.text for piece in group).replace("\n", "")
        if removed:
            text.append("[−", style="bold red").append(said, style="red strike")
            text.append("−]", style="bold red")
        else:
            text.append(said)
    text.rstrip()
    return text


def _print_rules(to: Console, removals: Sequence[Removal]) -> None:
    for rule, kind in dict.fromkeys((removal.rule_id, str(removal.kind)) for removal in removals):
        to.print(Text(f"    ↳ {rule} · {kind}", style="dim"))


def print_text(to: Console, text: Text, language: str | None, mark: Text | None = None) -> None:
    """Print a paragraph with ``mark`` before its first line; each line of a right-to-left one is isolated."""
    mark = mark or Text()
    right_to_left = is_right_to_left(text.plain, language)
    for line in text.wrap(to, max(20, to.width - len(mark.plain) - 2)):
        line.rstrip()
        whole = Text.assemble(mark, RLI, line, PDI) if right_to_left else Text.assemble(mark, line)
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
        print_text(to, Text(line, style=style), language, Text(mark))


def _metadata(article: ArticleView) -> Iterator[tuple[str, str]]:
    cleaned = article.cleaned
    yield "source", f"{article.source}; reached by {', '.join(map(readable, article.urls))}"
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
        "flags": ", ".join(article.flags),
        "repeats": article.duplicate_of,
        "story": article.story_id,
    }
    for name, value in named.items():
        if value:
            yield name, isolated(value)
    if cleaned.syndication:
        parts = [cleaned.syndication.title, cleaned.syndication.origin, cleaned.syndication.url]
        yield "republished from", " · ".join(isolated(part) for part in parts if part)
    if cleaned.rights:
        yield "rights", " · ".join(_rights(cleaned.rights))
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


def _rights(rights: Rights) -> Iterator[str]:
    if rights.license:
        yield f"licence {isolated(rights.license)} (from {rights.license_origin})"
    if rights.holder:
        yield f"holder {isolated(rights.holder)}"
    if rights.tdm_reserved is not None:
        yield f"text and data mining {'reserved' if rights.tdm_reserved else 'not reserved'}"
    if rights.tdm_policy:
        yield f"policy {isolated(rights.tdm_policy)}"
    if rights.robots:
        yield f"robots {', '.join(map(isolated, rights.robots))}"


def _dated(dated: Dated | None) -> str:
    if dated is None:
        return "unknown"
    shown = (
        f"{dated.value:%Y-%m-%d}"
        if dated.precision in ("day", "year")
        else f"{dated.value:%Y-%m-%d %H:%M %Z}"
    )
    return f"{shown} (from {dated.origin}, to the {dated.precision}: {isolated(dated.raw)})"
