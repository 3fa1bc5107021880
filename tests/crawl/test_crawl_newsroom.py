"""Two demos, which are two crawls of the newsroom, and what operators then ask of the store."""

import json
import re
from collections import Counter

import pytest

from tests.crawl.conftest import outcomes


def test_a_first_crawl_ends_well(two_crawls):
    assert "✓ every discovered page is accounted for" in two_crawls.first.stdout


def test_every_page_of_the_newsroom_has_the_fate_that_it_should(two_crawls):
    wrong = {}
    for article in two_crawls.articles:
        said = [two_crawls.first_fates.get(url, "not discovered") for url in article.listed or (article.url,)]
        kinds = {fate.split(":")[0] for fate in said}
        if article.fate == "stored":
            good = "stored" in kinds and kinds <= {"stored", "duplicate"}
        elif article.fate == "duplicate":
            good = kinds <= {"stored", "duplicate"}
        else:
            good = said == [article.fate] * len(said)
        if not good:
            wrong[article.url] = (article.fate, said)
    assert not wrong


def test_the_articles_stored_are_the_newsrooms(two_crawls):
    stored = {row["canonical_url"] for row in two_crawls.first_content}
    assert stored == {article.url for article in two_crawls.articles if article.fate == "stored"}
    assert len(stored) >= 50


def test_no_artifact_of_the_pages_is_in_a_text(two_crawls):
    texts = {row["canonical_url"]: row["text"] for row in two_crawls.first_content}
    found = {
        article.url: planted
        for article in two_crawls.articles
        for planted in article.planted
        if planted in texts.get(article.url, "")
    }
    assert not found


def test_the_json_log_has_one_line_for_each_outcome(two_crawls):
    told = outcomes(two_crawls.first.stderr)
    ledger = {url: fate.split(":")[0] for url, fate in two_crawls.first_fates.items()}
    assert sorted(line["url"] for line in told) == sorted(ledger)
    # A page stored first under an AMP address becomes a duplicate when its canonical page comes.
    assert all(line["fate"] == ledger[line["url"]] or ledger[line["url"]] == "duplicate" for line in told)
    assert all({"time", "run", "source"} <= line.keys() for line in told)
    assert all("reason" in line for line in told if line["fate"] in ("rejected", "failed", "skipped"))


def test_a_second_crawl_stores_nothing_twice(two_crawls):
    rows = two_crawls.place.rows("SELECT canonical_url, revision FROM clean_articles")
    assert {row["canonical_url"] for row in rows} == {
        row["canonical_url"] for row in two_crawls.first_content
    }
    assert len(rows) == len(two_crawls.first_content)


def test_a_second_crawl_has_one_new_revision_and_the_rest_unchanged(two_crawls):
    revised = [article.url for article in two_crawls.articles if article.revised]
    rows = two_crawls.place.rows("SELECT canonical_url FROM clean_articles WHERE revision = 2")
    assert [row["canonical_url"] for row in rows] == revised
    counts = Counter(fate.split(":")[0] for fate in two_crawls.second_fates.values())
    assert counts["updated"] == 1
    assert counts["stored"] == 0
    assert counts["unchanged"] == len(two_crawls.first_content) - 1


def test_most_answers_to_a_second_crawl_are_not_modified(two_crawls):
    requests, not_modified = re.search(
        r"(\d+) requests were answered, (\d+) of them with 304", two_crawls.second.stdout
    ).groups()
    assert int(not_modified) > int(requests) / 2


def test_the_log_for_people_is_short(two_crawls):
    lines = two_crawls.second.stderr.splitlines()
    assert len(lines) < 20, two_crawls.second.stderr
    assert not any("Traceback" in line or "scrapy" in line.lower() for line in lines)


def test_the_demo_shows_one_article_and_says_what_to_do_next(two_crawls):
    first, second = two_crawls.first.stdout, two_crawls.second.stdout
    for out in (first, second):
        assert "── Before" in out
        assert f"{len(two_crawls.first_content)} articles are in the table clean_articles" in out
        assert "What now" in out
    assert "edition 1" in first
    assert "    ↳ " in first
    assert "edition 2" in second
    assert "revision 2" in second
    assert "── What the new revision changed\n− " in second


@pytest.fixture(scope="module")
def report(two_crawls):
    answer = two_crawls.place.run("report", "--json", bare=True)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_the_report_balances_for_each_source(report):
    fates = ("stored", "updated", "unchanged", "duplicate", "rejected", "failed", "skipped", "pending")
    assert report["balanced"]
    for line in report["sources"]:
        assert line["discovered"] == sum(line[fate] for fate in fates) > 0


def test_the_report_of_an_earlier_run_can_be_asked_for(two_crawls):
    run = two_crawls.place.rows("SELECT run_id FROM runs ORDER BY number LIMIT 1")[0]["run_id"]
    answer = two_crawls.place.run("report", run)
    assert answer.returncode == 0
    assert run in answer.stdout
    assert "Rules that fired" in answer.stdout


def test_a_run_that_never_was_is_said_to_be_none(two_crawls):
    answer = two_crawls.place.run("report", "yesterday")
    assert answer.returncode == 2
    assert "there is no run 'yesterday'" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_show_marks_what_was_removed_with_its_rule(two_crawls):
    row = two_crawls.place.rows(
        "SELECT article_id, rule_id, kind FROM removals WHERE scope = 'block' ORDER BY article_id LIMIT 1"
    )[0]
    answer = two_crawls.place.run("show", row["article_id"][:12])
    assert answer.returncode == 0, answer.stderr
    assert f"↳ {row['rule_id']} · {row['kind']}" in answer.stdout
    assert "── After" in answer.stdout


def test_show_finds_an_article_by_an_address_with_tracking_parameters(two_crawls):
    url = two_crawls.first_content[0]["canonical_url"]
    answer = two_crawls.place.run("show", f"{url}{'&' if '?' in url else '?'}utm_source=rss")
    assert answer.returncode == 0, answer.stderr
    assert two_crawls.first_content[0]["article_id"] in answer.stdout


def test_show_says_when_there_is_no_such_article(two_crawls):
    answer = two_crawls.place.run("show", "http://jannah.example/never")
    assert answer.returncode == 1
    assert "no stored article is known" in answer.stderr


def test_db_current_says_the_revision(two_crawls):
    answer = two_crawls.place.run("db", "current")
    assert answer.returncode == 0
    assert "newest:" in answer.stdout


def test_every_article_of_a_crawl_has_a_number_of_its_own_among_the_changes(two_crawls):
    [row] = two_crawls.place.rows(
        "SELECT count(*) AS articles, count(DISTINCT change) AS numbers, min(change) AS least, max(change) AS most FROM articles"
    )
    [counter] = two_crawls.place.rows("SELECT value FROM counters WHERE name = 'changes'")
    assert row["articles"] == row["numbers"] == len(two_crawls.first_content)
    assert 0 < row["least"] < row["most"] == counter["value"]
