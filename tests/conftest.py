"""What all tests share: a PostgreSQL server, started when the first test asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import postgres as servers


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    yield from servers.running()


@pytest.fixture
def postgres_url(postgres: servers.Postgres) -> Iterator[str]:
    """A database of the test's own, with the store's tables in it."""
    url = postgres.database()
    yield url
    postgres.drop(url)
