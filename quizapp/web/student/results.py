"""Hand attempts in, and show what came of them."""

from typing import NamedTuple

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from quizapp.core.certainty import asking_in
from quizapp.core.quizzes import Terms, has_passed, may_review, review_from
from quizapp.operations import attempts as operations
from quizapp.store.queries import offers, papers
from quizapp.store.queries.history import attempts_by
from quizapp.store.queries.papers import Sitting, Slot
from quizapp.web import access, fragments
from quizapp.web.insights import insights_of
from quizapp.web.late import late_shown
from quizapp.web.numbers import percent, points
from quizapp.web.slots import shown_slots
from quizapp.web.student import blueprint
from quizapp.web.student.attempts import mine_of
from quizapp.web.times import clock, duration, when


@blueprint.post("/attempts/<int:attempt_id>/submission")
def submit(attempt_id: int) -> ResponseReturnValue:
    """Hand an attempt in; a script is told where its result is."""
    operations.submit(access.actor(), attempt_id)
    address = url_for("student.result", attempt_id=attempt_id)
    return jsonify(status="handed_in", address=address) if access.wants_json() else redirect(address)


class Taken(NamedTuple):
    """Hold what the frame of a result depends on; the rest is filled in."""

    title: str
    quiz_id: int
    number: int
    submitted_how: str | None
    passed: bool | None
    pass_percent: int | None
    answered: int
    questions: int
    counted: bool
    id: Markup = fragments.blank("attempt")


@blueprint.get("/attempts/<int:attempt_id>/result")
def result(attempt_id: int) -> ResponseReturnValue:
    """Show the score of an attempt and, when the quiz allows it, every question with its answer and its source."""
    mine = mine_of(attempt_id)
    if mine.submitted_at is None:
        return redirect(url_for("student.attempt", attempt_id=attempt_id))
    terms, slots = access.found(offers.terms_at(mine.quiz_id, access.me().id)), papers.slots_of(attempt_id)
    passed = has_passed(mine.score, mine.most, terms.pass_percent)
    answered = sum(slot.answer is not None for slot in slots)
    taken = Taken(mine.quiz.title, mine.quiz_id, mine.number, mine.submitted_how, passed, terms.pass_percent,
                  answered, len(slots), asking_in(mine.recipe) == "counted")  # fmt: skip
    late = late_shown(mine)
    values = {
        "attempt": attempt_id,
        "score": percent((mine.score or 0.0) / mine.most if mine.most else 0.0),
        "points": points(mine.score),
        "most": points(mine.most),
        "duration": duration(mine.submitted_at - mine.started_at),
        "submitted": when(mine.submitted_at),
        "clock": clock(mine.submitted_at),
        "late": fragments.part("student/late.html", "told_to_student", late) if late else "",
        "insight": _insight(mine, terms, slots),
        "review": _review(mine, terms, slots),
    }
    return fragments.page("student/result.html", taken, values, taken=taken)


def _insight(mine: Sitting, terms: Terms, slots: list[Slot]) -> Markup | str:
    """Return what the answers show beside their points, where they may be reviewed and show anything."""
    if not may_review(terms, mine.submitted_at, access.now()):
        return ""
    return insights_of(mine.recipe, slots)


def _review(mine: Sitting, terms: Terms, slots: list[Slot]) -> Markup:
    if not may_review(terms, mine.submitted_at, access.now()):
        shown_from = review_from(terms, mine.submitted_at)
        return fragments.part("student/reviewed.html", "no_review", terms, shown_from, mine.quiz_id)
    shown = shown_slots(mine, slots, marked=True)
    verdicts = [(one.position, one.mark and one.mark.verdict) for one in shown]
    places = fragments.pieces("student/reviewed.html", "place", verdicts)
    questions = Markup("\n".join([one.drawn("student/reviewed.html", "reviewed") for one in shown]))
    return fragments.piece("student/reviewed.html", "review", places=places, questions=questions)


@blueprint.get("/history")
def history() -> ResponseReturnValue:
    """List the student's attempts, the newest first."""
    words = request.args.get("words", "")[:200]
    found = attempts_by(access.me().id, words, request.args.get("page", 1, int))
    return render_template("student/history.html", found=found, words=words, has_passed=has_passed)
