"""Copy the database while the site runs, and copy it back; both verified, table by table.

SQLite is copied by its online backup, from one snapshot, without keeping writers waiting; PostgreSQL by `pg_dump` and
`pg_restore`. A backup gets its name only when it is complete, checked and on the disk.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text

from quizapp.core.errors import NotNow, invalid, say
from quizapp.store import schema
from quizapp.store.base import Base
from quizapp.store.db import SECONDS_IN_LINE, db, line_at, sqlite
from quizapp.store.dumps import Contents, contents_of_dump, dump, restore_dump

Progress = Callable[[int, int], None]
PAGES_A_STEP = 256
REVISION = "alembic_version"


@dataclass(frozen=True)
class Backup:
    """Tell of a backup: where it is, how large, its SHA-256, and what it holds."""

    path: Path
    bytes: int
    sha256: str
    contents: Contents


@dataclass(frozen=True)
class Restored:
    """Tell of a restoration: what the database holds now, and where the copy of what it held before is."""

    contents: Contents
    before: Path

    @property
    def is_newest(self) -> bool:
        """Tell whether the tables are those of this version of the application, and need no upgrade."""
        return self.contents.revision == schema.newest()


def is_sqlite() -> bool:
    """Tell whether the site runs on SQLite."""
    return db.engine.dialect.name == "sqlite"


def make(target: Path, *, overwrite: bool = False, progress: Progress | None = None) -> Backup:
    """Write a verified backup to a file that only its owner can read.

    Raises `NotNow` where the file exists (unless it is to be overwritten), or where the copy does not hold what the
    database held; `progress` is told (done, total) in pages or, for PostgreSQL, not at all.
    """
    if target.exists() and not overwrite:
        raise NotNow(say("%(file)s exists already. Choose another name, or say that it may be replaced.", file=target))
    if not target.parent.is_dir():
        raise NotNow(say("There is no folder %(folder)s. Make it first.", folder=target.parent))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        held = _copy_sqlite(part, progress) if is_sqlite() else dump(part, _count_all)
        copied = contents_of(part)
        if copied != held:
            raise NotNow(say("The backup does not hold what the database holds, and was thrown away. Try again."))
        _sync(part)
        os.replace(part, target)
        _sync(target.parent)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{end}").unlink(missing_ok=True)
    return Backup(target, target.stat().st_size, digest_of(target), copied)


def restore(source: Path, before: Path, progress: Progress | None = None) -> Restored:
    """Put a backup in the place of what the database holds, of which a copy is kept in `before`.

    The backup is verified first: nothing is touched where it is none (`Invalid`). On SQLite, servers that run see the
    change at once; they should be started again all the same, for they keep parsed questions in memory.
    """
    wanted = contents_of(source)
    if wanted.revision is None or not schema.is_known(wanted.revision):
        raise invalid(
            say("The backup is of another version of this application (%(found)s); this one does not know it.",
                found=wanted.revision)
        )  # fmt: skip
    make(before)
    db.session.remove()  # a reading transaction of our own must not stand in the way
    if is_sqlite():
        _copy_back(source, progress)
    else:
        db.engine.dispose()
        restore_dump(source)
    db.session.remove()
    now = Contents(schema.current(), _count_all())
    if now != wanted:
        raise NotNow(
            say("The database does not hold what the backup holds. What it held before is in %(file)s.", file=before)
        )
    return Restored(now, before)


def contents_of(path: Path) -> Contents:
    """Return what a backup holds; raises `Invalid` where it is damaged, or no backup of this application."""
    if not path.is_file():
        raise invalid(say("There is no file %(file)s.", file=path))
    with path.open("rb") as file:
        head = file.read(16)
    if is_sqlite() and not head.startswith(b"SQLite format 3\0"):
        raise invalid(say("%(file)s is no backup of an SQLite database.", file=path))
    if not is_sqlite() and not head.startswith(b"PGDMP"):
        raise invalid(say("%(file)s is no backup of a PostgreSQL database.", file=path))
    revision, rows = _contents_of_sqlite(path) if is_sqlite() else contents_of_dump(path)
    if missing := sorted(set(Base.metadata.tables) - set(rows)) if revision == schema.newest() else []:
        raise invalid(say("The backup lacks the tables %(tables)s.", tables=", ".join(missing)))
    return Contents(revision, rows)


def faults_of_database() -> list[str]:
    """Check the database itself; returns what is wrong with it, in the words of the database."""
    if not is_sqlite():
        return []
    connection = sqlite.connect(_file(), isolation_level=None)
    try:
        return _faults(connection)
    finally:
        connection.close()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _file() -> str:
    return str(db.engine.url.database)


def _copy_sqlite(part: Path, progress: Progress | None) -> Contents:
    """Copy one snapshot of the database; returns what it held."""
    source, target = sqlite.connect(_file(), isolation_level=None), sqlite.connect(part, isolation_level=None)
    try:
        source.execute("PRAGMA busy_timeout=5000")
        source.execute("BEGIN")
        held = Contents(*_contents(source))  # begins the snapshot, which the steps below keep
        source.backup(target, pages=PAGES_A_STEP, progress=_steps(progress))
        target.execute("PRAGMA journal_mode=DELETE")
        return held
    finally:
        with suppress(sqlite.OperationalError):
            source.execute("ROLLBACK")
        source.close()
        target.close()


def _copy_back(source_file: Path, progress: Progress | None) -> None:
    """Copy a backup into the database in use, as one transaction that no writer comes between."""
    source, target = sqlite.connect(source_file, isolation_level=None), sqlite.connect(_file(), isolation_level=None)
    try:
        target.execute("PRAGMA busy_timeout=10000")
        with sole_writer():
            source.backup(target, pages=-1, progress=_steps(progress))
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        source.close()
        target.close()


def _steps(progress: Progress | None) -> Callable[[int, int, int], None] | None:
    return progress and (lambda status, remaining, total: progress(total - remaining, total))


def _contents_of_sqlite(path: Path) -> tuple[str | None, dict[str, int]]:
    connection = sqlite.connect(f"file:{path}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        if faults := _faults(connection):
            raise invalid(say("The backup is damaged: %(fault)s", fault=faults[0]))
        return _contents(connection)
    except sqlite.DatabaseError as error:
        raise invalid(say("The backup is damaged: %(fault)s", fault=error)) from error
    finally:
        connection.close()


def _faults(connection: Any) -> list[str]:
    found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return found + [f"{row[0]}: a row refers to {row[2]}" for row in connection.execute("PRAGMA foreign_key_check")]


def _contents(connection: Any) -> tuple[str | None, dict[str, int]]:
    named = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    names = sorted(row[0] for row in named)
    rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    if not rows.pop(REVISION, 0):
        return None, rows
    return connection.execute(f"SELECT version_num FROM {REVISION}").fetchone()[0], rows


def _count_all() -> dict[str, int]:
    """Count the rows of every table as this transaction sees them."""
    names = sorted(set(inspect(db.session.connection()).get_table_names()) - {REVISION})
    return {name: db.session.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in names}


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def sole_writer() -> Iterator[None]:
    """Hold the line of writers without a transaction, for a backup that is copied back (SQLite only).

    Whoever writes through `write` waits; a `write` within would wait for itself, and be refused as busy.
    """
    line = line_at(db.engine)
    line.enter(SECONDS_IN_LINE)
    try:
        yield
    finally:
        line.leave()
