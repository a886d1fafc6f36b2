"""Bring the tables to a revision, and tell which one they have."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from quizapp.store.db import db


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def newest() -> str:
    """Return the newest revision that this version of the code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current() -> str | None:
    """Return the revision of the database, or None where it is empty."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Tell whether this version of the code knows a revision."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def migrate(revision: str = "head") -> None:
    """Bring the tables up (or down) to a revision, in one transaction, behind every other writer."""
    config = _config()
    going_up = revision == "head"
    with db.engine.connect().execution_options(write=True) as connection:
        config.attributes["connection"] = connection
        try:
            (command.upgrade if going_up else command.downgrade)(config, revision)
            connection.commit()
        finally:
            connection.rollback()
            if connection.dialect.name == "sqlite":
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


def draft(message: str) -> None:
    """Write a new migration from what differs between the tables and the models (for developers)."""
    config = _config()
    with db.engine.connect().execution_options(write=True) as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)
        connection.rollback()
