"""The dataset card, ``README.md``: what is in an export for somebody who finds the folder and knows nothing of us.

Its head is YAML as the Hugging Face Hub and ``datasets`` read it ("Dataset Cards" and "Data files Configuration" in the Hub's
documentation): ``datasets.load_dataset(folder)`` finds the files by it. JSON's way of writing strings is also YAML's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.exporting.counts import UNKNOWN

_GLOBS = {"parquet": "data/**/*.parquet", "jsonl": "data/articles.jsonl*", "csv": "data/articles.csv*"}
_SIZES = {"1K": 10**3, "10K": 10**4, "100K": 10**5, "1M": 10**6, "10M": 10**7, "100M": 10**8, "1B": 10**9}
_MOST = 40
"""Lines of a table of counts; the manifest has all."""


def card(told: Mapping[str, Any]) -> str:
    """Return the page, made from nothing but the manifest."""
    sections = [
        _head(told),
        f"# {told['name']}",
        _what(told),
        _numbers(told),
        _tables(told),
        "## Columns\n\n" + _columns(told),
        "## Known limits\n\n" + "\n".join(f"- {line}" for line in _limits(told)),
        "## Rights\n\n" + _rights(told),
        "## How to read it\n\n" + _reading(told),
    ]
    return "\n\n".join(sections) + "\n"


def _head(told: Mapping[str, Any]) -> str:
    languages = [code for code in told["counts"]["by_language"] if code != UNKNOWN]
    lines = [
        "---",
        f"pretty_name: {json.dumps(told['name'], ensure_ascii=False)}",
        f"language: {json.dumps(languages)}",
        "license: other",
        'license_name: "rights of the publishers"',
        'tags: ["news", "arabic"]',
        f"size_categories: [{json.dumps(_size(told['rows']))}]",
        "configs:",
        "- config_name: default",
        "  data_files:",
        "  - split: train",
        f"    path: {json.dumps(_GLOBS[told['format']])}",
        "---",
    ]
    return "\n".join(lines)


def _size(rows: int) -> str:
    """Return the Hub's name for a number of rows: ``n<1K``, ``1K<n<10K``, …"""
    reached = [name for name, least in _SIZES.items() if rows >= least]
    above = [name for name, least in _SIZES.items() if rows < least]
    return "<".join([*reached[-1:], "n", *above[:1]]) if above else f"n>{reached[-1]}"


def _what(told: Mapping[str, Any]) -> str:
    what = (
        "The clean articles of a Naqi store"
        if told["kind"] == "full"
        else f"What changed in the clean articles of a Naqi store after change {told['since']}"
    )
    filters = [
        f"- `{name}`: {json.dumps(value, ensure_ascii=False)}" for name, value in told["filters"].items()
    ]
    chosen = "These filters were set:\n\n" + "\n".join(filters) if filters else "No filter was set."
    text = (
        f"{what}, as they were at one moment ({told['created_at']}): news articles, cleaned of everything that is not the article. "
        f"Contract {told['contract']} of the table `clean_articles`. {chosen}"
    )
    if told["kind"] == "changes":
        text += (
            "\n\nIt is to be put over an earlier copy: first drop every `article_id` that `removals.jsonl` names, then replace or add "
            "every article by its `article_id`."
        )
    return text


def _numbers(told: Mapping[str, Any]) -> str:
    counts = told["counts"]
    first, last = counts["published_earliest"], counts["published_latest"]
    rows = [
        ("articles", f"{told['rows']:,}"),
        ("words", f"{counts['words']:,}"),
        ("published", f"{first[:10]} to {last[:10]}" if first else "no article has a date"),
        ("without a date", f"{counts['by_month'].get(UNKNOWN, 0):,}"),
        ("near-duplicates of another article", f"{counts['duplicates']:,}"),
        ("in a story with others", f"{counts['in_stories']:,}"),
        ("rules (`rules_version`)", _named(counts["by_rules_version"])),
        ("cleaner (`cleaner_version`)", _named(counts["by_cleaner_version"])),
        ("changes up to (`--since`)", str(told["cursor"])),
    ]
    if told["kind"] == "changes":
        rows.insert(1, ("removals", f"{told['removals']:,}"))
    return "| | |\n|---|---|\n" + "\n".join(f"| {name} | {value} |" for name, value in rows)


