"""Read how the site is: its database, its disk, its figures."""

import os
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from quizapp.store import schema
from quizapp.store.db import db, sqlite
from quizapp.store.models import Attempt, AuditEntry, Bank, Person, Quiz, Response
from quizapp.store.queries.audit import last_backup

LITTLE_DISK, TOO_LITTLE_DISK = 2 * 2**30, 200 * 2**20
OLD_BACKUP = timedelta(days=7)


@dataclass(frozen=True)
class Health:
    """Hold what is to be known of a site's health."""

    database: dict[str, Any]
    revision: str | None
    newest: str
    disk_free: int
    disk_total: int
    python: str
    backup: AuditEntry | None
    now: datetime

    @property
    def states(self) -> dict[str, str]:
        """Return for each subject whether it is good, a warning, or bad."""
        little = "warning" if self.disk_free < LITTLE_DISK else "good"
        old = self.backup is None or self.now - self.backup.at > OLD_BACKUP
        return {
            "database": "good" if self.database["sound"] else "warning",
            "revision": "good" if self.revision == self.newest else "bad",
            "disk": "bad" if self.disk_free < TOO_LITTLE_DISK else little,
            "backup": "warning" if old else "good",
        }


def require_answer() -> None:
    """Ask the database something that it can always answer, and fail where it does not."""
    db.session.execute(text("SELECT 1"))


def health(folder: Path, now: datetime) -> Health:
    """Return the health of the site whose files are in a folder."""
    disk = shutil.disk_usage(folder)
    return Health(
        database_of(),
        schema.current(),
        schema.newest(),
        disk.free,
        disk.total,
        sys.version.split()[0],
        last_backup(),
        now,
    )


def figures(now: datetime) -> dict[str, int]:
    """Count people by role, banks, quizzes, and attempts: all, running, and handed in within a week."""
    roles = dict(db.session.execute(select(Person.role, func.count()).group_by(Person.role)).all())
    handed_in = select(func.count(Attempt.id)).where(Attempt.submitted_at > now - timedelta(days=7))
    return {
        "students": roles.get("student", 0),
        "teachers": roles.get("teacher", 0),
        "admins": roles.get("admin", 0),
        "banks": _count(Bank.id),
        "quizzes": _count(Quiz.id),
        "attempts": _count(Attempt.id),
        "running": db.session.scalar(select(func.count(Attempt.id)).where(Attempt.submitted_at.is_(None))) or 0,
        "this_week": db.session.scalar(handed_in) or 0,
        "responses": db.session.scalar(select(func.count()).select_from(Response)) or 0,
    }


def _count(column: Any) -> int:
    return db.session.scalar(select(func.count(column))) or 0


def people_without_password() -> int:
    """Count the people who have never come in: without a password, or with a first one that they did not change."""
    waiting = Person.password_hash.is_(None) | Person.must_change_password
    return db.session.scalar(select(func.count(Person.id)).where(waiting, Person.suspended_at.is_(None))) or 0


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
