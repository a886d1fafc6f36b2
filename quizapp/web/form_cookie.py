"""Open the cookie of the forms quickly: a signature that was found right once is not checked again that day."""

from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import Flask, Request, Response, current_app
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from quizapp.web import access

MOST_KNOWN = 4096  # cookies


def install(app: Flask) -> None:
    """Have an application open its cookie so."""
    app.session_interface = FormCookies()


class FormCookies(SecureCookieSessionInterface):
    """Open the cookie of forms; one that was found right today is not checked again, if it holds a secret alone."""

    def __init__(self) -> None:
        self._known = lru_cache(maxsize=MOST_KNOWN)(self._secret_in)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the cookie holds."""
        value = request.cookies.get(self.get_cookie_name(app))
        secret = self._known(value, access.now().date()) if value else None
        return self.session_class({"csrf_token": secret}) if secret else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie where what it holds was changed."""
        if session.modified:
            super().save_session(app, session, response)

    def _secret_in(self, value: str, day: date) -> str | None:
        asked: Any = SimpleNamespace(cookies={self.get_cookie_name(current_app): value})
        opened = super().open_session(current_app, asked)
        return opened["csrf_token"] if opened and set(opened) == {"csrf_token"} else None
