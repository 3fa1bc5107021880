"""The table that articles are searched and listed by, its full-text index, and its rows for the articles that are there.

Revision 0006, after 0005.
"""

import logging

import sqlalchemy as sa
from alembic import op

from pipelines.store.columns import UtcDateTime
from pipelines.store.search_index import POSTGRESQL, SQLITE
from pipelines.store.searchable import listed, number_of, words_of

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

log = logging.getLogger(__name__)
PIECE = 200
"""Articles that are in memory at once."""


def upgrade() -> None:
    """Make the table and its index, and fill them."""
    op.create_table(
        "search",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.article_id"],
            name=op.f("fk_search_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search")),
        sa.UniqueConstraint("article_id", name=op.f("uq_search_article_id")),
    )
    op.create_index(op.f("ix_search_shown_at_article_id"), "search", ["shown_at", "article_id"])
    op.create_index(op.f("ix_search_source_shown_at"), "search", ["source", "shown_at"])
    for statement in POSTGRESQL if _on_postgresql() else SQLITE:
        op.execute(statement)
    _fill()


def _fill() -> None:
    """Read the articles a piece at a time, in the order of their names."""
    connection = op.get_bind()
    articles = sa.table(
        "articles",
        *(sa.column(name) for name in ("article_id", "source", "revision")),
        sa.column("first_seen_at", UtcDateTime()),
    )
    revisions = sa.table(
        "revisions",
        *(sa.column(name) for name in ("article_id", "revision", "title", "text", "language")),
        sa.column("flags", sa.JSON()),
        sa.column("published_at", UtcDateTime()),
    )
    search = sa.table(
        "search",
        *(sa.column(name) for name in ("number", "article_id", "source", "language", "flags")),
        *(sa.column(name, UtcDateTime()) for name in ("published_at", "shown_at")),
        *(sa.column(name) for name in ("title", "opening", "body")),
    )
    last, done = "", 0
    while True:
        found = connection.execute(
            sa.select(
                articles.c.article_id,
                articles.c.source,
                articles.c.first_seen_at,
                *(revisions.c[name] for name in ("title", "text", "language", "flags", "published_at")),
            )
            .join_from(
                articles,
                revisions,
                sa.and_(
                    revisions.c.article_id == articles.c.article_id,
                    revisions.c.revision == articles.c.revision,
                ),
            )
            .where(articles.c.article_id > last)
            .order_by(articles.c.article_id)
            .limit(PIECE)
        ).all()
        if not found:
            return
        rows = [
            {
                "number": number_of(row.article_id),
                "article_id": row.article_id,
                "source": row.source,
                "language": row.language,
                **words_of(row.title, row.text),
                **listed(row.flags, row.published_at, row.first_seen_at),
            }
            for row in found
        ]
        connection.execute(sa.insert(search), rows)
        last, done = found[-1].article_id, done + len(found)
        if done % (PIECE * 25) == 0:
            log.info("made %s articles searchable", done)


def downgrade() -> None:
    """Drop them."""
    if not _on_postgresql():
        op.execute("DROP TABLE search_index")
    op.drop_table("search")
    if _on_postgresql():
        op.execute("DROP FUNCTION search_vector(text, integer)")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
