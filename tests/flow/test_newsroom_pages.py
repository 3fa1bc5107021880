"""Every article of the demo newsroom comes out of the flow as its author wrote it: no more, no less."""

from __future__ import annotations

import pytest

from cleaners.types import Accepted, Outcome, Page, Rejected
from pipelines.flow import Context, process
from seeds.newsroom import Article, Newsroom
from seeds.newsroom.server import key

NEWSROOM = Newsroom(edition=1)
STORED = [article for article in NEWSROOM.articles if article.fate == "stored"]
REJECTED = [article for article in NEWSROOM.articles if article.fate.startswith("rejected:")]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    made: dict[str, Outcome] = {}
    for article in (*STORED, *REJECTED):
        answer = NEWSROOM.find(key(article.url))
        assert answer is not None
        made[article.url] = process(
            Page(url=article.url, body=answer.body, headers=answer.headers), Context()
        )
    return made


def named(article: Article) -> str:
    return f"{article.site}-{article.url.rstrip('/').rsplit('/', 1)[-1][-30:]}"


def accepted(outcomes: dict[str, Outcome], article: Article) -> Accepted:
    outcome = outcomes[article.url]
    assert isinstance(outcome, Accepted), outcome
    return outcome


@pytest.mark.parametrize("article", STORED, ids=named)
def test_the_text_is_the_article_and_nothing_else(article: Article, outcomes: dict[str, Outcome]) -> None:
    cleaned = accepted(outcomes, article).cleaned
    undecided = "\n".join(article.undecided)  # captions and embedded posts may stay or go
    assert [b.text for b in cleaned.blocks if b.text not in undecided] == [
        piece.text for piece in article.blocks
    ]


@pytest.mark.parametrize("article", STORED, ids=named)
def test_no_artifact_is_left(article: Article, outcomes: dict[str, Outcome]) -> None:
    text = accepted(outcomes, article).cleaned.text
    assert [planted for planted in article.planted if planted in text] == []
    assert [line for line in article.planted_lines if line in text.split("\n")] == []


@pytest.mark.parametrize("article", STORED, ids=named)
def test_the_title_is_the_articles(article: Article, outcomes: dict[str, Outcome]) -> None:
    assert accepted(outcomes, article).cleaned.title == article.title


@pytest.mark.parametrize("article", STORED, ids=named)
def test_the_day_of_publication_is_the_articles(article: Article, outcomes: dict[str, Outcome]) -> None:
    published = accepted(outcomes, article).cleaned.published
    assert published is not None
    assert article.published is not None
    assert published.value.date() == article.published.date()


@pytest.mark.parametrize("article", REJECTED, ids=named)
def test_what_is_no_article_is_rejected_with_its_reason(
    article: Article, outcomes: dict[str, Outcome]
) -> None:
    outcome = outcomes[article.url]
    assert isinstance(outcome, Rejected)
    assert f"rejected:{outcome.verdict.reason}" == article.fate


def test_the_newsroom_holds_at_least_fifty_articles() -> None:
    assert len(STORED) >= 50
