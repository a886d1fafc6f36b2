"""Tell who asks, what time it is for this request, and who may come in.

Each role has one blueprint with one guard at its door (`admit`). Things are looked up through the person who asks, so
what is not theirs is not found. This is the only module of the web that reads the clock.
"""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from flask import Blueprint, Response, abort, current_app, g, redirect, request, session, url_for

from quizapp.core.errors import Missing, say
from quizapp.store.audit import Actor
from quizapp.store.queries import people
from quizapp.store.queries.people import Who
from quizapp.web import here
from quizapp.web.addresses import url_for as address_of

T = TypeVar("T")
COOKIE, BROWSER_COOKIE = "quizapp_session", "quizapp_browser"
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")  # what browsers leave out of an address, or take for a slash
HOMES = {"student": "student.quizzes", "teacher": "teacher.home", "admin": "admin.home"}


_UNKNOWN: Any = object()  # nobody has asked yet


def now() -> datetime:
    """Return the moment of this request, the same all through it."""
    state = here.state()
    found: datetime | None = state.get("now")
    if found is None:
        found = state.now = datetime.now(UTC)
    return found


def who() -> Who | None:
    """Return the person who asks, or None for a visitor; looked up once a request."""
    state = here.state()
    found: Who | None = state.get("who", _UNKNOWN)
    if found is _UNKNOWN:
        token = here.asked().cookies.get(COOKIE, "")
        found = state.who = people.person_signed_in(token, now()) if token else None
    return found


def me() -> Who:
    """Return the person who asks, behind a door that only people who signed in come through."""
    person = who()
    if person is None:
        abort(403)
    return person


def actor() -> Actor:
    """Return who acts, when and from where, for an operation."""
    person = who()
    address = request.remote_addr or ""
    if person is None:
        return Actor(None, "visitor", "visitor", now(), address)
    return Actor(person.id, person.name, person.role, now(), address)


def wants_json() -> bool:
    """Tell whether it is a script that asks."""
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and request.accept_mimetypes.best == "application/json"


def admit(blueprint: Blueprint, *roles: str) -> None:
    """Put the guard at the door of a blueprint: people of these roles come in (none named: everyone signed in)."""

    @blueprint.before_request
    def guard() -> Response | None:
        person = who()
        if person is None and wants_json():
            abort(401)
        if person is None:
            return redirect(url_for("public.sign_in", next=request.full_path if request.method == "GET" else None))
        if roles and person.role not in roles:
            abort(403)
        if person.must_change_password and request.endpoint not in ("account.change_password", "account.sign_out"):
            return redirect(url_for("account.change_password"))
        return None


def found(thing: T | None) -> T:
    """Return a thing that was looked up; raises `Missing` (the 404) where it is not there or not theirs."""
    if thing is None:
        raise Missing(say("There is nothing here, or it is not yours to see."))
    return thing


def browser() -> str:
    """Return the secret token by which this browser is known again; a new one where it has none yet."""
    if "browser" not in g:
        held = request.cookies.get(BROWSER_COOKIE, "")
        g.browser = held if _TOKEN.fullmatch(held) else secrets.token_urlsafe(32)
    return g.browser


def sign_browser_in(response: Response, token: str, days: int, secure: bool) -> Response:
    """Give a browser the cookie of its session, and that by which it is known again; forget who was here before."""
    forget()
    for name, value, lasts in ((COOKIE, token, days), (BROWSER_COOKIE, browser(), 400)):
        response.set_cookie(
            name, value, max_age=timedelta(days=lasts), httponly=True, secure=secure, samesite="Lax", path="/"
        )
    return response


def forget() -> None:
    """Forget all that the cookie of the forms holds but their token, so that a form sent twice is taken twice."""
    for name in set(session) - {"csrf_token"}:
        session.pop(name)


def sign_browser_out(response: Response) -> Response:
    """Take the cookie of its session from a browser; whoever comes next finds nothing of it."""
    secure = current_app.config["SETTINGS"].secure_cookies
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=secure)
    return response


def is_zone(name: str) -> bool:
    """Tell whether a time zone of this name exists."""
    return name in available_timezones()


def home_of(person: Who) -> str:
    """Return the address of a person's first page."""
    return address_of(HOMES[person.role])


def safe_next(address: str | None) -> str | None:
    """Return the address of a page of ours to go on to, or None for anything else."""
    if not address or _UNSAFE.search(address) or not address.startswith("/") or address.startswith("//"):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address.rstrip("?")
