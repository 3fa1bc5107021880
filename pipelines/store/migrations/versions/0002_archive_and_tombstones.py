"""Tombstones of what was taken down, discovery's problems in a table of their own, and indexes into the archive.

Revision 0002, after 0001.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and move the problems there that runs kept among their settings."""
    op.create_table(
        "discovery_problems",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_discovery_problems_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_discovery_problems")),
    )
    op.create_table(
        "tombstones",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("canonical_key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_tombstones_run_id_runs")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_canonical_key"), "tombstones", ["canonical_key"])
    op.create_index(op.f("ix_tombstones_created_at"), "tombstones", ["created_at"])
    op.create_table(
        "forgotten_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["tombstones.article_id"],
            name=op.f("fk_forgotten_keys_article_id_tombstones"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_forgotten_keys")),
    )
    op.create_index(op.f("ix_forgotten_keys_article_id"), "forgotten_keys", ["article_id"])
    op.create_index(op.f("ix_fetches_archive_ref"), "fetches", ["archive_ref"])
    op.create_index(op.f("ix_revisions_archive_ref"), "revisions", ["archive_ref"])
    _move_problems()


def _move_problems() -> None:
    runs = sa.table("runs", sa.column("run_id", sa.Text), sa.column("settings", sa.JSON))
    problems = sa.table(
        "discovery_problems", *(sa.column(name) for name in ("run_id", "position", "source", "url", "text"))
    )
    connection = op.get_bind()
    for run_id, settings in connection.execute(sa.select(runs.c.run_id, runs.c.settings)).all():
        kept = json.loads(settings) if isinstance(settings, str) else settings
        found = kept.pop("discovery_problems", None)
        if found is None:
            continue
        connection.execute(sa.update(runs).where(runs.c.run_id == run_id).values(settings=kept))
        for position, problem in enumerate(found):
            told = {name: str(problem.get(name, "")) for name in ("source", "url", "text")}
            connection.execute(sa.insert(problems).values(run_id=run_id, position=position, **told))


def downgrade() -> None:
    """Drop them; the problems are lost."""
    op.drop_index(op.f("ix_revisions_archive_ref"), "revisions")
    op.drop_index(op.f("ix_fetches_archive_ref"), "fetches")
    for table in ("forgotten_keys", "tombstones", "discovery_problems"):
        op.drop_table(table)
