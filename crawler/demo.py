"""The demo: serve the newsroom, crawl it as an operator would, and show what came of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from crawler.commands import complain
from crawler.terminal import console, print_article, print_change
from pipelines.store.engines import address, is_missing, shown
from pipelines.store.errors import StoreError
from pipelines.store.lookup import ArticleView, find_article
from pipelines.store.models import ArticleRow, CandidateRow, RemovalRow, RevisionRow
from pipelines.store.session import open_store, remove_tables
from seeds.newsroom import Newsroom
from settings.env import ROOT, for_child


def run_demo(settings: Any, *, reset: bool, keep_going: bool) -> int:
    """Run it; returns the crawl's exit status. Which edition comes next is kept in ``NAQI_VAR/demo/edition``."""
    var, url = Path(settings["NAQI_VAR"]), settings["NAQI_DATABASE_URL"]
    mark = var / "demo" / "edition"
    with Newsroom() as newsroom:
        if reset and not _reset(url, mark, newsroom):
            return 2
        newsroom.edition = edition = 2 if mark.exists() else 1
        print(f"The newsroom serves edition {edition}; the crawl begins.", flush=True)
        status = _crawl(newsroom)
        if status == 0:
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.write_text("2\n", encoding="utf-8")
        if status in (0, 1):
            _show(console(), url, newsroom)
        if keep_going:
            print(
                f"The newsroom goes on at {newsroom.proxy_url} (an HTTP proxy). Ctrl-C ends it.", flush=True
            )
            print(f"  http_proxy={newsroom.proxy_url} NAQI_SOURCES={newsroom.sources_dir} scrapy crawl news")
            with contextlib.suppress(KeyboardInterrupt):
                threading.Event().wait()
        return status


def _crawl(newsroom: Newsroom) -> int:
    """Run the real command in a process of its own, as an operator would."""
    changes = {
        "http_proxy": newsroom.proxy_url,
        "no_proxy": "",
        "NO_PROXY": "",
        "NAQI_SOURCES": str(newsroom.sources_dir),
        "NAQI_CONTACT": "https://naqi.example/demo",
        # Nobody is to be woken by a demo.
        **dict.fromkeys(("NAQI_ALERT_SLACK", "NAQI_ALERT_WEBHOOK", "NAQI_ALERT_MAIL", "NAQI_PROMETHEUS"), ""),
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
    demo = {path.stem for path in newsroom.sources_dir.glob("*.toml")}
    try:
        parsed = address(url)
        if not is_missing(parsed):
            engine = open_store(url)
            with Session(engine) as session:
                others = sorted(set(session.scalars(select(CandidateRow.source).distinct())) - demo)
            if not others:
                with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
                    remove_tables(connection)
            engine.dispose()
            if others:
                complain(
                    f"{shown(parsed)} also holds articles of {', '.join(others)}, so it is not emptied\n"
                    "  → set NAQI_VAR to a folder for the demo, or NAQI_DATABASE_URL to a database for it"
                )
                return False
    except StoreError as error:
        complain(str(error))
        return False
    if parsed.get_backend_name() == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{parsed.database}{suffix}").unlink(missing_ok=True)
    mark.unlink(missing_ok=True)
    return True


def _show(to: Console, url: str, newsroom: Newsroom) -> None:
    """Print one article and what to do next."""
    hits = newsroom.hits
    requests = sum(hits.values())
    not_modified = sum(count for (_host, _path, status), count in hits.items() if status == 304)
    try:
        engine = open_store(url)
    except StoreError as error:
        complain(str(error))
        return
    with Session(engine) as session:
        stored = session.scalar(text("SELECT count(*) FROM clean_articles")) or 0
        chosen = _worth_seeing(session)
        article = find_article(session, chosen) if chosen else None
        change = _change(session, article) if article is not None and article.revision > 1 else None
    where = shown(engine.url)
    engine.dispose()
    if article is not None:
        print_article(to, article)
        if change is not None:
            print_change(to, *change, article.cleaned.language)
    to.print(f"{stored} articles are in the table clean_articles of {where}.", style="bold", soft_wrap=True)
    to.print(f"{requests} requests were answered, {not_modified} of them with 304 (not modified).")
    to.print()
    to.print("What now")
    scrapy = _scrapy()
    rows = [
        ("report", "the account above again"),
        ("console", "all of it in a browser: runs, sources, every article before and after, rules, search"),
        ("demo", "the newsroom's second edition: one article changes, nothing is stored twice"),
        ("sources list", "the sites that Naqi knows; crawl --help says how to crawl them"),
    ]
    if article is not None:
        rows.insert(0, (f"show {article.article_id[:8]}", "this article again"))
    for words, what in rows:
        to.print(f"  {scrapy} {words:<14} {what}")
    to.print()


def _scrapy() -> str:
    """Return how scrapy is called from here: as a path, unless its folder is on the user's PATH."""
    script = Path(sys.executable).parent / "scrapy"
    if shutil.which("scrapy") == str(script) or not script.exists():
        return "scrapy"
    return os.path.relpath(script) if script.is_relative_to(Path.cwd()) else str(script)


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
        .where(RevisionRow.word_count.between(60, 250))
        .group_by(ArticleRow.article_id)
        .order_by(
            func.count(RemovalRow.kind.distinct()).desc(),
            func.max(RevisionRow.word_count),
            ArticleRow.article_id,
        )
        .limit(1)
    )


def _change(session: Session, article: ArticleView) -> tuple[str, str]:
    """Return title and text of the article's last revision but one, and of its last."""

    def text_of(revision: int) -> str:
        row = session.get_one(RevisionRow, (article.article_id, revision))
        return f"{row.title or ''}\n\n{row.text}"

    return text_of(article.revision - 1), text_of(article.revision)
