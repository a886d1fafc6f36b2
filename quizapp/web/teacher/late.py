"""Show a teacher what arrived late and waits, and take the decision about it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import SelectMultipleField, StringField, TextAreaField

from quizapp.core.errors import invalid, say
from quizapp.core.late import DECISIONS
from quizapp.core.numbers import whole_number
from quizapp.core.quizzes import REASON_LENGTH
from quizapp.operations import late as operations
from quizapp.store.queries import attempts, gradebook, late
from quizapp.web import access
from quizapp.web.forms import Form, at_most, needed
from quizapp.web.insights import insights_of
from quizapp.web.late import late_shown
from quizapp.web.numbers import points
from quizapp.web.slots import shown_slots
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.quizzes import own_quiz


class DecisionForm(Form):
    """Take which late answers of an attempt are taken over, or are not, and why."""

    answers = SelectMultipleField(lazy_gettext("Late answers"), validate_choice=False)
    decision = StringField()
    reason = TextAreaField(
        lazy_gettext("Reason"), [needed(), at_most(REASON_LENGTH)],
        description=lazy_gettext("The student reads it beside the result, and it stands in the audit log."),
    )  # fmt: skip


@blueprint.get("/late", endpoint="late")
def late_list() -> ResponseReturnValue:
    """List the attempts with late answers that wait, at all quizzes or at one of them."""
    quiz_id = whole_number(request.args.get("quiz", ""))
    quiz = own_quiz(quiz_id) if quiz_id is not None else None
    return render_template("teacher/late.html", waiting=late.waiting_for(access.me().id, quiz_id), quiz=quiz)


@blueprint.get("/quizzes/<int:quiz_id>/attempts/<int:attempt_id>")
def attempt(quiz_id: int, attempt_id: int) -> ResponseReturnValue:
    """Show one attempt: each question with the answer, its mark and the right answer, and what arrived late."""
    return _attempt_page(quiz_id, attempt_id, DecisionForm(formdata=None))


@blueprint.post("/quizzes/<int:quiz_id>/attempts/<int:attempt_id>/late-decisions")
def decide_late(quiz_id: int, attempt_id: int) -> ResponseReturnValue:
    """Take late answers over, or not, and show the attempt as it stands then."""
    own_quiz(quiz_id)
    access.found(gradebook.attempt_at(access.me().id, quiz_id, attempt_id))
    form = DecisionForm()
    if form.submits(lambda: _decide(quiz_id, attempt_id, form)):
        flash(_told(quiz_id, attempt_id, form.decision.data, form.result))
        return redirect(url_for("teacher.attempt", quiz_id=quiz_id, attempt_id=attempt_id, _anchor="late"))
    return _attempt_page(quiz_id, attempt_id, form)


def _decide(quiz_id: int, attempt_id: int, form: DecisionForm) -> int:
    ids = [number for text in form.answers.data or () if (number := whole_number(text)) is not None]
    if not ids:
        raise invalid(say("Tick at least one late answer."), "answers")
    if form.decision.data not in DECISIONS:
        raise invalid(say("Press one of the two buttons."), "answers")
    return operations.decide(access.actor(), quiz_id, attempt_id, ids, form.decision.data, form.reason.data)


def _told(quiz_id: int, attempt_id: int, decision: str, count: int) -> str:
    if not count:
        return gettext("These late answers were decided before; nothing was changed.")
    if decision == "declined":
        return ngettext("%(num)d late answer is not taken over.", "%(num)d late answers are not taken over.", count)
    now = access.found(gradebook.attempt_at(access.me().id, quiz_id, attempt_id))
    if now.score is None:
        return gettext("It is taken over, and is marked when the attempt is handed in.")
    return gettext(
        "It is taken over. The score of this attempt is %(score)s of %(most)s points now.",
        score=points(now.score), most=points(now.most),
    )  # fmt: skip


def _attempt_page(quiz_id: int, attempt_id: int, form: DecisionForm) -> ResponseReturnValue:
    quiz = own_quiz(quiz_id)
    found: Any = access.found(gradebook.attempt_at(access.me().id, quiz_id, attempt_id))
    slots, shown = attempts.slots_of(found.id), late_shown(found)
    ticked = set(form.answers.data or ()) if form.is_submitted() else {str(one.row.id) for one in shown}
    return render_template(
        "teacher/attempt.html", quiz=quiz, attempt=found, late=shown, form=form, ticked=ticked,
        questions=shown_slots(found, slots, marked=True, own=False),
        insights=insights_of(found.recipe, slots) if found.submitted_at else "",
    ), form.status  # fmt: skip
