"""``scrapy db``: the state of the store's tables, and the store moved to another database."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import UNSOUND, complain, plainly, teach

if TYPE_CHECKING:
    from pipelines.store.copying import Copied

OK = 0


class Command(ScrapyCommand):
    """Bring the store's tables up to date, say where they are, or copy a store."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "upgrade | current | copy --to URL [--from URL] [--restart]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Bring the database's tables up to date, say at which revision they are, or copy the store"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        parser.add_argument(
            "--to", metavar="URL", help="copy: the database that the store goes to; it must be empty"
        )
        parser.add_argument(
            "--from",
            metavar="URL",
            dest="source",
            help="copy: the store to be copied, in place of NAQI_DATABASE_URL",
        )
        parser.add_argument(
            "--restart", action="store_true", help="copy: remove half a copy that is there, and begin again"
        )
        teach(
            parser,
            """
            upgrade   makes the tables, or brings them to this program's revision; does nothing when they are there
            current   prints the revision of the tables and the newest that this program knows
            copy      copies everything into another, empty database, from SQLite to PostgreSQL or back, and proves with
                      a count and a hash of each table that both hold the same

            The database is the one of NAQI_DATABASE_URL, by default var/naqi.db. A crawl upgrades it by itself; a database
            that a later version made is refused, since it could not be written soundly.

            A copy that was broken off, however that happened, is carried on by the same command; until it is proven
            nothing else can be done with the target. The source is only read, and no crawl may run meanwhile. The archive
            (NAQI_VAR/archive) stays where it is and belongs to the copy too. docs/postgresql.md walks through it.

            Exit status: 0 done (and proven); 1 when a copy stopped on its way or the two do not agree; 2 when the database
            cannot be used or the copy cannot begin (the message says why); 130 after Ctrl-C.
            """,
            """
            scrapy db current
            NAQI_DATABASE_URL=postgresql://naqi@localhost/naqi scrapy db upgrade
            scrapy db copy --to postgresql://naqi:password@localhost/naqi
            scrapy db copy --from postgresql://naqi@localhost/naqi --to sqlite:////data/copy.db
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what is asked."""
        from pipelines.store.engines import address, shown
        from pipelines.store.errors import StoreFailed
        from pipelines.store.session import head_revision, upgrade

        if args not in (["upgrade"], ["current"], ["copy"]):
            raise UsageError("say scrapy db upgrade, scrapy db current or scrapy db copy --to URL")
        if (args == ["copy"]) != bool(opts.to) or (args != ["copy"] and (opts.source or opts.restart)):
            raise UsageError(
                "say where to copy to: scrapy db copy --to URL; only copy takes --to, --from and --restart"
            )
        assert self.settings is not None
        url = opts.source or self.settings["NAQI_DATABASE_URL"]
        ended = "ended before it was done; the same command carries it on"
        with plainly(self, failures=(StoreFailed,), ended=ended):
            if args == ["copy"]:
                self.exitcode = _copy(
                    url, opts.to, opts.restart, self.settings.getfloat("NAQI_PROGRESS_SECONDS")
                )
            elif args == ["upgrade"]:
                print(f"{shown(address(url))} is at revision {upgrade(url)}")
            else:
                print(
                    f"{shown(address(url))} is at revision {_current(url) or 'none (no tables yet)'}; newest: {head_revision()}"
                )


def _copy(source: str, target: str, restart: bool, every: float) -> int:
    from crawler.terminal.progress import Progress
    from pipelines.store.copying import copy_store
    from pipelines.store.engines import address, shown

    done = copy_store(source, target, restart=restart, tell=Progress(every).tell)
    _print(done)
    name = shown(address(target))
    if not done.proven:
        complain(
            f"{name} is no copy, since the source has changed since the copy began\n"
            "  → say the command again with --restart: the half copy is removed, and nothing else"
        )
        return UNSOUND
    if not done.rows and not done.carried_on:
        print(f"✓ {name} is a copy already; there was nothing to do")
    else:
        print(f"✓ {name} holds the same{', carried on from an earlier copy' if done.carried_on else ''}")
    print("Name it in NAQI_DATABASE_URL from now on; NAQI_VAR, with the archive, stays as it is.")
    return OK


def _print(done: Copied) -> None:
    """Print the proof, a line for each table."""
    print(f"{'table':20} {'rows':>10}  sha256 (source = copy)")
    for each in done.tables:
        if each.equal:
            print(f"{each.table:20} {each.source.rows:10}  {each.source.sha256[:16]}")
        else:
            print(
                f"{each.table:20} {each.source.rows:10}  {each.source.sha256[:16]} ✗ {each.target.rows} rows, "
                f"{each.target.sha256[:16]}"
            )


def _current(url: str) -> str | None:
    """Look at the database without making or changing anything in it."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError

    from pipelines.store.engines import address, is_missing, shown, unavailable
    from pipelines.store.errors import StoreUnavailable
    from pipelines.store.session import current_revision

    parsed = address(url)
    if is_missing(parsed):
        return None
    engine = create_engine(parsed)
    try:
        return current_revision(engine)
    except SQLAlchemyError as error:
        raise StoreUnavailable(unavailable(shown(parsed), getattr(error, "orig", None) or error)) from None
    finally:
        engine.dispose()
