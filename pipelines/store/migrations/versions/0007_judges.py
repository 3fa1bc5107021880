"""What the judges of pairs know of articles, and how articles stand to each other.

Revision 0007, after 0006. Every article that is there is marked, and judged at the end of the next run or by ``scrapy judge``.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and mark all articles."""
    op.create_table(
        "unjudged",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_unjudged")),
    )
    op.create_table(
        "judged",
        sa.Column("ref", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(length=32), nullable=False),
        sa.Column("minhash", sa.LargeBinary(), nullable=False),
        sa.Column("alike", sa.LargeBinary(), nullable=False),
        sa.Column("telling", sa.LargeBinary(), nullable=False),
        sa.Column("dirty", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("original", sa.BigInteger(), nullable=False),
        sa.Column("lead", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_judged")),
        sa.UniqueConstraint("article_id", name=op.f("uq_judged_article_id")),
    )
    op.create_index(op.f("ix_judged_dirty_at_ref"), "judged", ["dirty", "at", "ref"])
    op.create_index(op.f("ix_judged_original"), "judged", ["original"])
    op.create_index(op.f("ix_judged_lead"), "judged", ["lead"])
    op.create_table(
        "judge_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "at", "ref", name=op.f("pk_judge_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "article_pairs",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.article_id"],
            name=op.f("fk_article_pairs_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["articles.article_id"],
            name=op.f("fk_article_pairs_other_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "other_id", name=op.f("pk_article_pairs")),
    )
    op.create_index(op.f("ix_article_pairs_other_id"), "article_pairs", ["other_id"])
    op.create_index(op.f("ix_articles_story_id"), "articles", ["story_id"])
    op.create_index(op.f("ix_articles_duplicate_of"), "articles", ["duplicate_of"])
    op.execute("INSERT INTO unjudged (article_id) SELECT article_id FROM articles")


def downgrade() -> None:
    """Drop them, and what was found."""
    op.drop_index(op.f("ix_articles_duplicate_of"), "articles")
    op.drop_index(op.f("ix_articles_story_id"), "articles")
    for table in ("article_pairs", "judge_keys", "judged", "unjudged"):
        op.drop_table(table)
    op.execute("UPDATE articles SET duplicate_of = NULL, story_id = NULL")
    op.execute("DELETE FROM counters WHERE name = 'judges'")
