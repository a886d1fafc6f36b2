"""Read how the site is: its database, its disk, its figures."""

import shutil
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from quizapp.store import schema
from quizapp.store.db import database_of, db
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
