"""Show a teacher's classes: their students, and the codes by which students join."""

from typing import Any

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from wtforms import StringField

from quizapp.core.people import LONGEST_NAME
from quizapp.operations import classes
from quizapp.store.queries import classes as reading
from quizapp.web import access
from quizapp.web.forms import Form, OnceForm, at_most, needed, sent_once
from quizapp.web.lists import wanted
from quizapp.web.teacher import blueprint


class ClassForm(OnceForm):
    """Take the name of a new class."""

    name = StringField(
        lazy_gettext("Name of the class"),
        [needed(), at_most(LONGEST_NAME)],
        description=lazy_gettext("Its students see it, for example 7b or History, spring."),
    )


class RenamingForm(Form):
    """Take another name for a class."""

    name = StringField(lazy_gettext("Name of the class"), [needed(), at_most(LONGEST_NAME)])


def own_class(class_id: int) -> Any:
    """Return a class of the teacher who asks, or answer that there is none."""
    return access.found(reading.class_of(access.me().id, class_id))


def grouped(code: str | None) -> str:
    """Write a join code in groups of four, as people read it to one another."""
    return "-".join((code or "")[start : start + 4] for start in range(0, len(code or ""), 4))


def qr(address: str) -> Markup:
    """Draw the QR code of an address as SVG, black on white in any light."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(border=4, light="#fff", dark="#000", omitsize=True, svgclass="qr", lineclass=None))


@blueprint.get("/classes", endpoint="classes")
def classes_list() -> ResponseReturnValue:
    """List the classes, or those that are archived."""
    asked, archived = wanted(("name",), "name"), request.args.get("archived") == "1"
    found = reading.classes_of(access.me().id, archived, asked.search)
    return render_template("teacher/classes.html", found=found, wanted=asked, archived=archived, grouped=grouped)


@blueprint.route("/classes/new", methods=["GET", "POST"])
def new_class() -> ResponseReturnValue:
    """Make a class."""
    form = ClassForm()
    if form.submits(lambda: classes.create(access.actor(), form.name.data, token=form.once.data)):
        flash(gettext("The class is made. Give its join code to your students, or enrol them from a list."))
        return redirect(url_for("teacher.school_class", class_id=form.result))
    return render_template("teacher/class_new.html", form=form), form.status


@blueprint.get("/classes/<int:class_id>")
def school_class(class_id: int) -> ResponseReturnValue:
    """Show a class and its students."""
    own, asked = own_class(class_id), wanted(reading.ROSTER_SORTS, "name")
    found = reading.roster(class_id, asked.search, asked.sort, asked.down, asked.page)
    waiting = len(reading.students_with_first_password(access.me().id, class_id))
    return render_template(
        "teacher/class.html", school_class=own, found=found, wanted=asked, grouped=grouped, waiting=waiting
    )


@blueprint.route("/classes/<int:class_id>/edit", methods=["GET", "POST"])
def edit_class(class_id: int) -> ResponseReturnValue:
    """Rename a class."""
    own = own_class(class_id)
    form = RenamingForm(name=own.name)
    if form.submits(lambda: classes.rename(access.actor(), class_id, form.name.data)):
        flash(gettext("The class has its new name."))
        return redirect(url_for("teacher.school_class", class_id=class_id))
    return render_template("teacher/class_edit.html", form=form, school_class=own), form.status


@blueprint.post("/classes/<int:class_id>/archiving")
def archive_class(class_id: int) -> ResponseReturnValue:
    """Put a class away."""
    classes.archive(access.actor(), class_id)
    flash(gettext("The class is archived. Its students no longer see its quizzes; all results are kept."))
    return redirect(url_for("teacher.school_class", class_id=class_id))


@blueprint.post("/classes/<int:class_id>/restoring")
def restore_class(class_id: int) -> ResponseReturnValue:
    """Take a class out of the archive."""
    classes.restore(access.actor(), class_id)
    flash(gettext("The class is back."))
    return redirect(url_for("teacher.school_class", class_id=class_id))


@blueprint.get("/classes/<int:class_id>/code")
def class_code(class_id: int) -> ResponseReturnValue:
    """Show the join code large, with its QR code, to be shown to a class or printed."""
    own = own_class(class_id)
    address = url_for("public.join", code=own.join_code, _external=True) if own.join_code else ""
    return render_template(
        "teacher/class_code.html", school_class=own, grouped=grouped, address=address, picture=address and qr(address)
    )


@blueprint.post("/classes/<int:class_id>/code")
def renew_class_code(class_id: int) -> ResponseReturnValue:
    """Give a class a new code."""
    classes.renew_code(access.actor(), class_id, token=sent_once())
    flash(gettext("The class has a new join code; the old one no longer works."))
    return redirect(url_for("teacher.class_code", class_id=class_id))


@blueprint.post("/classes/<int:class_id>/code/withdrawal")
def withdraw_class_code(class_id: int) -> ResponseReturnValue:
    """Take the code of a class back."""
    classes.withdraw_code(access.actor(), class_id)
    flash(gettext("The join code is withdrawn. Nobody can join the class by it any more."))
    return redirect(url_for("teacher.class_code", class_id=class_id))
