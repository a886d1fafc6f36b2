"""Reach what belongs to this request, and tell in which language it is answered.

Each use of one of Flask's proxies (`g`, `request`) costs a microsecond, and one page makes a hundred of them. What is
asked that often goes to the object itself. (Flask annotates its proxies as what they stand for, so a type checker does
not know that they can be asked for it.)
"""

from typing import Any

from flask import Request, g, request


def state() -> Any:
    """Return what is kept during this request (Flask's `g`, itself)."""
    return g._get_current_object()  # type: ignore[attr-defined]


def asked() -> Request:
    """Return this request itself."""
    return request._get_current_object()  # type: ignore[attr-defined]


def language() -> str:
    """Return the code of the language in which the reader is answered; there is one so far."""
    return "en"
