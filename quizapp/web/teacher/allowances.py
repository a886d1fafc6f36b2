"""Give one student more time or attempts, with a reason, and take it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from quizapp.core.quizzes import REASON_LENGTH
from quizapp.operations import quizzes
from quizapp.store.queries import quizzes as reading
from quizapp.web import access
from quizapp.web.forms import OnceForm, WholeNumberField, at_most, needed
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.quizzes import own_quiz


class AllowanceForm(OnceForm):
    """Take what one student is given on top, and why."""

    person = SelectField(lazy_gettext("Student"), [needed()])
    minutes = WholeNumberField(
        lazy_gettext("More minutes"), default=0,
        description=lazy_gettext("On top of the time limit and past the closing time; also in an attempt that runs."),
    )  # fmt: skip
    attempts = WholeNumberField(lazy_gettext("More attempts"), default=0)
    reason = TextAreaField(
        lazy_gettext("Reason"), [needed(), at_most(REASON_LENGTH)],
        description=lazy_gettext(
            "You and the administrators see it; the student finds it among the data about themselves."
        ),
    )  # fmt: skip


@blueprint.route("/quizzes/<int:quiz_id>/allowances/new", methods=["GET", "POST"])
def new_allowance(quiz_id: int) -> ResponseReturnValue:
    """Give a student more."""
    quiz = own_quiz(quiz_id)
    form = AllowanceForm(person=request.args.get("person", ""))
    students = reading.students_of_quiz(quiz_id)
    form.person.choices = [SelectChoice("", gettext("Choose …"))] + [
        SelectChoice(str(student.id), f"{student.name} ({student.username})") for student in students
    ]
    if form.submits(lambda: _give(quiz_id, form)):
        flash(gettext("It is given. In an attempt that is running, the student sees it within seconds."))
        return redirect(url_for("teacher.quiz", quiz_id=quiz_id, _anchor="allowances"))
    return render_template("teacher/allowance_new.html", quiz=quiz, form=form, students=students), form.status


def _give(quiz_id: int, form: AllowanceForm) -> int:
    return quizzes.allow(
        access.actor(), quiz_id, int(form.person.data), form.minutes.data or 0, form.attempts.data or 0,
        form.reason.data, token=form.once.data,
    )  # fmt: skip


@blueprint.post("/quizzes/<int:quiz_id>/allowances/<int:allowance_id>/withdrawal")
def take_back_allowance(quiz_id: int, allowance_id: int) -> ResponseReturnValue:
    """Take back what was given by mistake."""
    quizzes.take_back(access.actor(), quiz_id, allowance_id)
    flash(gettext("It is taken back."))
    return redirect(url_for("teacher.quiz", quiz_id=quiz_id, _anchor="allowances"))
