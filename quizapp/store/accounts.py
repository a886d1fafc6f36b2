"""Make accounts and enrolments within the transaction of whatever operation needs them."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from quizapp.core.errors import Missing, invalid, say
from quizapp.core.people import tidy_name, tidy_username
from quizapp.store.audit import Actor, note
from quizapp.store.db import db
from quizapp.store.models import BrowserSession, Enrolment, Person, ResetLink, SchoolClass
from quizapp.store.secrets import token_digest

RESET_LINK_LASTS = timedelta(days=2)


@dataclass(frozen=True)
class NewPerson:
    """Hold what an account is made of; `hashed` None: no password yet, only a one-time link lets them in.

    `keeper_id` names the teacher who may give the person a new password; None: administrators alone.
    """

    username: str
    name: str
    role: str = "student"
    hashed: str | None = field(default=None, repr=False)
    must_change_password: bool = False
    keeper_id: int | None = None


def person_with(person_id: int) -> Person:
    """Return the person with an id; raises `Missing`."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise Missing(say("There is no such person."))
    return person


def add_person(actor: Actor, person: NewPerson) -> Person:
    """Add an account; raises `Invalid` where the username is taken."""
    username = tidy_username(person.username)
    if db.session.scalar(select(Person.id).where(Person.username == username)) is not None:
        raise invalid(say("The username “%(name)s” is taken. Choose another.", name=username), "username")
    added = Person(
        username=username,
        name=tidy_name(person.name),
        role=person.role,
        password_hash=person.hashed,
        must_change_password=person.must_change_password,
        keeper_id=person.keeper_id,
        created_at=actor.now,
    )
    db.session.add(added)
    db.session.flush()
    note(actor, "person.created", "person", added.id, added.name, role=person.role)
    return added


def enrol(actor: Actor, school_class: SchoolClass, person: Person) -> None:
    """Put a person into a class, unless they are in it."""
    if db.session.get(Enrolment, (school_class.id, person.id)) is None:
        db.session.add(Enrolment(class_id=school_class.id, person_id=person.id, enrolled_at=actor.now))
        note(actor, "class.joined", "class", school_class.id, school_class.name, person=person.username)


def add_reset_link(actor: Actor, person: Person, token: str) -> None:
    """Let a token set a new password of a person, once, within two days; their earlier links end."""
    end_links(actor, person)
    db.session.add(
        ResetLink(
            token_digest=token_digest(token),
            person_id=person.id,
            made_by_id=actor.id if actor.id is not None else person.id,
            created_at=actor.now,
            expires_at=actor.now + RESET_LINK_LASTS,
        )
    )
    note(actor, "reset_link.made", "person", person.id, person.name)


def end_links(actor: Actor, person: Person, made_by_too: bool = False) -> None:
    """End the links that would set a new password of a person, and (where said) those that they made for others."""
    whose = ResetLink.person_id == person.id
    if made_by_too:
        whose = or_(whose, ResetLink.made_by_id == person.id)
    db.session.execute(
        update(ResetLink)
        .where(whose, ResetLink.used_at.is_(None), ResetLink.expires_at > actor.now)
        .values(expires_at=actor.now)
    )


def end_sessions(person: Person, but: int | None = None) -> None:
    """Sign a person out of every browser, but for one where that is said."""
    ended = delete(BrowserSession).where(BrowserSession.person_id == person.id)
    db.session.execute(ended.where(BrowserSession.id != but) if but is not None else ended)
