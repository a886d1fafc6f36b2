"""Write the token of forms anew on every page, so that the length of a compressed page tells nothing of it.

Flask-WTF puts the same secret into each page of a browser, with another time behind it. Where pages are compressed (as
nginx does), somebody who sees their lengths and can make a browser ask for addresses of ours could guess it sign by
sign (the BREACH attack). So each page has it covered by a pad of its own; the token without one is taken too.
"""

import base64
import hashlib
import re
import secrets
from typing import Any

from flask import Flask, current_app, g, session
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import generate_csrf

from quizapp.web import here

MOST_KNOWN = 4096  # tokens; when there are more, all are forgotten
_PAD = 9  # bytes that a pad is grown from
_COVERED = re.compile(r"~((?:[\w-]{4}){4,200})", re.ASCII)


def covered(token: str) -> str:
    """Return a token as one page has it."""
    seed, plain = secrets.token_bytes(_PAD), token.encode()
    plain += b" " * (-len(plain) % 3)  # so that the text in base 64 needs no filling
    return "~" + base64.urlsafe_b64encode(seed + _mixed(seed, plain)).decode()


def uncovered(text: str) -> str:
    """Return the token that a page had, whatever was sent."""
    if (found := _COVERED.fullmatch(text)) is None:
        return text
    content = base64.urlsafe_b64decode(found[1])
    return _mixed(content[:_PAD], content[_PAD:]).decode("ascii", "replace").rstrip(" ")


def _mixed(seed: bytes, text: bytes) -> bytes:
    pad = hashlib.shake_256(seed).digest(len(text))
    return (int.from_bytes(text) ^ int.from_bytes(pad)).to_bytes(len(text))


class Covered(FlaskForm.Meta.csrf_class):  # type: ignore[misc, valid-type]
    """Write the token of a form as this page has it."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        """Return the token for a form."""
        return covered(super().generate_csrf_token(csrf_token_field))


class Protection(CSRFProtect):
    """Refuse forms without their token, which comes as the page had it.

    A signature that was made or found right once is right in this process ever after, so it is not made or checked
    again: `MOST_KNOWN` of them are remembered, each with the secret of the browser that it belongs to.
    """

    def __init__(self, app: Flask) -> None:
        self._right: dict[tuple[str, str], None] = {}
        super().__init__(app)

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a form whose token is not right; the library judges each token once."""
        if here.asked().method in ("GET", "HEAD"):
            return
        key = (session.get("csrf_token", ""), self._get_csrf_token() or "")
        if key in self._right:
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if g.get("csrf_valid"):
            if len(self._right) >= MOST_KNOWN:
                self._right.clear()
            self._right[key] = None

    def _get_csrf_token(self) -> str | None:
        asked = here.asked()
        token = asked.form.get("csrf_token") or asked.headers.get("X-CSRFToken") or super()._get_csrf_token()
        return None if token is None else uncovered(token)


def token_of_page() -> str:
    """Return the token for the forms of this page."""
    known: dict[str, str] = current_app.extensions.setdefault("tokens", {})
    token = known.get(session.get("csrf_token", ""))
    if token is None:
        token = generate_csrf()
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[session["csrf_token"]] = token
    else:
        g.csrf_token = token
    return covered(token)
