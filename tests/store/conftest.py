"""A store on a file of its own, and an article's worth of values to put into it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from cleaners.types import (
    Accepted,
    ArtifactKind,
    Block,
    BlockKind,
    Cleaned,
    Removal,
    Span,
    Verdict,
)
from cleaners.urls import candidate_key
from pipelines.store.repository import Repository
from pipelines.store.session import open_store
from pipelines.types import Candidate, Commit, Fetch, Work

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
DEAD_PID = 2**22 + 1
"""Above Linux's largest pid."""


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def candidate(url: str, source: str = "jannah", channel: str = "feed", **hints: str) -> Candidate:
    return Candidate(source, url, candidate_key(url), channel, **hints)


def accepted(body: str = "هطلت أمطار غزيرة على الساحل.", title: str | None = "أمطار على الساحل") -> Accepted:
    notice = "اقرأ أيضا: الأرصاد تحذر"
    source = f"{body}\n{notice}"
    end = len(body)
    cleaned = Cleaned(
        source=source,
        repairs=(),
        title=title,
        title_span=None,
        blocks=(Block(BlockKind.PARAGRAPH, body, Span(0, end)),),
        removals=(
            Removal("ar.read_also", ArtifactKind.RELATED_LINK, "block", notice, Span(end + 1, len(source))),
        ),
        language="ar",
        rules_version="r1",
        cleaner_version="1",
    )
    return Accepted(cleaned, (Verdict("language", True),))


def fetched(url: str, body: str = "<p>", *, hours: float = 0, final: str | None = None, **more: Any) -> Fetch:
    given = {"source": "jannah", "kind": "page", "status": 200, "size": len(body)} | more
    digest = hashlib.sha256(body.encode()).hexdigest()
    return Fetch(url=url, final_url=final or url, fetched_at=at(hours), sha256=digest, **given)


@dataclass
class Store:
    """Each call is a transaction of its own, as if the writer had committed in between."""

    engine: Engine
    hours: float = 0
    rules_version: str = "r1"
    recheck_since: datetime = field(default=at(-48))

    def do(self, op: Callable[[Repository], Any]) -> Any:
        with Session(self.engine) as session, session.begin():
            return op(Repository(session))

    def start(self, run_id: str, *, pid: int = DEAD_PID, sources: Sequence[str] = ("jannah",)) -> str | None:
        return self.do(
            lambda r: r.start_run(
                run_id=run_id,
                command="crawl news",
                now=at(self.hours),
                pid=pid,
                host="here",
                cleaner_version="1",
                rules_version=self.rules_version,
                sources=sources,
                settings={"limit": 5},
            )
        )

    def admit(self, run_id: str, *candidates: Candidate) -> list[Work]:
        return self.do(
            lambda r: r.admit(run_id, candidates, now=at(self.hours), recheck_since=self.recheck_since)
        )

    def commit(
        self, run_id: str, url: str, article: Accepted, canonical: str | None = None, **fetch: Any
    ) -> Commit:
        one = candidate(url)
        return self.do(
            lambda r: r.commit(
                run_id,
                one,
                fetched(url, **{"hours": self.hours} | fetch),
                article,
                canonical=canonical or url,
                now=at(self.hours),
            )
        )

    def take(self, run_id: str, url: str, article: Accepted, canonical: str | None = None) -> Commit:
        """Discover and commit."""
        self.admit(run_id, candidate(url))
        return self.commit(run_id, url, article, canonical)

    def finish(self, run_id: str, discovered: int, status: str = "finished") -> Any:
        return self.do(
            lambda r: r.finish_run(
                run_id, status=status, now=at(self.hours), discovered={"jannah": discovered}
            )
        )

    @property
    def url(self) -> str:
        return self.engine.url.render_as_string(hide_password=False)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    def fates(self, run_id: str) -> dict[str, str]:
        found = self.rows(f"SELECT url, fate, reason FROM candidates WHERE run_id = '{run_id}'")
        return {url: f"{fate} {reason}".strip() for url, fate, reason in found}


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database the test is about: each runs on both, but for those that say so."""
    kind: str = request.param
    return kind


on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as the migrations make it, to be copied: running them for each test would take most of the time."""
    path = tmp_path_factory.mktemp("store") / "new.db"
    open_store(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def new_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Makes a database and returns its address; with ``made=False`` it has no tables yet."""
    given: list[str] = []

    def new(name: str = "naqi.db", *, made: bool = True) -> str:
        if kind == "postgresql":
            given.append(request.getfixturevalue("postgres").database(made=made))
            return given[-1]
        path = tmp_path / "var" / name
        if made:
            path.parent.mkdir(exist_ok=True)
            shutil.copy(request.getfixturevalue("new_store"), path)
        return f"sqlite:///{path}"

    yield new
    for url in given:
        request.getfixturevalue("postgres").drop(url)


@pytest.fixture
def database(new_url: Callable[..., str]) -> str:
    """The address of a database that nobody has opened yet."""
    return new_url(made=False)


@pytest.fixture
def make_store(new_url: Callable[..., str]) -> Iterator[Callable[[str], Store]]:
    engines = []

    def make(name: str) -> Store:
        engines.append(open_store(new_url(name)))
        return Store(engines[-1])

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def store(make_store: Callable[[str], Store]) -> Store:
    return make_store("naqi.db")
