"""Remember which generated questions a teacher rejected, and why.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "rejection",
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rejected_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_rejection_bank_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["rejected_by_id"], ["person.id"], name=op.f("fk_rejection_rejected_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("bank_id", "name", name=op.f("pk_rejection")),
    )
    op.create_index(op.f("ix_rejection_rejected_by_id"), "rejection", ["rejected_by_id"], unique=False)


def downgrade() -> None:
    """Go down."""
    op.drop_table("rejection")
