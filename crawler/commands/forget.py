"""``scrapy forget``: take an article down for good, list what was taken down, and let one come back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import complain, plainly, store_if_there, teach

if TYPE_CHECKING:
    from sqlalchemy import Engine

UNDONE = 1


class Command(ScrapyCommand):
    """Forget articles."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return (
            "URL|ID --reason TEXT [--yes] | --source S --reason TEXT [--yes] | list | --lift ID --reason TEXT"
        )

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Take an article down for good: text, revisions, archived bytes; it does not come back"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        parser.add_argument("--source", metavar="S", help="forget all articles and pages of this source")
        parser.add_argument("--reason", metavar="TEXT", help="whose wish it is; kept with the tombstone")
        parser.add_argument(
            "--lift", metavar="ID", help="let a forgotten article (ID or URL) be fetched again"
        )
        parser.add_argument("--yes", action="store_true", help="do it; without, only say what would go")
        teach(
            parser,
            """
            Remove an article for good, as a publisher or a court may ask: its row, all revisions and removals, what discovery
            told of it, and its archived bytes under every address that led to it (redirects, AMP, other spellings), together
            with the archived feeds, sitemaps and listings that name it. Then the database's file is written anew, since
            deleted rows stay readable in it. URL is any address that led to the article, ID its article_id or a beginning.

            What stays is a tombstone: address, source, reason, time. It keeps the article from coming back by any address,
            in crawls, imports and replays, and tells copies of the table to drop it. `scrapy forget list` prints the
            tombstones; --lift takes one away, so that the article may be fetched again.

            Without --yes nothing is changed. It does not begin beside a crawl. If it is killed, say it again.
            Of a forgotten source new articles are fetched as before: to stop that, disable its file. Other articles that quote
            or link a forgotten one stay as they are, and so do backups and exports, those in NAQI_VAR/exports too:
            delete them or make them anew.

            Exit status: 0 when all of it is gone; 1 when nothing is known under that name, or something is still to be done
            (the message says what); 2 when it could not begin; 130 after Ctrl-C.
            """,
            """
            scrapy forget http://jannah.example/2024/05/some-article/ --reason "publisher's letter of 3 May"
            scrapy forget 3f9c2a --reason "court order 12/2026" --yes
            scrapy forget --source qadim --reason "licence ended" --yes
            scrapy forget list
            scrapy forget --lift 3f9c2a --reason "order withdrawn"
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what is asked."""
        from pipelines.archive import ArchiveFailed
        from pipelines.store.scrub import NotScrubbed

        if [bool(args), bool(opts.source), bool(opts.lift)].count(True) != 1 or len(args) > 1:
            raise UsageError(
                "name one article (URL or ID), or --source S, or --lift ID, or say scrapy forget list"
            )
        if args != ["list"] and not (opts.reason or "").strip():
            raise UsageError('say why: --reason "publisher\'s letter of 3 May"')
        ended = "broken off; say the command again, and it does what is still to be done"
        with plainly(self, ended=ended), store_if_there(self) as engine:
            try:
                self.exitcode = self._do(engine, args, opts)
            except (ArchiveFailed, NotScrubbed) as error:
                complain(f"{error}\n  → then say this command again: it does what is still to be done")
                self.exitcode = UNDONE

    def _do(self, engine: Engine | None, args: list[str], opts: argparse.Namespace) -> int:
        if engine is None:
            complain("there is no database yet, so nothing is stored that could be forgotten")
            return UNDONE
        if args == ["list"]:
            return self._list(engine)
        if opts.lift:
            return self._lift(engine, opts.lift, opts.reason)
        return self._forget(engine, args, opts)

    def _forget(self, engine: Engine, args: list[str], opts: argparse.Namespace) -> int:
        from sqlalchemy.orm import Session

        from crawler.terminal.forgotten import print_forgotten, print_source, print_subject
        from crawler.terminal.progress import Progress
        from pipelines.forgetting import forget_for_good
        from pipelines.run import new_run_id, now
        from pipelines.store import forget
        from pipelines.store.forget import Subject

        what: Subject | str | None
        with Session(engine) as session:
            if opts.source:
                what = opts.source if forget.is_known(session, opts.source) else None
                count = forget.articles_of(session, opts.source)
            else:
                what, count = forget.subject_of(session, args[0]), 1
        if what is None:
            complain(
                f"nothing is stored under {opts.source or args[0]}\n"
                "  → give an article's URL or the beginning of its article_id, or a source's name"
            )
            return UNDONE
        if isinstance(what, str):
            print_source(what, count)
        else:
            print_subject(what)
        if not opts.yes:
            print("nothing was changed; say it with --yes to do it")
            return 0
        assert self.settings is not None
        root, progress = Path(self.settings["NAQI_VAR"]) / "archive", Progress()
        done = forget_for_good(
            engine, root, new_run_id(now()), what, opts.reason.strip(), clock=now, tick=progress.tell
        )
        print_forgotten(done)
        return 0

    def _lift(self, engine: Engine, asked: str, reason: str) -> int:
        from sqlalchemy.orm import Session

        from pipelines.run import new_run_id, now
        from pipelines.store import forget
        from pipelines.store.housekeeping import begin, end

        at = now()
        run_id = new_run_id(at)
        writing = engine.execution_options(sqlite_begin="IMMEDIATE")
        with Session(writing) as session, session.begin():
            stone = forget.tombstone_of(session, asked)
            if stone is None:
                complain(f"nothing forgotten is known under {asked}\n  → `scrapy forget list` prints what is")
                return UNDONE
            url = stone.canonical_url
            told = {"reason": reason.strip(), "article_id": stone.article_id, "url": url, "was": stone.reason}
            begin(session, run_id, forget.LIFT, now=at, settings=told)
            forget.lift(session, stone)
        end(engine, run_id, status="finished", now=now(), results={})
        print(f"{url} may be fetched again")
        return 0

    def _list(self, engine: Engine) -> int:
        from sqlalchemy.orm import Session

        from crawler.terminal.forgotten import print_tombstones
        from pipelines.store import forget

        with Session(engine) as session:
            print_tombstones(forget.tombstones(session))
        return 0
