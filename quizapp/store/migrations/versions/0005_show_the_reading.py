"""Let a quiz say when its source can be read.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("quiz") as batch_op:
        batch_op.add_column(sa.Column("reading", sa.String(length=10), server_default="never", nullable=False))
        batch_op.create_check_constraint(op.f("ck_quiz_reading"), "reading IN ('never', 'after', 'always')")


def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table("quiz") as batch_op:
        batch_op.drop_constraint(op.f("ck_quiz_reading"), type_="check")
        batch_op.drop_column("reading")
