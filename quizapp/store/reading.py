"""Read a few rows on the driver itself, for what is asked at each request of a student.

An ORM session, a transaction and the compiling of a statement cost ten times what SQLite needs to find a row. So each
thread keeps one more connection to SQLite, which can only read, and each statement is compiled once. Every reading is
a moment of its own: what has to agree with something else is read within a transaction, as everything else is.
On PostgreSQL the statement runs in the session's transaction.
"""

import os
import threading
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, event

from quizapp.store import statements
from quizapp.store.db import db
from quizapp.store.troubles import sqlite


def rows(wanted: Select[Any], **values: Any) -> Sequence[Sequence[Any]]:
    """Return the rows of a statement that stands in a module for good, with values for its named places."""
    engine = db.engine
    readers = _readers.get(engine)
    if readers is None:
        if engine.url.get_backend_name() != "sqlite":
            return db.session.connection().execute(wanted, values).all()
        readers = _readers.setdefault(engine, Readers())
    compiled = statements.compiled(wanted, engine.dialect)
    try:
        found = readers.connection(engine).execute(*compiled.asked(values)).fetchall()
    except sqlite.Error:
        readers.leave()  # what met a trouble of the disk may keep it
        raise
    return compiled.shaped(found)


def row(wanted: Select[Any], **values: Any) -> Sequence[Any] | None:
    """Return the first row of a statement, or None."""
    return next(iter(rows(wanted, **values)), None)


class Readers:
    """Hold the connections of a process's threads to one database, which can only read."""

    def __init__(self) -> None:
        self._own, self._process = threading.local(), os.getpid()

    def connection(self, engine: Engine) -> Any:
        """Return the connection of the thread that asks."""
        held = getattr(self._own, "held", None)
        if held is None:
            held = self._own.held = engine.raw_connection()
            held.detach()  # it stays with its thread, and does not go back
            held.dbapi_connection.execute("PRAGMA query_only=1")
            held.dbapi_connection.execute("PRAGMA cache_size=-256")  # there is one for each thread
        return held.dbapi_connection

    def leave(self) -> None:
        """Close the connection of the thread that asks."""
        held, self._own.held = getattr(self._own, "held", None), None
        if held is not None:
            held.close()

    def close(self) -> None:
        """Close that of the thread that asks; each other is closed when its thread is done with it.

        Those of a parent are left to it, as SQLite asks for after a fork.
        """
        if self._process != os.getpid():
            _left_behind.append(self)
        else:
            self.leave()


_readers: "WeakKeyDictionary[Engine, Readers]" = WeakKeyDictionary()
_left_behind: list[Readers] = []


@event.listens_for(Engine, "engine_disposed")
def _close(engine: Engine) -> None:
    """Let go of a database of which the engine lets go (in a child after a fork, too)."""
    if (readers := _readers.pop(engine, None)) is not None:
        readers.close()
