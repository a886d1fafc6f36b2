"""Know who keeps an account, in which browsers people have signed in, and at which door a try failed.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Who made an account is in the audit log: the teacher whose list it was on, or whose class it was registered for.
LISTED = """
    UPDATE person SET keeper_id = (
        SELECT MIN(made.actor_id) FROM audit_entry AS made JOIN person AS maker ON maker.id = made.actor_id
        WHERE made.action = 'person.created' AND made.subject = 'person' AND made.subject_id = person.id
        AND maker.role = 'teacher')
    WHERE role = 'student'
"""
REGISTERED = """
    UPDATE person SET keeper_id = (
        SELECT MIN(school_class.owner_id) FROM audit_entry AS made
        JOIN audit_entry AS joined ON joined.at = made.at AND joined.actor_id = made.subject_id
        JOIN school_class ON school_class.id = joined.subject_id
        WHERE made.action = 'person.created' AND made.subject = 'person' AND made.subject_id = person.id
        AND made.actor_id IS NULL AND joined.action = 'class.joined' AND joined.subject = 'class')
    WHERE role = 'student' AND keeper_id IS NULL
"""


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("keeper_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_person_keeper_id"), "person", ["keeper_id"], ["id"], ondelete="RESTRICT")
        batch_op.create_index(op.f("ix_person_keeper_id"), ["keeper_id"], unique=False)
    op.execute(LISTED)
    op.execute(REGISTERED)
    with op.batch_alter_table("sign_in_failure") as batch_op:
        batch_op.add_column(sa.Column("door", sa.String(length=10), server_default="sign_in", nullable=False))
        batch_op.add_column(sa.Column("browser", sa.String(length=64), server_default="", nullable=False))
        batch_op.create_check_constraint(op.f("ck_sign_in_failure_door"), "door IN ('sign_in', 'password', 'code')")
    op.create_table(
        "known_browser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_known_browser_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browser")),
        sa.UniqueConstraint("person_id", "token_digest", name=op.f("uq_known_browser_person_id_token_digest")),
    )
    op.create_index(op.f("ix_known_browser_seen_at"), "known_browser", ["seen_at"], unique=False)


def downgrade() -> None:
    """Go down."""
    op.drop_table("known_browser")
    op.execute("DELETE FROM sign_in_failure WHERE door <> 'sign_in'")
    with op.batch_alter_table("sign_in_failure") as batch_op:
        batch_op.drop_constraint(op.f("ck_sign_in_failure_door"), type_="check")
        batch_op.drop_column("browser")
        batch_op.drop_column("door")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_constraint(op.f("fk_person_keeper_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_person_keeper_id"))
        batch_op.drop_column("keeper_id")
