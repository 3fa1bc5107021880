"""A console in a process of its own on the newsroom's store, and Debian's Chromium to look at it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest

from tests.archive.conftest import empty_store, kind, paper  # noqa: F401 - fixtures of the pages' tests
from tests.conftest import NO_BROWSER
from tests.crawl.conftest import Place, TwoCrawls

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, _CHROMIUM)), None)


@contextlib.contextmanager
def serving(place: Place, *arguments: str, **env: str) -> Iterator[str]:
    """``scrapy console`` on any free port; gives its address, without a slash at the end."""
    with place.running("console", "--port", "0", *arguments, **env) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        found = re.search(r"(http://\S+?)/ ", told)
        assert found, told or process.communicate()[1]
        yield found[1]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
        assert (process.returncode, errors) == (0, "")


@pytest.fixture(scope="session")
def served(two_crawls: TwoCrawls) -> Iterator[str]:
    """The address of a console on the store of the two crawls."""
    with serving(two_crawls.place) as address:
        yield address


@pytest.fixture(scope="session")
def named(two_crawls: TwoCrawls) -> dict[str, str]:
    """What the paths of ``views`` name, as it stands in an address."""
    return names_in(two_crawls.place)


def names_in(place: Place) -> dict[str, str]:
    """What the paths of ``views`` may name in a store."""
    article = "SELECT a.article_id, a.source, r.rule_id FROM articles a JOIN removals r USING (article_id) GROUP BY a.article_id"
    found = place.rows(f"{article} ORDER BY count(*) DESC, a.article_id LIMIT 1")[0]
    corrected = "SELECT article_id FROM articles ORDER BY revision DESC, article_id LIMIT 1"
    names = {
        "article": found["article_id"],
        "corrected": place.rows(corrected)[0]["article_id"],
        "source": found["source"],
        "rule": found["rule_id"],
        "run": place.rows("SELECT run_id FROM runs ORDER BY number LIMIT 1")[0]["run_id"],
    }
    return {name: quote(value, safe="") for name, value in names.items()}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what needs a browser before anything is made ready for it; fail where ``REQUIRE_BROWSER=1``."""
    if "browser" not in getattr(item, "fixturenames", ()) or chromium() is not None:
        return
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(NO_BROWSER)
    pytest.skip(NO_BROWSER)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium; of the module, since Playwright's loop must have ended before another test uses asyncio."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


@dataclass
class Looking:
    """A page in the browser, and whatever went wrong while it was looked at."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)
    transferred: int = 0

    def open(self, path: str) -> Page:
        response = self.page.goto(f"{self.address}{path}")
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"
        return self.page


@contextlib.contextmanager
def looking(browser: Browser, address: str, **look: Any) -> Iterator[Looking]:
    """Look at the console; at the end nothing may have been wrong: no error, no dialog, nothing asked of another host."""
    context = browser.new_context(**look)
    page = context.new_page()
    seen = Looking(page, address)
    host = urlsplit(address).netloc
    page.on(
        "console", lambda line: seen.wrong.append(line.text) if line.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: seen.wrong.append(f"script: {error}"))
    page.on(
        "request",
        lambda asked: seen.wrong.append(f"asked {asked.url}") if urlsplit(asked.url).netloc != host else None,
    )

    def dismiss(dialog: Any) -> None:
        seen.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    try:
        yield seen
    finally:
        context.close()
    assert seen.wrong == []


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: ``SCREENSHOTS``, or a folder that pytest clears away."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
