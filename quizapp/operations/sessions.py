"""Sign people in and out, and set passwords.

Passwords are hashed and checked before a write transaction begins, for Argon2id takes its time on purpose.
"""

from datetime import timedelta

from sqlalchemy import delete, update

from quizapp.core.errors import Missing, NotNow, invalid, say
from quizapp.core.people import WINDOW, require_good_password, require_patience
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import BrowserSession, Person, ResetLink, SignInFailure
from quizapp.store.queries.audit import refusals_noted
from quizapp.store.queries.people import failures_since, person_named, reset_link_of
from quizapp.store.secrets import check_password, hash_password, new_token, token_digest


def sign_in(actor: Actor, username: str, password: str, *, days: int, device: str = "", zone: str = "") -> str:
    """Return the token of a new session; raises `Invalid` for wrong words and `NotNow` after too many of them."""
    name = username.strip().casefold()[:64]
    try:
        require_patience(*failures_since(actor.now, WINDOW, name, actor.address))
    except NotNow:
        _note_refusal(actor, name, "too many tries")
        raise
    person = person_named(name)
    if not check_password(person.password_hash if person else None, password):
        _remember_failure(actor, name)
        raise invalid(say("The username and the password do not belong together. Check both."), "password")
    if person.suspended_at:
        _note_refusal(actor, name, "suspended")
        raise NotNow(say("This account is suspended. Please ask an administrator of your school."))
    return _open_session(actor, person.id, days, device, zone)


@write
def _remember_failure(actor: Actor, username: str) -> None:
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < actor.now - WINDOW))
    db.session.add(SignInFailure(username=username, address=actor.address, at=actor.now))
    _refused(actor, username, "wrong password")


@write
def _note_refusal(actor: Actor, username: str, why: str) -> None:
    """Note a refused sign-in whose tries are not counted, of the same kind once in a while at the most."""
    if not refusals_noted(actor.now - WINDOW, _name_to_note(username)[0], actor.address, why):
        _refused(actor, username, why)


def _refused(actor: Actor, username: str, why: str) -> None:
    name, person_id = _name_to_note(username)
    note(actor, "session.refused", "person", person_id, name, why=why)


def _name_to_note(username: str) -> tuple[str, int | None]:
    """Return a username and whose it is; one that nobody has may be a password in the wrong field, and is not told."""
    person = person_named(username)
    return (person.username, person.id) if person else ("unknown", None)


@write
def _open_session(actor: Actor, person_id: int, days: int, device: str, zone: str) -> str:
    token = new_token()
    person = db.session.get(Person, person_id)
    if zone and person.zone is None:
        person.zone = zone
    db.session.execute(delete(SignInFailure).where(SignInFailure.username == person.username))
    db.session.execute(delete(BrowserSession).where(BrowserSession.expires_at < actor.now))
    db.session.add(
        BrowserSession(
            token_digest=token_digest(token),
            person_id=person_id,
            created_at=actor.now,
            expires_at=actor.now + timedelta(days=days),
            device=device[:300],
            address=actor.address,
        )
    )
    note(Actor(person.id, person.name, person.role, actor.now, actor.address), "session.begun")
    return token


@write
def end_session(actor: Actor, session_id: int) -> None:
    """End one of a person's own sessions; raises `Missing` where it is not theirs."""
    ended = db.session.execute(
        delete(BrowserSession).where(BrowserSession.id == session_id, BrowserSession.person_id == actor.id)
    )
    if not ended.rowcount:
        raise Missing(say("This browser is signed out already."))
    note(actor, "session.ended")


def change_password(actor: Actor, session_id: int, current: str, new: str) -> None:
    """Set a person's own new password, and end their sessions in all other browsers; raises `Invalid`."""
    person = db.session.get(Person, actor.id)
    if not check_password(person.password_hash, current):
        raise invalid(say("This is not your password of now."), "current")
    require_good_password(new, person.username, "new")
    if new == current:
        raise invalid(say("The new password is the same as the old one."), "new")
    _set_password(actor, person.id, hash_password(new), keep_session=session_id)


@write
def _set_password(actor: Actor, person_id: int, hashed: str, keep_session: int | None) -> None:
    person = db.session.get(Person, person_id)
    person.password_hash, person.must_change_password = hashed, False
    others = delete(BrowserSession).where(BrowserSession.person_id == person_id)
    db.session.execute(others.where(BrowserSession.id != keep_session) if keep_session else others)
    note(actor, "password.changed", "person", person.id, person.name)


def reset_password(actor: Actor, token: str, new: str) -> None:
    """Set a new password with a one-time link; raises `Missing` where the link is used up, and `Invalid`."""
    link = reset_link_of(token, actor.now)
    if link is None:
        raise Missing(say("This link has been used, or is too old. Ask for a new one."))
    person = db.session.get(Person, link.person_id)
    require_good_password(new, person.username, "new")
    _use_link(actor, link.id, hash_password(new))


@write
def _use_link(actor: Actor, link_id: int, hashed: str) -> None:
    used = db.session.execute(
        update(ResetLink).where(ResetLink.id == link_id, ResetLink.used_at.is_(None)).values(used_at=actor.now)
    )
    if not used.rowcount:
        raise Missing(say("This link has been used, or is too old. Ask for a new one."))
    link = db.session.get(ResetLink, link_id)
    person = db.session.get(Person, link.person_id)
    person.password_hash, person.must_change_password = hashed, False
    db.session.execute(delete(BrowserSession).where(BrowserSession.person_id == person.id))
    db.session.execute(delete(SignInFailure).where(SignInFailure.username == person.username))
    note(Actor(person.id, person.name, person.role, actor.now, actor.address), "password.reset", "person", person.id)
