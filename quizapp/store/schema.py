"""Bring the tables to a revision, and tell which one they have.

Alembic rebuilds a table of SQLite by copying and dropping it; with foreign keys on, the drop would delete every row
that refers to it by ON DELETE CASCADE, without a word. So they are off while migrations run, and are checked after.

Alembic takes 11 MB of memory, and a server that runs does not need it; so it is loaded by whoever asks for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from quizapp.core.errors import Busy
from quizapp.store.db import SECONDS_IN_LINE, db
from quizapp.store.line import BUSY
from quizapp.store.troubles import LOCKED_OUT, state_of

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

_HERE = Path(__file__).parent / "migrations"
_NUMBER_OF_THE_LOCK = 7_142_857  # any number will do that no other program locks by


def _config(*folders: Path) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, [_HERE / "versions", *folders])))
    return config


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def newest() -> str:
    """Return the newest revision that this version of the code knows."""
    return _scripts().get_current_head()


def current() -> str | None:
    """Return the revision of the database, or None where it is empty."""
    from alembic.migration import MigrationContext

    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Tell whether this version of the code knows a revision."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def migrate(revision: str = "head", *folders: Path) -> None:
    """Bring the tables up (or down) to a revision, behind every other writer: the whole way, or not one step of it.

    `folders` hold further migrations than the application's own. Raises `Busy` where others hold the tables too long.
    """
    from alembic import command

    db.session.rollback()  # a reading transaction of our own must not stand in the way
    config = _config(*folders)
    going_up = revision == "head"
    with _alone() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{SECONDS_IN_LINE}s'")
        config.attributes["connection"] = connection
        (command.upgrade if going_up else command.downgrade)(config, revision)
        _check_references(connection)


@contextmanager
def _alone() -> Iterator[Connection]:
    """Lend a connection for migrating, with which no second one migrates, and SQLite's foreign keys off."""
    with db.engine.connect().execution_options(write=True) as connection:
        if connection.dialect.name == "sqlite":
            raw = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")  # before BEGIN: inside a transaction it does nothing
            try:
                yield connection
            finally:
                connection.rollback()
                raw.execute("PRAGMA foreign_keys=ON")
        else:
            _call(connection, "pg_advisory_lock")
            try:
                yield connection
            except OperationalError as error:
                if state_of(error) == LOCKED_OUT:
                    raise Busy(BUSY) from error
                raise
            finally:
                connection.rollback()
                _call(connection, "pg_advisory_unlock")


def _call(connection: Connection, function: str) -> None:
    """Lock or unlock, in a transaction of its own, so that the next one sees what was done before."""
    connection.exec_driver_sql(f"SELECT {function}({_NUMBER_OF_THE_LOCK})")
    connection.commit()


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        if broken:
            raise RuntimeError(f"the migration breaks references: {[tuple(row) for row in broken]}")


def draft(message: str) -> None:
    """Write a new migration from what differs between the tables and the models (for developers)."""
    from alembic import command

    config = _config()
    with db.engine.connect().execution_options(write=True) as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)
        connection.rollback()
