"""Turn what goes wrong into pages, and give the templates what they all need."""

import logging
import secrets
from typing import Any

from flask import Flask, current_app, flash, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from quizapp import __version__
from quizapp.core.errors import Busy, Full, Missing, Refusal, Text, Unavailable, say
from quizapp.core.numbers import MOST_WHOLE
from quizapp.store.troubles import trouble_of
from quizapp.web import access, addresses, browsers, fragments, markup, nulls, numbers, times, words
from quizapp.web.forms import once_token, translated
from quizapp.web.kinds import CERTAINTY_NAMES

log = logging.getLogger("quizapp")

# What to say with each status: a title and what to do.
SENTENCES = {
    400: (say("This could not be understood"), say("The page may be too old. Go back, load it anew and try again.")),
    401: (say("You are signed out"), say("Sign in again; what is on this page is kept.")),
    403: (say("This page is not for you"), say("Your account has another role. Go to your own first page.")),
    404: (
        say("There is nothing here"),
        say("The address may be mistyped, or the thing is gone, or it is not yours to see. What you may see is listed "
            "on your first page."),
    ),
    405: (say("This address takes no such request"), say("Go back, and use the button on the page.")),
    408: (
        say("This took too long to arrive"),
        say("Nothing was changed. Go back and send it again, perhaps where the connection is better."),
    ),
    413: (say("This is too large"), say("Choose a smaller file, of %(most)s MB at the most.")),
    415: (say("This could not be understood"), say("Go back, load the page anew and try again.")),
    429: (say("This was too often"), say("Wait a little and try again.")),
    500: (
        say("Something went wrong on our side"),
        say("What you saved is safe. Try again; if it happens again, tell your administrator the reference below."),
    ),
    503: (say("The site is very busy"), say("Nothing was changed. Try again in a moment.")),
    507: (
        say("There is no room left on the disk of the site"),
        say("Nothing was changed, and what you saved before is safe. Tell your administrator the reference below, and "
            "try again when there is room."),
    ),
}  # fmt: skip
UNAVAILABLE = (
    say("The site can store or read nothing at the moment"),
    say("What you saved before is safe. Try again in a moment; if it goes on, tell your administrator the reference "
        "below."),
)  # fmt: skip


class WholeNumber(IntegerConverter):
    """Take the number of a thing in an address; what no database can hold is no address of this site."""

    regex = r"[0-9]{1,10}"

    def __init__(self, map: Map, **options: Any):
        super().__init__(map, **{"max": MOST_WHOLE, **options})

    def to_url(self, value: Any) -> str:
        """Return a number as an address has it; a blank of a piece (`fragments`) is filled in later."""
        return value if isinstance(value, Markup) else super().to_url(value)


def install(app: Flask) -> None:
    """Hang the error pages and the template's helpers into an application."""
    app.url_map.converters["int"] = WholeNumber
    nulls.install(app)
    words.install(app)
    fragments.install(app)
    addresses.install(app)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(Missing, lambda refusal: error_page(404))
    app.register_error_handler(Busy, lambda refusal: error_page(503))
    app.register_error_handler(Unavailable, unavailable)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(Exception, unexpected)
    app.context_processor(lambda: {"me": access.who(), "version": __version__, "home": home, "now": access.now()})
    app.jinja_env.globals.update(
        main_places=MAIN_PLACES, nav_place=nav_place, kept=kept, once_token=once_token
    )  # macros see globals alone
    app.jinja_env.filters.update(_FILTERS)
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


# Where each role mostly goes, in the order of the page; the first is the first page.
MAIN_PLACES = {
    "student": ("student.quizzes", "student.history"),
    "teacher": ("teacher.home", "teacher.banks", "teacher.quizzes", "teacher.classes"),
    "admin": ("admin.home", "admin.people", "admin.results", "admin.audit", "admin.health"),
}


