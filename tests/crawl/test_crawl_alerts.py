"""A site of the newsroom stops between two crawls, and comes back: what is alerted, kept, sent and exposed."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from pipelines.observe.findings import Kind
from seeds.newsroom import Newsroom
from tests.crawl.conftest import Place, TwoCrawls
from tests.observe.receivers import Hook, Post, serving
from tests.observe.test_prometheus import parsed

TEXT = "source fell silent: akhbar"
SECRET = "very-secret-token"
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Stopped:
    """The crawl in which akhbar.example does not answer, and what operators then ask; then the one in which it does again."""

    place: Place
    crawl: Done
    alerts: list[dict[str, Any]]
    listed: Done
    listed_json: Done
    report: Done
    posted: list[dict[str, Any]]
    slack: list[dict[str, Any]]
    letters: list[Any]
    exposed: str
    again: Done


@pytest.fixture(scope="module")
def stopped(two_crawls: TwoCrawls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stopped]:
    """Begins with the store of the first crawl; every warning is an error."""
    var = tmp_path_factory.mktemp("stopped") / "var"
    var.mkdir()
    shutil.copy(two_crawls.first_database, var / "naqi.db")
    with Newsroom() as newsroom:
        place = Place(
            var, newsroom, env={"NAQI_PROMETHEUS": str(var / "naqi.prom"), "PYTHONWARNINGS": "error"}
        )
        newsroom.down = {"akhbar.example"}
        with serving(Hook()) as hook, serving(Hook()) as slack, serving(Post()) as post:
            told = {
                "NAQI_ALERT_WEBHOOK": hook.url, "NAQI_ALERT_SLACK": slack.url, "NAQI_ALERT_MAIL": "ops@news.example",
                "NAQI_ALERT_SMTP": post.url(), "no_proxy": "127.0.0.1",
            }  # fmt: skip
            crawl = place.crawl(**told)
        alerts = place.rows("SELECT * FROM alerts")
        exposed = (var / "naqi.prom").read_text(encoding="utf-8")
        listed, listed_json = place.run("alerts"), place.run("alerts", "--json", "--source", "akhbar")
        report = place.run("report")
        newsroom.down = set()
        again = place.crawl(**told)  # to servers that are gone
        yield Stopped(
            place, crawl, alerts, listed, listed_json, report, hook.taken, slack.taken, post.taken, exposed, again
        )  # fmt: skip


def test_the_first_crawls_of_the_newsroom_alert_nothing(two_crawls: TwoCrawls) -> None:
    assert two_crawls.place.rows("SELECT * FROM alerts") == []
    assert "alert" not in two_crawls.second.stderr
    measured = two_crawls.place.rows("SELECT count(*) AS n, sum(articles) AS articles FROM run_metrics")
    assert measured == [{"n": 16, "articles": len(two_crawls.first_content) + 1}]


def test_a_site_that_stopped_is_the_one_thing_that_alerts(stopped: Stopped) -> None:
    [alert] = stopped.alerts
    assert (alert["text"], alert["kind"], alert["source"], alert["runs"]) == (TEXT, "silent", "akhbar", 1)
    assert alert["ended_at"] is None


def test_an_alert_does_not_change_how_the_crawl_ends(stopped: Stopped) -> None:
    assert stopped.crawl.returncode == 0, stopped.crawl.stderr
    assert "✓ every discovered page is accounted for" in stopped.crawl.stdout


def test_the_alert_is_in_the_log_in_the_account_and_in_the_list(stopped: Stopped) -> None:
    assert f"alert: {TEXT} · expected" in stopped.crawl.stderr
    for output in (stopped.crawl.stdout, stopped.report.stdout, stopped.listed.stdout):
        assert f"✗ error: {TEXT}" in output
        assert "scrapy sources check akhbar" in output
    assert (stopped.report.returncode, stopped.listed.returncode, stopped.listed_json.returncode) == (0, 1, 1)
    assert [each["text"] for each in json.loads(stopped.listed_json.stdout)] == [TEXT]


def test_the_alert_arrives_everywhere_once(stopped: Stopped) -> None:
    [[posted], [slack], [letter]] = [stopped.posted, stopped.slack, stopped.letters]
    assert (posted["subject"], [each["source"] for each in posted["new"]]) == (f"Naqi: {TEXT}", ["akhbar"])
    assert TEXT in slack["text"]
    assert letter["Subject"] == f"Naqi: {TEXT}"


def test_spidermon_warns_of_nothing_and_says_nothing_of_its_own(stopped: Stopped) -> None:
    for crawl in (stopped.crawl, stopped.again):
        assert "Warning" not in crawl.stderr
        assert "Spidermon" not in crawl.stderr
        assert "is broken" not in crawl.stderr


def test_prometheus_is_told_of_every_source(stopped: Stopped) -> None:
    found = parsed(stopped.exposed)
    assert found["naqi_alerts_open", (("kind", "silent"), ("severity", "error"))] == 1
    assert found["naqi_source_pages", (("source", "akhbar"), ("fate", "failed"))] > 3
    fresh = {labels[0][1] for name, labels in found if name.startswith("naqi_source_newest")}
    assert len(fresh) == 8


def test_its_return_is_told_and_servers_that_are_gone_are_no_matter_to_the_crawl(stopped: Stopped) -> None:
    assert stopped.again.returncode == 0
    assert f"alert over (recovered): {TEXT}" in stopped.again.stderr
    for channel in ("webhook", "slack", "e-mail"):
        assert f"could not be sent by {channel}: 127.0.0.1: Connection refused" in stopped.again.stderr
    assert SECRET not in stopped.again.stderr + stopped.again.stdout
    none, over = stopped.place.run("alerts"), stopped.place.run("alerts", "--runs", "1")
    assert (none.returncode, none.stdout.strip()) == (0, "No alert is open.")
    assert (over.returncode, f"✓ {TEXT}: as before again" in over.stdout) == (0, True)


def test_channels_can_be_tried_out(place: Place) -> None:
    with serving(Hook()) as hook, serving(Hook(500)) as broken:
        given = {"no_proxy": "127.0.0.1", "NAQI_ALERT_WEBHOOK": hook.url}
        good = place.run("alerts", "--try", **given)
        bad = place.run("alerts", "--try", **given, NAQI_ALERT_SLACK=broken.url)
    assert (good.returncode, good.stdout.strip(), len(hook.taken)) == (0, "sent by webhook", 2)
    assert (bad.returncode, "by slack: 127.0.0.1: it answered 500" in bad.stderr) == (1, True)
    assert SECRET not in bad.stderr
    assert place.run("alerts", "--try").returncode == 2


def test_a_kind_that_is_none_is_told_the_kinds(place: Place) -> None:
    done = place.run("alerts", "--kind", "quiet")
    assert (done.returncode, ", ".join(Kind) in done.stderr) == (2, True)
