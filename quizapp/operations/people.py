"""Make accounts, and let students join classes.

Whose class a student registers for keeps the account: that teacher can give a new password when it is forgotten.
"""

from dataclasses import replace

from quizapp.core.errors import invalid, say
from quizapp.core.people import require_good_password, tidy_name, tidy_username
from quizapp.store.accounts import NewPerson, add_person, enrol
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Person, SchoolClass
from quizapp.store.queries.classes import class_of_code
from quizapp.store.secrets import hash_password


def register(actor: Actor, code: str, username: str, name: str, password: str) -> int:
    """Make a student's own account with the join code of a class; returns its id, raises `Invalid`."""
    require_code(code)
    require_good_password(password, tidy_username(username))
    return _register(actor, code, NewPerson(username, name, "student", hash_password(password)))


@write
def _register(actor: Actor, code: str, new: NewPerson) -> int:
    school_class = require_code(code)
    person = add_person(actor, replace(new, keeper_id=school_class.owner_id))
    enrol(Actor(person.id, person.name, person.role, actor.now, actor.address), school_class, person)
    return person.id


@write
def join_class(actor: Actor, code: str) -> int:
    """Enrol a student in the class of a join code; returns the class's id, and joining twice is joining once."""
    joined = require_code(code)
    enrol(actor, joined, db.session.get(Person, actor.id))
    return joined.id


@write
def change_settings(actor: Actor, name: str, zone: str | None) -> None:
    """Set a person's own name and time zone (None: the site's); raises `Invalid`."""
    person, name = db.session.get_one(Person, actor.id), tidy_name(name)
    if (person.name, person.zone) != (name, zone):
        note(actor, "person.changed", "person", person.id, name, before=[person.name, person.zone], after=[name, zone])
    person.name, person.zone = name, zone


def require_code(code: str) -> SchoolClass:
    """Return the class of a join code; raises `Invalid` where there is none."""
    found = class_of_code(code)
    if found is None:
        raise invalid(say("No class has this join code. Compare it with what your teacher gave you."), "code")
    return found
