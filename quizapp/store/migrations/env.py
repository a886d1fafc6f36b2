"""Run migrations: inside one transaction, with SQLite's foreign keys off while tables are rebuilt, and checked after.

Alembic rebuilds a table of SQLite by copying and dropping it; with foreign keys on, the drop would delete every row
that refers to it by ON DELETE CASCADE, without a word.
"""

from alembic import context

from quizapp.store import models  # noqa: F401  (fills the metadata)
from quizapp.store.db import Base

connection = context.config.attributes["connection"]
is_sqlite = connection.dialect.name == "sqlite"
raw = connection.connection.dbapi_connection
if is_sqlite:
    raw.execute("PRAGMA foreign_keys=OFF")  # before BEGIN: inside a transaction it does nothing; schema.py turns it on

context.configure(
    connection=connection, target_metadata=Base.metadata, render_as_batch=True, user_module_prefix="quizapp.store.db."
)
with context.begin_transaction():
    context.run_migrations()
    if is_sqlite and (broken := raw.execute("PRAGMA foreign_key_check").fetchall()):
        raise RuntimeError(f"the migration breaks references: {broken[:5]}")
