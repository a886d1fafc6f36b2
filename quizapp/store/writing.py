"""Ask and change the database within a write transaction, in small statements that stand in a module for good.

On SQLite they run on the driver itself (`statements`), which a save of an answer needs; on PostgreSQL as any other.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Update

from quizapp.store import statements


class Writer:
    """Be a transaction: of a connection, or (on SQLite) of one of the driver's own."""

    def __init__(self, dialect: Dialect, raw: Any = None, connection: Any = None):
        self._dialect, self._raw, self._connection = dialect, raw, connection

    @classmethod
    def of(cls, connection: Connection) -> "Writer":
        """Return the transaction of a connection."""
        is_sqlite = connection.dialect.name == "sqlite"
        return cls(connection.dialect, connection.connection.dbapi_connection if is_sqlite else None, connection)

    def rows(self, wanted: Select[Any], **values: Any) -> Sequence[Sequence[Any]]:
        """Return the rows of a statement, with values for its named places."""
        if self._raw is None:
            return self._connection.execute(wanted, values).all()
        compiled = statements.compiled(wanted, self._dialect)
        return compiled.shaped(self._raw.execute(*compiled.asked(values)).fetchall())

    def add(self, row: Insert, **values: Any) -> int:
        """Add a row, and return its id."""
        if self._raw is None:
            return int(self._connection.execute(row, values).inserted_primary_key[0])
        compiled = statements.compiled(row, self._dialect, tuple(values))
        return int(self._raw.execute(*compiled.asked(values)).lastrowid)

    def change(self, how: Update | Insert, each: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement for each of these, which name the same places."""
        if not each:
            return
        if self._raw is None:
            self._connection.execute(how, list(each))
            return
        names = tuple(each[0]) if isinstance(how, Insert) else ()
        compiled = statements.compiled(how, self._dialect, names)
        asked = [compiled.asked(values) for values in each]
        self._raw.executemany(asked[0][0], [values for _, values in asked])
