"""Imports in this process: real workers, a real store, and files made by the tests."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive import ArchiveWriter
from pipelines.importing.inputs import batches
from pipelines.importing.running import Ended, Importer
from pipelines.importing.visits import Options
from pipelines.run import now
from pipelines.store.session import open_store
from pipelines.workers import Workers


@dataclass
class Desk:
    """A folder for store and archive, and the import that fills them."""

    var: Path
    workers: Workers
    told: list[dict[str, Any]] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.var / "archive"

    def take(
        self, *paths: Path, largest: int = 10 << 20, at: datetime | None = None, **options: Any
    ) -> Ended:
        """Import; all batches put together."""
        engine = open_store(f"sqlite:///{self.var / 'naqi.db'}")
        importer = Importer(
            engine,
            self.workers,
            archive_of=lambda run_id: ArchiveWriter(
                self.root, run_id, info={"naqi-run": run_id, "naqi-command": "import"}, largest=1 << 20
            ),
            now=now,
            cleaner_version="1",
            rules_version="r1",
            tell=lambda **outcome: self.told.append(outcome),
            warn=lambda _damaged: None,
            progress=lambda _ended: None,
        )
        given = Options(now=at or now(), largest=largest, **options)
        all_ended = [importer.run(batch) for batch in batches(paths, self.root, given)]
        engine.dispose()
        assert importer.problem is None
        whole = all_ended[0]
        for ended in all_ended[1:]:
            whole.balances += ended.balances
            whole.fates += ended.fates
            whole.passed += ended.passed
            whole.damaged += ended.damaged
        return whole

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        connection = sqlite3.connect(self.var / "naqi.db")
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    def change(self, sql: str, *values: Any) -> None:
        connection = sqlite3.connect(self.var / "naqi.db")
        with connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(sql, values)
        connection.close()

    def fates(self) -> dict[str, list[str]]:
        """``fate:reason`` of each URL in each run, in their order."""
        found: dict[str, list[str]] = {}
        for row in self.rows(
            "SELECT url, fate, reason FROM candidates JOIN runs USING (run_id) ORDER BY number"
        ):
            found.setdefault(row["url"], []).append(":".join(filter(None, (row["fate"], row["reason"]))))
        return found

    def articles(self) -> list[dict[str, Any]]:
        """``clean_articles`` without the column that names a run."""
        found = self.rows("SELECT * FROM clean_articles ORDER BY article_id")
        return [{name: value for name, value in row.items() if name != "run_id"} for row in found]

    def lose_the_store(self) -> None:
        for path in self.var.glob("naqi.db*"):
            path.unlink()


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers("pipelines.flow:process", count=1, timeout=60) as started:
        yield started


@pytest.fixture
def desk(tmp_path: Path, workers: Workers) -> Desk:
    return Desk(tmp_path / "var", workers)


DAY = datetime(2024, 3, 5, 7, 15, tzinfo=UTC)


def day(number: float) -> str:
    """An ISO time, so many days after ``DAY``."""
    return (DAY + timedelta(days=number)).isoformat()


def write_lines(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text(
        "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries), encoding="utf-8"
    )
    return path
