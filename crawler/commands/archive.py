"""``scrapy archive``: prove the archive, look into it, and delete what is old."""

from __future__ import annotations

import argparse
import contextlib
import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import NOT_BEGUN, complain, plainly, store_if_there, teach

if TYPE_CHECKING:
    from sqlalchemy import Engine

FAULTY = 1


class Command(ScrapyCommand):
    """Check the archive, list it, or delete what is old."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "verify [FILE…] | list | gc --older-than 90d"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Prove the archive, list what is in it, delete what is old"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of the three verbs and the help text."""
        super().add_options(parser)
        parser.add_argument("--date", metavar="D", help="only files begun on this day: 2026-01-31")
        parser.add_argument("--run", metavar="R", help="list: only files that this run wrote")
        parser.add_argument("--source", metavar="S", help="list: records of this source")
        parser.add_argument("--url", metavar="U", help="list: records of this address, in any spelling")
        parser.add_argument("--json", action="store_true", help="list: one JSON object a line")
        parser.add_argument("--older-than", metavar="AGE", help="gc: what is older than this goes: 90d")
        parser.add_argument("--yes", action="store_true", help="gc: do it; without, only say what would go")
        teach(
            parser,
            """
            verify   reads every record, checks its digests, and follows every pointer of the database (fetches,
                     revisions, rejections) to the record that it names, whose address and hash must be those of the
                     row. Without a database the files alone are checked. An unfinished end of a file is what a crash
                     leaves: a warning. Names of files are as `list` prints them, or paths.
            list     the files with their runs; with --url or --source the records
            gc       deletes what is older than AGE and that no stored revision was made from: feeds, sitemaps, errors,
                     rejected pages, pages that had not changed. It says what would go, and does it with --yes. Files are
                     written anew and the database's pointers moved with them; a gc that was killed is finished by the next.
                     What was forgotten (`scrapy forget`) goes whatever its age.

            The archive is the folder `archive` of NAQI_VAR; docs/archive.md describes it.

            Exit status: 0 when all is well; 1 when verify found a fault, or gc left a damaged file alone; 2 when it could
            not begin (the message says why).
            """,
            """
            scrapy archive verify
            scrapy archive verify --date 2026-01-31
            scrapy archive list --url http://jannah.example/2024/05/some-article/
            scrapy archive list --run 20260131T081500-3fa2 --json
            scrapy archive gc --older-than 90d
            scrapy archive gc --older-than 90d --yes
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what is asked."""
        from pipelines.archive import ArchiveFailed

        verb = args[0] if args else ""
        if verb not in ("verify", "list", "gc") or (verb != "verify" and len(args) > 1):
            raise UsageError("say scrapy archive verify, scrapy archive list or scrapy archive gc")
        day = _day(opts.date)
        assert self.settings is not None
        root = Path(self.settings["NAQI_VAR"]) / "archive"
        with plainly(self, ArchiveFailed, ended="broken off; what was begun the next gc finishes"):
            if verb == "list":
                self.exitcode = self._list(root, opts, day)
            elif verb == "verify":
                with store_if_there(self) as engine:
                    self.exitcode = self._verify(engine, root, args[1:], day)
            else:
                age = _age(opts.older_than)
                with store_if_there(self) as engine:
                    self.exitcode = self._gc(engine, root, age, opts.yes)

    def _verify(self, engine: Engine | None, root: Path, names: list[str], day: date | None) -> int:
        from sqlalchemy.orm import Session

        from crawler.terminal.archive import Proof
        from crawler.terminal.progress import Progress, amount
        from pipelines.archive.files import archive_files
        from pipelines.archive.verify import missing_files, verify_file

        files = [_named(root, name) for name in names] or list(archive_files(root, day))
        gone = [str(path) for path in files if not path.is_file()]
        if gone:
            complain(f"there is no file {gone[0]}\n  → `scrapy archive list` print their names")
            return NOT_BEGUN
        proof, progress = Proof(), Progress()
        total, before = sum(path.stat().st_size for path in files), 0
        session = None if engine is None else Session(engine)
        try:
            for path in files:

                def tick(file: str, at: int, before: int = before) -> None:
                    progress.tell(f"{amount(before + at)} of {amount(total)}: {file}")

                proof.add(verify_file(root, path, session, tick))
                before += path.stat().st_size
            if session is not None and not names and day is None:
                proof.add_missing(missing_files(root, session))
        finally:
            if session is not None:
                session.close()
        return FAULTY if proof.conclude(with_database=engine is not None) else 0

    def _list(self, root: Path, opts: argparse.Namespace, day: date | None) -> int:
        from crawler.terminal.archive import print_files, print_records
        from pipelines.archive.files import archive_files

        files = archive_files(root, day, opts.run)
        if opts.url or opts.source:
            print_records(root, files, source=opts.source, url=opts.url, as_json=opts.json)
        else:
            print_files(root, files, as_json=opts.json)
        return 0

    def _gc(self, engine: Engine | None, root: Path, age: timedelta, do_it: bool) -> int:
        from sqlalchemy.orm import Session

        from crawler.terminal.archive import Deletion
        from crawler.terminal.progress import Progress
        from pipelines.archive.compact import recover, rewrite
        from pipelines.archive.expire import expired, is_strange
        from pipelines.run import new_run_id, now
        from pipelines.store.alive import Heart
        from pipelines.store.housekeeping import begin, end

        if engine is None or is_strange(root, engine):
            complain(
                "the database knows none of the archive's files, so nothing says what may go\n"
                "  → see that NAQI_DATABASE_URL names the database that was crawled into with this NAQI_VAR"
            )
            return NOT_BEGUN
        at = now()
        before, run_id = at - age, new_run_id(at)
        deletion, progress = Deletion(before, done=do_it), Progress()
        if do_it:
            writing = engine.execution_options(sqlite_begin="IMMEDIATE")
            with Session(writing) as session, session.begin():
                begin(session, run_id, "archive gc", now=at, settings={"before": before.isoformat()})
        with Heart(engine, run_id) if do_it else contextlib.nullcontext():
            if do_it:
                recover(engine, root)
            for plan in expired(root, engine, before):
                progress.tell(plan.file)
                emptied = rewrite(engine, root, plan)[1] if do_it and not plan.damaged else 0
                deletion.add(plan, emptied)
        if do_it:
            end(engine, run_id, status="finished", now=now(), results=deletion.as_data())
        return FAULTY if deletion.conclude() else 0


def _age(text: str | None) -> timedelta:
    if text is None or not (match := re.fullmatch(r"([0-9]{1,5})d", text.strip())):
        raise UsageError("say how old: scrapy archive gc --older-than 90d")
    return timedelta(days=int(match.group(1)))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--date {text}: is no day; write for example --date 2026-01-31") from None


def _named(root: Path, name: str) -> Path:
    """Take a name below the archive's folder, or a path."""
    below = root / name
    return below if below.is_file() else Path(name).absolute()
