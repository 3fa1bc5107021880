"""``scrapy demo --reset`` removes what the demo made, and nothing else."""

import sqlite3

from tests.crawl.conftest import Place


def test_a_reset_does_not_remove_a_store_with_other_articles(tmp_path):
    place = Place(tmp_path / "var")
    place.run("db", "upgrade")
    _add_candidate(place, "hespress")
    done = place.run("demo", "--reset")
    assert done.returncode == 2
    assert "also holds articles of hespress" in done.stderr
    assert (place.var / "naqi.db").exists()


def _add_candidate(place, source):
    connection = sqlite3.connect(place.var / "naqi.db")
    now = "2026-02-01 00:00:00.000000"
    connection.execute(
        "INSERT INTO runs (run_id, number, command, status, started_at, pid, host, cleaner_version, rules_version,"
        " sources, settings) VALUES ('r', 1, 'crawl news', 'finished', ?, 1, 'h', '1', 'x', '[]', '{}')",
        (now,),
    )
    connection.execute(
        "INSERT INTO candidates (run_id, url, key, source, channel, fate, reason, discovered_at)"
        " VALUES ('r', 'http://h.example/1', 'h.example/1', ?, 'feed', 'skipped', 'limit', ?)",
        (source, now),
    )
    connection.commit()
    connection.close()
