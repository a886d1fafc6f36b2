"""Read people, their sessions and their sign-ins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from quizapp.core.people import WINDOW
from quizapp.store import reading
from quizapp.store.db import db
from quizapp.store.models import AuditEntry, BrowserSession, KnownBrowser, Person, ResetLink, SignInFailure
from quizapp.store.secrets import token_digest


@dataclass(frozen=True)
class Who:
    """Hold what a request needs to know of the person who asks."""

    id: int
    username: str
    name: str
    role: str
    zone: str | None
    session_id: int
    must_change_password: bool


_SIGNED_IN = (
    select(
        Person.id, Person.username, Person.name, Person.role, Person.zone, BrowserSession.id,
        Person.must_change_password,
    )
    .join(BrowserSession, BrowserSession.person_id == Person.id)
    .where(
        BrowserSession.token_digest == bindparam("digest"),
        BrowserSession.expires_at > bindparam("now"),
        Person.suspended_at.is_(None),
    )
)  # fmt: skip


def person_signed_in(token: str, now: datetime) -> Who | None:
    """Return whose session a token is, if it has not ended and the person is not suspended."""
    found = reading.row(_SIGNED_IN, digest=token_digest(token), now=now)
    return Who(*found) if found else None


def person_named(username: str) -> Person | None:
    """Return the person of a username, whatever its case."""
    return db.session.scalar(select(Person).where(Person.username == username.strip().casefold()))


def is_anybody_there() -> bool:
    """Tell whether the site has any account at all."""
    return db.session.scalar(select(Person.id).limit(1)) is not None


def sessions_of(person_id: int, now: datetime) -> list[BrowserSession]:
    """List the browsers in which a person is signed in, the newest first."""
    return list(
        db.session.scalars(
            select(BrowserSession)
            .where(BrowserSession.person_id == person_id, BrowserSession.expires_at > now)
            .order_by(BrowserSession.created_at.desc())
        )
    )


def reset_link_of(token: str, now: datetime) -> ResetLink | None:
    """Return the link of a token, if it can still be used."""
    return db.session.scalar(
        select(ResetLink)
        .join(Person, Person.id == ResetLink.person_id)
        .where(ResetLink.token_digest == token_digest(token), Person.suspended_at.is_(None))
        .where(ResetLink.used_at.is_(None), ResetLink.expires_at > now)
    )


def was_ended(person_id: int | None, session_id: int) -> bool:
    """Tell whether a person has ended this session of theirs before."""
    wanted = select(AuditEntry.id).where(
        AuditEntry.actor_id == person_id,
        AuditEntry.action == "session.ended",
        AuditEntry.subject == "session",
        AuditEntry.subject_id == session_id,
    )
    return db.session.scalar(wanted.limit(1)) is not None


def known_browser(username: str, token: str) -> str:
    """Return the digest of a browser in which the person of a username has signed in before; else nothing."""
    digest = token_digest(token)
    wanted = (
        select(KnownBrowser.token_digest)
        .join(Person, Person.id == KnownBrowser.person_id)
        .where(Person.username == username, KnownBrowser.token_digest == digest)
    )
    return db.session.scalar(wanted) or ""


def failures_of(now: datetime, door: str, username: str, address: str, browser: str = "") -> dict[str, int]:
    """Count the tries at a door that failed of late, for each limit of `MOST_FAILURES` that concerns this one."""
    of_account, from_here = SignInFailure.username == username, SignInFailure.address == address
    in_browser = SignInFailure.browser == browser
    arms = {
        "password": {"password": (of_account,)},
        "code": {"code_of_person": (of_account,)} if username else {"codes_here": (of_account, from_here)},
        "sign_in": {"known_browser": (of_account, in_browser)}
        if browser
        else {
            "account_here": (of_account, from_here, in_browser),
            "account": (of_account, in_browser),
            "address": (from_here, in_browser),
        },
    }
    recent = select(func.count()).where(SignInFailure.door == door, SignInFailure.at > now - WINDOW)
    return {arm: db.session.scalar(recent.where(*which)) or 0 for arm, which in arms[door].items()}
