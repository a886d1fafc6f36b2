"""Let people in: one by a form, many by a list, each with what they first come in with, shown once."""

import csv
import io

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from quizapp.core.errors import Fault, say
from quizapp.operations import newcomers
from quizapp.operations.newcomers import FirstEntry
from quizapp.store.queries import accounts as reading
from quizapp.web import access, shown_once
from quizapp.web.admin import blueprint
from quizapp.web.admin.people import ROLE_NAMES
from quizapp.web.forms import Form, OnceForm, at_most, needed

WAYS = [
    SelectChoice("password", lazy_gettext("with a first password, which they change when they sign in")),
    SelectChoice("link", lazy_gettext("with a link that sets a password, once, within two days")),
]


class PersonForm(OnceForm):
    """Take a new person."""

    name = StringField(lazy_gettext("Name"), [needed(), at_most(120)])
    username = StringField(lazy_gettext("Username"), [needed(), at_most(64)],
                           description=lazy_gettext("They sign in with it; case does not matter."))  # fmt: skip
    role = SelectField(lazy_gettext("Role"), choices=[SelectChoice(role, name) for role, name in ROLE_NAMES.items()])
    way = RadioField(lazy_gettext("How they first come in"), choices=WAYS, default="password")


class ListForm(OnceForm):
    """Take a list of people; what is wrong with the list is told in a table, not beside a field."""

    file = FileField(
        lazy_gettext("The list"),
        [FileRequired(lazy_gettext("Choose a file."))],
        description=lazy_gettext("A CSV, XLSX or ODS file."),
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx,.ods"},
    )
    way = RadioField(lazy_gettext("How they first come in"), choices=WAYS, default="password")
    report: tuple[Fault, ...] = ()

    def show(self, faults: tuple[Fault, ...] | list[Fault]) -> None:
        """Keep the faults of rows for the report, and show the others as ever."""
        self.report = tuple(fault for fault in faults if fault.line)
        rest = [fault for fault in faults if not fault.line]
        if self.report:
            many = say("Nothing was imported, for rows of the list have problems. Mend them and send the list again.")
            rest.append(Fault(many, "file"))
        super().show(rest)


class SlipsForm(Form):
    """Carry the nonce of a list of first entries from the page that shows them to the file."""

    way = HiddenField()
    nonce = HiddenField()


@blueprint.route("/people/new", methods=["GET", "POST"])
def new_person() -> ResponseReturnValue:
    """Make an account."""
    form = PersonForm()
    entry = FirstEntry(form.way.data, shown_once.seed_of(form.once.data))
    if form.submits(
        lambda: newcomers.create(
            access.actor(), form.username.data, form.name.data, form.role.data, entry, token=form.once.data
        )
    ):
        flash(gettext("The account is made."))
        return _show_once("admin.person", form, person_id=form.result)
    return render_template("admin/person_new.html", form=form), form.status


@blueprint.route("/people/import", methods=["GET", "POST"])
def import_people() -> ResponseReturnValue:
    """Make accounts for a list of people."""
    form = ListForm()
    entry = FirstEntry(form.way.data, shown_once.seed_of(form.once.data))
    if form.submits(
        lambda: newcomers.import_file(
            access.actor(), form.file.data.filename, form.file.data.read(), entry, token=form.once.data
        )
    ):
        flash(gettext("The list is imported."))
        return _show_once("admin.imported", form, entry_id=form.result)
    return render_template("admin/people_import.html", form=form), form.status


@blueprint.get("/people/imports/<int:entry_id>")
def imported(entry_id: int) -> ResponseReturnValue:
    """Show whom an import made, and (once) what they first come in with."""
    entry, made = access.found(reading.imported(entry_id))
    slips = SlipsForm(formdata=None, **{"way": "", "nonce": "", **shown_once.take()})
    first = FirstEntry(slips.way.data, shown_once.seed_of(slips.nonce.data)) if slips.way.data else None
    if first is not None and not all(first.fits(person) for person in made[:1]):
        first = None
    secrets = {person.id: _words_of(first, person.username) for person in made} if first else {}
    return render_template("admin/imported.html", entry=entry, made=made, first=first, secrets=secrets, form=slips)


@blueprint.post("/people/imports/<int:entry_id>/slips")
def slips(entry_id: int) -> ResponseReturnValue:
    """Send the list of first entries as a file; its nonce comes from the page that shows them."""
    _, made = access.found(reading.imported(entry_id))
    form = SlipsForm()
    first = FirstEntry("link" if form.way.data == "link" else "password", shown_once.seed_of(form.nonce.data or ""))
    if not all(first.fits(person) for person in made[:1]):
        flash(gettext("What these people first come in with was shown once, and is not kept."), "wrong")
        return redirect(url_for("admin.imported", entry_id=entry_id))
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["username", "name", "role", first.way])
    lines.writerows(
        reading.cells(person.username, person.name, person.role, _words_of(first, person.username)) for person in made
    )
    headers = {"Content-Disposition": f'attachment; filename="first-entries-{entry_id}.csv"'}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=headers)


def _show_once(endpoint: str, form: PersonForm | ListForm, **place: int) -> ResponseReturnValue:
    address = url_for(endpoint, **place)
    shown_once.keep(address, form.once.data, way=form.way.data)
    return redirect(address)


def _words_of(first: FirstEntry, username: str) -> str:
    if first.way == "password":
        return first.of(username)
    return url_for("public.reset", token=first.of(username), _external=True)
