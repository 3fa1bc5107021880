"""``scrapy sources`` as an operator runs it, against a small newsroom on the loopback reached as an HTTP proxy."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.commands.sources import Command
from crawler.reach import mark_verified
from crawler.sources import SourceError, load_source

ROOT = Path(__file__).resolve().parents[2]

RSS = """<rss version="2.0"><channel><title>الجناح</title>
<item><title>أمطار على الساحل</title><link>http://good.example/2024/rain/</link><pubDate>Wed, 01 May 2024 09:30:00 +0300</pubDate></item>
<item><title>سوق المدينة</title><link>http://good.example/2024/market/</link><pubDate>Wed, 01 May 2024 08:30:00 +0300</pubDate></item>
</channel></rss>"""
INDEX = """<sitemapindex><sitemap><loc>http://good.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
<sitemap><loc>http://good.example/new.xml</loc><lastmod>2024-05-01</lastmod></sitemap></sitemapindex>"""
URLSET = "<urlset><url><loc>http://good.example/2024/rain/</loc></url></urlset>"
LISTING = '<html><body><h2><a href="/2024/rain/">أمطار على الساحل</a></h2></body></html>'

PAGES = {
    "http://good.example/robots.txt": "User-agent: *\nDisallow: /private/\nSitemap: http://good.example/other.xml\n",
    "http://good.example/feed/": RSS,
    "http://good.example/sitemap.xml": INDEX,
    "http://good.example/new.xml": URLSET,
    "http://good.example/politics/": LISTING,
    "http://bad.example/robots.txt": "User-agent: *\nDisallow: /private/\n",
    "http://bad.example/feed/": "<html><body>صيانة</body></html>",
    "http://bad.example/private/": LISTING,
}

GOOD = """# A comment that stays.
name = "good"
title = "صحيفة الجناح"
home = "http://good.example/"
enabled = false
verified = false   # set by a check
language = "ar"
region = "SY"
timezone = "Asia/Damascus"
delay = 0
feeds = ["http://good.example/feed/"]
sitemaps = ["http://good.example/sitemap.xml"]

[[listing]]
url = "http://good.example/politics/"
links = "h2 a"
"""
BAD = """name = "bad"
title = "سيئ"
home = "http://bad.example/"
language = "ar"
region = "SY"
timezone = "Asia/Damascus"
delay = 0
feeds = ["http://bad.example/feed/", "http://bad.example/none/"]

[[listing]]
url = "http://bad.example/private/"
links = "h2 a"
"""

GONE = GOOD.replace("good", "gone").partition("sitemaps")[0]


class Newsroom(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        body = PAGES.get(self.path)
        self.asked.append((self.path, self.headers["User-Agent"]))
        if "gone.example" in self.path:
            self.close_connection = True
            return
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def newsroom() -> Iterator[ThreadingHTTPServer]:
    Newsroom.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Newsroom) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "good.toml").write_text(GOOD, encoding="utf-8")
    (sources / "bad.toml").write_text(BAD, encoding="utf-8")
    (sources / "gone.toml").write_text(GONE, encoding="utf-8")
    return sources


def scrapy(folder: Path, *arguments: str, port: int = 9) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environ |= {
        "http_proxy": f"http://127.0.0.1:{port}",
        "NAQI_SOURCES": str(folder),
        "NAQI_VAR": str(folder.parent),
    }
    command = [sys.executable, "-m", "scrapy", "sources", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def test_check_reports_every_address_and_marks_what_passes(
    newsroom: ThreadingHTTPServer, folder: Path
) -> None:
    done = scrapy(folder, "check", "--write", port=newsroom.server_port)
    assert done.stderr == ""
    assert done.returncode == 1
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]

    assert "✓ good صحيفة الجناح" in lines
    assert "feed http://good.example/feed/ 200 2 2024-05-01 06:30" in lines
    assert "sitemap http://good.example/sitemap.xml 200 0 index of 2 sitemaps" in lines
    assert "sitemap http://good.example/new.xml 200 1" in lines
    assert "listing http://good.example/politics/ 200 1" in lines
    assert "robots http://good.example/robots.txt 200 names sitemaps: http://good.example/other.xml" in lines

    assert "✗ bad سيئ" in lines
    assert "feed http://bad.example/feed/ 200 0 this is no feed but a web page" in lines
    assert "feed http://bad.example/none/ 404 0 answered 404" in lines
    assert "listing http://bad.example/private/ – 0 robots.txt asks us not to read it" in lines
    assert any(line.startswith("feed http://gone.example/feed/ – 0 connection") for line in lines)
    assert "1 of 3 sources pass; not: bad, gone" in lines

    assert (folder / "good.toml").read_text(encoding="utf-8") == GOOD.replace(
        "verified = false", "verified = true"
    )
    assert (folder / "bad.toml").read_text(encoding="utf-8") == BAD
    assert {agent.partition("/")[0] for _, agent in Newsroom.asked} == {"Naqi"}
    assert "http://bad.example/private/" not in {url for url, _ in Newsroom.asked}


def test_check_of_named_sources_that_pass_exits_0_and_writes_nothing_unasked(
    newsroom: ThreadingHTTPServer, folder: Path
) -> None:
    done = scrapy(folder, "check", "good", port=newsroom.server_port)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "bad" not in done.stdout
    assert (folder / "good.toml").read_text(encoding="utf-8") == GOOD


def run(folder: Path, *arguments: str) -> int:
    """Run what needs no network in this process."""
    command = Command()
    command.settings = Settings({"NAQI_SOURCES": str(folder)})
    command.run(list(arguments), Namespace(write=False))
    return command.exitcode


def test_list_names_every_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "list") == 0
    assert "1 feed, 1 sitemap, 1 listing" in capsys.readouterr().out


def test_an_unknown_name_is_answered_with_a_near_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "check", "goood") == 2
    assert "did you mean good?" in capsys.readouterr().err


def test_a_broken_file_is_told_with_key_and_remedy(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.toml").write_text(BAD.replace("feeds", "feds"), encoding="utf-8")
    assert run(folder, "list") == 2
    assert "bad.toml: feds: is not a known key" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("chek",), ("check", "--wirte")])
def test_anything_else_is_a_usage_error(folder: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="say list or check"):
        run(folder, *arguments)


def test_marking_edits_one_line_or_adds_it(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(BAD.replace("\n", "\r\n").encode())
    assert mark_verified(path)
    assert path.read_bytes().decode() == BAD.replace('"bad"\n', '"bad"\nverified = true\n').replace(
        "\n", "\r\n"
    )
    assert load_source(path).verified
    assert not mark_verified(path)
    assert [each.name for each in tmp_path.iterdir()] == ["bad.toml"]


def test_a_file_that_cannot_be_edited_safely_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    odd = BAD.replace('name = "bad"', '"name" = "bad"')
    path.write_text(odd, encoding="utf-8")
    with pytest.raises(SourceError, match="by hand"):
        mark_verified(path)
    assert path.read_text(encoding="utf-8") == odd
    assert [each.name for each in tmp_path.iterdir()] == ["bad.toml"]
