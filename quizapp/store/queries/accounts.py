"""Read accounts as an administrator sees them: everybody, with what belongs to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from quizapp.store.db import db
from quizapp.store.models import (
    Attempt,
    AuditEntry,
    Bank,
    Enrolment,
    Person,
    Quiz,
    ResetLink,
    SchoolClass,
)
from quizapp.store.secrets import token_digest
from quizapp.store.tables import safe_cell

PER_PAGE = 50
SORTS: dict[str, tuple[Any, ...]] = {
    "name": (func.lower(Person.name), Person.id),
    "username": (Person.username,),
    "role": (Person.role, func.lower(Person.name), Person.id),
    "created": (Person.created_at, Person.id),
}
STATES: dict[str, ColumnElement[bool]] = {
    "enabled": Person.suspended_at.is_(None),
    "suspended": Person.suspended_at.is_not(None),
    "never": Person.password_hash.is_(None) | Person.must_change_password,
}


@dataclass(frozen=True)
class Filters:
    """Say which people to list: words in the name or username, a role, a state; empty is any."""

    search: str = ""
    role: str = ""
    state: str = ""


def found(filters: Filters, sort: str = "name", down: bool = False, page: int = 1) -> Pagination:
    """Return a page of the people that fit."""
    order = SORTS.get(sort, SORTS["name"])
    wanted = _fitting(filters).order_by(*(column.desc() if down else column for column in order))
    return db.paginate(wanted, page=page, per_page=PER_PAGE, error_out=False)


def everybody(filters: Filters) -> list[Person]:
    """List all the people that fit, by username."""
    return list(db.session.scalars(_fitting(filters).order_by(Person.username)))


def _fitting(filters: Filters) -> Select[tuple[Person]]:
    wanted = select(Person)
    for word in filters.search.split():
        wanted = wanted.where(
            or_(Person.name.icontains(word, autoescape=True), Person.username.icontains(word, autoescape=True))
        )
    if filters.role:
        wanted = wanted.where(Person.role == filters.role)
    if filters.state in STATES:
        wanted = wanted.where(STATES[filters.state])
    return wanted


def account(person_id: int) -> Person | None:
    """Return anybody's account."""
    return db.session.get(Person, person_id)


@dataclass(frozen=True)
class Belongings:
    """Hold what belongs to a person: classes they are in, what they own, and their attempts."""

    classes: Sequence[SchoolClass]
    owned_classes: int
    quizzes: int
    banks: int
    attempts: int
    running: int
    last_attempt: datetime | None


def belongings(person_id: int) -> Belongings:
    """Return what belongs to a person."""
    classes = (
        select(SchoolClass)
        .join(Enrolment, Enrolment.class_id == SchoolClass.id)
        .where(Enrolment.person_id == person_id)
        .options(joinedload(SchoolClass.owner))
        .order_by(SchoolClass.name)
    )
    attempts = select(func.count(), func.count() - func.count(Attempt.submitted_at), func.max(Attempt.started_at))
    return Belongings(
        list(db.session.scalars(classes)),
        *(
            db.session.scalar(select(func.count()).select_from(table).where(table.owner_id == person_id)) or 0
            for table in (SchoolClass, Quiz, Bank)
        ),
        *db.session.execute(attempts.where(Attempt.person_id == person_id)).one(),
    )


def entries_about(person_id: int, most: int = 10) -> list[AuditEntry]:
    """List the last audit entries that a person made, or that are about them."""
    about = (AuditEntry.subject == "person") & (AuditEntry.subject_id == person_id)
    wanted = select(AuditEntry).where((AuditEntry.actor_id == person_id) | about)
    return list(db.session.scalars(wanted.order_by(AuditEntry.id.desc()).limit(most)))


def open_link_of(person_id: int, now: datetime) -> ResetLink | None:
    """Return the one-time link with which a person can set a password, if there is one."""
    return db.session.scalar(
        select(ResetLink)
        .where(ResetLink.person_id == person_id, ResetLink.used_at.is_(None), ResetLink.expires_at > now)
        .order_by(ResetLink.id.desc())
        .limit(1)
    )


def has_link(person_id: int, token: str) -> bool:
    """Tell whether a token is that of a link of this person, used or not."""
    wanted = select(ResetLink.id).where(ResetLink.person_id == person_id, ResetLink.token_digest == token_digest(token))
    return db.session.scalar(wanted) is not None


def usernames_taken(usernames: Iterable[str]) -> set[str]:
    """Return those of some usernames that are taken."""
    return set(db.session.scalars(select(Person.username).where(Person.username.in_(list(usernames)))))


def classes_called(names: Iterable[str]) -> dict[str, list[SchoolClass]]:
    """Return the classes of today that each name means: “7b”, or “username of the teacher/7b”; case does not matter."""
    wanted = list(names)
    if not wanted:
        return {}
    classes = list(
        db.session.scalars(
            select(SchoolClass).where(SchoolClass.archived_at.is_(None)).options(joinedload(SchoolClass.owner))
        )
    )
    called = [({_folded(one.name), _folded(f"{one.owner.username}/{one.name}")}, one) for one in classes]
    return {name: [one for names_of, one in called if _folded(name) in names_of] for name in wanted}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def imported(entry_id: int) -> tuple[AuditEntry, list[Person]] | None:
    """Return an import's entry in the audit log and the people whom it made, in the order of the list."""
    entry = db.session.get(AuditEntry, entry_id)
    if entry is None or entry.action != "people.imported":
        return None
    ids = entry.details["people"]
    rows = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    return entry, [rows[number] for number in ids if number in rows]


def cells(*values: object) -> list[object]:
    """Return values as cells of a CSV file that no spreadsheet takes for a formula."""
    return [safe_cell(value) for value in values]
