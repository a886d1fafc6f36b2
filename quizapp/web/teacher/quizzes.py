"""Show a teacher's quizzes: the list, one quiz, its form, and the acts of publishing and withdrawing it."""

from dataclasses import replace
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from quizapp.core.drawing import shortages
from quizapp.core.numbers import whole_number
from quizapp.core.plans import Line, obstacles
from quizapp.operations import quizzes
from quizapp.store.queries import blueprints
from quizapp.store.queries import quizzes as reading
from quizapp.web import access
from quizapp.web.lists import wanted
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.plans import PlanForm, arranged, first_source, line_of, lines_in, values_of
from quizapp.web.times import reader_zone


def own_quiz(quiz_id: int) -> Any:
    """Return a quiz of the teacher who asks, or answer that there is none."""
    return access.found(reading.quiz_of(access.me().id, quiz_id))


@blueprint.get("/quizzes", endpoint="quizzes")
def quizzes_list() -> ResponseReturnValue:
    """List the quizzes."""
    asked, state, now = wanted(reading.SORTS, "made", down=True), request.args.get("state", ""), access.now()
    found = reading.quizzes_of(access.me().id, now, asked.search, state, asked.sort, asked.down, asked.page)
    numbers = reading.numbers_of([quiz.id for quiz in found.items])
    states = {quiz.id: reading.state_of(quiz, now) for quiz in found.items}
    return render_template(
        "teacher/quizzes.html", found=found, wanted=asked, state=state, states=states, numbers=numbers
    )


@blueprint.route("/quizzes/new", methods=["GET", "POST"])
def new_quiz() -> ResponseReturnValue:
    """Make a quiz."""
    choices = blueprints.bank_choices(access.me().id)
    form = _form({"lines": [{"source": first_source(choices), "count": 5}]})
    form.offer(access.me().id)
    if not _is_arranging() and form.submits(lambda: quizzes.create(access.actor(), form.plan(), token=form.once.data)):
        flash(gettext("The quiz is saved as a draft. Look at it, then publish it."))
        return redirect(url_for("teacher.quiz", quiz_id=form.result))
    return _form_page(form, None)


@blueprint.route("/quizzes/<int:quiz_id>/edit", methods=["GET", "POST"])
def edit_quiz(quiz_id: int) -> ResponseReturnValue:
    """Change a quiz."""
    quiz = own_quiz(quiz_id)
    form = _form(values_of(reading.plan_of(quiz)))
    form.offer(access.me().id, quiz_id)
    if not _is_arranging() and form.submits(lambda: quizzes.change(access.actor(), quiz_id, form.plan())):
        flash(gettext("The quiz is changed."))
        return redirect(url_for("teacher.quiz", quiz_id=quiz_id))
    return _form_page(form, quiz)


def _is_arranging() -> bool:
    return "arrange" in request.form


def _form(values: dict) -> PlanForm:
    """Return the form with what was sent, arranged as a button of its blueprint asks, or with some values at first."""
    if not _is_arranging():
        return PlanForm(data=values)
    source = first_source(blueprints.bank_choices(access.me().id))
    return PlanForm(formdata=arranged(request.form, request.form["arrange"], source))


def _form_page(form: PlanForm, quiz: Any) -> ResponseReturnValue:
    choices = form.offer(access.me().id, quiz and quiz.id)
    lines = [line_of(one.source.data, one.difficulty.data, one.count.data or 0) for one in form.lines]
    return render_template(
        "teacher/quiz_form.html", form=form, quiz=quiz, choices=choices, told=_available(lines),
        attempts=reading.count_attempts(quiz.id) if quiz else 0, zone=reader_zone(),
    ), form.status  # fmt: skip


@blueprint.get("/blueprint")
def count_available() -> ResponseReturnValue:
    """Tell a script how many questions there are for each line of a blueprint, and which line goes short."""
    sent = [
        line_of(line.get("source"), line.get("difficulty"), min(1000, whole_number(line.get("count", "").strip()) or 0))
        for line in lines_in(request.args)
    ]
    return jsonify(_available(sent))


def _available(lines: list[Line]) -> dict:
    """Tell what is there for each line, what is missing, and how many questions the form has."""
    reach = blueprints.within_reach(access.me().id, [line.bank_id for line in lines])
    strata = blueprints.strata_for([line if line.bank_id in reach else replace(line, bank_id=0) for line in lines])
    missing = {one.number: one.missing for one in shortages(strata)}
    told = [_told(len(stratum.pool), missing.get(number, 0)) for number, stratum in enumerate(strata)]
    total = sum(max(0, line.count) for line in lines)
    words = ngettext("%(num)d question in all", "%(num)d questions in all", total)
    return {"lines": told, "total": total, "words": words, "drawable": not missing}


def _told(available: int, missing: int) -> dict:
    words = ngettext("%(num)d there", "%(num)d there", available)
    told = gettext("✗ %(words)s, %(missing)s too few", words=words, missing=missing) if missing else "✓ " + words
    return {"available": available, "missing": missing, "words": told}


@blueprint.get("/quizzes/<int:quiz_id>")
def quiz(quiz_id: int) -> ResponseReturnValue:
    """Show a quiz: where it stands, what it is made of, and what can be done."""
    own = own_quiz(quiz_id)
    plan, now = reading.plan_of(own), access.now()
    strata = blueprints.strata_for(plan.lines)
    return render_template(
        "teacher/quiz.html",
        quiz=own,
        state=reading.state_of(own, now),
        classes=reading.classes_with(quiz_id),
        numbers=reading.numbers_of([quiz_id])[quiz_id],
        lines=list(zip(own.lines, strata, strict=True)),
        against=obstacles(plan, shortages(strata), now),
        attempts=reading.count_attempts(quiz_id),
        allowances=reading.allowances_of(quiz_id),
    )


@blueprint.post("/quizzes/<int:quiz_id>/publication")
def publish_quiz(quiz_id: int) -> ResponseReturnValue:
    """Publish a quiz; what stands against it is told on its page."""
    own_quiz(quiz_id)
    quizzes.publish(access.actor(), quiz_id)
    flash(gettext("The quiz is published: its classes see it."))
    return redirect(url_for("teacher.quiz", quiz_id=quiz_id))


@blueprint.post("/quizzes/<int:quiz_id>/withdrawal")
def withdraw_quiz(quiz_id: int) -> ResponseReturnValue:
    """Withdraw a quiz."""
    quizzes.withdraw(access.actor(), quiz_id)
    flash(gettext("The quiz is withdrawn: nobody can start it. Attempts that are running may be finished."))
    return redirect(url_for("teacher.quiz", quiz_id=quiz_id))


@blueprint.post("/quizzes/<int:quiz_id>/deletion")
def delete_quiz(quiz_id: int) -> ResponseReturnValue:
    """Delete a quiz that nobody has taken."""
    quizzes.delete_draft(access.actor(), quiz_id)
    flash(gettext("The quiz is deleted."))
    return redirect(url_for("teacher.quizzes"))
