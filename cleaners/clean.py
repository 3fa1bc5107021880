"""From a page or a text to ``Cleaned``: the two functions that everything else calls.

The order is the same for both: bytes become text, characters are repaired, and what is then ``Cleaned.source`` is divided
into lines; from there on text only moves, into the title, a block, a translation, or the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from cleaners.artifacts import Matcher, remove_artifacts
from cleaners.assemble import Article, assemble, nothing
from cleaners.dom import document
from cleaners.encoding import decode
from cleaners.extract import extract
from cleaners.languages import identify_lines
from cleaners.layouts import Layout, find_layout, find_places
from cleaners.ledger import Ledger, Line, trim
from cleaners.metadata import Metadata, host_names, link_named, read_metadata, where_of, with_places
from cleaners.repair import repair
from cleaners.rules import load_rules
from cleaners.ruleset import Ruleset
from cleaners.structure import find_title, infer_kinds, split_languages
from cleaners.types import BlockKind, Cleaned, Flag, Hints, Page, Repair, Span


def clean_text(text: str, *, domain: str | None = None) -> Cleaned:
    """Clean a text that somebody has already extracted from its page; each line is a block.

    ``domain`` is the site that the text is from: its own rules, if it has any, are asked before the general ones.
    Never raises on bad content: rubbish gives a ``Cleaned`` without blocks and with a flag that says why. Cleaning a
    cleaned text again changes nothing.
    """
    repaired = repair(text)
    lines = [Line(repaired.text, [span]) for span in _line_spans(repaired.text)]
    rules = load_rules(domain)
    article = _sort_out(lines, rules, repaired.text, Hints(), title=None, titled=False)
    return assemble(article, repaired.text, repaired.repairs, rules.version, Metadata(), Hints())


def clean_page(page: Page) -> Cleaned:
    """Clean a page as it was fetched: HTML bytes in whatever encoding they truly are.

    Never raises on bad content: what is no article gives a ``Cleaned`` without blocks and with a flag that says why.
    """
    domain = _host(page.url)
    decoded = decode(page.body, page.header("Content-Type"))
    if decoded.problem:
        flag = Flag.EMPTY if decoded.problem == "empty" else Flag.NOT_HTML
        return nothing(flag, load_rules(domain), Metadata(), ())
    read = document(decoded.text)
    metadata, days, layout = _read_head(read.tree, page, domain)
    # What editors write into a text is of the day on which they wrote it, unlike the layout around it.
    rules = load_rules(domain, days[-1] if days else None)
    extracted = extract(read, page.url, title=metadata.title, layout=layout)
    if extracted.not_article or not extracted.blocks:
        return nothing(
            extracted.not_article or Flag.NO_ARTICLE, rules, metadata, extracted.dom_removals, extracted
        )

    lines_text: list[str] = []
    counts: dict[str, int] = {}
    for _, text in extracted.blocks:
        repaired = repair(text)
        # A block is one line of the source: line breaks inside it are white space.
        lines_text.append(" ".join(repaired.text.split("\n")))
        for made in repaired.repairs:
            counts[made.kind] = counts.get(made.kind, 0) + made.count
    source = "\n".join(lines_text)
    lines: list[Line] = []
    start = 0
    for (kind, _), text in zip(extracted.blocks, lines_text, strict=True):
        span = trim(source, Span(start, start + len(text)))
        if span.start < span.end:
            lines.append(Line(source, [span], kind))
        start += len(text) + 1
    repairs = tuple(Repair(kind, counts[kind]) for kind in sorted(counts))
    article = _sort_out(
        lines, rules, source, page.hints, title=metadata.title, titled=True, site_name=metadata.publisher
    )
    cleaned = assemble(article, source, repairs, rules.version, metadata, page.hints, extracted, page)
    told = cleaned.syndication
    if (
        told
        and told.origin
        and not told.url
        and (url := link_named(read.tree, told.origin, domain or page.url))
    ):
        return replace(cleaned, syndication=replace(told, url=url))
    return cleaned


def _read_head(
    tree: LexborHTMLParser, page: Page, domain: str | None
) -> tuple[Metadata, tuple[date, ...], Layout | None]:
    """Return what the page says of its article, its days (when it was fetched and published, if known), and its layout."""
    metadata = read_metadata(tree, page)
    days = _days(page, metadata)
    layout = find_layout(tree, domain, days)
    if layout is None:
        return metadata, days, None
    where = where_of(page, metadata.language_declared, metadata.title or "")
    sites = [name for name in (metadata.publisher, *host_names(page.url)) if name]
    placed = with_places(metadata, find_places(tree, layout), layout.trusted, where, sites)
    if placed.published != metadata.published:
        days = _days(page, placed)
        layout = find_layout(tree, domain, days)
    return placed, days, layout


def _days(page: Page, metadata: Metadata) -> tuple[date, ...]:
    told = (page.fetched_at, metadata.published.value if metadata.published else None)
    return tuple(dict.fromkeys(value.date() for value in told if value is not None))


def _sort_out(
    lines: list[Line],
    rules: Ruleset,
    source: str,
    hints: Hints,
    *,
    title: str | None,
    titled: bool,
    site_name: str | None = None,
) -> Article:
    """Tell apart article, translations and artifacts; with ``titled`` the title, if any, is known from the page."""
    matcher = Matcher(rules)
    ledger = Ledger(source)
    kept = lines
    while True:
        texts = [line.text for line in kept]
        language, belongs = split_languages(
            texts, identify_lines(texts), (hints.language or "ar").split("-")[0]
        )
        groups: dict[str | None, list[Line]] = {None: []}
        for line, group in zip(kept, belongs, strict=True):
            groups.setdefault(group, []).append(line)
        before = len(ledger.removals)
        # What is a line of a translation is judged among its own: its prose does not make the article's tail a body.
        for group, members in groups.items():
            own_title = not titled and group is None
            groups[group] = remove_artifacts(
                members,
                matcher,
                ledger,
                title,
                headed=own_title,
                site_name=site_name,
                learned=language == "ar" and group is None,
            )
        alive = {id(line) for members in groups.values() for line in members}
        kept = [line for line in kept if id(line) in alive]
        if len(ledger.removals) == before:
            break

    body = groups.pop(None)
    title_span = None
    if not titled and (found := find_title([line.text for line in body])) is not None:
        headline = body.pop(found)
        title, title_span = headline.text, headline.span
    translations = [(name, members, _kinds(members)) for name, members in groups.items() if name and members]
    return Article(title, title_span, body, _kinds(body), translations, language, ledger)


def _kinds(lines: Sequence[Line]) -> list[BlockKind]:
    inferred = infer_kinds([line.text for line in lines])
    return [line.kind or kind for line, kind in zip(lines, inferred, strict=True)]


def _line_spans(text: str) -> list[Span]:
    """Return the trimmed spans of the lines that hold anything."""
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        span = trim(text, Span(start, start + len(line)))
        if span.start < span.end:
            spans.append(span)
        start += len(line) + 1
    return spans


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
