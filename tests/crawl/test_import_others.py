"""The import command on what other tools made of the newsroom, killed on the way, and told what it cannot do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.archive import Capture, Damage, Ref, read, scan
from seeds.newsroom import Newsroom
from seeds.newsroom.specials import FLAKY
from tests.crawl.conftest import FAULTS, Place, TwoCrawls, article, interrupt
from tests.crawl.faults import KILL_AT, SLOW

KILLS = (1, 9, 17)


def dump(path: Path, number: int) -> Path:
    entries = [
        {
            "url": f"https://www.jannah.example/2024/{each}",
            "html": article(f"خبر رقم {each}", f"وأضاف {each}.").decode(),
            "fetched_at": "2024-03-05T07:15:00Z",
        }
        for each in range(number)
    ]
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


@pytest.mark.skipif(
    shutil.which("wget") is None, reason="wget is not installed (a Debian package: apt install wget)"
)
def test_a_warc_that_wget_wrote_of_the_newsroom_imports(two_crawls: TwoCrawls, place: Place) -> None:
    folder = place.var.parent
    with Newsroom(1) as newsroom:
        wanted = [each for each in newsroom.articles if each.fate == "stored"]
        (folder / "urls.txt").write_text("\n".join(each.url for each in wanted), encoding="utf-8")
        command = ["wget", "-q", "--warc-file=news", "--delete-after", "--tries=1", "-i", "urls.txt"]
        command.append("--header=Accept-Encoding: gzip")
        environment = os.environ | {"http_proxy": newsroom.proxy_url, "no_proxy": ""}
        subprocess.run(command, cwd=folder, env=environment, check=False, timeout=60)
    done = place.run(
        "import", str(folder / "news.warc.gz"), "--source", "wget", "--language", "any", "--json"
    )
    assert done.returncode == 0, done.stderr
    account = json.loads(done.stdout)
    assert account["balanced"]
    assert account["damages"] == 0
    assert account["passed_over"]["not_http"] >= 1  # what wget says of itself
    crawled = {row["canonical_url"]: row["text"] for row in two_crawls.first_content}
    imported = {row["canonical_url"]: row["text"] for row in place.rows("SELECT * FROM clean_articles")}
    assert account["passed_over"]["http_500"] == 1  # wget asked once for the page that fails at first
    assert set(imported) == {each.url for each in wanted if not each.url.endswith(FLAKY[1])}
    assert imported == {url: crawled[url] for url in imported}


def test_an_import_of_others_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path / "var", env={"NAQI_PROCESS": FAULTS, "NAQI_WORKERS": "1"})
    path = dump(tmp_path / "dump.jsonl", 40)
    for page in KILLS:
        killed = place.run("import", str(path), **{KILL_AT: str(page)})
        assert killed.returncode == -9, killed.stderr
    done = place.run("import", str(path), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["balanced"]
    rows = place.rows("SELECT url, revision, raw_sha256, archive_ref FROM clean_articles")
    assert len(rows) == 40
    assert {row["revision"] for row in rows} == {1}
    assert place.rows("SELECT count(*) AS n FROM fetches") == [{"n": 40}]
    root = place.var / "archive"
    found = [each for file in root.rglob("*.gz") for each in scan(root, file)]
    assert all(each.torn for each in found if isinstance(each, Damage))
    assert {each.url for each in found if isinstance(each, Capture)} == {row["url"] for row in rows}
    assert all(read(root, Ref.parse(row["archive_ref"])).url == row["url"] for row in rows)
    statuses = [row["status"] for row in place.rows("SELECT status FROM runs ORDER BY number")]
    assert statuses == ["interrupted", "interrupted", "interrupted", "finished"]
    assert place.rows("SELECT count(*) AS n FROM candidates WHERE fate = 'pending'") == [{"n": 0}]


def test_ctrl_c_ends_an_import_in_order(tmp_path: Path) -> None:
    place = Place(tmp_path / "var", env={"NAQI_PROCESS": FAULTS, "NAQI_WORKERS": "1", SLOW: "0.1"})
    path = dump(tmp_path / "dump.jsonl", 300)
    with place.running("import", str(path), NAQI_LOG_JSON="1") as process:
        assert process.stderr is not None
        process.stderr.readline()  # the first outcome
        interrupt(process)
        out, err = process.communicate(timeout=100)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "interrupted" in out
    [row] = place.rows("SELECT count(*) AS n FROM candidates WHERE fate = 'stored'")
    assert 0 < row["n"] < 300


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone.jsonl"], "there is no such file or folder"),
        (["pyproject.toml"], "its name does not tell"),
        (["README.md", "--timezone", "Mars"], "there is no such zone"),
    ],
)
def test_what_cannot_be_imported_is_said_before_anything_is_done(
    place: Place, arguments: list[str], said: str
) -> None:
    done = place.run("import", *arguments)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
    assert not (place.var / "naqi.db").exists()