def _named(counts: Mapping[str, int]) -> str:
    """Return versions with how many articles each has made."""
    shown = [f"`{_cell(name)}` ({number:,})" for name, number in list(counts.items())[:5]]
    return ", ".join(shown) + (f" and {len(counts) - 5} more" if len(counts) > 5 else "") or "–"


def _tables(told: Mapping[str, Any]) -> str:
    counts = told["counts"]
    titles = {
        "source": counts["by_source"],
        "language": counts["by_language"],
        "month of publication": counts["by_month"],
        "precision of the date": counts["by_precision"],
        "flag": counts["by_flag"],
        "language of a translation": counts["translations"],
    }
    return "\n\n".join(_table(title, values) for title, values in titles.items() if values)


def _table(title: str, counts: Mapping[str, int]) -> str:
    shown = list(counts.items())[:_MOST]
    lines = [f"| `{_cell(name)}` | {number:,} |" for name, number in shown]
    if len(counts) > _MOST:
        lines.append(f"| … {len(counts) - _MOST} more, in `manifest.json` | |")
    return f"| {title} | articles |\n|---|---:|\n" + "\n".join(lines)


def _columns(told: Mapping[str, Any]) -> str:
    return "| column | meaning |\n|---|---|\n" + "\n".join(
        f"| `{name}` | {_cell(description)} |" for name, description in told["columns"].items()
    )


def _limits(told: Mapping[str, Any]) -> Iterable[str]:
    counts, rows = told["counts"], told["rows"]
    yield (
        "The text was taken from web pages by rules and a classifier. Here and there a line that is not the article is still in it, or a "
        "sentence of the article is missing; the store's table `removals` has everything that was taken out."
    )
    yield (
        "The articles are those that the sources' feeds, sitemaps and section pages named while they were crawled. That is neither all that "
        "they published nor a fair sample of a country's press."
    )
    undated = counts["by_month"].get(UNKNOWN, 0)
    if undated:
        yield f"{undated:,} of {rows:,} articles have no date of publication: the page names none that can be read with certainty."
    days = sum(counts["by_precision"].get(name, 0) for name in ("day", "year"))
    if days:
        yield (
            f"Of {days:,} articles only the day or the year is known; `published_at` is then the first moment of it in UTC, which says "
            "nothing about the hour."
        )
    for flag, what in (
        ("truncated", ("stops in the middle of a sentence", "stop in the middle of a sentence")),
        ("paywalled", ("goes on behind a paywall", "go on behind a paywall")),
    ):
        if number := counts["by_flag"].get(flag, 0):
            yield f"{_so_many(number, *what)} (flag `{flag}`)."
    if number := counts["duplicates"]:
        told_again = _so_many(number, "nearly repeats another one", "nearly repeat another one")
        yield f"{told_again} (`duplicate_of`); count stories, not articles, to measure attention."
    if unknown := counts["by_language"].get(UNKNOWN, 0):
        yield f"Of {unknown:,} articles the language is not known, since they are too short."
    yield "An article that is taken down later leaves the store and stays in copies: read the removals of later exports (`--since`)."


def _so_many(number: int, one: str, several: str) -> str:
    return f"{number:,} article {one}" if number == 1 else f"{number:,} articles {several}"


def _rights(told: Mapping[str, Any]) -> str:
    number = told["counts"]["with_rights"]
    said = (
        f"Of {number:,} articles page or headers say something about reuse; the column `rights` has it."
        if number
        else "No page said anything about reuse that was read."
    )
    return (
        "The articles belong to their publishers, and this folder gives nobody a licence to them. Whoever passes texts on needs the publishers' "
        f"consent or the law's. {said}"
    )


def _reading(told: Mapping[str, Any]) -> str:
    if told["format"] == "parquet":
        return (
            "Parquet, one folder for each month of publication; `manifest.json` has the SHA-256 of each file. With DuckDB:\n\n"
            "```sql\nSELECT source, count(*) FROM read_parquet('data/**/*.parquet', hive_partitioning = true) GROUP BY source;\n```"
        )
    form = {
        "jsonl": "JSON Lines: one object a line",
        "csv": "CSV (RFC 4180, UTF-8): an empty field is NULL, lists and objects are JSON",
    }[told["format"]]
    spreadsheet = " An apostrophe stands before cells that a spreadsheet would take for a formula."
    return f"{form}; `manifest.json` has the SHA-256 of the file.{spreadsheet if told['spreadsheet'] else ''}"


def _cell(text: str) -> str:
    """Return a text as it may stand in a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


__all__ = ["card"]
