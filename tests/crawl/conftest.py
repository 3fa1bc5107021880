"""Crawls as an operator starts them: the real command in a process of its own, against the newsroom on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from pipelines.store.columns import to_json
from seeds.newsroom import Article, Newsroom

ROOT = Path(__file__).resolve().parents[2]
FAULTS = "tests.crawl.faults:process"


@dataclass
class Place:
    """A folder for what runs write, and the commands that write there."""

    var: Path
    newsroom: Newsroom | None = None
    sources: Path | None = None
    env: dict[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        base = {
            name: value for name, value in os.environ.items() if not name.startswith(("NAQI_", "SCRAPY_"))
        }
        mine = {"NAQI_VAR": str(self.var), "NAQI_CONTACT": "test@naqi.example", "SCRAPY_PROJECT": "test"}
        mine["PYTHONDONTWRITEBYTECODE"] = ""  # compiling everything anew takes half of a short crawl
        if self.newsroom is not None:
            mine |= {"http_proxy": self.newsroom.proxy_url, "no_proxy": "", "NO_PROXY": ""}
            mine["NAQI_SOURCES"] = str(self.sources or self.newsroom.sources_dir)
        elif self.sources is not None:
            mine["NAQI_SOURCES"] = str(self.sources)
        return base | mine | self.env | more

    def start(self, *arguments: str, bare: bool = False, **env: str) -> subprocess.Popen[str]:
        command = [str(Path(sys.executable).parent / "scrapy")] if bare else [sys.executable, "-m", "scrapy"]
        return subprocess.Popen(
            [*command, *arguments],
            cwd=ROOT,
            env=self.environment(**env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    @contextlib.contextmanager
    def running(self, *arguments: str, bare: bool = False, **env: str) -> Iterator[subprocess.Popen[str]]:
        """Start a command, and leave nothing of it behind."""
        process = self.start(*arguments, bare=bare, **env)
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def run(self, *arguments: str, bare: bool = False, **env: str) -> subprocess.CompletedProcess[str]:
        with self.running(*arguments, bare=bare, **env) as process:
            out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def crawl(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return self.run("crawl", "news", *arguments, **env)

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        if url := self.env.get("NAQI_DATABASE_URL"):
            with psycopg.connect(url, row_factory=dict_row, options="-c timezone=UTC") as there:
                found = there.execute(query.replace("?", "%s"), values).fetchall()  # type: ignore[call-overload]
            return [{name: as_on_sqlite(value) for name, value in row.items()} for row in found]
        connection = sqlite3.connect(self.var / "naqi.db")
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(query, values)]
        finally:
            connection.close()

    def fates(self) -> dict[str, str]:
        """``fate:reason`` of each URL in the newest run."""
        newest = self.rows("SELECT run_id FROM runs ORDER BY number DESC LIMIT 1")[0]["run_id"]
        found = self.rows("SELECT url, fate, reason FROM candidates WHERE run_id = ?", newest)
        return {row["url"]: ":".join(filter(None, (row["fate"], row["reason"]))) for row in found}


def as_on_sqlite(value: Any) -> Any:
    """Write times and lists as SQLite has them, so that what two databases hold can be compared."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="microseconds")
    return to_json(value) if isinstance(value, list | dict) else value


CONTENT = """article_id, source, url, canonical_url, title, subtitle, text, language, translations, authors, section, tags,
    image_url, publisher, attribution, published_at, published_origin, published_precision, modified_at, revision,
    word_count, flags, syndicated_from, story_id, duplicate_of, text_sha256, raw_sha256, rules_version, cleaner_version"""
"""The columns of ``clean_articles`` that do not tell when and in which run an article was stored."""


def content(place: Place) -> list[dict[str, Any]]:
    return place.rows(f"SELECT {CONTENT} FROM clean_articles ORDER BY article_id")


def outcomes(log: str) -> list[dict[str, Any]]:
    """The outcomes in a JSON log; every line of it must be JSON."""
    return [
        line for line in map(json.loads, filter(str.strip, log.splitlines())) if line["event"] == "outcome"
    ]


def interrupt(process: subprocess.Popen[str], times: int = 1) -> None:
    for number in range(times):
        if number:
            time.sleep(0.5)
        process.send_signal(signal.SIGINT)


def source_file(folder: Path, name: str, host: str, **more: str) -> Path:
    """Write a source whose feed is ``http://HOST/feed``."""
    keys = {
        "name": f'"{name}"',
        "title": '"صحيفة الاختبار"',
        "home": f'"http://{host}/"',
        "language": '"ar"',
        "region": '"SY"',
        "timezone": '"Asia/Damascus"',
        "delay": "0.0",
        "feeds": f'["http://{host}/feed"]',
    } | more
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text("".join(f"{key} = {value}\n" for key, value in keys.items()), encoding="utf-8")
    return path


def feed(*urls: str) -> bytes:
    items = "".join(f"<item><title>خبر</title><link>{url}</link></item>" for url in urls)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()
    )


PARAGRAPHS = (
    "أعلنت وزارة النقل أن أعمال صيانة الجسر القديم ستبدأ مطلع الأسبوع المقبل وتستمر ثلاثة أشهر على الأقل.",
    "وقال مدير المشروع إن حركة السير ستحول إلى الطريق الدائري، ودعا السائقين إلى الانتباه إلى اللوحات الإرشادية.",
    "ويعود بناء الجسر إلى سبعينيات القرن الماضي، وتعبره يومياً نحو عشرين ألف سيارة وفق أرقام البلدية.",
)


def article(title: str, extra: str = "") -> bytes:
    """A plain news page; ``extra`` goes into its text, so that two pages differ."""
    text = "".join(f"<p>{paragraph} {extra}</p>" for paragraph in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><article><h1>{title}</h1>{text}</article></main></body></html>"
    ).encode()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "var")


@dataclass(frozen=True)
class TwoCrawls:
    """The demo's first and second time: edition 1 of the newsroom, then edition 2 into the same store."""

    place: Place
    articles: tuple[Article, ...]
    first: subprocess.CompletedProcess[str]
    first_fates: dict[str, str]
    first_content: list[dict[str, Any]]
    second: subprocess.CompletedProcess[str]
    second_fates: dict[str, str]
    first_database: Path
    """The store as the first crawl left it."""


def crawl_twice(folder: Path) -> TwoCrawls:
    """``scrapy demo`` twice; the first time with a JSON log."""
    place = Place(folder / "var")
    first = place.run("demo", NAQI_LOG_JSON="1")
    assert first.returncode == 0, first.stderr
    first_fates, first_content = place.fates(), content(place)
    first_database = place.var.parent / "after-the-first.db"
    shutil.copy(place.var / "naqi.db", first_database)
    second = place.run("demo", bare=True)
    assert second.returncode == 0, second.stderr
    return TwoCrawls(
        place, Newsroom(1).articles, first, first_fates, first_content, second, place.fates(), first_database
    )
