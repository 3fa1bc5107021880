"""A number for each change that readers can see, and what page and headers say about reuse.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = """
CREATE VIEW clean_articles AS
SELECT
  a.article_id AS article_id,
  a.source AS source,
  a.url AS url,
  a.canonical_url AS canonical_url,
  r.title AS title,
  r.subtitle AS subtitle,
  r.text AS text,
  r.language AS language,
  r.translations AS translations,
  r.authors AS authors,
  r.section AS section,
  r.tags AS tags,
  r.image_url AS image_url,
  r.publisher AS publisher,
  r.attribution AS attribution,
  CAST(NULL AS TEXT) AS rights,
  r.published_at AS published_at,
  r.published_origin AS published_origin,
  r.published_precision AS published_precision,
  r.modified_at AS modified_at,
  a.first_seen_at AS first_seen_at,
  a.last_seen_at AS last_seen_at,
  r.revision AS revision,
  r.word_count AS word_count,
  r.flags AS flags,
  r.syndication_origin AS syndicated_from,
  a.story_id AS story_id,
  a.duplicate_of AS duplicate_of,
  r.text_sha256 AS text_sha256,
  r.raw_sha256 AS raw_sha256,
  r.archive_ref AS archive_ref,
  r.run_id AS run_id,
  r.rules_version AS rules_version,
  r.cleaner_version AS cleaner_version
FROM articles AS a
JOIN revisions AS r ON r.article_id = a.article_id AND r.revision = a.revision
ORDER BY a.article_id
"""
AFTER = BEFORE.replace("CAST(NULL AS TEXT) AS rights", "r.rights AS rights")
_NUMBERED = ("articles", "first_seen_at"), ("tombstones", "created_at")


def upgrade() -> None:
    """Number what is there, oldest first: a reader that begins at 0 gets everything."""
    op.execute("DROP VIEW clean_articles")
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    for table, _ in _NUMBERED:
        op.add_column(table, sa.Column("change", sa.BigInteger(), nullable=False, server_default="0"))
    _number()
    for table, _ in _NUMBERED:
        op.create_index(op.f(f"ix_{table}_change"), table, ["change"])
    op.add_column("revisions", sa.Column("rights", sa.JSON(none_as_null=True), nullable=True))
    op.execute(AFTER)


def _number() -> None:
    connection = op.get_bind()
    given = 0
    for table, oldest in _NUMBERED:
        connection.execute(
            sa.text(
                f"UPDATE {table} SET change = {given} + numbered.place FROM (SELECT article_id, "
                f"row_number() OVER (ORDER BY {oldest}, article_id) AS place FROM {table}) AS numbered "
                f"WHERE numbered.article_id = {table}.article_id"
            )
        )
        given += connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0
    if given:
        connection.execute(
            sa.text("INSERT INTO counters (name, value) VALUES ('changes', :value)"), {"value": given}
        )


def downgrade() -> None:
    """Drop them; what the pages said about reuse is in the archive."""
    op.execute("DROP VIEW clean_articles")
    op.drop_column("revisions", "rights")
    for table, _ in _NUMBERED:
        op.drop_index(op.f(f"ix_{table}_change"), table)
        op.drop_column(table, "change")
    op.drop_table("counters")
    op.execute(BEFORE)
