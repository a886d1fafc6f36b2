"""Run migrations inside the transaction that `quizapp/store/schema.py` has begun, and which it ends."""

from alembic import context

from quizapp.store import models  # noqa: F401  (fills the metadata)
from quizapp.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,  # Alembic thinks otherwise of SQLite, whose BEGIN its driver used to hold back
    user_module_prefix="quizapp.store.base.",
)
context.run_migrations()
