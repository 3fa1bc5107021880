"""What stops a crawl before it begins: said with file, key and remedy, on standard error, without a traceback."""

import argparse
import importlib
import pkgutil
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.settings import Settings

import cleaners.rules
import crawler.commands
from crawler.prepare import CannotCrawl, choose_sources, parse_limit, parse_since, prepare
from tests.crawl.conftest import ROOT, Place, source_file

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def sources(tmp_path):
    source_file(tmp_path / "sources", "one", "one.example")
    source_file(tmp_path / "sources", "two", "two.example", enabled="false")
    return tmp_path / "sources"


@pytest.mark.parametrize("bare", [False, True], ids=["python -m scrapy", "scrapy"])
def test_an_unknown_source_is_named_with_the_known_ones(tmp_path, sources, bare):
    done = Place(tmp_path / "var", sources=sources).run("crawl", "news", "-a", "source=onne", bare=bare)
    assert done.returncode == 2
    assert 'there is no source "onne"; did you mean one?' in done.stderr
    assert "one, two" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var").exists()


def test_a_broken_source_file_is_named_with_key_and_remedy(tmp_path, sources):
    path = source_file(sources, "three", "three.example", delay='"fast"')
    done = Place(tmp_path / "var", sources=sources).crawl()
    assert done.returncode == 2
    assert f"{path}: delay:" in done.stderr
    assert "→ write for example delay = 1.0" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_variable_is_named_with_its_remedy(tmp_path, sources):
    done = Place(tmp_path / "var", sources=sources).crawl(NAQI_WORKERS="many")
    assert done.returncode == 1
    assert (
        done.stderr == "naqi: NAQI_WORKERS=many: is no whole number from 1 to 256\n  → write for example 1\n"
    )


def test_a_broken_rule_file_is_named(monkeypatch, tmp_path, sources):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "broken.toml").write_text('[[rule]]\nid = "x.y"\n', encoding="utf-8")
    monkeypatch.setattr(cleaners.rules, "RULES_DIR", rules)
    own = cleaners.rules
    caches = (own._load, own._general_set, own._own_rules, own._version, own.general_rules)
    for cached in caches:
        cached.cache_clear()
    try:
        with pytest.raises(CannotCrawl, match=r"broken\.toml"):
            prepare({"NAQI_SOURCES": str(sources)}, {}, NOW)
    finally:
        for cached in caches:
            cached.cache_clear()


def test_a_broken_layout_of_a_site_is_named_before_anything_is_fetched(monkeypatch, tmp_path, sources):
    (tmp_path / "one.example.toml").write_text('[layout]\nwhy = "One."\n', encoding="utf-8")
    monkeypatch.setattr(cleaners.rules, "SITES_DIR", tmp_path)
    with pytest.raises(CannotCrawl, match=r"one\.example\.toml: layout .*'container': missing"):
        prepare({"NAQI_SOURCES": str(sources)}, {}, NOW)


def test_a_database_that_is_none_is_refused(sources, tmp_path):
    file = tmp_path / "text.db"
    file.write_text("this is no database, and it is long enough to be seen as none " * 20, encoding="utf-8")
    settings = {"NAQI_SOURCES": str(sources), "NAQI_DATABASE_URL": f"sqlite:///{file}"}
    with pytest.raises(CannotCrawl, match="cannot be used"):
        prepare(settings, {}, NOW)


def test_only_enabled_sources_are_crawled_unless_named(sources):
    assert [source.name for source in choose_sources(sources, None)] == ["one"]
    assert [source.name for source in choose_sources(sources, "two, one")] == ["two", "one"]


def test_a_folder_without_an_enabled_source_is_refused(tmp_path):
    source_file(tmp_path / "sources", "two", "two.example", enabled="false")
    with pytest.raises(CannotCrawl, match="none of the 1 sources is enabled"):
        choose_sources(tmp_path / "sources", None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2d", NOW - timedelta(days=2)),
        ("12h", NOW - timedelta(hours=12)),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T10:00+03:00", datetime(2026, 1, 31, 7, tzinfo=UTC)),
    ],
)
def test_since_is_a_span_or_a_day(text, meant):
    assert parse_since(text, NOW) == meant


@pytest.mark.parametrize("text", ["", "yesterday", "2 weeks", "٢d", "2026-13-01", "2030-01-01"])
def test_a_since_that_is_no_time_is_refused(text):
    with pytest.raises(CannotCrawl, match="-a since="):
        parse_since(text, NOW)


@pytest.mark.parametrize("text", ["0", "-1", "ten", "1.5", "٥"])
def test_a_limit_that_is_no_number_is_refused(text):
    with pytest.raises(CannotCrawl, match="-a limit="):
        parse_limit(text)


def test_an_unknown_argument_is_refused(sources):
    with pytest.raises(CannotCrawl, match="-a sources=…: there is no such argument"):
        prepare({"NAQI_SOURCES": str(sources)}, {"sources": "one"}, NOW)


def test_another_spider_is_refused(tmp_path, sources):
    done = Place(tmp_path / "var", sources=sources).run("crawl", "sport")
    assert done.returncode == 2
    assert "say scrapy crawl news" in done.stderr


@pytest.mark.parametrize("bare", [False, True], ids=["python -m scrapy", "scrapy"])
def test_the_spider_is_listed(tmp_path, bare):
    assert Place(tmp_path / "var").run("list", bare=bare).stdout == "news\n"


COMMANDS = [each.name for each in pkgutil.iter_modules(crawler.commands.__path__)]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name):
    command = importlib.import_module(f"crawler.commands.{name}").Command()
    command.settings = Settings()
    parser = argparse.ArgumentParser(prog=f"scrapy {name}")
    command.add_options(parser)
    told = parser.format_help()
    assert re.search(rf"Examples:\n.*\bscrapy {name}\b", told, re.DOTALL)
    assert name == "demo" or "xit status" in told


def test_help_is_printed(tmp_path):
    done = Place(tmp_path / "var").run("report", "--help")
    assert done.returncode == 0
    assert "Examples:\n  scrapy report\n" in done.stdout


def test_settings_for_good_ask_for_a_contact(tmp_path, sources):
    place = Place(tmp_path / "var", sources=sources, env={"SCRAPY_PROJECT": "prod"})
    done = place.run("list", NAQI_CONTACT="")
    assert done.returncode == 1
    assert "NAQI_CONTACT is not set" in done.stderr
    assert place.run("list").stdout == "news\n"


def test_nobody_but_settings_env_reads_the_environment():
    folders = ("cleaners", "pipelines", "console", "crawler", "settings", "seeds")
    readers = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in Path(ROOT, folder).rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    }
    assert readers == {"settings/env.py"}
