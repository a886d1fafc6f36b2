"""Sign people in and out, and set passwords.

Passwords are hashed and checked before a write transaction begins, for Argon2id takes its time on purpose. What was
checked is handed to the write, which refuses where the password was set anew meanwhile.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, select, update

from quizapp.core.errors import Invalid, Missing, NotNow, Refusal, invalid, say
from quizapp.core.people import require_good_password
from quizapp.store.accounts import end_links, end_sessions
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import BrowserSession, KnownBrowser, Person, ResetLink, SignInFailure
from quizapp.store.once import once
from quizapp.store.queries.people import known_browser, person_named, reset_link_of, was_ended
from quizapp.store.refusals import note_refusal
from quizapp.store.secrets import check_password, hash_password, new_token, token_digest
from quizapp.store.tries import count_failure, forgive, require_few_failures

BROWSER_KNOWN_FOR = timedelta(days=400)
WRONG = say("The username and the password do not belong together. Check both.")
NOT_CURRENT = say("This is not your password of now.")
SUSPENDED = say("This account is suspended. Please ask an administrator of your school.")
USED_UP = say("This link has been used, or is too old. Ask for a new one.")


@dataclass(frozen=True)
class Browser:
    """Hold what is stored of a browser: its name, its time zone, and the token by which it is known again."""

    device: str = ""
    zone: str = ""
    token: str = ""


def sign_in(
    actor: Actor, username: str, password: str, *, days: int, device: str = "", zone: str = "", browser: str = ""
) -> str:
    """Return the token of a new session; raises `Invalid` for wrong words and `NotNow` after too many of them.

    `browser` is the token of the browser, by which it is known afterwards: others' failures do not stop it any more.
    """
    name = username.strip().casefold()[:64]
    try:
        return _let_in(actor, name, password, days, Browser(device, zone, browser))
    except (Invalid, NotNow) as refusal:
        _note_refusal(actor, name, refusal)
        raise


def _let_in(actor: Actor, name: str, password: str, days: int, browser: Browser) -> str:
    known = known_browser(name, browser.token) if browser.token else ""
    _count_try(actor, "sign_in", name, known)
    person = person_named(name)
    person_id, hashed = (person.id, person.password_hash) if person else (0, None)
    if not check_password(hashed, password):
        raise invalid(WRONG, "password")
    return _open_session(actor, person_id, hashed, days, browser, known)


@write
def _note_refusal(actor: Actor, username: str, refusal: Refusal) -> None:
    if isinstance(refusal, Invalid):
        note_refusal(actor, username, "wrong password", counted=True)
    else:
        suspended = refusal.message == SUSPENDED
        note_refusal(actor, username, "suspended" if suspended else "too many tries", counted=False)


@write
def _count_try(actor: Actor, door: str, username: str, browser: str = "") -> None:
    """Count a try as failed before it is judged, so that many at once do not get past the limit."""
    require_few_failures(actor, door, username, browser)
    count_failure(actor, door, username, browser)


@write
def _open_session(actor: Actor, person_id: int, checked: str | None, days: int, browser: Browser, known: str) -> str:
    token, person = new_token(), db.session.get_one(Person, person_id)
    if person.password_hash != checked:
        raise invalid(WRONG, "password")
    if person.suspended_at:
        raise NotNow(SUSPENDED)
    if browser.zone and person.zone is None:
        person.zone = browser.zone
    forgive(actor, "sign_in", person.username, known)
    _know(actor, person, browser)
    db.session.execute(delete(BrowserSession).where(BrowserSession.expires_at < actor.now))
    db.session.add(
        BrowserSession(
            token_digest=token_digest(token),
            person_id=person_id,
            created_at=actor.now,
            expires_at=actor.now + timedelta(days=days),
            device=browser.device[:300],
            address=actor.address,
        )
    )
    note(Actor(person.id, person.name, person.role, actor.now, actor.address), "session.begun")
    return token


def _know(actor: Actor, person: Person, browser: Browser) -> None:
    """Know the browser of a person again."""
    db.session.execute(delete(KnownBrowser).where(KnownBrowser.seen_at < actor.now - BROWSER_KNOWN_FOR))
    if browser.token:
        digest = token_digest(browser.token)
        known = select(KnownBrowser).where(KnownBrowser.person_id == person.id, KnownBrowser.token_digest == digest)
        row = db.session.scalar(known) or KnownBrowser(person_id=person.id, token_digest=digest)
        row.seen_at = actor.now
        db.session.add(row)


@write
def end_session(actor: Actor, session_id: int) -> None:
    """End one of a person's own sessions, once or again; raises `Missing` where it never was theirs."""
    ended = db.session.execute(
        delete(BrowserSession).where(BrowserSession.id == session_id, BrowserSession.person_id == actor.id)
    )
    if ended.rowcount:
        note(actor, "session.ended", "session", session_id)
    elif not was_ended(actor.id, session_id):
        raise Missing(say("This browser is signed out already."))


