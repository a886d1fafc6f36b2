"""Make accounts, and let students join classes.

Whose class a student registers for keeps the account: that teacher can give a new password when it is forgotten.
"""

from quizapp.core.errors import invalid, say
from quizapp.core.people import require_good_password, tidy_name, tidy_username
from quizapp.store.accounts import NewPerson, add_person, enrol
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Person, SchoolClass
from quizapp.store.once import once
from quizapp.store.queries.classes import class_of_code
from quizapp.store.secrets import hash_password
from quizapp.store.tries import count_failure, require_few_failures

WRONG_CODE = say("No class has this join code. Compare it with what your teacher gave you.")


def register(actor: Actor, code: str, username: str, name: str, password: str, token: str = "") -> int:
    """Make a student's own account with the join code of a class; returns its id, raises `Invalid`."""
    _require_code(actor, code)
    require_good_password(password, tidy_username(username), name)
    return _register(actor, code, username, name, hashed=hash_password(password), token=token)


@write
@once
def _register(actor: Actor, code: str, username: str, name: str, hashed: str) -> int:
    school_class = _class_of(code)
    person = add_person(actor, NewPerson(username, name, "student", hashed, keeper_id=school_class.owner_id))
    enrol(Actor(person.id, person.name, person.role, actor.now, actor.address), school_class, person)
    return person.id


def join_class(actor: Actor, code: str) -> int:
    """Enrol a student in the class of a join code; returns the class's id, and joining twice is joining once."""
    _require_code(actor, code)
    return _join_class(actor, code)


@write
def _join_class(actor: Actor, code: str) -> int:
    joined = _class_of(code)
    enrol(actor, joined, db.session.get(Person, actor.id))
    return joined.id


@write
def change_settings(actor: Actor, name: str, zone: str | None) -> None:
    """Set a person's own name and time zone (None: the site's); raises `Invalid`."""
    person, name = db.session.get_one(Person, actor.id), tidy_name(name)
    if (person.name, person.zone) != (name, zone):
        note(actor, "person.changed", "person", person.id, name, before=[person.name, person.zone], after=[name, zone])
    person.name, person.zone = name, zone


def _require_code(actor: Actor, code: str) -> None:
    """Refuse a wrong join code, and every code after too many wrong ones; raises `Invalid` and `NotNow`."""
    if not _is_code(actor, code):
        raise invalid(WRONG_CODE, "code")


@write
def _is_code(actor: Actor, code: str) -> bool:
    username = db.session.get_one(Person, actor.id).username if actor.id is not None else ""
    require_few_failures(actor, "code", username)
    if class_of_code(code) is not None:
        return True
    count_failure(actor, "code", username)
    return False


def _class_of(code: str) -> SchoolClass:
    found = class_of_code(code)
    if found is None:
        raise invalid(WRONG_CODE, "code")
    return found
