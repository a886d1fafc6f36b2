"""Gather the traces that a person has left beside their work: browsers, links, tries, and entries of the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from quizapp.store.db import db
from quizapp.store.models import AuditEntry, BrowserSession, KnownBrowser, Person, ResetLink, SignInFailure


def own_traces(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return the traces of a person as plain values, without what they would tell of others."""
    return {
        "browsers": _browsers(person.id),
        "known_browsers": _known_browsers(person.id),
        "failed_tries": _failed_tries(person.username),
        "password_links": _password_links(person.id),
        "password_links_made": _password_links_made(person.id),
        "audit_log": _audit_log(person),
    }


def told_time(moment: datetime | None) -> str | None:
    """Return a moment as the export tells it."""
    return moment and moment.isoformat()


def _browsers(person_id: int) -> list[dict[str, Any]]:
    wanted = select(BrowserSession).where(BrowserSession.person_id == person_id).order_by(BrowserSession.created_at)
    return [
        {
            "device": one.device,
            "address": one.address,
            "since": told_time(one.created_at),
            "until": told_time(one.expires_at),
        }
        for one in db.session.scalars(wanted)
    ]


def _known_browsers(person_id: int) -> list[dict[str, Any]]:
    """List when each browser that is known again was last signed in from; nothing else is stored of it."""
    wanted = select(KnownBrowser.seen_at).where(KnownBrowser.person_id == person_id).order_by(KnownBrowser.seen_at)
    return [{"last_signed_in_at": told_time(seen)} for seen in db.session.scalars(wanted)]


def _failed_tries(username: str) -> list[dict[str, Any]]:
    """List the tries under the person's name that failed of late (without the address of whoever tried)."""
    wanted = select(SignInFailure.door, SignInFailure.at).where(SignInFailure.username == username)
    return [{"at": told_time(at), "door": door} for door, at in db.session.execute(wanted.order_by(SignInFailure.at))]


def _password_links(person_id: int) -> list[dict[str, Any]]:
    maker = aliased(Person)
    wanted = select(ResetLink, maker.name).join(maker, maker.id == ResetLink.made_by_id)
    made = wanted.where(ResetLink.person_id == person_id).order_by(ResetLink.created_at, ResetLink.id)
    return [{**_link(one), "made_by": name} for one, name in db.session.execute(made)]


def _password_links_made(person_id: int) -> list[dict[str, Any]]:
    """List the links that the person made for others."""
    wanted = select(ResetLink, Person.username).join(Person, Person.id == ResetLink.person_id)
    others = wanted.where(ResetLink.made_by_id == person_id, ResetLink.person_id != person_id)
    found = db.session.execute(others.order_by(ResetLink.created_at, ResetLink.id))
    return [{**_link(one), "made_for": username} for one, username in found]


def _link(one: ResetLink) -> dict[str, Any]:
    return {
        "made_at": told_time(one.created_at),
        "expires_at": told_time(one.expires_at),
        "used_at": told_time(one.used_at),
    }


def _audit_log(person: Person) -> list[dict[str, Any]]:
    """List what the person did, and what was done to them (without the address of whoever did it, or who else was)."""
    wanted = select(AuditEntry).where(or_(AuditEntry.actor_id == person.id, _about(person))).order_by(AuditEntry.id)
    return [
        _entry(one, one.actor_id == person.id)
        for one in db.session.scalars(wanted)
        if person.id in (one.actor_id, *one.details.get("people", [person.id]))
    ]


def _about(person: Person) -> ColumnElement[bool]:
    """Return the condition on entries about a person: as the subject, or named in the details (or in a list there)."""
    return or_(
        (AuditEntry.subject == "person") & (AuditEntry.subject_id == person.id),
        AuditEntry.details["person"].as_string() == person.username,
        AuditEntry.details["people"].as_string().contains(str(person.id)),  # and some more, which are left out after
    )


def _entry(one: AuditEntry, own: bool) -> dict[str, Any]:
    details = one.details if own else {name: value for name, value in one.details.items() if name != "people"}
    return {
        "at": told_time(one.at),
        "action": one.action,
        "by": one.actor_name,
        "subject": one.subject,
        "subject_name": one.subject_name,
        "address": one.address if own else "",
        "details": details,
    }
