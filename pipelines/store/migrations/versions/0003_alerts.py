"""What each crawl saw of each source, in numbers, and the alerts that come of them.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, empty: crawls of before were not measured, and nothing alerts without history."""
    numbers = [
        "asked", "stored", "failed", "answered", "unanswered", "pages", "reread", "turned", "articles", "checked", "leaks",
    ]  # fmt: skip
    op.create_table(
        "run_metrics",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in numbers),
        sa.Column("words", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("refused", "languages", "fields", "rules")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_run_metrics_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "source", name=op.f("pk_run_metrics")),
    )
    op.create_index(op.f("ix_run_metrics_source"), "run_metrics", ["source"])
    op.create_table(
        "alerts",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("subject", "text", "expected", "seen", "remedy")
        ),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("last_run_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("ended_run_id", sa.Text(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["runs.run_id"], name=op.f(f"fk_alerts_{name}_runs"))
            for name in ("run_id", "last_run_id", "ended_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_alerts")),
    )
    for name in ("ended_at", "source", "last_run_id"):
        op.create_index(op.f(f"ix_alerts_{name}"), "alerts", [name])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("alerts")
    op.drop_table("run_metrics")
