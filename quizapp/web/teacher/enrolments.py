"""Enrol students from a list: choose or paste it, see what it does, confirm."""

import csv
import io

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from wtforms import TextAreaField

from quizapp.core.enrolling import ClassList, Row
from quizapp.core.errors import Text, invalid, say
from quizapp.operations import classes
from quizapp.store.queries import classes as reading
from quizapp.web import access, shown_once
from quizapp.web.forms import Form, OnceForm, sent_once
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.classes import own_class


class ListForm(Form):
    """Take the list of a class, as a file or as text."""

    file = FileField(
        lazy_gettext("File of the list"),
        description=lazy_gettext("CSV or XLSX, with the columns “username” and “name”. Other columns are left alone."),
    )
    pasted = TextAreaField(
        lazy_gettext("Or paste the list"),
        description=lazy_gettext("The first row names the columns: username, name. Then one student in each row."),
    )


class ConfirmationForm(OnceForm):
    """Hold the list that was looked at, until it is confirmed."""

    pasted = TextAreaField()


@blueprint.route("/classes/<int:class_id>/enrolments/new", methods=["GET", "POST"])
def new_enrolments(class_id: int) -> ResponseReturnValue:
    """Take a list, and show what it would do; nothing is changed yet."""
    own, form = own_class(class_id), ListForm()
    if form.submits(lambda: _read(class_id, form)):
        listed, remarks = form.result
        confirmation = ConfirmationForm(formdata=None, pasted=_written(listed.rows))
        return render_template(
            "teacher/enrolments_preview.html", school_class=own, form=confirmation, listed=listed, remarks=remarks
        )
    return render_template("teacher/enrolments_new.html", school_class=own, form=form), form.status


@blueprint.post("/classes/<int:class_id>/enrolments")
def enrol_list(class_id: int) -> ResponseReturnValue:
    """Enrol everybody on the list."""
    own, form = own_class(class_id), ConfirmationForm()
    if form.submits(lambda: _enrol(class_id, form)):
        flash(gettext("Everybody on the list is in the class."))
        return _lead_to_passwords(class_id, form.result, form.once.data)
    again = ListForm(formdata=None, pasted=form.pasted.data)
    again.form_errors += [sentence for _, sentence in form.faults]
    return render_template("teacher/enrolments_new.html", school_class=own, form=again), again.status


@blueprint.post("/classes/<int:class_id>/first-passwords")
def renew_first_passwords(class_id: int) -> ResponseReturnValue:
    """Make new first passwords for those who have not chosen their own."""
    own_class(class_id)
    nonce = sent_once()
    entry_id = classes.renew_first_passwords(access.actor(), class_id, shown_once.seed_of(nonce), token=nonce)
    return _lead_to_passwords(class_id, entry_id, nonce)


def _lead_to_passwords(class_id: int, entry_id: int, nonce: str) -> ResponseReturnValue:
    if not reading.made_by(class_id, entry_id):
        return redirect(url_for("teacher.school_class", class_id=class_id))
    address = url_for("teacher.first_passwords", class_id=class_id, entry_id=entry_id)
    shown_once.keep(address, nonce)
    return redirect(address)


@blueprint.get("/classes/<int:class_id>/first-passwords/<int:entry_id>")
def first_passwords(class_id: int, entry_id: int) -> ResponseReturnValue:
    """Show first passwords, once: they are stored nowhere."""
    own, people = own_class(class_id), access.found(reading.made_by(class_id, entry_id))
    kept = shown_once.take()
    seed = shown_once.seed_of(kept.get("nonce", ""))
    if not kept or not people or not classes.opens(people[0], seed):
        flash(gettext("These passwords were shown once, and are stored nowhere. You can make new ones."), "wrong")
        return redirect(url_for("teacher.school_class", class_id=class_id))
    return render_template(
        "teacher/first_passwords.html", school_class=own, address=url_for("public.sign_in", _external=True),
        made=[(person, classes.first_password(person, seed)) for person in people],
    )  # fmt: skip


def _read(class_id: int, form: ListForm) -> tuple[ClassList, tuple[Text, ...]]:
    if form.file.data and form.file.data.filename:
        return classes.read_list(class_id, form.file.data.filename, form.file.data.read())
    if form.pasted.data and form.pasted.data.strip():
        return classes.read_list(class_id, gettext("the pasted list"), form.pasted.data.encode())
    raise invalid(say("Choose a file, or paste a list."), "file")


def _enrol(class_id: int, form: ConfirmationForm) -> int:
    listed, _ = classes.read_list(class_id, "", (form.pasted.data or "").encode())
    return classes.enrol_people(
        access.actor(), class_id, listed.rows, shown_once.seed_of(form.once.data), token=form.once.data
    )


def _written(rows: tuple[Row, ...]) -> str:
    """Write rows as CSV, in the order in which they came."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("username", "name"))
    writer.writerows((row.username, row.name) for row in rows)
    return text.getvalue()
