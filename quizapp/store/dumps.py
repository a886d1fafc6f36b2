"""Dump a PostgreSQL database and put a dump back, by PostgreSQL's own tools."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from quizapp.core.errors import Busy, NotNow, invalid, say
from quizapp.store import schema
from quizapp.store.db import SECONDS_IN_LINE, db
from quizapp.store.line import BUSY

_COPY = re.compile(rb"COPY (?:\w+\.)?\"?(\w+)\"? ")


@dataclass(frozen=True)
class Contents:
    """Tell what a database or a backup holds: its revision, and how many rows each table has."""

    revision: str | None
    rows: dict[str, int]


def dump(target: Path, count: Callable[[], dict[str, int]]) -> Contents:
    """Dump one snapshot of the database into a file; returns what it held."""
    revision = schema.current()
    db.session.rollback()
    snapshot = db.session.scalar(text("SELECT pg_export_snapshot()"))
    held = Contents(revision, count())
    _run("pg_dump", f"--file={target}", "--format=custom", f"--snapshot={snapshot}", _database())
    db.session.rollback()
    return held


def restore_dump(source: Path) -> None:
    """Put a dump in the place of what the database holds, as one transaction; raises `Busy` where others hold it.

    Whoever is reading or writing is waited for, as long as a writer would wait.
    """
    _run(
        "pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner", "--exit-on-error",
        f"--dbname={_database()}", str(source), watch=_gives_up,
    )  # fmt: skip


def _gives_up(tool: str) -> bool:
    """Cancel a tool that has waited too long for a lock, and tell whether it had (it lifts a `lock_timeout` itself)."""
    waits = text(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = :tool"
        " AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > make_interval(secs => :seconds)"
    )
    with db.engine.connect() as connection:
        return bool(connection.scalar(waits, {"tool": tool, "seconds": SECONDS_IN_LINE}))


def contents_of_dump(path: Path) -> tuple[str | None, dict[str, int]]:
    """Read a dump through: its revision, and how many rows each table has; raises `Invalid` where it is damaged."""
    command = [_tool("pg_restore"), "--data-only", "--file=-", str(path)]
    revision, table, rows = None, None, {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading:
        for line in reading.stdout:
            if table is None:
                if begun := _COPY.match(line):
                    table = begun[1].decode()
                    rows[table] = 0
            elif line == b"\\.\n":
                table = None
            else:
                rows[table] += 1
                revision = line.decode().strip() if table == "alembic_version" else revision
        said = reading.stderr.read().decode().strip()
    if reading.returncode:
        raise invalid(say("The backup is damaged: %(fault)s", fault=said.splitlines()[-1] if said else "unreadable"))
    rows.pop("alembic_version", None)
    return revision, rows


def _database() -> str:
    return db.engine.url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(name: str, *arguments: str, watch: Callable[[str], bool] | None = None) -> None:
    """Run a tool to its end; `watch` is asked every second whether it has given up."""
    password, known_as = db.engine.url.password, f"quizapp-{name}-{os.getpid()}"
    environment = {**os.environ, "PGAPPNAME": known_as, **({"PGPASSWORD": str(password)} if password else {})}
    command, busy = [_tool(name), *arguments], False
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
        while True:
            try:
                _, told = running.communicate(timeout=1 if watch else None)
                break
            except subprocess.TimeoutExpired:
                busy = watch(known_as) or busy
    if running.returncode:
        if busy:
            raise Busy(BUSY)
        said = told.strip().splitlines()
        raise NotNow(say("%(tool)s failed: %(said)s", tool=name, said=said[-1] if said else running.returncode))


def _tool(name: str) -> str:
    """Find a tool: on the path, or where Debian keeps it, the newest version first."""
    there = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: -float(path.parts[4]))
    if found := (str(there[0]) if there else shutil.which(name)):
        return found
    raise NotNow(
        say("The tool %(tool)s is missing. Install PostgreSQL's client (Debian: postgresql-client).", tool=name)
    )
