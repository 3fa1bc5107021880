"""``clean_articles``: the one table that downstream teams read.

It is a view over each article's current revision, so that the tables behind it may change and the contract does not.
``pipelines.store.contract`` says what each column means.
"""

from __future__ import annotations

from types import MappingProxyType

CLEAN_ARTICLES = "clean_articles"

_EXPRESSIONS = MappingProxyType(
    {
        "article_id": "a.article_id",
        "source": "a.source",
        "url": "a.url",
        "canonical_url": "a.canonical_url",
        "title": "r.title",
        "subtitle": "r.subtitle",
        "text": "r.text",
        "language": "r.language",
        "translations": "r.translations",
        "authors": "r.authors",
        "section": "r.section",
        "tags": "r.tags",
        "image_url": "r.image_url",
        "publisher": "r.publisher",
        "attribution": "r.attribution",
        "rights": "r.rights",
        "published_at": "r.published_at",
        "published_origin": "r.published_origin",
        "published_precision": "r.published_precision",
        "modified_at": "r.modified_at",
        "first_seen_at": "a.first_seen_at",
        "last_seen_at": "a.last_seen_at",
        "revision": "r.revision",
        "word_count": "r.word_count",
        "flags": "r.flags",
        "syndicated_from": "r.syndication_origin",
        "story_id": "a.story_id",
        "duplicate_of": "a.duplicate_of",
        "text_sha256": "r.text_sha256",
        "raw_sha256": "r.raw_sha256",
        "archive_ref": "r.archive_ref",
        "run_id": "r.run_id",
        "rules_version": "r.rules_version",
        "cleaner_version": "r.cleaner_version",
    }
)

COLUMNS = tuple(_EXPRESSIONS)
"""The contract: these columns, in this order."""


def create_view_sql() -> str:
    """Return the ``CREATE VIEW`` statement, the same for SQLite and PostgreSQL.

    Rows are in the order of ``article_id``, so that a plain ``SELECT *`` does not tell in which order pages came in.
    """
    columns = ",\n  ".join(f"{expression} AS {name}" for name, expression in _EXPRESSIONS.items())
    return (
        f"CREATE VIEW {CLEAN_ARTICLES} AS\nSELECT\n  {columns}\n"
        "FROM articles AS a\n"
        "JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision\n"
        "ORDER BY a.article_id"
    )
