"""Tell which trouble of a database an error is: too busy, no room left, closed to writing, or out of reach.

Whoever asked is told so, for trying again is right; any other error of a database is our own fault.
"""

import errno
from typing import Any

from sqlalchemy.exc import TimeoutError as PoolTimeout

from quizapp.core.errors import Busy, Full, Refusal, Unavailable, say
from quizapp.store.line import BUSY

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # no wheel for this platform: Python's own, which `queries/health.py` judges
    import sqlite3 as sqlite

FULL = say("There is no room left on the disk of the site. Nothing was changed; tell your administrator.")
CLOSED = say("The site can store nothing at the moment. Nothing was changed; tell your administrator.")
AWAY = say("The database of the site does not answer at the moment. Please try again in a moment.")

# States of PostgreSQL: a serialization failure and a deadlock; a lock that could not be had in time; and the rest.
COLLIDED, LOCKED_OUT = ("40001", "40P01"), "55P03"
_BUSY = (*COLLIDED, LOCKED_OUT, "53300")  # ... and too many connections
_FULL = ("53100",)
_CLOSED = ("25006", "0A000", "58030")  # may only be read, or is a standby (knows no SERIALIZABLE); a disk that refuses
_AWAY = ("08", "57P")  # the connection was lost, and the server stops or starts


def state_of(error: BaseException) -> str | None:
    """Return the state that PostgreSQL gave an error; None for what is no error of PostgreSQL."""
    return getattr(getattr(error, "orig", None) or error, "sqlstate", None)


def trouble_of(error: BaseException, writing: bool = False) -> Refusal | None:
    """Return the refusal that tells of a trouble of the database; None where the error is none.

    Only who is `writing` is told that the database may only be read: a reading transaction that writes is our fault.
    """
    raw: Any = getattr(error, "orig", None) or error
    if isinstance(error, PoolTimeout):
        return Busy(BUSY)
    if isinstance(raw, sqlite.Error):
        return _of_sqlite(getattr(raw, "sqlite_errorcode", None), writing)
    if isinstance(raw, OSError):
        return trouble_of_disk(raw)
    return _of_postgresql(raw, writing)


def trouble_of_disk(error: OSError) -> Refusal:
    """Return the refusal where a file beside the database cannot be used."""
    return Full(FULL) if error.errno in (errno.ENOSPC, errno.EDQUOT) else Unavailable(CLOSED)


def _of_sqlite(code: int | None, writing: bool) -> Refusal | None:
    kind = code and code & 0xFF  # of an extended code
    if kind in (sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED):
        return Busy(BUSY)
    if kind == sqlite.SQLITE_FULL:
        return Full(FULL)
    if kind in (sqlite.SQLITE_IOERR, sqlite.SQLITE_CANTOPEN):
        return Unavailable(CLOSED if writing else AWAY)
    return Unavailable(CLOSED) if kind == sqlite.SQLITE_READONLY and writing else None


def _of_postgresql(raw: Any, writing: bool) -> Refusal | None:
    from psycopg import Error, InterfaceError, OperationalError

    if not isinstance(raw, Error):
        return None
    state = raw.sqlstate or ""
    if state in _BUSY:
        return Busy(BUSY)
    if state in _FULL:
        return Full(FULL)
    if state in _CLOSED:
        return Unavailable(CLOSED) if writing else None
    lost = not state and isinstance(raw, OperationalError | InterfaceError)
    return Unavailable(AWAY) if lost or state.startswith(_AWAY) else None
