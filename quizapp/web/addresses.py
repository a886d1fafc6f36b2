"""Give templates their addresses quickly: each is built once in a process, and then only looked up.

A page names some forty addresses, most of them the same on every page; building them took a tenth of its time.
"""

from typing import Any

import flask
from flask import Flask, current_app, g, request

MOST_KEPT = 5000  # addresses; when there are more, all are let go


def install(app: Flask) -> None:
    """Put the function by which templates ask for an address into their names."""
    app.extensions["addresses"] = {}
    app.jinja_env.globals["url_for"] = url_for


def url_for(endpoint: str, **values: Any) -> str:
    """Return the address of an endpoint, as Flask's function of this name does."""
    for value in values.values():
        if type(value) is not int and type(value) is not str:  # a blank (`fragments`), too
            return flask.url_for(endpoint, **values)
    known: dict[Any, str] = g.get("addresses") or _known()
    key = (endpoint, *values.items())
    found = known.get(key)
    if found is None:
        if len(known) >= MOST_KEPT:
            known.clear()
        found = known[key] = flask.url_for(endpoint, **values)
    if endpoint == "static":
        g.setdefault("static_files", set()).add(values["filename"])
    return found


def _known() -> dict[Any, str]:
    """Return the addresses that were built so far, for where the site is mounted."""
    g.addresses = current_app.extensions["addresses"].setdefault(request.script_root, {"": ""})
    return g.addresses
