"""Keep answers that arrive late, and let each quiz say how long its grace is and who decides about them.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("quiz") as batch_op:
        batch_op.add_column(sa.Column("grace_seconds", sa.Integer(), server_default="5", nullable=False))
        batch_op.add_column(sa.Column("late", sa.String(length=10), server_default="teacher", nullable=False))
        batch_op.add_column(sa.Column("late_minutes", sa.Integer(), server_default="60", nullable=False))
        batch_op.create_check_constraint(op.f("ck_quiz_late"), "late IN ('teacher', 'journal')")
    op.create_table(
        "late_response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("brought_by_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("origin IN ('journal', 'file')", name=op.f("ck_late_response_origin")),
        sa.CheckConstraint("decision IN ('accepted', 'declined')", name=op.f("ck_late_response_decision")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_late_response_attempt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["brought_by_id"], ["person.id"], name=op.f("fk_late_response_brought_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_late_response_decided_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_response")),
        sa.UniqueConstraint(
            "attempt_id", "position", "digest", name=op.f("uq_late_response_attempt_id_position_digest")
        ),
    )
    op.create_index(op.f("ix_late_response_brought_by_id"), "late_response", ["brought_by_id"], unique=False)
    op.create_index(op.f("ix_late_response_decided_by_id"), "late_response", ["decided_by_id"], unique=False)


def downgrade() -> None:
    """Go down."""
    op.drop_table("late_response")
    with op.batch_alter_table("quiz") as batch_op:
        batch_op.drop_constraint(op.f("ck_quiz_late"), type_="check")
        batch_op.drop_column("late_minutes")
        batch_op.drop_column("late")
        batch_op.drop_column("grace_seconds")
