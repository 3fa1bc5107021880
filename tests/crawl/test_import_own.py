"""A database that is lost comes back from the archive, equal in all that does not name a run."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive import Capture, Damage, scan
from tests.crawl.conftest import FAULTS, Place, TwoCrawls
from tests.crawl.faults import KILL_AT

KILLS = (2, 31, 49)
"""The import is killed with -9 when its page of that number is about to be cleaned; each time the next takes up the rest."""


def table(database: Path, query: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query)]
    finally:
        connection.close()


def articles(database: Path) -> list[dict[str, Any]]:
    """``clean_articles`` without the column that names a run."""
    found = table(database, "SELECT * FROM clean_articles ORDER BY article_id")
    return [{name: value for name, value in row.items() if name != "run_id"} for row in found]


REVISIONS = "SELECT article_id, revision, reason, text, raw_sha256, archive_ref FROM revisions ORDER BY 1, 2"


def archive_of(crawled: TwoCrawls, place: Place, runs: int) -> Path:
    """Copy the archive of the first crawls to ``place``."""
    root = place.var / "archive"
    files = sorted((crawled.place.var / "archive").rglob("*.warc.gz"), key=lambda path: path.name)
    assert len(files) == 2
    for path in files[:runs]:
        target = root / path.relative_to(crawled.place.var / "archive")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return root


@pytest.mark.parametrize("crawls", [1, 2])
def test_the_archive_gives_back_what_was_stored(two_crawls: TwoCrawls, place: Place, crawls: int) -> None:
    root = archive_of(two_crawls, place, crawls)
    before = [path.read_bytes() for path in sorted(root.rglob("*.gz"))]
    done = place.run("import", str(root), "--json")
    assert done.returncode == 0, done.stderr
    crawled = two_crawls.first_database if crawls == 1 else two_crawls.place.var / "naqi.db"
    assert articles(place.var / "naqi.db") == articles(crawled)
    assert table(place.var / "naqi.db", REVISIONS) == table(crawled, REVISIONS)
    account = json.loads(done.stdout)
    assert account["balanced"]
    assert [run["imports"] for run in account["runs"]] == [
        row["run_id"] for row in table(crawled, "SELECT run_id FROM runs ORDER BY number")
    ]
    assert [path.read_bytes() for path in sorted(root.rglob("*.gz"))] == before


def test_an_import_killed_again_and_again_ends_with_the_same(two_crawls: TwoCrawls, tmp_path: Path) -> None:
    place = Place(tmp_path / "var", env={"NAQI_PROCESS": FAULTS, "NAQI_WORKERS": "1"})
    root = archive_of(two_crawls, place, 2)
    for page in KILLS:
        killed = place.run("import", str(root), **{KILL_AT: str(page)})
        assert killed.returncode == -9, killed.stderr
    done = place.run("import", str(root), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["balanced"]
    assert articles(place.var / "naqi.db") == articles(two_crawls.place.var / "naqi.db")
    fetches = "SELECT archive_ref, count(*) AS n FROM fetches GROUP BY archive_ref HAVING n > 1"
    assert place.rows(fetches) == []


def test_the_archive_of_another_machine_is_copied_and_brings_the_same_articles(
    two_crawls: TwoCrawls, place: Place
) -> None:
    theirs = Place(place.var.parent / "theirs")
    root = archive_of(two_crawls, theirs, 2)
    done = place.run("import", str(root))
    assert done.returncode == 0, done.stderr

    def moved(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name != "archive_ref"} for row in rows]

    assert moved(articles(place.var / "naqi.db")) == moved(articles(two_crawls.place.var / "naqi.db"))
    ours = place.var / "archive"
    found = [each for path in ours.rglob("*.gz") for each in scan(ours, path)]
    assert not [each for each in found if isinstance(each, Damage)]
    refs = {str(each.ref) for each in found if isinstance(each, Capture)}
    assert {row["archive_ref"] for row in articles(place.var / "naqi.db")} <= refs


def test_a_store_that_has_it_all_takes_nothing(two_crawls: TwoCrawls, place: Place) -> None:
    root = archive_of(two_crawls, place, 2)
    shutil.copy(two_crawls.place.var / "naqi.db", place.var / "naqi.db")
    before = table(place.var / "naqi.db", "SELECT * FROM clean_articles")
    done = place.run("import", str(root), "--json")
    assert done.returncode == 0, done.stderr
    assert table(place.var / "naqi.db", "SELECT * FROM clean_articles") == before
    fates = {
        (item["fate"], item["reason"])
        for run in json.loads(done.stdout)["runs"]
        for line in run["sources"]
        for item in line["counts"]
    }
    assert ("skipped", "imported_before") in fates
    # Of a loop of redirects the crawl keeps the answers and no fetch, so the import meets it anew.
    assert fates <= {("skipped", "imported_before"), ("duplicate", "same_url"), ("failed", "http_302")}
