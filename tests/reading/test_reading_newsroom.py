"""The newsroom's articles as the console reads them: every character has its fate, and both databases tell the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from pipelines.marks import Fate, pieces_of
from pipelines.reading import article, beforeafter, record, revisions, rules
from pipelines.store.models import ArticleRow
from pipelines.store.session import open_store
from tests.crawl.conftest import TwoCrawls


@pytest.fixture(scope="module")
def engines(two_crawls: TwoCrawls, moved: str) -> Iterator[tuple[Engine, Engine]]:
    """The same store on SQLite and on PostgreSQL."""
    both = open_store(f"sqlite:///{two_crawls.place.var / 'naqi.db'}"), open_store(moved)
    yield both
    for engine in both:
        engine.dispose()


@pytest.fixture(scope="module")
def ids(engines: tuple[Engine, Engine]) -> list[str]:
    with Session(engines[0]) as session:
        return list(session.scalars(select(ArticleRow.article_id).order_by(ArticleRow.article_id)))


def test_every_article_is_told_the_same_by_both_databases(
    engines: tuple[Engine, Engine], ids: list[str]
) -> None:
    with Session(engines[0]) as here, Session(engines[1]) as there:
        for article_id in ids:
            page = article.article_page(here, article_id)
            assert page is not None
            assert page == article.article_page(there, article_id)
            if page.current > 1:
                assert revisions.difference(here, article_id, 1, 2) == revisions.difference(
                    there, article_id, 1, 2
                )


def test_every_rule_is_told_the_same_by_both_databases(engines: tuple[Engine, Engine]) -> None:
    with Session(engines[0]) as here, Session(engines[1]) as there:
        found = rules.rule_list(here, fired="yes")
        assert found == rules.rule_list(there, fired="yes")
        names = [line.rule.id for _, lines in found.kinds for line in lines]
        assert len(names) > 10
        for name in names:
            assert rules.rule_page(here, name) == rules.rule_page(there, name)


def test_of_every_article_each_character_is_in_it_or_was_taken_out(
    engines: tuple[Engine, Engine], ids: list[str]
) -> None:
    with Session(engines[0]) as session:
        for article_id in ids:
            page = article.article_page(session, article_id)
            assert page is not None
            pieces = pieces_of(page.cleaned)
            assert "".join(piece.text for piece in pieces) == page.cleaned.source
            assert Fate.UNACCOUNTED not in {piece.fate for piece in pieces}
            shown = beforeafter.views(page.cleaned)
            assert shown.kept + shown.removed == sum(map(len, page.cleaned.source.split()))


def test_behind_every_article_stand_the_very_bytes_of_which_it_was_made(
    engines: tuple[Engine, Engine], ids: list[str], two_crawls: TwoCrawls
) -> None:
    archive = two_crawls.place.var / "archive"
    with Session(engines[0]) as session:
        for article_id in ids:
            found = article.bytes_of(session, article_id)
            assert found is not None
            told = record.record(archive, found[1])
            assert isinstance(told, record.Record)
            assert told.same_bytes
