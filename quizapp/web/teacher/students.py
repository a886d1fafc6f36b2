"""Show one student of a class: quizzes and results, a link for a new password, and the way out of the class."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.operations import accounts, classes
from quizapp.store.queries import classes as reading
from quizapp.store.queries import gradebook
from quizapp.store.queries.accounts import has_link
from quizapp.web import access, shown_once
from quizapp.web.forms import sent_once
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.classes import own_class, qr


@blueprint.get("/classes/<int:class_id>/students/<int:person_id>")
def student(class_id: int, person_id: int) -> ResponseReturnValue:
    """Show a student, with the quizzes of the class."""
    own, person = own_class(class_id), access.found(reading.student_in(access.me().id, class_id, person_id))
    row = gradebook.row_of(class_id, person)
    kept = reading.is_kept(access.me().id, person_id)
    return render_template("teacher/student.html", school_class=own, person=person, row=row, kept=kept)


@blueprint.post("/classes/<int:class_id>/students/<int:person_id>/password-link")
def make_password_link(class_id: int, person_id: int) -> ResponseReturnValue:
    """Make a one-time link that sets a new password."""
    person = access.found(reading.student_in(access.me().id, class_id, person_id))
    nonce = sent_once()
    accounts.make_reset_link(access.actor(), person.id, shown_once.seed_of(nonce))
    address = url_for("teacher.password_link", class_id=class_id, person_id=person_id)
    shown_once.keep(address, nonce)
    return redirect(address)


@blueprint.get("/classes/<int:class_id>/students/<int:person_id>/password-link")
def password_link(class_id: int, person_id: int) -> ResponseReturnValue:
    """Show the link, once: only its digest is stored."""
    own, person = own_class(class_id), access.found(reading.student_in(access.me().id, class_id, person_id))
    token = shown_once.seed_of(shown_once.take().get("nonce", ""))
    if not has_link(person_id, token):
        flash(gettext("The link was shown once, and is stored nowhere. You can make a new one."), "wrong")
        return redirect(url_for("teacher.student", class_id=class_id, person_id=person_id))
    address = url_for("public.reset", token=token, _external=True)
    return render_template(
        "teacher/password_link.html", school_class=own, person=person, address=address, picture=qr(address)
    )


@blueprint.post("/classes/<int:class_id>/students/<int:person_id>/removal")
def remove_student(class_id: int, person_id: int) -> ResponseReturnValue:
    """Take a student out of a class."""
    classes.remove(access.actor(), class_id, person_id)
    flash(gettext("The student is out of the class. Their attempts and results are kept."))
    return redirect(url_for("teacher.school_class", class_id=class_id))
