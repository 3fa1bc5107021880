"""Without its rules for notices of themes, Naqi is asked which rules the newsroom's sources need."""

from __future__ import annotations

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