def nav_place() -> str:
    """Return the endpoint of the main place in which this page is, or an empty text."""
    first, *others = MAIN_PLACES[access.me().role]
    path, address = request.path, addresses.url_for
    if path == address(first):
        return first
    return next((one for one in others if f"{path}/".startswith(f"{address(one)}/")), "")


def kept(**changes: object) -> dict[str, object]:
    """Return what the address of this page says, with changes, to build an address that shows the same list again."""
    said = {name: value for name, value in request.args.items() if name != "endpoint" and not name.startswith("_")}
    return {**said, **(request.view_args or {}), **changes}


def home() -> str:
    """Return the address of the reader's first page."""
    person = access.who()
    return access.home_of(person) if person else "/"


_FILTERS = {
    "when": times.when,
    "clock": times.clock,
    "duration": times.duration,
    "markdown": markup.markdown,
    "inline": markup.inline_markdown,
    "marked": markup.marked,
    "plain": markup.plain_text,
    "sure": CERTAINTY_NAMES.get,
    "points": numbers.points,
    "percent": numbers.percent,
    "browser": browsers.name_of,
    "size": numbers.size,
    "translated": translated,
}


def error_page(status: int, reference: str = "", sentences: tuple[Text, Text] | None = None) -> ResponseReturnValue:
    """Return the page (for a script: the object) of an error."""
    title, advice = sentences or SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])
    words = gettext(advice.template) % {"most": current_app.config["SETTINGS"].upload_mb}
    if access.wants_json():
        return jsonify(error=str(status), message=f"{translated(title)}. {words}", reference=reference), status
    return render_template("error.html", title=translated(title), advice=words, reference=reference), status


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask itself refuses."""
    if error.code is None or error.code < 400:
        return error.get_response()
    return error_page(error.code)


def csrf_error(error: CSRFError) -> ResponseReturnValue:
    """Answer a form without its token, which happens when a session ended behind a page."""
    if access.wants_json():
        return jsonify(error="csrf", message=gettext("This page has expired. Load it anew.")), 400
    title = gettext("This form has expired")
    advice = gettext("You were signed in anew, or out, since the page was loaded. Go back, load it again and send it.")
    return render_template("error.html", title=title, advice=advice, reference=""), 400


def refused(refusal: Refusal) -> ResponseReturnValue:
    """Answer a refusal that no form took: in a sentence on the page that the person came from."""
    sentence = translated(refusal.message)
    if access.wants_json():
        return jsonify(error="refused", message=sentence), 409
    if request.method == "POST" and (back := _back()):
        flash(sentence, "wrong")
        return redirect(back)
    return render_template("error.html", title=sentence, advice="", reference=""), 409


def _back() -> str | None:
    origin, path = request.host_url.rstrip("/"), request.referrer or ""
    return access.safe_next(path.removeprefix(origin)) if path.startswith(origin + "/") else None


def unavailable(refusal: Unavailable) -> ResponseReturnValue:
    """Answer that the database cannot be written or reached, with a reference that also stands in the log."""
    reference = secrets.token_hex(4)
    g.setdefault("who", None)  # the page of the error must not ask the database who reads it
    log.error("trouble %s at %s %s: %s", reference, request.method, request.path, refusal.__cause__)
    return error_page(507 if isinstance(refusal, Full) else 503, reference, _SENTENCES_OF.get(type(refusal)))


_SENTENCES_OF = {Unavailable: UNAVAILABLE}


def unexpected(error: Exception) -> ResponseReturnValue:
    """Answer our own fault with a reference that also stands in the log; a trouble of the database is none."""
    if (trouble := trouble_of(error)) is not None:
        trouble.__cause__ = error
        g.setdefault("who", None)
        return error_page(503) if isinstance(trouble, Busy) else unavailable(trouble)
    reference = secrets.token_hex(4)
    log.exception("error %s at %s %s", reference, request.method, request.path, exc_info=error)
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return error_page(500, reference)
