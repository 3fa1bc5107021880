"""``scrapy undo``: take a reclean back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import UNSOUND, complain, plainly, store_there, teach

if TYPE_CHECKING:
    from pipelines.replay.undo import Undone


class Command(ScrapyCommand):
    """Take a reclean back."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "RUN"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Take a reclean back: its articles are what they were before"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the help text."""
        super().add_options(parser)
        teach(
            parser,
            """
            Take back what `scrapy reclean --apply` did in the run RUN (and in others that applied the same plan, when it was
            broken off and carried on). Each article gets a new revision with the reason "undone" that equals the one before
            the reclean in every column and every removal. An article that the reclean had stored is taken out of
            clean_articles again (reason "withdrawn"). Articles that somebody else changed since are left and named.

            The rules stay as they are: an article that the next crawls look at again is cleaned with them. Mend the rule too.
            Doing it twice does nothing the second time; so does doing it again after it was killed, for what was done.

            Exit status: 0 when all is as it was; 1 when articles were left because they have changed since; 2 when there is
            no such run, or it is no reclean.
            """,
            """
            scrapy undo 20260305T071500-3fa2
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002
        """Take back, and say what was done."""
        from crawler.terminal.progress import Progress
        from pipelines.replay.undo import NotAReclean, undo
        from pipelines.run import new_run_id, now
        from pipelines.store.errors import NoSuchRun

        if len(args) != 1:
            raise UsageError("name the run of a reclean; scrapy report prints it")
        assert self.settings is not None
        progress = Progress(self.settings.getfloat("NAQI_PROGRESS_SECONDS"))
        ended = "ended before it was done; the same command carries it on"
        with plainly(self, NoSuchRun, NotAReclean, ended=ended), store_there(self) as engine:
            done = undo(
                engine,
                args[0],
                new_run_id=new_run_id(now()),
                now=now,
                tell=lambda done: progress.tell(f"{done.restored + done.withdrawn} articles"),
            )
            self.exitcode = _tell(done)


def _tell(done: Undone) -> int:
    from crawler.terminal import readable

    said = [
        f"{done.restored} restored" if done.restored else "",
        f"{done.withdrawn} taken out of clean_articles" if done.withdrawn else "",
        f"{done.before} taken back before" if done.before else "",
    ]
    print(", ".join(filter(None, said)) or "nothing to take back")
    if done.run_id:
        print(f"in run {done.run_id}")
    for article_id, url in done.left:
        complain(f"left, since it has changed after the reclean: {article_id} {readable(url)}")
    return UNSOUND if done.left else 0
