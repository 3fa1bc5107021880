"""``scrapy demo`` from its first to its second time."""

from tests.crawl.conftest import Place


def test_the_demo_shows_the_first_and_then_the_second_edition(tmp_path):
    place = Place(tmp_path / "var")
    first = place.run("demo")
    assert first.returncode == 0, first.stderr
    assert "edition 1" in first.stdout
    assert "── Before" in first.stdout
    assert "↳" in first.stdout
    stored = place.rows("SELECT count(*) AS n FROM clean_articles")[0]["n"]
    assert stored >= 50
    assert f"{stored} articles are in the table clean_articles" in first.stdout

    second = place.run("demo", bare=True)
    assert second.returncode == 0, second.stderr
    assert "edition 2" in second.stdout
    assert "revision 2" in second.stdout
    assert place.rows("SELECT count(*) AS n FROM clean_articles")[0]["n"] == stored
    assert place.rows("SELECT count(*) AS n FROM clean_articles WHERE revision = 2")[0]["n"] == 1


def test_a_reset_does_not_remove_a_store_with_other_articles(two_crawls, tmp_path):
    place = Place(tmp_path / "var")
    place.run("db", "upgrade")
    connection_rows = place.rows("SELECT count(*) AS n FROM candidates")
    assert connection_rows[0]["n"] == 0
    _add_candidate(place, "hespress")
    done = place.run("demo", "--reset")
    assert done.returncode == 2
    assert "also holds articles of hespress" in done.stderr
    assert (place.var / "naqi.db").exists()


def _add_candidate(place, source):
    import sqlite3

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
