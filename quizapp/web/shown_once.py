"""Keep a secret in the browser for the one page that shows it, and forget it there.

A secret (a first password, a one-time link) is stored nowhere on the server. It waits in the signed cookie of the
browser that asked for it, from the POST that made it to the GET that shows it.
"""

import secrets
from typing import Any

from flask import request, session


def new_seed() -> None:
    """Choose the seed of the secrets that the form shown now will make, the same if the form is sent twice."""
    session["seed"] = secrets.token_urlsafe(32)


def seed() -> str:
    """Return the seed of the form that was shown."""
    return session.setdefault("seed", secrets.token_urlsafe(32))


def keep(address: str, **words: str) -> None:
    """Keep words for the page at an address."""
    session["shown_once"] = {"address": address, **words}


def take() -> dict[str, Any]:
    """Return what was kept for this page, and forget it; nothing where nothing was."""
    if session.get("shown_once", {}).get("address") != request.path:
        return {}
    return session.pop("shown_once")
