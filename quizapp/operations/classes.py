"""Make classes, give out and withdraw their join codes, and enrol and remove students."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from quizapp.core.enrolling import ClassList, Row, check_accounts, sort_out
from quizapp.core.errors import Invalid, Missing, NotNow, say
from quizapp.core.people import tidy_name
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import BrowserSession, Enrolment, Person, SchoolClass
from quizapp.store.once import once
from quizapp.store.queries import classes
from quizapp.store.secrets import hash_password, new_code, new_password


@dataclass(frozen=True)
class FirstPassword:
    """Hold a password that is shown once, to be handed over to a student, who has to change it."""

    name: str
    username: str
    password: str


def _owned(actor: Actor, class_id: int) -> SchoolClass:
    found = classes.class_of(actor.id, class_id)
    if found is None:
        raise Missing(say("There is no such class of yours."))
    return found


@write
@once
def create(actor: Actor, name: str) -> int:
    """Make a class with a join code; returns its id, raises `Invalid`."""
    made = SchoolClass(name=tidy_name(name), owner_id=actor.id, join_code=new_code(), created_at=actor.now)
    db.session.add(made)
    db.session.flush()
    note(actor, "class.created", "class", made.id, made.name)
    return made.id


@write
def rename(actor: Actor, class_id: int, name: str) -> None:
    """Give a class another name; raises `Invalid`."""
    renamed = _owned(actor, class_id)
    before, renamed.name = renamed.name, tidy_name(name)
    note(actor, "class.renamed", "class", class_id, renamed.name, before=before)


@write
def archive(actor: Actor, class_id: int) -> None:
    """Put a class away: its quizzes and its join code are closed to its students, and nothing is lost."""
    archived = _owned(actor, class_id)
    if archived.archived_at is None:
        archived.archived_at = actor.now
        note(actor, "class.archived", "class", class_id, archived.name)


@write
def restore(actor: Actor, class_id: int) -> None:
    """Take a class out of the archive."""
    restored = _owned(actor, class_id)
    if restored.archived_at is not None:
        restored.archived_at = None
        note(actor, "class.restored", "class", class_id, restored.name)


@write
def renew_code(actor: Actor, class_id: int) -> None:
    """Give a class a new join code; the old one is void."""
    renewed = _owned(actor, class_id)
    _require_current(renewed)
    renewed.join_code = new_code()
    note(actor, "class.code_renewed", "class", class_id, renewed.name)


@write
def withdraw_code(actor: Actor, class_id: int) -> None:
    """Take the join code of a class back, so that nobody can join by it."""
    closed = _owned(actor, class_id)
    if closed.join_code is not None:
        closed.join_code = None
        note(actor, "class.code_withdrawn", "class", class_id, closed.name)


def _require_current(school_class: SchoolClass) -> None:
    if school_class.archived_at is not None:
        raise NotNow(say("The class “%(name)s” is archived. Restore it first.", name=school_class.name))


def enrol_people(actor: Actor, class_id: int, rows: Sequence[Row], token: str = "") -> list[FirstPassword]:
    """Enrol everybody on a list, or nobody; returns the first passwords of the accounts that were made for it.

    The same list sent again (with the same token) enrols nobody, makes nothing, and so returns no password. Raises
    `Invalid` with every fault by row. Passwords are hashed before the write begins.
    """
    known = classes.accounts_named(class_id, [row.username for row in rows])
    passwords = {row.username: new_password() for row in rows if row.username not in known}
    hashed = {username: hash_password(password) for username, password in passwords.items()}
    _enrol_people(actor, class_id, rows, hashed, token=token)
    made = [person for person in classes.students_in(class_id) if hashed.get(person.username) == person.password_hash]
    return [FirstPassword(person.name, person.username, passwords[person.username]) for person in made]


@write
@once
def _enrol_people(actor: Actor, class_id: int, rows: Sequence[Row], hashed: dict[str, str]) -> int:
    school_class = _owned(actor, class_id)
    _require_current(school_class)
    accounts = classes.accounts_named(class_id, [row.username for row in rows])
    if faults := check_accounts(rows, accounts):
        raise Invalid(*faults)
    listed = sort_out(rows, accounts)
    if any(row.username not in hashed for row in listed.new):
        raise NotNow(say("An account was changed while the list was being read. Please send the list again."))
    added = [_add_student(actor, row, hashed[row.username]) for row in listed.new]
    known = [account.id for _, account in listed.known]
    db.session.add_all(
        Enrolment(class_id=class_id, person_id=person_id, enrolled_at=actor.now)
        for person_id in [*(person.id for person in added), *known]
    )
    _note_enrolment(actor, school_class, listed)
    return class_id


def _add_student(actor: Actor, row: Row, hashed: str) -> Person:
    added = Person(
        username=row.username,
        name=row.name,
        role="student",
        password_hash=hashed,
        must_change_password=True,
        created_at=actor.now,
    )
    db.session.add(added)
    db.session.flush()
    note(actor, "person.created", "person", added.id, added.name, role=added.role)
    return added


def _note_enrolment(actor: Actor, school_class: SchoolClass, listed: ClassList) -> None:
    for row in listed.new:
        note(actor, "class.enrolled", "class", school_class.id, school_class.name, person=row.username, made=True)
    for row, _ in listed.known:
        note(actor, "class.enrolled", "class", school_class.id, school_class.name, person=row.username, made=False)


@write
def remove(actor: Actor, class_id: int, person_id: int) -> None:
    """Take a student out of a class; attempts and results are kept. Removing twice is removing once."""
    school_class = _owned(actor, class_id)
    gone = db.session.execute(delete(Enrolment).where(Enrolment.class_id == class_id, Enrolment.person_id == person_id))
    if gone.rowcount:
        person = db.session.get_one(Person, person_id)
        note(actor, "class.removed", "class", class_id, school_class.name, person=person.username)


def renew_first_passwords(actor: Actor, class_id: int) -> list[FirstPassword]:
    """Make new first passwords for the students of a class who have not yet chosen their own; the old ones are void."""
    _owned(actor, class_id)
    waiting = classes.students_with_first_password(class_id)
    passwords = {person.id: new_password() for person in waiting}
    hashed = {person_id: hash_password(password) for person_id, password in passwords.items()}
    changed = _set_first_passwords(actor, class_id, hashed)
    return [
        FirstPassword(person.name, person.username, passwords[person.id]) for person in waiting if person.id in changed
    ]


@write
def _set_first_passwords(actor: Actor, class_id: int, hashed: dict[int, str]) -> set[int]:
    school_class = _owned(actor, class_id)
    people = [person for person in classes.students_with_first_password(class_id) if person.id in hashed]
    for person in people:
        person.password_hash = hashed[person.id]
        db.session.execute(delete(BrowserSession).where(BrowserSession.person_id == person.id))
        note(actor, "password.first_renewed", "person", person.id, person.name, school_class=school_class.name)
    return {person.id for person in people}
