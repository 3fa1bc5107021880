"""``scrapy export``: the articles as files, in the formats of readers' trades."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import plainly, store_there, teach

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.exporting.order import Order
    from pipelines.exporting.running import Exported
    from pipelines.exporting.selection import Selection


class Command(ScrapyCommand):
    """Export articles."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[NAME] [--format parquet|jsonl|csv] [--since CURSOR] [filters] [--out DIR] [--force]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Write the articles, or what changed, as Parquet, JSON Lines or CSV, with a dataset card"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        form = parser.add_argument_group("Form")
        form.add_argument("--format", default="parquet", metavar="F", help="parquet (default), jsonl or csv")
        form.add_argument("--compress", metavar="C", help="pack jsonl or csv: gz or zst")
        form.add_argument(
            "--columns", metavar="A,B", help="only these columns, and article_id; in the contract's order"
        )
        form.add_argument(
            "--spreadsheet",
            action="store_true",
            help="csv for a spreadsheet: a byte order mark, and an apostrophe before what it would take for a formula",
        )
        form.add_argument("--out", metavar="DIR", help="the folder to make (default: NAQI_VAR/exports/NAME)")
        form.add_argument(
            "--force", action="store_true", help="replace an export that is there, when the new one is whole"
        )
        which = parser.add_argument_group("Which articles (all that is said must hold)")
        which.add_argument(
            "--since",
            metavar="CURSOR",
            type=int,
            help="only what changed after an earlier export, and what is to be removed",
        )
        which.add_argument("--source", metavar="S,T", help="of these sources")
        which.add_argument("--language", metavar="L,M", help="in these languages: ar,en")
        which.add_argument(
            "--from", metavar="WHEN", dest="begin", help="published in this year, month, day or later"
        )
        which.add_argument(
            "--to", metavar="WHEN", dest="end", help="published in this year, month, day or earlier"
        )
        which.add_argument("--flag", metavar="F,G", help="with at least one of these flags")
        which.add_argument("--without-flag", metavar="F,G", help="with none of these flags")
        which.add_argument(
            "--only-originals", action="store_true", help="no near-duplicates of another article"
        )
        which.add_argument(
            "--fully-dated",
            action="store_true",
            help="published at a known time of day, by a date that was read and not inferred",
        )
        which.add_argument(
            "--rights",
            metavar="R",
            help="licensed: the page names a licence; unreserved: no machine-readable reservation of text and data mining",
        )
        teach(
            parser,
            """
            Writes the articles of clean_articles, as they are at one moment, into a folder: data/ with the articles,
            manifest.json with every file's SHA-256, the counts and the cursor, and README.md, a dataset card. A crawl may run
            meanwhile.

            The folder gets its name when all of it is on the disk. Whatever happens before, there is nothing under that
            name, or the earlier export where --force replaces one; what a killed export leaves (hidden, beside it) goes
            with the next.

            --since takes the cursor that an earlier export printed. The new one then holds each article that changed since,
            whole, and removals.jsonl names those that a copy has to drop: taken down, withdrawn, or no longer within
            the filters, which must be those of the earlier export. docs/export.md says how to keep a copy up to date, and
            how to open the files in DuckDB, Polars, pandas and datasets.

            WHEN is 2026, 2026-03, 2026-03-05 or 2026-03-05T07:15, in UTC; --to includes the day, month or year named.
            Articles without a date pass neither --from nor --to.

            Exit status: 0 when the export stands there; 1 when it stopped on its way (disk full, server gone); 2 when it
            could not begin; 130 after Ctrl-C.
            """,
            """
            scrapy export
            scrapy export daily --format jsonl --compress zst --force
            scrapy export --since 48112 --out /data/naqi/changes-48112
            scrapy export corpus-2026 --language ar --from 2026 --to 2026 --only-originals --without-flag truncated,paywalled
            scrapy export --format csv --spreadsheet --columns title,published_at,source,url --source sana
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Export, and say where it is."""
        from pipelines.exporting.errors import CannotExport, ExportFailed
        from pipelines.run import now

        if len(args) > 1 or (args and (opts.out or not _is_name(args[0]))):
            raise UsageError(
                "say scrapy export [NAME], where NAME is the folder below NAQI_VAR/exports, or --out DIR"
            )
        at = now()
        ended = "ended before it was done; nothing was written"
        with plainly(self, CannotExport, failures=(ExportFailed,), ended=ended):
            order = _order(opts)
            name = args[0] if args else _name(order, at)
            self._export(order, name, opts, at)

    def _export(self, order: Order, name: str, opts: argparse.Namespace, at: datetime) -> None:
        from crawler.terminal.progress import Progress
        from pipelines.exporting.running import export

        assert self.settings is not None
        target = Path(opts.out).absolute() if opts.out else Path(self.settings["NAQI_VAR"]) / "exports" / name
        progress = Progress(self.settings.getfloat("NAQI_PROGRESS_SECONDS"))
        with store_there(self) as engine:
            done = export(
                engine,
                order,
                target,
                force=opts.force,
                now=at,
                tell=lambda written, total: progress.tell(
                    f"{written:,} of {total:,} articles" if total else f"{written:,} articles"
                ),
            )
        _print(done, order)


def _order(opts: argparse.Namespace) -> Order:
    from pipelines.exporting.order import Order, chosen

    return Order(
        format=opts.format,
        selection=_selection(opts),
        columns=chosen(_several(opts.columns)),
        since=opts.since,
        compression=opts.compress,
        spreadsheet=opts.spreadsheet,
    )


def _selection(opts: argparse.Namespace) -> Selection:
    from pipelines.exporting.errors import CannotExport
    from pipelines.exporting.selection import Selection, span_of

    begin = span_of(opts.begin)[0] if opts.begin else None
    end = span_of(opts.end)[1] if opts.end else None
    if begin and end and begin >= end:
        raise CannotExport(
            f"--from {opts.begin} --to {opts.end}: nothing lies between\n  → give the earlier first"
        )
    return Selection(
        sources=_several(opts.source),
        languages=_several(opts.language),
        published_from=begin,
        published_before=end,
        flags=_several(opts.flag),
        without_flags=_several(opts.without_flag),
        only_originals=opts.only_originals,
        fully_dated=opts.fully_dated,
        rights=opts.rights,
    )


def _several(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _is_name(name: str) -> bool:
    """Whether it is a plain name of a folder; a path is for ``--out``."""
    return Path(name).name == name and not name.startswith(".")


def _name(order: Order, at: datetime) -> str:
    kind = "articles" if order.since is None else f"changes-{order.since}"
    return f"{kind}-{at:%Y%m%dT%H%M%S}-{order.format}"


def _print(done: Exported, order: Order) -> None:
    from crawler.terminal.progress import amount

    files = len(done.parts)
    size = amount(sum(part.bytes for part in done.parts))
    articles = f"{done.articles:,} article{'s' if done.articles != 1 else ''}"
    removed = (
        f", {done.removals:,} removal{'s' if done.removals != 1 else ''}" if order.since is not None else ""
    )
    print(f"{articles}{removed} in {files} file{'s' if files != 1 else ''}, {size}: {done.folder}")
    if not done.articles and not done.removals:
        nothing = "The store has no article." if order.since is None else "Nothing changed since."
        print(nothing if order.selection.everything else "Nothing passed the filters.")
    print(f"The next time: scrapy export --since {done.cursor}")
