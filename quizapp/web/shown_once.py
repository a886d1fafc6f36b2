"""Make the secrets that are shown on one page, once, and are stored nowhere.

A secret (a first password, a one-time link) follows from three things: a nonce of the form that made it, the token of
the session in which it was sent, and the key of the site. Only the nonce waits in the cookie of the forms, from the
POST that made the secret to the GET that shows it. It tells nothing to whoever reads it, and nothing at all in another
session, so what was not looked at before signing out is lost.
"""

import base64
import hmac
from typing import Any

from flask import current_app, request, session

from quizapp.web.access import COOKIE


def seed_of(nonce: str) -> str:
    """Return the seed of secrets that a nonce stands for in this session; it serves as a token of a link, too."""
    key = current_app.secret_key
    words = f"shown once {request.cookies.get(COOKIE, '')} {nonce}".encode("utf-8", "replace")
    made = hmac.digest(key.encode() if isinstance(key, str) else key or b"", words, "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def keep(address: str, nonce: str, **words: str) -> None:
    """Keep a nonce, and words beside it, for the page at an address."""
    session["shown_once"] = {"address": address, "nonce": nonce, **words}


def take() -> dict[str, Any]:
    """Return what was kept for this page, and forget it; nothing where nothing was, or it was for another page."""
    kept = session.pop("shown_once", {})
    return kept if kept.get("address") == request.path else {}
