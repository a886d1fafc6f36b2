"""Make accounts, and let students join classes."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from quizapp.core.errors import invalid, say
from quizapp.core.people import require_good_password, tidy_name, tidy_username
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Enrolment, Person, SchoolClass
from quizapp.store.queries.classes import class_of_code
from quizapp.store.secrets import hash_password

RESET_LINK_LASTS = timedelta(days=2)


@dataclass(frozen=True)
class NewPerson:
    """Hold what an account is made of; `hashed` None: no password yet, only a one-time link lets them in."""

    username: str
    name: str
    role: str = "student"
    hashed: str | None = None
    must_change_password: bool = False


def add_person(actor: Actor, person: NewPerson) -> Person:
    """Add an account within the transaction at hand; raises `Invalid` where the username is taken."""
    username = tidy_username(person.username)
    if db.session.scalar(select(Person.id).where(Person.username == username)) is not None:
        raise invalid(say("The username “%(name)s” is taken. Choose another.", name=username), "username")
    added = Person(
        username=username,
        name=tidy_name(person.name),
        role=person.role,
        password_hash=person.hashed,
        must_change_password=person.must_change_password,
        created_at=actor.now,
    )
    db.session.add(added)
    db.session.flush()
    note(actor, "person.created", "person", added.id, added.name, role=person.role)
    return added


def register(actor: Actor, code: str, username: str, name: str, password: str) -> int:
    """Make a student's own account with the join code of a class; returns its id, raises `Invalid`."""
    require_code(code)
    require_good_password(password, tidy_username(username))
    return _register(actor, code, NewPerson(username, name, "student", hash_password(password)))


@write
def _register(actor: Actor, code: str, new: NewPerson) -> int:
    person = add_person(actor, new)
    enrol(Actor(person.id, person.name, person.role, actor.now, actor.address), require_code(code), person)
    return person.id


@write
def join_class(actor: Actor, code: str) -> int:
    """Enrol a student in the class of a join code; returns the class's id, and joining twice is joining once."""
    joined = require_code(code)
    enrol(actor, joined, db.session.get(Person, actor.id))
    return joined.id


def require_code(code: str) -> SchoolClass:
    """Return the class of a join code; raises `Invalid` where there is none."""
    found = class_of_code(code)
    if found is None:
        raise invalid(say("No class has this join code. Compare it with what your teacher gave you."), "code")
    return found


def enrol(actor: Actor, school_class: SchoolClass, person: Person) -> None:
    """Put a person into a class within the transaction at hand, unless they are in it."""
    if db.session.get(Enrolment, (school_class.id, person.id)) is None:
        db.session.add(Enrolment(class_id=school_class.id, person_id=person.id, enrolled_at=actor.now))
        note(actor, "class.joined", "class", school_class.id, school_class.name, person=person.name)
