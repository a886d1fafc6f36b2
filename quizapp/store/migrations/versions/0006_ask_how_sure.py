"""Let a quiz ask how sure a student is, and keep what was said.

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up; a column that may be empty is added to a table of any size at once."""
    with op.batch_alter_table("quiz") as batch_op:
        batch_op.add_column(sa.Column("certainty", sa.String(length=10), server_default="off", nullable=False))
        batch_op.create_check_constraint(op.f("ck_quiz_certainty"), "certainty IN ('off', 'recorded', 'counted')")
    op.add_column("response", sa.Column("certainty", sa.Integer(), nullable=True))
    op.add_column("late_response", sa.Column("certainty", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Go down."""
    op.drop_column("late_response", "certainty")
    op.drop_column("response", "certainty")
    with op.batch_alter_table("quiz") as batch_op:
        batch_op.drop_constraint(op.f("ck_quiz_certainty"), type_="check")
        batch_op.drop_column("certainty")
