"""Show people: the list, one person's page, and what an administrator does with an account."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from quizapp.operations import accounts, newcomers
from quizapp.store.queries import accounts as reading
from quizapp.store.queries.people import sessions_of
from quizapp.web import access, shown_once
from quizapp.web.admin import blueprint
from quizapp.web.forms import Form, at_most, needed, sent_once
from quizapp.web.lists import wanted, word

ROLE_NAMES = {
    "student": lazy_gettext("student"),
    "teacher": lazy_gettext("teacher"),
    "admin": lazy_gettext("administrator"),
}
STATE_NAMES = {
    "enabled": lazy_gettext("enabled"),
    "suspended": lazy_gettext("suspended"),
    "never": lazy_gettext("no password of their own yet"),
}
_SAID = {
    "rename": lazy_gettext("The name is changed."),
    "suspend": lazy_gettext("The account is suspended, and signed out everywhere."),
    "enable": lazy_gettext("The account is enabled again."),
    "end_sessions": lazy_gettext("The person is signed out everywhere."),
}


class RoleForm(Form):
    """Take a role."""

    role = SelectField(lazy_gettext("Role"), choices=[SelectChoice(role, name) for role, name in ROLE_NAMES.items()])


class NameForm(Form):
    """Take a person's name."""

    name = StringField(lazy_gettext("Name"), [needed(), at_most(120)])


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """List people."""
    filters = reading.Filters(word("search"), word("role"), word("state"))
    asked = wanted(reading.SORTS, "name")
    found = reading.found(filters, asked.sort, asked.down, asked.page)
    return render_template(
        "admin/people.html", found=found, filters=filters, wanted=asked, roles=ROLE_NAMES, states=STATE_NAMES
    )


@blueprint.get("/people/<int:person_id>")
def person(person_id: int) -> ResponseReturnValue:
    """Show a person."""
    return _page(person_id)


def _page(person_id: int, **forms: Form) -> ResponseReturnValue:
    one = access.found(reading.account(person_id))
    names: dict[str, Any] = {
        "role_form": RoleForm(formdata=None, role=one.role),
        "name_form": NameForm(formdata=None, name=one.name),
    }
    names.update(forms)
    page = render_template(
        "admin/person.html",
        person=one,
        belongings=reading.belongings(person_id),
        sessions=sessions_of(person_id, access.now()),
        entries=reading.entries_about(person_id),
        link=reading.open_link_of(person_id, access.now()),
        secret=_secret_of(one),
        roles=ROLE_NAMES,
        **names,
    )  # fmt: skip
    return page, max(form.status for form in names.values())


def _secret_of(one: Any) -> dict[str, str] | None:
    """Return what the person first comes in with, where it was made just now by this browser."""
    kept = shown_once.take()
    if not kept:
        return None
    seed = shown_once.seed_of(kept["nonce"])
    if kept["way"] == "reset":
        return {"link": url_for("public.reset", token=seed, _external=True)} if reading.has_link(one.id, seed) else None
    entry = newcomers.FirstEntry(kept["way"], seed)
    if not entry.fits(one):
        return None
    if entry.way == "link":
        return {"link": url_for("public.reset", token=entry.of(one.username), _external=True)}
    return {"password": entry.of(one.username)}


@blueprint.post("/people/<int:person_id>/name")
def rename(person_id: int) -> ResponseReturnValue:
    """Change a person's name."""
    form = NameForm()
    if form.submits(lambda: accounts.rename(access.actor(), person_id, form.name.data)):
        return _done("rename", person_id)
    return _page(person_id, name_form=form)


@blueprint.post("/people/<int:person_id>/role")
def set_role(person_id: int) -> ResponseReturnValue:
    """Give a person another role."""
    form = RoleForm()
    if form.submits(lambda: accounts.set_role(access.actor(), person_id, form.role.data)):
        flash(gettext("The role is now: %(role)s.", role=ROLE_NAMES[form.role.data]))
        return redirect(url_for("admin.person", person_id=person_id))
    return _page(person_id, role_form=form)


@blueprint.post("/people/<int:person_id>/suspension")
def suspend(person_id: int) -> ResponseReturnValue:
    """Keep a person out."""
    accounts.suspend(access.actor(), person_id)
    return _done("suspend", person_id)


@blueprint.post("/people/<int:person_id>/suspension/end")
def enable(person_id: int) -> ResponseReturnValue:
    """Let a person in again."""
    accounts.enable(access.actor(), person_id)
    return _done("enable", person_id)


@blueprint.post("/people/<int:person_id>/sessions/end")
def end_sessions(person_id: int) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    accounts.end_sessions(access.actor(), person_id)
    return _done("end_sessions", person_id)


@blueprint.post("/people/<int:person_id>/link")
def make_link(person_id: int) -> ResponseReturnValue:
    """Make a link with which a person sets a new password, and show it once."""
    address, nonce = url_for("admin.person", person_id=person_id), sent_once()
    accounts.make_reset_link(access.actor(), person_id, shown_once.seed_of(nonce))
    shown_once.keep(address, nonce, way="reset")
    return redirect(address)


def _done(act: str, person_id: int) -> ResponseReturnValue:
    flash(str(_SAID[act]))
    return redirect(url_for("admin.person", person_id=person_id))
