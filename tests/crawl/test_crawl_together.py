"""Crawls that share a source and a store: the later one leaves it out or waits, and a killed one stands in nobody's way."""

import contextlib
import json
import os
import signal
import sqlite3
import time

import pytest

from pipelines.store.session import open_store
from seeds.newsroom import Newsroom
from tests.crawl.conftest import FAULTS, Place
from tests.crawl.faults import SLOW

ONE_SLOW_WORKER = {"NAQI_PROCESS": FAULTS, "NAQI_WORKERS": "1", "NAQI_PAGE_TIMEOUT": "3600"}
FEW = ("-a", "limit=2")
"""Enough pages where it is the beginning and the end of a crawl that matter."""


def a_place(folder, newsroom, **env):
    place = Place(folder / "var", newsroom, env=ONE_SLOW_WORKER | env)
    open_store(env.get("NAQI_DATABASE_URL", f"sqlite:///{place.var}/naqi.db")).dispose()
    return place


@pytest.fixture(params=["sqlite", "postgresql"])
def two_of_the_newsroom(request, tmp_path):
    env = {}
    if request.param == "postgresql":
        env["NAQI_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    with Newsroom(1) as newsroom:
        yield a_place(tmp_path, newsroom, **env)


def runs(place):
    found = place.rows("SELECT run_id, status, sources, resumes FROM runs ORDER BY number")
    return [{**row, "sources": json.loads(row["sources"])} for row in found]


def until(process, said):
    """Read the log of a crawl up to a line that says so."""
    for line in process.stderr:
        if said in line:
            return line
    raise AssertionError(f"the crawl ended before it said {said!r}")


def fall_asleep(place, process):
    """Stop a crawl, but not in the midst of a write, which would stop all others too."""
    while True:
        process.send_signal(signal.SIGSTOP)
        with contextlib.closing(sqlite3.connect(place.var / "naqi.db", timeout=0)) as store:
            try:
                store.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                process.send_signal(signal.SIGCONT)
                time.sleep(0.05)
                continue
            return


def wait_for_pages(place, process):
    while not place.rows("SELECT url FROM candidates"):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)


def test_a_source_is_crawled_by_one_at_a_time(two_of_the_newsroom):
    place = two_of_the_newsroom
    with place.running("crawl", "news", "-a", "source=jannah", **{SLOW: "600"}) as first:
        wait_for_pages(place, first)
        [run] = runs(place)

        both = place.crawl("-a", "source=jannah,qadim", *FEW)
        assert both.returncode == 0, both.stderr
        [left_out] = [line for line in both.stderr.splitlines() if "left out" in line]
        assert f"left out: jannah: run {run['run_id']} (crawl news, process {first.pid} on " in left_out
        assert "✓ every discovered page is accounted for" in both.stdout
        assert [each["sources"] for each in runs(place)] == [["jannah"], ["qadim"]]

        with place.running("crawl", "news", "-a", "source=jannah", "-a", "wait=10m", *FEW) as waiting:
            until(waiting, f"waiting: jannah: run {run['run_id']}")
            assert len(runs(place)) == 2
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
            out, err = waiting.communicate(timeout=100)
        assert waiting.returncode == 0, err
        assert f"carries on {run['run_id']}" in out
    assert [each["status"] for each in runs(place)] == ["interrupted", "finished", "finished"]


def test_a_crawl_without_a_free_source_is_none_and_one_that_slept_ends(tmp_path):
    with Newsroom(1) as newsroom:
        place = a_place(tmp_path, newsroom)
        with place.running("crawl", "news", "-a", "source=jannah", **{SLOW: "6"}) as slept:
            wait_for_pages(place, slept)
            fall_asleep(place, slept)
            [run] = runs(place)

            alone = place.crawl("-a", "source=jannah")
            assert alone.returncode == 3, alone.stderr
            [complaint] = alone.stderr.splitlines()
            assert complaint.startswith(f"naqi: nothing to do: jannah: run {run['run_id']} (crawl news, proc")

            with place.running("crawl", "news", "-a", "source=jannah", "-a", "wait=10m") as waiting:
                until(waiting, "waiting: jannah")
                waiting.send_signal(signal.SIGINT)
                _out, err = waiting.communicate(timeout=100)
            assert waiting.returncode == 130, err
            assert "Traceback" not in err
            assert len(runs(place)) == 1, "a crawl without a source is no run"

            with sqlite3.connect(place.var / "naqi.db") as store:
                store.execute("UPDATE runs SET beat_at = '2020-01-01 00:00:00.000000+00:00'")
            store.close()
            other = place.crawl("-a", "source=jannah", *FEW)
            assert other.returncode == 0, other.stderr
            slept.send_signal(signal.SIGCONT)
            _out, err = slept.communicate(timeout=110)
    assert slept.returncode == 1, err
    assert "nothing was heard of this run for 5 minutes" in err
    assert "Traceback" not in err
    assert [each["status"] for each in runs(place)] == ["interrupted", "finished"]
