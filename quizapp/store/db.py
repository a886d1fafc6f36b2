"""Wire the database: the engine's laws, and the one `write` unit through which every change goes.

SQLite, done right (each choice was measured, README, Decisions): WAL, `synchronous=FULL`, foreign keys on; SQLAlchemy
says BEGIN itself; a reading transaction is refused every change; a writing one begins IMMEDIATE behind a
first-come-first-served line across threads and processes (`line.py`), so nobody sleeps in SQLite's busy handler.
PostgreSQL runs the same operations at SERIALIZABLE and repeats those that collide, each alone. An operation is a
function decorated with `write`; it is the only place where anything is committed.
"""

import contextlib
import errno
import functools
import os
import weakref
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from quizapp.core.errors import Busy, Unavailable
from quizapp.store import waits
from quizapp.store.base import Base
from quizapp.store.line import BUSY, Line, line_of
from quizapp.store.troubles import CLOSED, COLLIDED, sqlite, state_of, trouble_of, trouble_of_disk

SECONDS_IN_LINE = 20
MOST_REPEATS = 5
_PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cache_size=-1000",
    "temp_store=MEMORY",
)

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

P, R = ParamSpec("P"), TypeVar("R")
_writing: ContextVar[bool] = ContextVar("writing", default=False)


def write(operation: Callable[P, R]) -> Callable[P, R]:
    """Make a function one write transaction: all of it is committed at its end, or nothing is.

    On PostgreSQL the function is repeated where it collided with another, so it must change nothing but the database.
    Raises `Busy` where the database could not be had in time, `Unavailable` where it cannot be written or reached, and
    `RuntimeError` where writes are nested.
    """

    @functools.wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with no_write_within(operation.__name__), waits.going_on():
            return _run(operation, args, kwargs)

    return run


@contextlib.contextmanager
def no_write_within(name: str) -> Iterator[None]:
    """Refuse a write that begins inside another: it would wait for itself."""
    if _writing.get():
        raise RuntimeError(f"{name} began inside another write")
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _run(operation: Callable[..., R], args: tuple, kwargs: dict) -> R:
    for repeat in range(MOST_REPEATS + 1):
        try:
            db.session.rollback()  # what was read before belongs to another moment
            connection = db.session.connection(execution_options={"write": True})
            if connection.dialect.name == "postgresql":
                _join_writers(connection, alone=repeat > 0)
            result = operation(*args, **kwargs)
            waits.begin()
            db.session.commit()
            return result
        except (DBAPIError, PoolTimeout, sqlite.Error) as error:
            db.session.rollback()
            if state_of(error) in COLLIDED and repeat < MOST_REPEATS:
                continue
            if (trouble := trouble_of(error, writing=True)) is None:
                raise
            if isinstance(trouble, Unavailable):
                db.engine.dispose()  # connections that met it may never write again, also when it is over
            raise trouble from error
        except BaseException:
            db.session.rollback()
            raise
    raise AssertionError("unreachable")


def _join_writers(connection: Connection, alone: bool) -> None:
    """Let writers work side by side on PostgreSQL, but one that has collided alone, so that none is beaten for ever.

    Whoever waits to be alone stands in the server's queue, and newcomers behind them. A lock is asked for before the
    first read, for then the transaction sees what those before it have written.
    """
    mode = "EXCLUSIVE" if alone else "ROW SHARE"
    connection.exec_driver_sql(
        f"SET LOCAL lock_timeout = '{SECONDS_IN_LINE}s'; LOCK TABLE alembic_version IN {mode} MODE"
    )


def engine_options(url: str, threads: int = 4) -> dict[str, Any]:
    """Return the options of the engine for a database URL: a connection for each thread of a process, and spares."""
    spares = {"pool_size": 10, "max_overflow": threads + 10}
    if url.startswith("sqlite"):
        return {"module": sqlite, "connect_args": {"check_same_thread": False}, **spares}
    return {"pool_pre_ping": True, **spares}


def install(engine: Engine) -> None:
    """Give an engine the laws of its database."""
    if engine.dialect.name == "sqlite":
        _install_sqlite(engine)
    else:
        _install_postgresql(engine)


def _install_postgresql(engine: Engine) -> None:
    from psycopg import IsolationLevel

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = bool(connection.get_execution_options().get("write"))
        raw = connection.connection.dbapi_connection
        raw.read_only = not writes
        raw.isolation_level = IsolationLevel.SERIALIZABLE if writes else IsolationLevel.REPEATABLE_READ


def _install_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        _require_writable(Path(engine.url.database))
        connection.isolation_level = None  # SQLAlchemy, not the driver, says BEGIN
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows ASCII alone

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        raw, info = connection.connection.dbapi_connection, connection.connection.info
        if connection.get_execution_options().get("write"):
            _begin_to_write(raw, info, engine)
        else:
            info["reading"] = True
            raw.execute("PRAGMA query_only=1")
            raw.execute("BEGIN DEFERRED")

    event.listen(engine, "checkin", _let_go)
    _engines.add(engine)


@contextlib.contextmanager
def on_driver(engine: Engine, connection: Any) -> Iterator[None]:
    """Have a connection of SQLite's driver write, after it stood in line, and commit at the end."""
    info: dict[str, Any] = {}
    try:
        _begin_to_write(connection, info, engine)
        yield
        waits.begin()
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        if (line := info.get("line")) is not None:
            line.leave()


def _require_writable(database: Path) -> None:
    """Refuse to open a file that may only be read; raises `Unavailable`.

    SQLite would open it all the same, and then none of this process's connections could write, also when it is over,
    until all of them had been closed at the same moment.
    """
    for path in (database.parent, database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        if path.exists() and not os.access(path, os.W_OK):
            raise Unavailable(CLOSED) from PermissionError(errno.EACCES, "may only be read", str(path))


def _begin_to_write(connection: Any, info: dict[str, Any], engine: Engine) -> None:
    if info.pop("reading", None):
        connection.execute("PRAGMA query_only=0")
    if "line" not in info:
        line = line_at(engine)
        try:
            line.enter(SECONDS_IN_LINE)
        except OSError as error:  # the file of the line cannot be made or locked
            raise trouble_of_disk(error) from error
        info["line"] = line
    _begin_immediate(connection)


def _let_go(connection: Any, record: Any) -> None:
    """Leave what a transaction held, after its commit or rollback; without a connection: it was lost."""
    try:
        if record.info.pop("reading", None) and connection is not None:
            connection.execute("PRAGMA query_only=0")
    finally:
        if (held := record.info.pop("line", None)) is not None:
            held.leave()


def _lower(value: Any) -> Any:
    """Turn a text to small letters of any script, as PostgreSQL does, for searching and sorting."""
    return value.lower() if isinstance(value, str) else value


def _begin_immediate(connection: Any) -> None:
    """Begin to write; the line is left at the checkin, also where this fails."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite.OperationalError as error:
        if "locked" in str(error):  # by a program that does not stand in the line
            raise Busy(BUSY) from error
        raise


def line_at(engine: Engine) -> Line:
    """Return the line of those who write to the database of an engine, which lasts as long as the engine."""
    return _lines.get(engine) or _lines.setdefault(engine, line_of(Path(f"{engine.url.database}.wlock")))


_lines: weakref.WeakKeyDictionary[Engine, Line] = weakref.WeakKeyDictionary()
_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_left_behind: list[Any] = []


def _in_child() -> None:
    """Leave a parent's connections to it: SQLite's must not be used after a fork, nor even closed."""
    for engine in list(_engines):
        _left_behind.append(engine.pool)
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_in_child)
