"""Source files: what a good one says, and what a broken one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.sources import Listing, Source, SourceError, load_source, load_sources, pick

GOOD = r"""
name = "jannah"
title = "صحيفة الجناح"
home = "http://jannah.example/"
enabled = true
verified = true
language = "ar"
region = "SY"
timezone = "Asia/Damascus"
delay = 0.5
feeds = ["http://jannah.example/feed/"]
sitemaps = []
news_sitemaps = []
allow = ['^http://jannah\.example/\d{4}/']
deny = []
note = ""

[[listing]]
url = "http://jannah.example/category/politics/"
links = "h2.post-title a"
next = "a.next"
pages = 3

[[listing]]
url = "http://jannah.example/category/sport/"
links = "h2 a"
"""


def write(folder: Path, text: str, name: str = "jannah") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(SourceError) as caught:
        load_source(write(folder, text))
    message = str(caught.value)
    assert "jannah.toml" in message
    assert "→" in message
    return message


def test_a_source_file_becomes_a_source(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert load_source(path) == Source(
        name="jannah",
        title="صحيفة الجناح",
        home="http://jannah.example/",
        language="ar",
        region="SY",
        timezone="Asia/Damascus",
        enabled=True,
        verified=True,
        delay=0.5,
        feeds=("http://jannah.example/feed/",),
        allow=(r"^http://jannah\.example/\d{4}/",),
        listings=(
            Listing("http://jannah.example/category/politics/", "h2.post-title a", "a.next", 3),
            Listing("http://jannah.example/category/sport/", "h2 a"),
        ),
        path=path,
    )


def test_a_source_gives_its_hints_to_a_page(tmp_path: Path) -> None:
    hints = load_source(write(tmp_path, GOOD)).hints(title="أمطار غزيرة", published="2024-05-01")
    assert (hints.source, hints.timezone, hints.region, hints.language) == (
        "jannah",
        "Asia/Damascus",
        "SY",
        "ar",
    )
    assert (hints.title, hints.published) == ("أمطار غزيرة", "2024-05-01")


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("feeds = [", "feed = [", "feed:", "did you mean feeds?"),
        ('links = "h2 a"', 'link = "h2 a"', "listing[2].link", "did you mean links?"),
        ('timezone = "Asia/Damascus"', "", "timezone", "is missing"),
        ('links = "h2 a"', "", "listing[2].links", "is missing"),
        ('"Asia/Damascus"', '"Asia/Damaskus"', "timezone", "did you mean Asia/Damascus?"),
        ('region = "SY"', 'region = "UK"', "region", "ISO 3166"),
        ('language = "ar"', 'language = "Arabic"', "language", "BCP 47"),
        ("delay = 0.5", 'delay = "0.5"', "delay", "number of seconds"),
        ("delay = 0.5", "delay = true", "delay", "number of seconds"),
        ("enabled = true", 'enabled = "yes"', "enabled", "without quotes"),
        ("pages = 3", "pages = 0", "listing[1].pages", "number of pages"),
        (r"\d{4}/'", r"(\d{4}/'", "allow", "RE2"),
        (r"'^http://jannah\.example/\d{4}/'", r"'(?=x)'", "allow", "no look-ahead"),
        ('"http://jannah.example/feed/"', '"jannah.example/feed/"', "feeds", "http://"),
        ('["http://jannah.example/feed/"]', '"http://jannah.example/feed/"', "feeds", "square brackets"),
        ('"h2 a"', '"h2 >"', "listing[2].links", "CSS selector"),
        ('name = "jannah"', 'name = "janna"', "name", 'name = "jannah"'),
        ('title = "صحيفة الجناح"', 'title = " "', "title", "is empty"),
        ('title = "صحيفة الجناح"', "title = 7", "title", "between quotes"),
        ('name = "jannah"', 'name = "jannah', "", "is not TOML"),
    ],
)
def test_a_broken_file_is_told_the_key_and_the_remedy(
    tmp_path: Path, old: str, new: str, key: str, said: str
) -> None:
    assert old in GOOD
    message = refusal(tmp_path, GOOD.replace(old, new))
    assert key in message
    assert said in message


def test_a_source_without_anything_to_discover_from_is_refused(tmp_path: Path) -> None:
    text = GOOD.partition("[[listing]]")[0].replace('feeds = ["http://jannah.example/feed/"]', "")
    assert "nothing to discover" in refusal(tmp_path, text)


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "jannah.toml"
    path.write_bytes(GOOD.encode("cp1256", "replace"))
    with pytest.raises(SourceError, match="UTF-8"):
        load_source(path)


def test_a_missing_file_or_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        load_source(tmp_path / "none.toml")
    with pytest.raises(SourceError, match="NAQI_SOURCES"):
        load_sources(tmp_path / "none")


def test_sources_are_sorted_by_name(tmp_path: Path) -> None:
    for name in ("b", "a-1", "c"):
        write(tmp_path, GOOD.replace('"jannah"', f'"{name}"'), name)
    assert list(load_sources(tmp_path)) == ["a-1", "b", "c"]


def test_an_unknown_name_is_answered_with_a_near_one(tmp_path: Path) -> None:
    sources = {"jannah": load_source(write(tmp_path, GOOD))}
    assert [source.name for source in pick(sources, ["jannah", "jannah"])] == ["jannah"]
    with pytest.raises(KeyError, match="did you mean jannah"):
        pick(sources, ["janah"])
