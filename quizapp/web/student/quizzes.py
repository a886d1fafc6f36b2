"""Show the quizzes of a student, each quiz with its terms, and let the student join a class."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import StringField

from quizapp.core.quizzes import has_passed, is_over
from quizapp.operations import people
from quizapp.store.queries import offers
from quizapp.store.queries.classes import classes_joined_by
from quizapp.web import access, fragments
from quizapp.web.forms import Form, at_most, needed
from quizapp.web.student import blueprint
from quizapp.web.times import reader_zone

COUNTING_NAMES = {
    "best": lazy_gettext("Best score"),
    "last": lazy_gettext("Last score"),
    "first": lazy_gettext("First score"),
    "mean": lazy_gettext("Mean score"),
}


class JoinForm(Form):
    """Take the join code of a class."""

    code = StringField(lazy_gettext("Join code"), [needed(), at_most(20)],
                       description=lazy_gettext("Your teacher gives it to you."))  # fmt: skip


@blueprint.get("/quizzes")
def quizzes() -> ResponseReturnValue:
    """List the quizzes: running ones on top, then the open, coming and past ones."""
    now, me = access.now(), access.me()
    groups: dict[str, list[Any]] = {"running": [], "open": [], "coming": [], "past": []}
    for one in offers.quizzes_for(me.id):
        groups["running" if one.running else one.phase(now)].append(one)
    groups["coming"].sort(key=lambda one: one.quiz.opens_at)
    groups["past"].sort(key=lambda one: one.terms.closing, reverse=True)
    return render_template(
        "student/quizzes.html",
        groups=groups,
        classes=classes_joined_by(me.id),
        form=JoinForm(formdata=None),
        **_words(),
    )


@blueprint.get("/quizzes/<int:quiz_id>")
def quiz(quiz_id: int) -> ResponseReturnValue:
    """Show the terms of a quiz, the attempts so far, and what will happen when one is started."""
    seen = access.found(offers.quiz_for(access.me().id, quiz_id))
    phase, given = seen.phase(access.now()), offers.may_start(access.me().id, quiz_id)
    said = {"seen": seen, "phase": phase, "given": given, "questions": offers.questions_asked(quiz_id)}
    if seen.attempts:
        return render_template("student/quiz.html", **said, **_words())
    key = (*said.values(), reader_zone())  # nobody's in particular: all who have not begun see the same
    return fragments.page("student/quiz.html", key, {}, **said, **_words())


@blueprint.route("/join", methods=["GET", "POST"])
def join_class() -> ResponseReturnValue:
    """Let a student join another class with its code."""
    form = JoinForm()
    if form.submits(lambda: people.join_class(access.actor(), form.code.data)):
        flash(gettext("You are in the class. Its quizzes are listed below."))
        return redirect(url_for("student.quizzes"))
    return render_template("student/join.html", form=form), form.status


def _words() -> dict[str, Any]:
    """Return what the templates of quizzes ask with."""
    return {"counting_names": COUNTING_NAMES, "has_passed": has_passed, "is_over": is_over}
