"""``scrapy reclean``: clean what is stored again with today's rules; first as a plan, then, if it is wanted, for good."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import complain, plainly, store_of, teach

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from pipelines.replay.fingerprint import Fingerprint
    from pipelines.replay.planfile import Plan
    from pipelines.replay.walk import Selection

OK, UNSOUND, REFUSED = 0, 1, 2
NAMED = 10
"""Articles that a refusal names."""


class Command(ScrapyCommand):
    """Plan a reclean, or apply a plan."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "--plan [--source S] [--since D] [--rule R] [--ids FILE] | --apply PLAN"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Clean the stored pages again with today's rules: show what would change, then change it"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        group = parser.add_argument_group("Reclean")
        group.add_argument("--plan", action="store_true", help="show what would change, and write a plan")
        group.add_argument("--apply", metavar="PLAN", help="do what a plan says (its file, or its name)")
        group.add_argument("--source", metavar="NAME[,NAME]", help="plan for these sources only")
        group.add_argument(
            "--since", metavar="WHEN", help="… for what was first seen since: 2d, 12h, 2026-01-31"
        )
        group.add_argument(
            "--rule", metavar="ID", help="… for what this rule takes now and did not, or the other way"
        )
        group.add_argument("--ids", metavar="FILE", help="… for these articles: a name or address a line")
        group.add_argument(
            "--out", metavar="FILE", help="write the plan there (default: var/plans/NAME.jsonl)"
        )
        group.add_argument(
            "--diffs", metavar="N", type=int, default=5, help="largest changes to show (default 5)"
        )
        group.add_argument(
            "-v", "--verbose", action="store_true", help="name all articles that are left alone"
        )
        teach(
            parser,
            """
            Every page that was fetched is in the archive, so a better rule also helps the articles that are stored
            already. --plan cleans their bytes again and writes nothing to the database: it prints how many articles would
            change, by source and rule, the largest changes word by word, and writes a plan.

            --apply does exactly that plan, as a run of its own (`scrapy report` prints it): each change is a new revision
            with the reason "recleaned"; `scrapy history` shows it and `scrapy undo` takes it back. A plan is refused when
            the rules, the code or one of its articles have changed since it was made. An application that was killed is
            carried on by the same command.

            Articles that would now be rejected are named and left as they are; pages that were rejected and would now be
            accepted are stored.

            Exit status: 0 when all is done; 1 when something did not become what the plan says; 2 when the command could
            not begin or the plan was refused; 130 after Ctrl-C.
            """,
            """
            scrapy reclean --plan
            scrapy reclean --plan --source sana --since 30d --diffs 20
            scrapy reclean --plan --rule related.read_also
            scrapy reclean --apply plan-20260305T071500-3fa2
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Plan or apply."""
        if args or bool(opts.plan) == bool(opts.apply):
            raise UsageError("say scrapy reclean --plan, or scrapy reclean --apply PLAN")
        narrowing = [name for name in ("source", "since", "rule", "ids", "out") if getattr(opts, name)]
        if opts.apply and narrowing:
            raise UsageError(f"--{narrowing[0]} belongs to --plan; a plan is applied as a whole")
        if opts.diffs < 0:
            raise UsageError("--diffs takes a number from 0 on")
        from cleaners.word_lists import RuleError
        from crawler.prepare import CannotCrawl
        from pipelines.replay.planfile import BadPlan
        from pipelines.workers import WorkersBroken, start_loading

        start_loading()
        ended = f"ended before it was done; {'the same command carries it on' if opts.apply else 'nothing was written'}"
        with plainly(self, BadPlan, CannotCrawl, RuleError, failures=(WorkersBroken,), ended=ended):
            if opts.apply:
                self.exitcode = self._apply(opts)
            else:
                with store_of(self) as engine:
                    self.exitcode = self._plan(engine, opts)

    def _plan(self, engine: Engine, opts: argparse.Namespace) -> int:
        from crawler.terminal import console
        from crawler.terminal.changes import print_tally
        from crawler.terminal.progress import Progress
        from pipelines.replay.planfile import Header, PlanWriter
        from pipelines.replay.planning import Tally, how_many, make_plan
        from pipelines.run import new_run_id, now

        assert self.settings is not None
        began = now()
        made_with = self._fingerprint()
        selection = _selection(opts, engine, began)
        if selection is None:
            return REFUSED
        name = f"plan-{new_run_id(began)}"
        path = Path(opts.out) if opts.out else Path(self.settings["NAQI_VAR"]) / "plans" / f"{name}.jsonl"
        total, clock = how_many(engine, selection), time.monotonic()
        progress = Progress(self.settings.getfloat("NAQI_PROGRESS_SECONDS"))

        def line(tally: Tally) -> str:
            done = tally.articles + tally.pages
            of = f"of {total} articles" if not tally.pages else "articles and rejected pages"
            rate = done / (time.monotonic() - clock)
            return f"{done} {of} · {sum(tally.changed.values())} would change · {rate:.1f} a second"

        told = {**asdict(selection), "since": selection.since.isoformat() if selection.since else None}
        with PlanWriter(path, Header(name, began, told, made_with)) as plan, self._workers() as workers:
            tally = make_plan(
                engine,
                workers,
                self._archive(),
                selection,
                plan,
                window=self._window(),
                examples=opts.diffs,
                tell=lambda tally: progress.tell(line(tally)),
            )
            if self._fingerprint() != made_with:
                complain("rules or code were changed while the plan was made\n  → make it again")
                return REFUSED
            plan.finish(tally.as_data())
        done, took = tally.articles + tally.pages, time.monotonic() - clock
        print_tally(console(), tally, everything=opts.verbose)
        print(f"{done} pages in {took:.1f} s, {done / took:.1f} a second")
        print(f"The plan: {path}")
        if sum(tally.changed.values()) + sum(tally.stored.values()):
            print(f"Apply it with: scrapy reclean --apply {name if not opts.out else path}")
        return OK

    def _apply(self, opts: argparse.Namespace) -> int:
        from pipelines.replay.planfile import open_plan

        assert self.settings is not None
        plan = open_plan(_plan_path(opts.apply, Path(self.settings["NAQI_VAR"])))
        different = plan.header.fingerprint.differences(self._fingerprint())
        if different:
            complain(
                f"{plan.header.plan} is not applied, since something changed after it was made: {' and '.join(different)}\n"
                "  → look at a new one: scrapy reclean --plan"
            )
            return REFUSED
        if not plan.changes:
            print("The plan changes nothing.")
            return OK
        with store_of(self) as engine:
            return self._apply_to(engine, plan)

    def _apply_to(self, engine: Engine, plan: Plan) -> int:
        from crawler.terminal import console, print_report
        from crawler.terminal.progress import Progress
        from pipelines.replay.apply import apply_plan, finish, start, survey
        from pipelines.run import new_run_id, now
        from pipelines.store.alive import Heart

        assert self.settings is not None
        changed = done = 0
        for change, state in survey(engine, plan):
            done += state == "done"
            changed += state == "changed"
            if state == "changed" and changed <= NAMED:
                complain(f"changed since the plan was made: {change.source} {change.article_id}")
        if changed:
            complain(
                f"{changed} of the plan's {plan.changes} articles have changed since it was made, so it is not applied\n"
                "  → look at a new one: scrapy reclean --plan"
            )
            return REFUSED
        if done == plan.changes:
            print(f"All {done} articles of the plan are as it says; there is nothing to do.")
            return OK
        run_id = new_run_id(now())
        progress = Progress(self.settings.getfloat("NAQI_PROGRESS_SECONDS"))
        before = start(engine, plan, run_id, now())
        if before:
            print(f"carrying on {before}, which was broken off")
        with self._workers() as workers, Heart(engine, run_id):
            applied = apply_plan(
                engine,
                workers,
                self._archive(),
                plan,
                run_id,
                window=self._window(),
                now=now,
                tell=lambda done: progress.tell(f"{done.done} of {done.total} articles"),
            )
        finish(engine, run_id, applied, status="finished", now=now())
        report = print_report(console(), engine, run_id)
        print(f"Take it back with: scrapy undo {run_id}")
        if not applied.as_planned:
            complain("not every article became what the plan says; the account above says why")
        return OK if applied.as_planned and report.balanced else UNSOUND

    def _workers(self) -> Any:
        from pipelines.workers import Workers

        assert self.settings is not None
        return Workers(
            self.settings["NAQI_PROCESS"],
            count=self.settings.getint("NAQI_WORKERS"),
            timeout=self.settings.getfloat("NAQI_PAGE_TIMEOUT"),
        )

    def _window(self) -> int:
        """Return how many pages may be on their way: enough that no worker waits for another's slow page."""
        assert self.settings is not None
        return 4 * self.settings.getint("NAQI_WORKERS")

    def _archive(self) -> Path:
        assert self.settings is not None
        return Path(self.settings["NAQI_VAR"]) / "archive"

    def _fingerprint(self) -> Fingerprint:
        from pipelines.replay.fingerprint import fingerprint
        from pipelines.rules_in_use import load_all

        return fingerprint(*load_all())


def _selection(opts: argparse.Namespace, engine: Engine, now: datetime) -> Selection | None:
    """Return what is asked for, or None after a complaint."""
    from sqlalchemy.orm import Session

    from crawler.prepare import CannotCrawl, parse_since
    from pipelines.replay.planning import names_of
    from pipelines.replay.walk import Selection
    from pipelines.store.lookup import find_row

    try:
        since = parse_since(opts.since, now) if opts.since else None
    except CannotCrawl as error:
        complain(str(error).replace("-a since=", "--since ").replace("since=", ""))
        return None
    ids = None
    if opts.ids:

        def find(asked: str) -> str | None:
            row = find_row(session, asked)
            return None if row is None else row.article_id

        try:
            with Session(engine) as session, Path(opts.ids).open(encoding="utf-8") as lines:
                ids, unknown = names_of(lines, find)
        except (OSError, UnicodeDecodeError) as error:
            complain(f"--ids {opts.ids}: cannot be read: {error}")
            return None
        if unknown:
            complain(
                f"--ids {opts.ids}: no stored article is known under {', '.join(unknown[:5])}"
                f"{f' and {len(unknown) - 5} more' if len(unknown) > 5 else ''}\n  → mend or remove these lines"
            )
            return None
    sources = tuple(name.strip() for name in (opts.source or "").split(",") if name.strip())
    return Selection(sources=sources, since=since, rule=opts.rule, ids=ids)


def _plan_path(asked: str, var: Path) -> Path:
    """Return the file of a plan that is named by its path or its name."""
    path = Path(asked)
    named = var / "plans" / f"{asked}.jsonl"
    return named if not path.exists() and named.exists() else path