def change_password(actor: Actor, session_id: int, current: str, new: str, token: str = "") -> None:
    """Set a person's own new password, and end their sessions in all other browsers; raises `Invalid`.

    The same form (by its `token`) that comes again after it has set this very password is done already.
    """
    person = db.session.get_one(Person, actor.id)
    username, name, hashed = person.username, person.name, person.password_hash
    if _set_password.known(actor, actor.id, token=token) is not None and check_password(hashed, new):
        return
    _count_try(actor, "password", username)
    if not check_password(hashed, current):
        raise invalid(NOT_CURRENT, "current")
    _forgive(actor, "password", username)
    require_good_password(new, username, name, field="new")
    if new == current:
        raise invalid(say("The new password is the same as the old one."), "new")
    _set_password(actor, actor.id, checked=hashed, hashed=hash_password(new), keep_session=session_id, token=token)


@write
def _forgive(actor: Actor, door: str, username: str) -> None:
    forgive(actor, door, username)


@write
@once
def _set_password(actor: Actor, person_id: int, checked: str | None, hashed: str, keep_session: int) -> int:
    person = db.session.get_one(Person, person_id)
    if person.password_hash != checked:
        raise invalid(NOT_CURRENT, "current")
    person.password_hash, person.must_change_password = hashed, False
    end_sessions(person, but=keep_session)
    end_links(actor, person)
    note(actor, "password.changed", "person", person.id, person.name)
    return person.id


def may_reset(actor: Actor, link: str, token: str = "") -> bool:
    """Tell whether a one-time link can be used, or was used up by this very form (by its `token`)."""
    return reset_link_of(link, actor.now) is not None or _known_use(actor, link, token) is not None


def reset_password(actor: Actor, link: str, new: str, token: str = "") -> None:
    """Set a new password with a one-time link; raises `Missing` where the link is used up, and `Invalid`.

    The same form (by its `token`) that comes again after it has set this very password is done already.
    """
    found, done = reset_link_of(link, actor.now), _known_use(actor, link, token)
    if found is None and done is None:
        raise Missing(USED_UP)
    person = db.session.get_one(Person, found.person_id if found else done)
    if found is None and not check_password(person.password_hash, new):
        raise Missing(USED_UP)
    if found is None:
        return
    require_good_password(new, person.username, person.name, field="new")
    _use_link(_visitor(actor), token_digest(link), hashed=hash_password(new), token=token)


def _visitor(actor: Actor) -> Actor:
    """Return whoever holds a link, who may have been signed in as anybody, or as nobody, when they used it."""
    return replace(actor, id=None)


def _known_use(actor: Actor, link: str, token: str) -> int | None:
    return _use_link.known(_visitor(actor), token_digest(link), token=token)


@write
@once
def _use_link(actor: Actor, link_digest: str, hashed: str) -> int:
    """Use a link up, if it is open still, and set the password."""
    unused = (ResetLink.used_at.is_(None), ResetLink.expires_at > actor.now)
    used = db.session.execute(
        update(ResetLink).where(ResetLink.token_digest == link_digest, *unused).values(used_at=actor.now)
    )
    link = db.session.scalar(select(ResetLink).where(ResetLink.token_digest == link_digest))
    person = db.session.get(Person, link.person_id) if link else None
    if not used.rowcount or person is None or person.suspended_at is not None:
        raise Missing(USED_UP)
    person.password_hash, person.must_change_password = hashed, False
    end_sessions(person)
    end_links(actor, person)
    db.session.execute(delete(SignInFailure).where(SignInFailure.username == person.username))
    note(Actor(person.id, person.name, person.role, actor.now, actor.address), "password.reset", "person", person.id)
    return person.id
