"""Show a person's own account, whatever their role: name, zone, password, browsers, own data."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import PasswordField

from quizapp.operations import sessions
from quizapp.store.queries import people
from quizapp.web import access
from quizapp.web.forms import at_most, needed
from quizapp.web.public import NewPasswordForm

blueprint = Blueprint("account", __name__, url_prefix="/account")
access.admit(blueprint)


class PasswordForm(NewPasswordForm):
    """Take the password of now, and a new one twice."""

    current = PasswordField(lazy_gettext("Your password of now"), [needed(), at_most(200)])


@blueprint.get("")
def account() -> ResponseReturnValue:
    """Show the account."""
    browsers = people.sessions_of(access.me().id, access.now())
    return render_template("account/account.html", browsers=browsers)


@blueprint.route("/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """Let a person change the password."""
    form, me = PasswordForm(), access.me()
    if form.submits(lambda: sessions.change_password(access.actor(), me.session_id, form.current.data, form.new.data)):
        flash(gettext("The password is changed. All other browsers are signed out."))
        return redirect(url_for("account.account"))
    return render_template("account/password.html", form=form), form.status


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    sessions.end_session(access.actor(), access.me().session_id)
    return access.sign_browser_out(redirect(url_for("public.sign_in")))


@blueprint.post("/browsers/<int:session_id>/end")
def end_browser(session_id: int) -> ResponseReturnValue:
    """End the session of another browser."""
    sessions.end_session(access.actor(), session_id)
    flash(gettext("That browser is signed out."))
    return redirect(url_for("account.account"))
