"""``scrapy sources add`` against the newsroom, as docs/add-a-site.md walks through it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from cleaners.layout_files import PLACES, read_layouts
from cleaners.rules import SITES_DIR
from crawler.commands.sources import Command
from crawler.sources import load_source
from seeds.newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "add-a-site.md").read_text("utf-8")


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    return tmp_path


def add(newsroom: Newsroom, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environ |= {
        "http_proxy": newsroom.proxy_url,
        "NAQI_SOURCES": str(folder / "sources"),
        "NAQI_VAR": str(folder / "var"),
    }
    command = [sys.executable, "-m", "scrapy", "sources", "add", *arguments]
    command += ["--delay", "0", "--sites", str(folder / "sites")]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("site", ["jannah", "bilingual"])
def test_the_guide_prints_what_the_command_prints_and_writes(
    newsroom: Newsroom, folder: Path, site: str
) -> None:
    done = add(newsroom, folder, f"http://{site}.example/")
    assert done.returncode == 0, done.stderr
    printed = done.stdout.replace(str(folder), "var/try").strip()
    blocks = re.findall(r"```(?:console|toml)\n(.*?)```", GUIDE, re.S)
    assert any(block.partition("\n")[2].strip() == printed for block in blocks), printed
    files = [folder / "sites" / f"{site}.example.toml"]
    files += [folder / "sources" / "jannah.toml"] if site == "jannah" else []
    for path in files:
        assert path.read_text("utf-8").strip() in [block.strip() for block in blocks], path.read_text("utf-8")


def test_the_guide_quotes_the_site_file_that_comes_with_naqi() -> None:
    quoted = [block.strip() for block in re.findall(r"```toml\n(.*?)```", GUIDE, re.S)]
    assert (SITES_DIR / "qadim.example.toml").read_text("utf-8").strip() in quoted


def test_the_guide_names_every_key_of_a_layout() -> None:
    table = GUIDE[GUIDE.index("### What a layout may say") :]
    assert [place for place in PLACES if f"`{place}`" not in table] == []


def test_the_files_can_be_used_as_they_are(newsroom: Newsroom, folder: Path) -> None:
    done = add(newsroom, folder, "http://akhbar.example/", "--name", "my-akhbar")
    assert done.returncode == 0, done.stderr
    source = load_source(folder / "sources" / "my-akhbar.toml")
    assert (source.title, source.language, source.enabled) == ("أخبار المحروسة", "ar", False)
    assert source.feeds == ("http://akhbar.example/feed/",)
    (layout,) = read_layouts(folder / "sites" / "akhbar.example.toml")
    assert layout.container == (".td-post-content",)
    assert "robots.txt asks us not to read it" in done.stdout
    forbidden = [hit for hit in newsroom.hits if hit[0] == "akhbar.example" and hit[1].startswith("/drafts/")]
    assert forbidden == [], "what robots.txt forbids is not asked for"


@pytest.mark.parametrize("arguments", [[], ["hay.example"], ["http://a.example/", "http://b.example/"]])
def test_what_is_no_address_is_refused(arguments: list[str]) -> None:
    command = Command()
    command.settings = Settings()
    command.crawler_process = object()  # type: ignore[assignment]
    with pytest.raises(UsageError, match="one web address"):
        command.run(["add", *arguments], Namespace(write=False, name=None))
