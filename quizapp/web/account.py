"""Show a person's own account, whatever their role: name, zone, password, browsers, own data."""

import json
from zoneinfo import available_timezones

from flask import Blueprint, Response, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import PasswordField, SelectField, StringField

from quizapp.operations import people as operations
from quizapp.operations import sessions
from quizapp.store.queries import people
from quizapp.store.queries.own_data import own_data
from quizapp.web import access
from quizapp.web.forms import Form, at_most, needed
from quizapp.web.public import NewPasswordForm

blueprint = Blueprint("account", __name__, url_prefix="/account")
access.admit(blueprint)


class PasswordForm(NewPasswordForm):
    """Take the password of now, and a new one twice."""

    current = PasswordField(lazy_gettext("Your password of now"), [needed(), at_most(200)])


class SettingsForm(Form):
    """Take a person's name and time zone."""

    name = StringField(lazy_gettext("Name"), [needed(), at_most(120)],
                       description=lazy_gettext("As others on this site see it."))  # fmt: skip
    zone = SelectField(lazy_gettext("Time zone"), description=lazy_gettext("All times are shown in it."))


@blueprint.get("")
def account() -> ResponseReturnValue:
    """Show the account."""
    browsers = people.sessions_of(access.me().id, access.now())
    return render_template("account/account.html", browsers=browsers)


@blueprint.route("/settings", methods=["GET", "POST"])
def settings() -> ResponseReturnValue:
    """Let a person change the name and the time zone."""
    me = access.me()
    form = SettingsForm(name=me.name, zone=me.zone or "")
    site = gettext("the site’s own (%(zone)s)", zone=current_app.config["SETTINGS"].timezone)
    form.zone.choices = [("", site), *((name, name.replace("_", " ")) for name in sorted(available_timezones()))]
    if form.submits(lambda: operations.change_settings(access.actor(), form.name.data, form.zone.data or None)):
        flash(gettext("Your settings are changed."))
        return redirect(url_for("account.account"))
    return render_template("account/settings.html", form=form), form.status


@blueprint.get("/data")
def data() -> ResponseReturnValue:
    """Tell what is stored about the person, and offer it for download."""
    return render_template("account/data.html")


@blueprint.get("/data.json")
def data_file() -> ResponseReturnValue:
    """Give out everything that is stored about the person, as JSON."""
    gathered = own_data(access.me().id, access.now())
    name = f"quizapp-{access.now():%Y-%m-%d}.json"
    return Response(
        json.dumps(gathered, ensure_ascii=False, indent=2) + "\n",
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.route("/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """Let a person change the password."""
    form, me = PasswordForm(), access.me()
    if form.submits(
        lambda: sessions.change_password(
            access.actor(), me.session_id, form.current.data, form.new.data, token=form.once.data
        )
    ):
        flash(gettext("The password is changed. All other browsers are signed out."))
        return redirect(url_for("account.account"))
    return render_template("account/password.html", form=form), form.status


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    sessions.end_session(access.actor(), access.me().session_id)
    session.clear()
    return access.sign_browser_out(redirect(url_for("public.sign_in")))


@blueprint.post("/browsers/<int:session_id>/end")
def end_browser(session_id: int) -> ResponseReturnValue:
    """End the session of another browser."""
    sessions.end_session(access.actor(), session_id)
    flash(gettext("That browser is signed out."))
    return redirect(url_for("account.account"))
