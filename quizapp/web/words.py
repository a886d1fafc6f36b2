"""Give templates their words quickly: each text is translated once for each language, and then only looked up.

Jinja's own way asks for the language anew at each of the hundred texts of a page, which took a third of its time.
"""

from typing import Any

from flask import Flask, current_app, g
from flask_babel import get_translations
from markupsafe import Markup

from quizapp.web import here

MOST_KEPT = 10_000  # texts of one language; there are as many as the templates name, so this is never reached


def install(app: Flask) -> None:
    """Put the functions by which templates mark their texts into their names."""
    app.extensions["quizapp_translations"] = {}
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)


def gettext(message: str, **variables: Any) -> Markup:
    """Return a text in the reader's language, with its variables escaped and filled in."""
    known = _known()
    found = known.get(message)
    if found is None:
        found = Markup(g.translations.ugettext(message))
        if not variables:
            found %= {}  # two percent signs stand for one
        if len(known) < MOST_KEPT:
            known[message] = found
    return found % variables if variables else found


def ngettext(one: str, many: str, number: int, **variables: Any) -> Markup:
    """Return the text for a number, which it can name as `num`."""
    chosen = language().ungettext(one, many, number)
    return Markup(chosen) % {"num": number, **variables}


def language() -> Any:
    """Return the translations into the reader's language, which live as long as the process."""
    _known()
    return g.translations


def _known() -> dict[str, Markup]:
    """Return the texts met so far in the reader's language; a message has variables always, or never."""
    state = here.state()
    known: dict[str, Markup] | None = state.get("words")
    if known is None:
        state.translations = _translations()
        known = state.words = state.translations.__dict__.setdefault("quizapp_words", {})
    return known


def _translations() -> Any:
    """Return the translations into the reader's language; where they are is found out once in a process."""
    known: dict[str, Any] = current_app.extensions["quizapp_translations"]
    code = here.language()
    if code not in known:
        known[code] = get_translations()
    return known[code]
