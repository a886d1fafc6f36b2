"""Show the pages that are open to everyone: signing in, registering, joining, a new password by link."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import generate_csrf
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo

from quizapp.core.people import SHORTEST_PASSWORD
from quizapp.operations import people, sessions
from quizapp.store.queries import people as people_stored
from quizapp.store.queries.health import require_answer
from quizapp.store.queries.people import Who
from quizapp.web import access
from quizapp.web.forms import ActForm, Form, OnceForm, at_most, needed

blueprint = Blueprint("public", __name__)
_PASSWORD_HINT = lazy_gettext(
    "%(least)s characters or more. Four random words are easy to keep.", least=SHORTEST_PASSWORD
)


class SignInForm(Form):
    """Take a username and a password."""

    username = StringField(lazy_gettext("Username"), [needed(), at_most(64)])
    password = PasswordField(lazy_gettext("Password"), [needed(), at_most(200)])
    zone = HiddenField()


class RegistrationForm(OnceForm):
    """Take what a student's own account is made of."""

    code = StringField(lazy_gettext("Join code"), [needed(), at_most(20)],
                       description=lazy_gettext("Your teacher gives it to you."))  # fmt: skip
    name = StringField(lazy_gettext("Your name"), [needed(), at_most(120)],
                       description=lazy_gettext("As your teacher knows you."))  # fmt: skip
    username = StringField(lazy_gettext("Username"), [needed(), at_most(64)],
                           description=lazy_gettext("You sign in with it."))  # fmt: skip
    password = PasswordField(lazy_gettext("Password"), [needed(), at_most(200)], description=_PASSWORD_HINT)
    zone = HiddenField()


class NewPasswordForm(OnceForm):
    """Take a new password, twice."""

    new = PasswordField(lazy_gettext("New password"), [needed(), at_most(200)], description=_PASSWORD_HINT)
    again = PasswordField(
        lazy_gettext("The new password again"),
        [needed(), EqualTo("new", lazy_gettext("The two passwords differ. Type the same in both."))],
    )


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """Lead a person to their first page, and a visitor to the door."""
    person = access.who()
    return redirect(access.home_of(person) if person else url_for("public.sign_in"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Let a person sign in; on a page that stays open a script does it, and is told who it is."""
    if (person := access.who()) is not None:
        return _told_who(person) if access.wants_json() else redirect(access.home_of(person))
    form = SignInForm()
    if form.submits(lambda: _open_session(form.username.data, form.password.data, form.zone.data)):
        return _welcome(form.result, access.safe_next(request.args.get("next")))
    if access.wants_json():
        told = " ".join(sentence for _, sentence in form.faults)
        return jsonify(error="invalid", message=told, token=generate_csrf()), 422 if form.faults else 401
    return render_template("public/sign_in.html", form=form), form.status


@blueprint.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Let a student make an account with the join code of a class."""
    if (person := access.who()) is not None:
        return redirect(access.home_of(person))
    form = RegistrationForm(code=request.args.get("code", ""))
    if form.submits(lambda: _register(form)):
        return _welcome(form.result, None)
    return render_template("public/register.html", form=form), form.status


@blueprint.route("/join/<code>", methods=["GET", "POST"])
def join(code: str) -> ResponseReturnValue:
    """Lead whoever scanned a class's code: a student joins, a visitor registers.

    Whether the code is right is told only after the button, where wrong ones are counted.
    """
    person = access.who()
    if person is None:
        return redirect(url_for("public.register", code=code))
    if person.role != "student":
        return render_template("public/join.html", form=None)
    form = ActForm()
    if form.submits(lambda: people.join_class(access.actor(), code)):
        flash(gettext("You are in the class. Its quizzes are listed below."))
        return redirect(access.home_of(person))
    return render_template("public/join.html", form=form), form.status


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
def reset(token: str) -> ResponseReturnValue:
    """Let a person set a new password with a one-time link."""
    form = NewPasswordForm()
    usable = sessions.may_reset(access.actor(), token, form.once.data if form.is_submitted() else "")
    if usable and form.submits(
        lambda: sessions.reset_password(access.actor(), token, form.new.data, token=form.once.data)
    ):
        access.forget()
        flash(gettext("The new password is set. Sign in with it."))
        return access.sign_browser_out(redirect(url_for("public.sign_in")))
    return render_template("public/reset.html", form=form, usable=usable), form.status if usable else 404


@blueprint.get("/service-worker.js")
def service_worker() -> ResponseReturnValue:
    """Send the script that keeps an open attempt for a time without a network; at the root, so that it sees them all.

    Its parts have no digest in their names: a browser looks by itself whether it has changed.
    """
    assert current_app.static_folder
    return send_from_directory(current_app.static_folder, "service-worker.js", mimetype="text/javascript")


@blueprint.get("/stranded")
def stranded() -> ResponseReturnValue:
    """Show what this browser holds of answers that could not be sent: an empty page that its script fills in.

    It is the same for everybody, and names nobody, for it is kept by the browser.
    """
    return render_template("stranded.html", me=None)


@blueprint.get("/alive")
def alive() -> ResponseReturnValue:
    """Tell a monitor that the application and its database answer."""
    require_answer()
    return {"alive": True}


def _open_session(username: str, password: str, zone: str | None) -> str:
    settings = current_app.config["SETTINGS"]
    return sessions.sign_in(
        access.actor(), username, password, days=settings.session_days, device=request.user_agent.string,
        zone=zone if zone and access.is_zone(zone) else "", browser=access.browser(),
    )  # fmt: skip


def _register(form: RegistrationForm) -> str:
    people.register(
        access.actor(), form.code.data, form.username.data, form.name.data, form.password.data, token=form.once.data
    )
    return _open_session(form.username.data, form.password.data, form.zone.data)


def _told_who(person: Who | None) -> Response:
    """Tell a script who is signed in, with a token for what it sends next."""
    person = access.found(person)
    return jsonify(status="signed_in", person=person.id, name=person.name, token=generate_csrf())


def _welcome(token: str, address: str | None) -> ResponseReturnValue:
    settings = current_app.config["SETTINGS"]
    if access.wants_json():
        response = _told_who(people_stored.person_signed_in(token, access.now()))
    else:
        response = redirect(address or url_for("public.front"))
    return access.sign_browser_in(response, token, settings.session_days, settings.secure_cookies)
