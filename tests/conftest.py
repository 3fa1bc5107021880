"""What all tests share, made when the first test asks for it: a PostgreSQL server, and the newsroom crawled twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests import postgres as servers

if TYPE_CHECKING:
    from tests.crawl.conftest import TwoCrawls

NO_BROWSER = "There is no Chromium here; get it with apt-get install chromium, and they run"


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    yield from servers.running()


@pytest.fixture
def postgres_url(postgres: servers.Postgres) -> Iterator[str]:
    """A database of the test's own, with the store's tables in it."""
    url = postgres.database()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def two_crawls(tmp_path_factory: pytest.TempPathFactory) -> TwoCrawls:
    """The demo's first and second time in one store; it is the tests' of all folders, which only read it."""
    from tests.crawl.conftest import crawl_twice  # what it needs would slow every other test's start

    return crawl_twice(tmp_path_factory.mktemp("newsroom"))


@pytest.fixture(scope="session")
def moved(two_crawls: TwoCrawls, postgres: servers.Postgres) -> str:
    """The store of the two crawls, moved to PostgreSQL by the command that does so: a template for databases of tests."""
    url = postgres.database(made=False)
    done = two_crawls.place.run("db", "copy", "--to", url)
    assert done.returncode == 0, done.stderr
    assert "✓" in done.stdout
    return url


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the end which tests were left out for want of a browser, and how to get one."""
    left_out = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple) and NO_BROWSER in report.longrepr[2]
    ]
    if left_out:
        terminalreporter.section("left out: tests that need a browser")
        for name in sorted(left_out):
            terminalreporter.line(name)
        terminalreporter.line(f"{len(left_out)} tests. {NO_BROWSER}.")
