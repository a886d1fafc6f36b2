"""Hand attempts in, and show what came of them."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.quizzes import has_passed, may_review, review_from
from quizapp.operations import attempts as operations
from quizapp.store.queries import offers, papers
from quizapp.store.queries.history import attempts_by
from quizapp.web import access
from quizapp.web.late import late_shown
from quizapp.web.receipts import own_receipt
from quizapp.web.slots import shown_slots
from quizapp.web.student import blueprint
from quizapp.web.student.attempts import mine_of


@blueprint.post("/attempts/<int:attempt_id>/submission")
def submit(attempt_id: int) -> ResponseReturnValue:
    """Hand an attempt in; a script is told where its result is."""
    operations.submit(access.actor(), attempt_id)
    address = url_for("student.result", attempt_id=attempt_id)
    return jsonify(status="handed_in", address=address) if access.wants_json() else redirect(address)


@blueprint.get("/attempts/<int:attempt_id>/result")
def result(attempt_id: int) -> ResponseReturnValue:
    """Show the score of an attempt and, when the quiz allows it, every question with its answer and its source."""
    mine = mine_of(attempt_id)
    if mine.submitted_at is None:
        return redirect(url_for("student.attempt", attempt_id=attempt_id))
    terms = access.found(offers.terms_at(mine.quiz_id, access.me().id))
    reviewable, slots = may_review(terms, mine.submitted_at, access.now()), papers.slots_of(attempt_id)
    reviewed = shown_slots(mine, slots, marked=True) if reviewable else []
    return render_template(
        "student/result.html",
        attempt=mine,
        terms=terms,
        passed=has_passed(mine.score, mine.most, terms.pass_percent),
        slots=reviewed,
        verdicts=[(one.position, one.mark and one.mark.verdict) for one in reviewed],
        receipt=own_receipt(mine, slots),
        reviewable=reviewable,
        shown_from=review_from(terms, mine.submitted_at),
        late=late_shown(attempt_id),
    )


@blueprint.get("/history")
def history() -> ResponseReturnValue:
    """List the student's attempts, the newest first."""
    words = request.args.get("words", "")[:200]
    found = attempts_by(access.me().id, words, request.args.get("page", 1, int))
    return render_template("student/history.html", found=found, words=words, has_passed=has_passed)
