"""Look after accounts: suspend and enable them, set roles, give out one-time links.

There is always an administrator who can come in, and nobody locks themselves out.
"""

from sqlalchemy import func, select

from quizapp.core.errors import NotNow, invalid, say
from quizapp.core.people import tidy_name
from quizapp.store.accounts import add_reset_link, end_links, person_with
from quizapp.store.accounts import end_sessions as end_sessions_of
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import ROLES, Person
from quizapp.store.queries import accounts
from quizapp.store.queries.classes import is_kept
from quizapp.store.secrets import new_token

LAST_ADMIN = say("This is the last administrator who can sign in. Make another person an administrator first.")
YOURSELF = say("You cannot do this to yourself, or you would lock yourself out. Another administrator can.")


@write
def rename(actor: Actor, person_id: int, name: str) -> None:
    """Change a person's name; raises `Invalid`."""
    person, before = person_with(person_id), person_with(person_id).name
    person.name = tidy_name(name)
    if person.name != before:
        note(actor, "person.renamed", "person", person.id, person.name, before=before)


@write
def suspend(actor: Actor, person_id: int) -> None:
    """Keep a person out, and end their sessions; raises `NotNow` for oneself and for the last administrator."""
    person = person_with(person_id)
    _require_other(actor, person)
    if person.suspended_at is None:
        _require_another_admin(person)
        person.suspended_at = actor.now
        end_sessions_of(person)
        end_links(actor, person, made_by_too=True)
        note(actor, "person.suspended", "person", person.id, person.name)


@write
def enable(actor: Actor, person_id: int) -> None:
    """Let a suspended person come in again."""
    person = person_with(person_id)
    if person.suspended_at is not None:
        person.suspended_at = None
        note(actor, "person.enabled", "person", person.id, person.name)


@write
def set_role(actor: Actor, person_id: int, role: str) -> None:
    """Give a person another role, and end their sessions; raises `NotNow` as `suspend` does, and `Invalid`."""
    if role not in ROLES:
        raise invalid(say("Choose a role."), "role")
    person = person_with(person_id)
    _require_other(actor, person)
    if person.role != role:
        _require_another_admin(person)
        note(actor, "person.role_set", "person", person.id, person.name, before=person.role, after=role)
        person.role, person.keeper_id = role, None
        end_sessions_of(person)
        end_links(actor, person, made_by_too=True)


@write
def end_sessions(actor: Actor, person_id: int) -> None:
    """Sign a person out of every browser."""
    person = person_with(person_id)
    end_sessions_of(person)
    note(actor, "sessions.ended", "person", person.id, person.name)


def make_reset_link(actor: Actor, person_id: int, token: str = "") -> str:
    """Return the token of a link with which a person sets a new password, once, within two days.

    The token may be chosen by the caller, and makes one link however often it comes; links made before end. An
    administrator may do this for everybody, a teacher for a student whose account they keep and who is in a class of
    theirs; raises `NotNow` for others.
    """
    token = token or new_token()
    _make_reset_link(actor, person_id, token)
    return token


@write
def _make_reset_link(actor: Actor, person_id: int, token: str) -> None:
    person = person_with(person_id)
    _require_keeper(actor, person)
    if person.suspended_at is not None:
        raise NotNow(say("%(name)s is suspended. An administrator has to enable the account first.", name=person.name))
    if not accounts.has_link(person.id, token):
        add_reset_link(actor, person, token)


def _require_keeper(actor: Actor, person: Person) -> None:
    """Refuse whoever is not an administrator (or at the command line) and does not keep the account of a person."""
    if actor.id is None or person_with(actor.id).role == "admin" or is_kept(actor.id, person.id):
        return
    raise NotNow(say("This account was not made by your list or your join code. Ask an administrator for a link."))


def _require_other(actor: Actor, person: Person) -> None:
    if actor.id == person.id:
        raise NotNow(YOURSELF)


def _require_another_admin(person: Person) -> None:
    """Refuse to lose the last administrator; PostgreSQL, too, sees two who remove each other at once (SERIALIZABLE)."""
    if person.role != "admin" or person.suspended_at is not None:
        return
    can_sign_in = (Person.role == "admin", Person.suspended_at.is_(None), Person.password_hash.is_not(None))
    others = select(func.count()).where(*can_sign_in, Person.id != person.id)
    if not db.session.scalar(others):
        raise NotNow(LAST_ADMIN)
