"""Read people, their sessions and their sign-ins."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from quizapp.store.db import db
from quizapp.store.models import BrowserSession, Person, ResetLink, SignInFailure
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


def person_signed_in(token: str, now: datetime) -> Who | None:
    """Return whose session a token is, if it has not ended and the person is not suspended."""
    row = db.session.execute(
        select(
            Person.id,
            Person.username,
            Person.name,
            Person.role,
            Person.zone,
            BrowserSession.id,
            Person.must_change_password,
        )
        .join(BrowserSession, BrowserSession.person_id == Person.id)
        .where(
            BrowserSession.token_digest == token_digest(token),
            BrowserSession.expires_at > now,
            Person.suspended_at.is_(None),
        )
    ).first()
    return Who(*row) if row else None


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
        select(ResetLink).where(
            ResetLink.token_digest == token_digest(token), ResetLink.used_at.is_(None), ResetLink.expires_at > now
        )
    )


def failures_since(now: datetime, window: timedelta, username: str, address: str) -> tuple[int, int, int]:
    """Count the sign-ins that failed of late: for this account from this address, for the account, for the address."""
    recent = select(func.count()).select_from(SignInFailure).where(SignInFailure.at > now - window)
    of_account, from_here = SignInFailure.username == username, SignInFailure.address == address
    return (
        db.session.scalar(recent.where(of_account, from_here)) or 0,
        db.session.scalar(recent.where(of_account)) or 0,
        db.session.scalar(recent.where(from_here)) or 0,
    )
