"""``scrapy demo``: crawl the bundled newsroom with the very command that crawls the web, and show what came of it."""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from sqlalchemy import func, make_url, select, text
from sqlalchemy.orm import Session

from crawler.commands import complain, teach
from crawler.terminal import console, print_article
from pipelines.store.errors import StoreError
from pipelines.store.models import ArticleRow, CandidateRow, RemovalRow, RevisionRow
from pipelines.store.reports import find_article
from pipelines.store.session import open_store
from seeds.newsroom import Newsroom
from settings.env import ROOT, for_child


class Command(ScrapyCommand):
    """Run the demo."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Return what follows the command's name."""
        return "[--reset] [--keep-going]"

    def short_desc(self) -> str:
        """Return the line that stands in the list of commands."""
        return "Crawl the bundled newsroom and show one article before and after"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options and the help text."""
        super().add_options(parser)
        parser.add_argument(
            "--reset",
            action="store_true",
            help="forget the demo's articles and begin with the first edition again",
        )
        parser.add_argument(
            "--keep-going", action="store_true", help="leave the newsroom running afterwards, until Ctrl-C"
        )
        teach(
            parser,
            """
            Serve eight small Arabic news sites on this machine, crawl them with `scrapy crawl news` through an HTTP proxy
            on 127.0.0.1, store the clean articles in var/naqi.db, and print the account and one article before and after.
            Nothing leaves this machine.

            The first demo meets the newsroom's first edition. Every later one meets the second, in which one article has
            been corrected: it gets a second revision, all others are unchanged, and nothing is stored twice.
            """,
            """
            scrapy demo
            scrapy demo            (again: the second edition)
            scrapy demo --reset
            """,
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl the newsroom; the exit status is the crawl's."""
        if args:
            raise UsageError("the demo takes no arguments")
        assert self.settings is not None
        var, url = Path(self.settings["NAQI_VAR"]), self.settings["NAQI_DATABASE_URL"]
        mark = var / "demo" / "edition"
        with Newsroom() as newsroom:
            if opts.reset and not _reset(url, mark, newsroom):
                self.exitcode = 2
                return
            newsroom.edition = edition = 2 if mark.exists() else 1
            print(f"The newsroom serves edition {edition}; the crawl begins.", flush=True)
            self.exitcode = _crawl(newsroom)
            hits = newsroom.hits
            if self.exitcode == 0:
                mark.parent.mkdir(parents=True, exist_ok=True)
                mark.write_text("2\n", encoding="utf-8")
            if self.exitcode in (0, 1):
                _show(console(), url, not_modified=sum(n for (_, _, status), n in hits.items() if status == 304),
                      requests=sum(hits.values()))  # fmt: skip
            if opts.keep_going:
                print(
                    f"The newsroom goes on at {newsroom.proxy_url} (an HTTP proxy). Ctrl-C ends it.",
                    flush=True,
                )
                print(
                    f"  http_proxy={newsroom.proxy_url} NAQI_SOURCES={newsroom.sources_dir} scrapy crawl news"
                )
                with contextlib.suppress(KeyboardInterrupt):
                    threading.Event().wait()


def _crawl(newsroom: Newsroom) -> int:
    """Run the real command in a process of its own, as an operator would."""
    changes = {
        "http_proxy": newsroom.proxy_url,
        "no_proxy": "",
        "NO_PROXY": "",
        "NAQI_SOURCES": str(newsroom.sources_dir),
        "NAQI_CONTACT": "https://naqi.example/demo",
    }
    crawl = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "news"], cwd=ROOT, env=for_child(changes)
    )
    while True:
        try:
            return crawl.wait()
        except KeyboardInterrupt:  # the crawl has it too, and ends in order
            continue


def _reset(url: str, mark: Path, newsroom: Newsroom) -> bool:
    """Remove the demo's store; refuse when there is anything else in it."""
    parsed = make_url(url)
    file = Path(parsed.database or "")
    if parsed.get_backend_name() == "sqlite" and file.is_file():
        demo = {path.stem for path in newsroom.sources_dir.glob("*.toml")}
        try:
            engine = open_store(url)
            with Session(engine) as session:
                others = sorted(set(session.scalars(select(CandidateRow.source).distinct())) - demo)
            engine.dispose()
        except StoreError as error:
            complain(str(error))
            return False
        if others:
            complain(
                f"{file} also holds articles of {', '.join(others)}, so it is not removed\n  → set NAQI_VAR to a folder for the demo"
            )
            return False
        for suffix in ("", "-wal", "-shm"):
            Path(f"{file}{suffix}").unlink(missing_ok=True)
    elif parsed.get_backend_name() != "sqlite":
        complain(
            "--reset removes SQLite files only\n  → empty the database yourself, or unset NAQI_DATABASE_URL"
        )
        return False
    mark.unlink(missing_ok=True)
    return True


def _show(to: Console, url: str, *, not_modified: int, requests: int) -> None:
    """Print one article and what to do next."""
    try:
        engine = open_store(url)
    except StoreError as error:
        complain(str(error))
        return
    with Session(engine) as session:
        stored = session.scalar(text("SELECT count(*) FROM clean_articles")) or 0
        chosen = _worth_seeing(session)
        article = find_article(session, chosen) if chosen else None
    shown = make_url(url).render_as_string(hide_password=True)
    engine.dispose()
    if article is not None:
        print_article(to, article)
    to.print(f"{stored} articles are in the table clean_articles of {shown}.", style="bold")
    to.print(f"{requests} requests were answered, {not_modified} of them with 304 (not modified).")
    to.print()
    to.print("What now")
    if article is not None:
        to.print(f"  scrapy show {article.article_id[:8]:<12} this article again")
    to.print("  scrapy report             the account above again")
    to.print(
        "  scrapy demo               the newsroom's second edition: one article changes, nothing is stored twice"
    )
    to.print("  scrapy sources list       the sites that Naqi knows; scrapy crawl --help how to crawl them")
    to.print()


def _worth_seeing(session: Session) -> str | None:
    """Choose the article that was revised last, else a short one from which the most kinds of artifacts were taken."""
    if revised := session.scalar(
        select(RevisionRow.article_id)
        .where(RevisionRow.revision > 1)
        .order_by(RevisionRow.created_at.desc())
        .limit(1)
    ):
        return revised
    return session.scalar(
        select(ArticleRow.article_id)
        .join(
            RemovalRow,
            (RemovalRow.article_id == ArticleRow.article_id) & (RemovalRow.revision == ArticleRow.revision),
        )
        .join(
            RevisionRow,
            (RevisionRow.article_id == ArticleRow.article_id) & (RevisionRow.revision == ArticleRow.revision),
        )
        .group_by(ArticleRow.article_id)
        .order_by(
            func.count(RemovalRow.kind.distinct()).desc(),
            func.max(RevisionRow.word_count),
            ArticleRow.article_id,
        )
        .limit(1)
    )
