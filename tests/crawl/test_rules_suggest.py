"""Without its rules for notices of themes, Naqi is asked which rules the newsroom's sources need, and what one would take."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import cleaners
from cleaners.rule_files import read_rules
from cleaners.ruleset import takes
from cleaners.word_lists import lexicon
from seeds.newsroom import Newsroom
from tests.crawl.conftest import Place

SOURCES = ("jannah", "akhbar", "mujammi")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The demo newsroom, crawled with rules of which those for notices of themes were taken out."""
    folder = tmp_path_factory.mktemp("suggest")
    shutil.copytree(Path(cleaners.__file__).parent / "rules", folder / "own" / "rules")
    (folder / "own" / "rules" / "theme_notice.toml").unlink()
    place = Place(folder / "var", env={"NAQI_RULES": str(folder / "own")})
    with Newsroom(1) as newsroom:
        place.newsroom = newsroom
        done = place.crawl("-a", f"source={','.join(SOURCES)}")
    assert done.returncode == 0, done.stderr
    place.newsroom = None
    return place


def test_the_licence_notice_is_proposed_and_nothing_that_belongs_to_an_article(
    crawled: Place, tmp_path: Path
) -> None:
    found = {}
    for source in SOURCES:
        path = tmp_path / f"{source}.toml"
        done = crawled.run("rules", "suggest", source, "--out", str(path))
        assert done.returncode == 0, done.stderr
        found[source] = read_rules(path, lexicon()) if path.exists() else ()

    notices = [rule for rule in found["jannah"] if "License is not validated" in rule.remove[0]]
    assert [(rule.active, rule.kind) for rule in notices] == [(False, "theme_notice")]

    own = [
        line
        for article in Newsroom(1).articles
        for line in (article.title, *(piece.text for piece in article.blocks))
    ]
    rules = [rule for group in found.values() for rule in group]
    assert len(own) > 100
    assert not [(rule.id, line) for rule in rules for line in own if takes(rule, line)]


def test_a_source_that_nobody_crawled_is_named(crawled: Place) -> None:
    done = crawled.run("rules", "suggest", "janah")
    assert done.returncode == 2
    assert "no article of this source is stored" in done.stderr


LINE = "تفاصيل أكثر في التقرير المصور"
"""Stands between the paragraphs of some articles: "more details in the picture report"."""
TRIAL = f"""
[[rule]]
id     = "trial.pictures"
kind   = "related_link"
why    = "On trial."
status = "shadow"
match  = '^تفاصيل اكثر في التقرير'
remove = ["{LINE}"]
keep   = ["وردت تفاصيل أكثر في التقرير المصور."]
"""


def test_a_sweep_names_every_text_that_a_rule_on_trial_would_take(crawled: Place, tmp_path: Path) -> None:
    path = tmp_path / "trial.toml"
    path.write_text(TRIAL, encoding="utf-8")
    before = crawled.rows("SELECT * FROM clean_articles")
    lines = {
        row["url"]: [" ".join(line.split()) for line in row["source_text"].split("\n") if line.strip()]
        for row in crawled.rows("SELECT url, source_text FROM articles JOIN revisions USING (article_id)")
    }
    having = {url for url, each in lines.items() if any(line.startswith(LINE) for line in each)}
    assert len(having) > 1

    done = crawled.run(
        "rules", "sweep", "trial.pictures", "--file", str(path), "--source", "akhbar", "--json"
    )
    assert done.returncode == 0, done.stderr
    *hits, sums = [json.loads(line) for line in done.stdout.splitlines()]
    assert {hit["url"] for hit in hits} == having
    for hit in hits:
        around = lines[hit["url"]]
        at = next(at for at, line in enumerate(around) if line.startswith(LINE))
        assert hit["before"] == around[at - 1]
        assert hit["text"].startswith(LINE)
        rest = around[at].removeprefix(hit["text"]).strip()
        assert hit["after"] == (rest or around[at + 1])
    assert sums["hits"] == len(hits) == sums["by_source"]["akhbar"]
    assert crawled.rows("SELECT * FROM clean_articles") == before

    done = crawled.run("rules", "sweep", "trial.picture", "--file", str(path))
    assert done.returncode == 2
    assert "did you mean trial.pictures?" in done.stderr
