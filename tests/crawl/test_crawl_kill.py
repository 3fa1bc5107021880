"""A crawl that is killed or interrupted loses nothing: the next one carries it on."""

import sqlite3
import time

from seeds.newsroom import Newsroom
from tests.crawl.conftest import FAULTS, Place, content, interrupt, outcomes
from tests.crawl.faults import KILL_AT, SLOW

KILLS = (1, 14, 25)
"""The crawl is killed with -9 when its first page, then its 14th, then its 25th is about to be cleaned."""


def test_a_crawl_killed_again_and_again_ends_with_the_same_articles(two_crawls, tmp_path):
    with Newsroom(1) as newsroom:
        place = Place(tmp_path / "var", newsroom, env={"NAQI_PROCESS": FAULTS, "NAQI_WORKERS": "1"})
        for page in KILLS:
            killed = place.crawl(**{KILL_AT: str(page)})
            assert killed.returncode == -9, killed.stderr
        last = place.crawl()
    assert last.returncode == 0, last.stderr
    assert content(place) == two_crawls.first_content
    statuses = [row["status"] for row in place.rows("SELECT status FROM runs ORDER BY number")]
    assert statuses == ["interrupted", "interrupted", "interrupted", "finished"]
    verified = place.run("archive", "verify")
    assert verified.returncode == 0, verified.stdout


def _wait_for_outcomes(place, process, number):
    """Wait until so many pages are settled in the store."""
    while _count(place, "SELECT count(*) AS n FROM candidates WHERE settled_at IS NOT NULL") < number:
        assert process.poll() is None, "the crawl ended too early"
        time.sleep(0.05)


def _count(place, query):
    try:
        return place.rows(query)[0]["n"]
    except sqlite3.OperationalError:  # the crawl has not made the store yet
        return 0


def slow_place(tmp_path, newsroom):
    env = {"NAQI_PROCESS": FAULTS, "NAQI_WORKERS": "1", SLOW: "0.2", "NAQI_LOG_JSON": "1"}
    return Place(tmp_path / "var", newsroom, env=env)


def test_ctrl_c_ends_a_crawl_in_order_and_the_next_carries_it_on(two_crawls, tmp_path):
    with Newsroom(1) as newsroom:
        place = slow_place(tmp_path, newsroom)
        with place.running("crawl", "news") as process:
            _wait_for_outcomes(place, process, 3)
            interrupt(process)
            out, log = process.communicate(timeout=60)
        assert process.returncode == 130, log
        assert "Traceback" not in log
        assert "interrupted" in out
        assert "pending" in out
        run = place.rows("SELECT * FROM runs")[0]
        assert run["status"] == "interrupted"
        pending = place.rows("SELECT url FROM candidates WHERE fate = 'pending'")
        assert pending
        assert len(outcomes(log)) == len(place.fates()) - len(pending)
        assert place.crawl(**{SLOW: "0"}).returncode == 0
    assert content(place) == two_crawls.first_content


def test_ctrl_c_twice_ends_a_crawl_at_once(tmp_path):
    with Newsroom(1) as newsroom:
        place = slow_place(tmp_path, newsroom)
        with place.running("crawl", "news", **{SLOW: "120"}) as process:
            while _count(place, "SELECT count(*) AS n FROM fetches WHERE kind = 'feed'") < 5:
                assert process.poll() is None, process.stderr.read()
                time.sleep(0.05)
            interrupt(process, times=2)
            _out, err = process.communicate(timeout=100)  # a page takes longer
    assert process.returncode == 130
    assert "Traceback" not in err
    assert place.rows("SELECT count(*) AS n FROM candidates WHERE fate = 'pending'")[0]["n"] > 10
