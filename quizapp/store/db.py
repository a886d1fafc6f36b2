"""Wire the database: the engine's laws, the types, and the one `write` unit through which every change goes.

SQLite, done right (each choice was measured, README, Decisions): WAL, `synchronous=FULL`, foreign keys on; SQLAlchemy
says BEGIN itself; a reading transaction is refused every change; a writing one begins IMMEDIATE behind a
first-come-first-served lock across threads and processes, so nobody sleeps in SQLite's busy handler. PostgreSQL runs
the same operations at SERIALIZABLE and repeats those that collide. An operation is a function decorated with `write`;
it is the only place where anything is committed.
"""

import contextlib
import fcntl
import functools
import os
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from quizapp.core.errors import Busy, say

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # no wheel for this platform: Python's own, which `sqlite_is_sound` judges
    import sqlite3 as sqlite

SECONDS_IN_LINE = 20.0
MOST_REPEATS = 12
_PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cache_size=-16000",
    "temp_store=MEMORY",
)
_SERIALIZATION, _DEADLOCK = "40001", "40P01"


class UtcDateTime(TypeDecorator[datetime]):
    """Store an aware datetime in UTC, and give it back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take an aware time only, and turn it to UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time back in UTC, also where the database (SQLite) forgot the zone."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


_registry = registry(
    metadata=MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    ),
    type_annotation_map={datetime: UtcDateTime(), dict[str, Any]: JSON(none_as_null=True)},
)


class Base(DeclarativeBase):
    """Be the base of every table."""

    registry = _registry


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

P, R = ParamSpec("P"), TypeVar("R")
_writing: ContextVar[bool] = ContextVar("writing", default=False)


def write(operation: Callable[P, R]) -> Callable[P, R]:
    """Make a function one write transaction: all of it is committed at its end, or nothing is.

    On PostgreSQL the function is repeated where it collided with another, so it must change nothing but the database.
    Raises `Busy` where the database could not be had in time, and `RuntimeError` where writes are nested.
    """

    @functools.wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _writing.get():
            raise RuntimeError(f"{operation.__name__} began inside another write")
        token = _writing.set(True)
        try:
            return _run(operation, args, kwargs)
        finally:
            _writing.reset(token)

    return run


def _run(operation: Callable[..., R], args: tuple, kwargs: dict) -> R:
    for repeat in range(MOST_REPEATS + 1):
        db.session.rollback()  # what was read before belongs to another moment
        try:
            db.session.connection(execution_options={"write": True})
            result = operation(*args, **kwargs)
            db.session.commit()
            return result
        except DBAPIError as error:
            db.session.rollback()
            if repeat < MOST_REPEATS and getattr(error.orig, "sqlstate", None) in (_SERIALIZATION, _DEADLOCK):
                time.sleep(random.random() * 0.005 * 2 ** min(repeat, 6))
                continue
            if _is_busy(error):
                raise Busy(_BUSY) from error
            raise
        except BaseException:
            db.session.rollback()
            raise
    raise AssertionError("unreachable")


_BUSY = say("The site is very busy. Nothing was changed; please try again in a moment.")


def _is_busy(error: DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in (_SERIALIZATION, _DEADLOCK):
        return True
    return isinstance(error, OperationalError) and "locked" in str(error.orig)


def engine_options(url: str) -> dict[str, Any]:
    """Return the options of the engine for a database URL."""
    if url.startswith("sqlite"):
        return {"module": sqlite, "pool_size": 20, "connect_args": {"check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}


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
    line = Line(Path(f"{engine.url.database}.wlock"))

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy, not the driver, says BEGIN
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        raw, info = connection.connection.dbapi_connection, connection.connection.info
        if connection.get_execution_options().get("write"):
            line.enter(SECONDS_IN_LINE)
            info["in_line"] = True
            try:
                raw.execute("BEGIN IMMEDIATE")
            except BaseException:
                info.pop("in_line")
                line.leave()
                raise
        else:
            raw.execute("PRAGMA query_only=1")
            info["reading"] = True
            raw.execute("BEGIN DEFERRED")

    @event.listens_for(engine, "checkin")
    def checkin(connection: Any, record: Any) -> None:  # after the commit or the rollback
        if record.info.pop("reading", None) and connection is not None:
            connection.execute("PRAGMA query_only=0")
        if record.info.pop("in_line", None):
            line.leave()


class Line:
    """Let one writer through at a time, in the order of arrival, across the threads and processes of a machine.

    Threads queue in memory; the first of each process waits for a lock on a file beside the database, which the
    operating system hands on in order and takes back from a process that dies.
    """

    def __init__(self, path: Path):
        self._path, self._guard = path, threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False
        self._files: dict[int, int] = {}

    def enter(self, seconds: float) -> None:
        """Wait for one's turn; raises `Busy` where it has not come within `seconds`."""
        with self._guard:
            if not self._taken:
                self._taken, ticket = True, None
            else:
                ticket = threading.Lock()
                ticket.acquire()
                self._waiting.append(ticket)
        if ticket is not None and not ticket.acquire(timeout=seconds):
            with self._guard:
                if ticket in self._waiting:
                    self._waiting.remove(ticket)
                    raise Busy(_BUSY)
        try:
            fcntl.flock(self._file(), fcntl.LOCK_EX)
        except BaseException:
            self._next()
            raise

    def leave(self) -> None:
        """Let the next one through."""
        fcntl.flock(self._file(), fcntl.LOCK_UN)
        self._next()

    def _next(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _file(self) -> int:
        pid = os.getpid()  # a file description of one's own after a fork
        if pid not in self._files:
            self._files[pid] = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        return self._files[pid]


def sqlite_is_sound(version: str) -> bool:
    """Tell whether a SQLite is free of the WAL-reset bug (sqlite.org/wal.html), which can lose commits."""
    number = tuple(map(int, version.split(".")[:3]))
    return number >= (3, 51, 3) or (3, 50, 7) <= number < (3, 51) or (3, 44, 6) <= number < (3, 45)


def database_of() -> dict[str, Any]:
    """Tell which database runs, in which version, whether that is sound, and how many bytes it takes."""
    name = db.engine.dialect.name
    if name == "sqlite":
        version = sqlite.sqlite_version
        size = sum(
            os.path.getsize(path)
            for path in (f"{db.engine.url.database}{end}" for end in ("", "-wal"))
            if os.path.exists(path)
        )
        return {"name": "SQLite", "version": version, "sound": sqlite_is_sound(version), "bytes": size}
    version = db.session.scalar(text("SHOW server_version"))
    size = db.session.scalar(text("SELECT pg_database_size(current_database())"))
    return {"name": "PostgreSQL", "version": version, "sound": True, "bytes": size}


@contextlib.contextmanager
def sole_writer():
    """Hold the line of writers without a transaction, for a backup that is copied back (SQLite only)."""
    line = Line(Path(f"{db.engine.url.database}.wlock"))
    line.enter(SECONDS_IN_LINE)
    try:
        yield
    finally:
        line.leave()
