"""The archive that real crawls leave: sound to us and to two other programs, also after a full disk, a gc and a forget."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from seeds.newsroom import Answer, Newsroom
from tests.crawl.conftest import Place, article, content, feed, source_file

HTML = {"Content-Type": "text/html; charset=utf-8"}


def archive_files(place):
    return sorted((place.var / "archive").rglob("*.warc.gz"))


def everything(place):
    """All that the files of a place hold, packed and unpacked."""
    for path in sorted(place.var.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield data + (gzip.decompress(data) if path.name.endswith(".gz") else b"")


def is_anywhere(place, text):
    return any(text.encode() in data for data in everything(place))


@pytest.fixture
def copied(two_crawls, tmp_path):
    """The place of two crawls, to be changed."""
    shutil.copytree(two_crawls.place.var, tmp_path / "var")
    return Place(tmp_path / "var")


def test_the_archive_of_two_crawls_is_sound(two_crawls):
    answer = two_crawls.place.run("archive", "verify", bare=True)
    assert answer.returncode == 0, answer.stdout
    [counts] = two_crawls.place.rows(
        "SELECT (SELECT count(*) FROM fetches) AS f, (SELECT count(*) FROM revisions) AS r, (SELECT count(*) FROM rejections WHERE archive_ref IS NOT NULL) AS j"
    )
    assert f"{counts['f']} fetches, {counts['j']} rejections, {counts['r']} revisions" in answer.stdout
    assert "✓ the archive is sound" in answer.stdout


def test_two_other_programs_find_it_sound_too(two_crawls):
    for path in map(str, archive_files(two_crawls.place)):
        warcio = subprocess.run(
            [sys.executable, "-m", "warcio.cli", "check", "-v", path],
            capture_output=True,
            text=True,
            check=False,
        )
        fastwarc = subprocess.run(
            [sys.executable, "-m", "fastwarc.cli", "check", "-q", "-p", path],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (warcio.returncode, "fail" in warcio.stdout) == (0, False), warcio.stdout
        records = gzip.decompress(Path(path).read_bytes())
        bodies = records.count(b"WARC-Type: response")
        assert bodies == records.count(b"WARC-Payload-Digest: sha1:") > 0
        assert fastwarc.returncode == 0, fastwarc.stdout


def test_pages_that_were_not_modified_have_revisit_records(two_crawls):
    answer = two_crawls.place.run("archive", "list", "--source", "jannah", "--json")
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    first, second = (
        Counter(item["record"] for item in found if row["run_id"] in item["ref"])
        for row in two_crawls.place.rows("SELECT run_id FROM runs ORDER BY number")
    )
    assert first["revisit"] == 0
    assert second["revisit"] > second["response"]


def test_one_address_is_listed_with_all_its_visits(two_crawls):
    [row] = two_crawls.place.rows("SELECT url FROM articles WHERE source = 'jannah' ORDER BY url LIMIT 1")
    answer = two_crawls.place.run("archive", "list", "--url", row["url"] + "?utm_source=x", "--json")
    found = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [item["status"] for item in found] == [200, 304]
    assert all(item["source"] == "jannah" for item in found)


def test_a_changed_byte_makes_verify_fail_and_say_where(copied):
    path = archive_files(copied)[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    answer = copied.run("archive", "verify")
    assert answer.returncode == 1
    assert f"✗ {path.relative_to(copied.var / 'archive')} at " in answer.stdout


def test_gc_says_what_would_go_and_then_does_it(copied):
    sizes = [path.stat().st_size for path in archive_files(copied)]
    dry = copied.run("archive", "gc", "--older-than", "0d")
    assert (dry.returncode, "would go" in dry.stdout) == (0, True)
    assert [path.stat().st_size for path in archive_files(copied)] == sizes
    before = content(copied)
    assert copied.run("archive", "gc", "--older-than", "0d", "--yes").returncode == 0
    assert sum(path.stat().st_size for path in archive_files(copied)) < sum(sizes)
    assert content(copied) == before
    verified = copied.run("archive", "verify")
    assert verified.returncode == 0, verified.stdout
    assert f"{len(before) + 1} revisions" in verified.stdout


def test_a_forgotten_article_is_gone_from_every_file_and_does_not_come_back(copied):
    [row] = copied.rows(
        "SELECT article_id, source, canonical_url FROM articles WHERE article_id IN "
        "(SELECT article_id FROM candidates WHERE reason = 'canonical_url') ORDER BY article_id LIMIT 1"
    )
    stored = copied.rows("SELECT title, blocks FROM revisions WHERE article_id = ?", row["article_id"])
    texts = [block["text"] for item in stored for block in json.loads(item["blocks"])]
    texts = [text for text in texts if _only_in(copied, text, row["article_id"])]
    assert len(texts) >= 2
    assert all(is_anywhere(copied, text) for text in texts)
    before = [item for item in content(copied) if item["article_id"] != row["article_id"]]
    done = copied.run("forget", row["canonical_url"], "--reason", "رسالة الناشر", "--yes")
    assert done.returncode == 0, done.stderr
    assert not [text for text in texts if is_anywhere(copied, text)]
    assert content(copied) == before
    assert "رسالة الناشر" in copied.run("forget", "list").stdout
    with Newsroom(1) as newsroom:  # fetched anew in full: there are no validators for what was forgotten
        copied.newsroom = newsroom
        crawled = copied.crawl("-a", f"source={row['source']}")
    assert crawled.returncode == 0, crawled.stderr
    assert not [text for text in texts if is_anywhere(copied, text)]
    ids = [item["article_id"] for item in content(copied)]
    assert row["article_id"] not in ids
    assert not {"stored", "updated"} & set(copied.fates().values())
    verified = copied.run("archive", "verify")
    assert verified.returncode == 0, verified.stdout


def _only_in(place, text, article_id):
    """Whether a paragraph is this article's alone; the newsroom's pages share some."""
    found = place.rows("SELECT DISTINCT article_id FROM revisions WHERE instr(source_text, ?)", text)
    return {row["article_id"] for row in found} == {article_id} and len(text) > 40


FULL = "http://full.example"


def test_a_full_disk_stops_the_crawl_and_the_next_carries_on(tmp_path):
    noise = random.Random(7)
    pages = [f"{FULL}/story/{number}" for number in range(6)]
    answers = {
        url: Answer(
            200, HTML, article(f"خبر الجسر {url[-1]}", f"رقم {url[-1]}.") + _comment(noise, 3_000_000)
        )
        for url in pages
    }
    answers[f"{FULL}/robots.txt"] = Answer(404)
    answers[f"{FULL}/feed"] = Answer(200, {"Content-Type": "application/rss+xml"}, feed(*pages))
    source_file(tmp_path / "sources", "full", "full.example")
    with Newsroom(extra=answers) as newsroom:
        place = Place(tmp_path / "var", newsroom, tmp_path / "sources", {"NAQI_WORKERS": "1"})
        with place.running("crawl", "news") as process:
            # No file may grow beyond this: the database stays below it, the archive does not.
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (6_500_000, 6_500_000))
            out, err = process.communicate(timeout=100)
        assert process.returncode == 1, err
        assert "Traceback" not in err
        assert "cannot be written: File too large" in err
        assert "make room" in err
        assert "interrupted" in out
        stopped = place.run("archive", "verify")
        assert stopped.returncode == 0, stopped.stdout
        assert 0 < len(content(place)) < len(pages)
        assert place.crawl().returncode == 0
    assert len(content(place)) == len(pages)
    assert place.rows("SELECT max(revision) AS m FROM revisions") == [{"m": 1}]
    verified = place.run("archive", "verify")
    assert verified.returncode == 0, verified.stdout


def _comment(noise, size):
    """Bytes that do not compress, where no reader looks."""
    return b"<!-- " + noise.randbytes(size // 2).hex().encode() + b" -->"


def test_a_crawl_that_is_killed_at_a_random_moment_leaves_a_sound_archive(two_crawls, tmp_path):
    moments = random.Random(os.getpid())
    with Newsroom(1) as newsroom:
        place = Place(tmp_path / "var", newsroom, env={"NAQI_WORKERS": "1"})
        with place.running("crawl", "news") as process:
            size = moments.randrange(20_000, 300_000)
            while process.poll() is None and _written(place) < size:
                time.sleep(0.02)
        last = place.crawl()
    assert last.returncode == 0, last.stderr
    assert content(place) == two_crawls.first_content, f"the moments were those of {os.getpid()}"
    verified = place.run("archive", "verify")
    assert verified.returncode == 0, verified.stdout


def _written(place):
    """Bytes in the newest file of the archive."""
    files = archive_files(place)
    return max(files, key=lambda path: path.stat().st_mtime).stat().st_size if files else 0
