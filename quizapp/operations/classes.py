"""Make classes, give out and withdraw their join codes, and enrol and remove students."""

from collections.abc import Sequence

from sqlalchemy import delete

from quizapp.core.enrolling import ClassList, Row, check_accounts, class_list, sort_out
from quizapp.core.errors import Invalid, Missing, NotNow, Text, invalid, say
from quizapp.core.people import tidy_name
from quizapp.store.accounts import NewPerson, add_person, end_links, end_sessions, enrol
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Enrolment, Person, SchoolClass
from quizapp.store.once import once
from quizapp.store.queries import classes
from quizapp.store.secrets import check_password, derived_password, hash_password, new_code
from quizapp.store.tables import Column, read_table

COLUMNS = (
    Column("username", ("user", "user name", "login", "login name", "account"), required=False),
    Column("name", ("full name", "display name", "student"), required=False),
)


def _owned(actor: Actor, class_id: int) -> SchoolClass:
    found = classes.class_of(actor.id, class_id)
    if found is None:
        raise Missing(say("There is no such class of yours."))
    return found


def first_password(person: Person, seed: str) -> str:
    """Return the first password that a secret seed stands for."""
    return derived_password(seed, person.username)


def opens(person: Person, seed: str) -> bool:
    """Tell whether the first password that a seed stands for is the one of a person."""
    return check_password(person.password_hash, first_password(person, seed))


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
@once
def renew_code(actor: Actor, class_id: int) -> int:
    """Give a class a new join code; the old one is void. Returns the id of the class."""
    renewed = _owned(actor, class_id)
    _require_current(renewed)
    renewed.join_code = new_code()
    note(actor, "class.code_renewed", "class", class_id, renewed.name)
    return class_id


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


def read_list(class_id: int, file_name: str, content: bytes) -> tuple[ClassList, tuple[Text, ...]]:
    """Return the list in a file and what to know about its reading; raises `Invalid` with every fault by row."""
    table = read_table(file_name, content, COLUMNS)
    for column in COLUMNS:
        if table.rows and not any(row[column.name] for row in table.rows):
            raise invalid(
                say("The first row must name the columns; “%(name)s” is not there, or empty.", name=column.name)
            )
    cells = [(row.number, row["username"], row["name"]) for row in table.rows]
    return class_list(cells, lambda names: classes.accounts_named(class_id, names), table.faults), table.remarks


def enrol_people(actor: Actor, class_id: int, rows: Sequence[Row], seed: str, token: str = "") -> int:
    """Enrol everybody on a list, or nobody; returns the id of the entry in the audit log that tells whom it made.

    New accounts get a first password that a secret seed stands for (`queries.classes.made_by` reads them). Raises
    `Invalid` with every fault by row. Passwords are hashed before the write begins.
    """
    known = classes.accounts_named(class_id, [row.username for row in rows])
    fresh = [row.username for row in rows if row.username not in known]
    hashed = {username: hash_password(derived_password(seed, username)) for username in fresh}
    return _enrol_people(actor, class_id, tuple(rows), hashed=hashed, token=token)


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
    made = [
        add_person(actor, NewPerson(row.username, row.name, "student", hashed[row.username], True, actor.id))
        for row in listed.new
    ]
    known = [db.session.get_one(Person, account.id) for _, account in listed.known]
    for person in (*made, *known):
        enrol(actor, school_class, person)
    return _note_passwords(actor, school_class, "class.list_enrolled", made)


def _note_passwords(actor: Actor, school_class: SchoolClass, action: str, made: Sequence[Person]) -> int:
    return note(actor, action, "class", school_class.id, school_class.name, people=[person.id for person in made])


@write
def remove(actor: Actor, class_id: int, person_id: int) -> None:
    """Take a student out of a class; attempts and results are kept. Removing twice is removing once.

    The links that the keeper of the account made for them end. Raises `Missing` for who never was in the class.
    """
    school_class = _owned(actor, class_id)
    gone = db.session.execute(delete(Enrolment).where(Enrolment.class_id == class_id, Enrolment.person_id == person_id))
    person = db.session.get(Person, person_id)
    if not gone.rowcount and (person is None or not classes.was_removed(class_id, person.username)):
        raise Missing(say("There is no such student in this class."))
    if gone.rowcount:
        if person.keeper_id == actor.id:
            end_links(actor, person)
        note(actor, "class.removed", "class", class_id, school_class.name, person=person.username)


def renew_first_passwords(actor: Actor, class_id: int, seed: str, token: str = "") -> int:
    """Make new first passwords for those of a class who have not yet chosen their own; the old ones are void.

    Only for students whose accounts the teacher keeps. Returns the id of the entry in the audit log that tells whose
    they are.
    """
    waiting = classes.students_with_first_password(actor.id, class_id) if classes.class_of(actor.id, class_id) else []
    hashed = {person.id: hash_password(derived_password(seed, person.username)) for person in waiting}
    return _set_first_passwords(actor, class_id, hashed=hashed, token=token)


@write
@once
def _set_first_passwords(actor: Actor, class_id: int, hashed: dict[int, str]) -> int:
    school_class = _owned(actor, class_id)
    people = [one for one in classes.students_with_first_password(actor.id, class_id) if one.id in hashed]
    for person in people:
        person.password_hash = hashed[person.id]
        end_sessions(person)
        end_links(actor, person)
    return _note_passwords(actor, school_class, "class.first_passwords_renewed", people)
