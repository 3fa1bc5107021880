"""What a crawl leaves out when it is told to, the next one finds."""

from collections import Counter

from seeds.newsroom import Newsroom
from tests.crawl.conftest import FAULTS, Place
from tests.crawl.faults import KILL_AT


def counts(place):
    return Counter(place.fates().values())


def test_limit_and_since_leave_pages_for_the_next_crawl(two_crawls, tmp_path):
    with Newsroom(1) as newsroom:
        place = Place(tmp_path / "var", newsroom)
        assert place.crawl("-a", "source=wikala", "-a", "limit=3").returncode == 0
        fates = counts(place)
        assert fates.total() - fates["skipped:limit"] - fates["duplicate:same_url"] == 3
        assert fates["skipped:limit"] > 5

        assert place.crawl("-a", "source=wikala", "-a", "since=2026-02-01").returncode == 0
        assert counts(place)["skipped:too_old"] > 0

        assert place.crawl("-a", "source=wikala").returncode == 0
    expected = {row["canonical_url"] for row in two_crawls.first_content if row["source"] == "wikala"}
    assert {
        row["canonical_url"] for row in place.rows("SELECT canonical_url FROM clean_articles")
    } == expected


def test_a_limit_does_not_drop_what_an_interrupted_crawl_left(two_crawls, tmp_path):
    with Newsroom(1) as newsroom:
        place = Place(tmp_path / "var", newsroom, env={"NAQI_PROCESS": FAULTS, "NAQI_WORKERS": "1"})
        assert place.crawl("-a", "source=mujammi", **{KILL_AT: "1"}).returncode == -9
        assert place.crawl("-a", "source=mujammi", "-a", "limit=2").returncode == 0
        assert place.crawl("-a", "source=mujammi").returncode == 0
    expected = {row["canonical_url"] for row in two_crawls.first_content if row["source"] == "mujammi"}
    assert {
        row["canonical_url"] for row in place.rows("SELECT canonical_url FROM clean_articles")
    } == expected
