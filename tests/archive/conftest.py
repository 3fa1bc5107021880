"""An archive with the store that points into it, as crawls of a small paper would have left them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from cleaners.types import Accepted, Block, BlockKind, Cleaned, Hints, Removal, Span, Verdict
from cleaners.urls import candidate_key
from pipelines.archive import ArchiveWriter, Exchange, Known
from pipelines.store.repository import Repository
from pipelines.store.session import open_store
from pipelines.types import Candidate, Fate, Fetch

OLD = datetime(2026, 3, 5, 7, 15, 0, 123456, tzinfo=UTC)
HOST = "http://jannah.example"


def page_body(name: str) -> bytes:
    return f"<p>نص الخبر {name} من الساحل.</p>".encode()


@dataclass
class Paper:
    """A place with an archive and a store, and what a crawl does to both."""

    var: Path
    engine: Engine
    archive: ArchiveWriter | None = None
    run_id: str = ""
    at: datetime = OLD

    @property
    def root(self) -> Path:
        return self.var / "archive"

    @property
    def url(self) -> str:
        return self.engine.url.render_as_string(hide_password=False)

    def do(self, op: Callable[[Repository], Any]) -> Any:
        with Session(self.engine) as session, session.begin():
            return op(Repository(session))

    def crawl(self, run_id: str, at: datetime = OLD, largest: int = 1 << 20) -> None:
        """Begin a crawl; ``end`` ends it."""
        self.run_id, self.at = run_id, at
        info = {"naqi-run": run_id, "naqi-command": "crawl news", "naqi-sources": "jannah"}
        self.archive = ArchiveWriter(self.root, run_id, info=info, largest=largest)
        self.do(
            lambda r: r.start_run(
                run_id=run_id,
                command="crawl news",
                now=at,
                pid=2**22 + 1,
                host="elsewhere",
                cleaner_version="1",
                rules_version="r1",
                sources=["jannah"],
                settings={},
            )
        )

    def end(self) -> None:
        assert self.archive is not None
        self.archive.close()
        self.do(lambda r: r.finish_run(self.run_id, status="finished", now=self.at, discovered={}))

    def visit(
        self, path: str, body: bytes, *, kind: str = "page", status: int = 200, via: str | None = None
    ) -> Fetch:
        """Archive an answer, after a redirect from ``via`` if that is given."""
        assert self.archive is not None
        asked = HOST + (via or path)
        known = Known(
            kind,
            "jannah",
            asked,
            self.candidate(via or path) if kind == "page" else None,
            Hints(source="jannah"),
        )
        answer = Exchange(HOST + path, self.at, status, body, (("Content-Type", "text/html"),), "OK")
        steps = [Exchange(asked, self.at, 302, b"", (("Location", path),))] if via else []
        ref = self.archive.write([*steps, answer], known)
        return Fetch(
            source="jannah",
            url=asked,
            final_url=HOST + path,
            kind=kind,
            status=status,
            fetched_at=self.at,
            size=len(body),
            sha256=hashlib.sha256(body).hexdigest() if body else None,
            archive_ref=str(ref),
        )

    def candidate(self, path: str) -> Candidate:
        title = f"عنوان الخبر {path.strip('/')}"
        return Candidate("jannah", HOST + path, candidate_key(HOST + path), "feed", title)

    def article(
        self, path: str, *, canonical: str | None = None, via: str | None = None, words: str = ""
    ) -> None:
        """Crawl a page that becomes (or belongs to) an article."""
        fetch = self.visit(path, page_body(path + words), via=via)
        one = self.candidate(via or path)

        def op(r: Repository) -> None:
            r.admit(self.run_id, [one], now=self.at, recheck_since=self.at - timedelta(days=2))
            r.record_fetch(self.run_id, fetch)
            url = HOST + (canonical or path)
            r.commit(
                self.run_id, one, fetch, accepted(url, path + words, one.title), canonical=url, now=self.at
            )

        self.do(op)

    def rejected(self, path: str) -> None:
        fetch, one = self.visit(path, page_body(path)), self.candidate(path)

        def op(r: Repository) -> None:
            r.admit(self.run_id, [one], now=self.at, recheck_since=self.at - timedelta(days=2))
            r.record_fetch(self.run_id, fetch)
            r.settle(
                self.run_id, one.key, Fate.REJECTED, "too_few_words", now=self.at, detail=one.title or ""
            )

        self.do(op)

    def feed(self, body: bytes, path: str = "/feed") -> None:
        fetch = self.visit(path, body, kind="feed")
        self.do(lambda r: r.record_fetch(self.run_id, fetch))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]


def accepted(url: str, name: str, title: str | None) -> Accepted:
    body, notice = f"نص الخبر {name} من الساحل.", f"اقرأ أيضا بعد {name}"
    source = f"{body}\n{notice}"
    cleaned = Cleaned(
        source=source,
        repairs=(),
        title=title,
        title_span=None,
        blocks=(Block(BlockKind.PARAGRAPH, body, Span(0, len(body))),),
        removals=(
            Removal("ar.read_also", "related_link", "block", notice, Span(len(body) + 1, len(source))),  # type: ignore[arg-type]
        ),
        language="ar",
        rules_version="r1",
        cleaner_version="1",
        canonical_url=url,
    )
    return Accepted(cleaned, (Verdict("language", True),))


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as the migrations make it, to be copied: running them takes longer than most tests."""
    path = tmp_path_factory.mktemp("store") / "new.db"
    open_store(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def kind() -> str:
    """Which database the test is about; modules that are about both say so."""
    return "sqlite"


@pytest.fixture
def paper(kind: str, request: pytest.FixtureRequest, tmp_path: Path, empty_store: Path) -> Iterator[Paper]:
    (tmp_path / "var").mkdir()
    if kind == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
    else:
        shutil.copy(empty_store, tmp_path / "var" / "naqi.db")
        url = f"sqlite:///{tmp_path}/var/naqi.db"
    engine = open_store(url)
    yield Paper(tmp_path / "var", engine)
    engine.dispose()


@pytest.fixture
def small(paper: Paper) -> Paper:
    """One crawl: a feed, two articles (one behind a redirect), an AMP page of the first, a rejected page."""
    paper.crawl("20260305T071500-3fa2")
    paper.feed(f"<rss><link>{HOST}/1</link><title>عنوان الخبر 1</title></rss>".encode())
    paper.article("/1")
    paper.article("/2", via="/go?p=2", canonical="/2")
    paper.article("/amp/1", canonical="/1")
    paper.rejected("/few")
    paper.end()
    return paper
