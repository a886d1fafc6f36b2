"""Read the audit log: filtered by who, what, to what, when and from where; and when the last backup was made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Connection, func, or_, select

from quizapp.core.exporting import AUDIT
from quizapp.store.db import db
from quizapp.store.export import Export
from quizapp.store.models import AuditEntry, Person

PER_PAGE, ROWS_AT_ONCE = 50, 500
BACKED_UP = "database.backed_up"


@dataclass(frozen=True)
class Filters:
    """Say which entries are wanted: who acted (a part of the name, or the username), what, to what, when, and whence.

    An address may be given by its beginning: `192.0.2.`.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    before: datetime | None = None
    address: str = ""


def found(filters: Filters, page: int) -> Pagination:
    """Return a page of the entries that fit, the newest first."""
    wanted = select(AuditEntry).where(*_within(filters)).order_by(AuditEntry.id.desc())
    return db.paginate(wanted, page=page, per_page=PER_PAGE, error_out=False)


def _within(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.actor:
        username = select(Person.id).where(Person.username == filters.actor.casefold())
        named = AuditEntry.actor_name.icontains(filters.actor, autoescape=True)
        conditions.append(or_(named, AuditEntry.actor_id.in_(username)))
    if filters.action:
        conditions.append(AuditEntry.action == filters.action)
    if filters.subject:
        named = AuditEntry.subject_name.icontains(filters.subject, autoescape=True)
        conditions.append(or_(named, AuditEntry.subject == filters.subject))
    if filters.since is not None:
        conditions.append(AuditEntry.at >= filters.since)
    if filters.before is not None:
        conditions.append(AuditEntry.at < filters.before)
    if filters.address:
        conditions.append(AuditEntry.address.istartswith(filters.address, autoescape=True))
    return conditions


def actions() -> list[str]:
    """List every action that the log has."""
    return list(db.session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def export(form: str, filters: Filters) -> Export:
    """Open an export of the entries that fit as csv, xlsx or jsonl, the oldest first; it has to be closed."""
    connection = db.engine.connect()
    try:
        total = connection.scalar(select(func.count()).select_from(AuditEntry).where(*_within(filters))) or 0
        return Export(AUDIT, form, _rows(connection, filters), total, connection.close)
    except BaseException:
        connection.close()
        raise


def _rows(connection: Connection, filters: Filters) -> Iterator[Sequence[Any]]:
    columns = (
        AuditEntry.id, AuditEntry.at, AuditEntry.actor_id, AuditEntry.actor_name, AuditEntry.action, AuditEntry.subject,
        AuditEntry.subject_id, AuditEntry.subject_name, AuditEntry.address, AuditEntry.details,
    )  # fmt: skip
    last = 0
    while True:
        wanted = select(*columns).where(AuditEntry.id > last, *_within(filters)).order_by(AuditEntry.id)
        rows = connection.execute(wanted.limit(ROWS_AT_ONCE)).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].id


def last_backup() -> AuditEntry | None:
    """Return the entry of the last backup, or None where none was ever made."""
    return db.session.scalar(
        select(AuditEntry).where(AuditEntry.action == BACKED_UP).order_by(AuditEntry.id.desc()).limit(1)
    )


def digests() -> dict[str, str]:
    """Return the SHA-256 that each backup had when it was made, by the name of its file."""
    made = select(AuditEntry.subject_name, AuditEntry.details).where(AuditEntry.action == BACKED_UP)
    return {name: details.get("sha256", "") for name, details in db.session.execute(made.order_by(AuditEntry.id))}
