"""Keep what a student sends when the time is over or the attempt is handed in, and say what becomes of it."""

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.core.answers import progress
from quizapp.core.late import journal_date
from quizapp.operations import late as operations
from quizapp.operations.attempts import Save
from quizapp.operations.late import Held, LateSave
from quizapp.web import access, times
from quizapp.web.late import in_words
from quizapp.web.student.paper import Paper, Sent


def kept_answer(mine: Any, sent: Sent) -> ResponseReturnValue:
    """Keep one answer that a script sends late, with the dates of its journal, and tell what became of it."""
    (held,) = operations.hold(access.actor(), mine.id, [_late(sent.save)])
    return jsonify(
        status=held.status,
        error="" if held.status == "saved" else held.status,
        message=_message(mine, held),
        decision=held.decision,
        sequence=held.sequence,
        was=sent.stand(held.answer, held.flagged, held.certainty),
        progress=progress(held.answer),
        remark="",
        saved_at=held.saved_at and held.saved_at.isoformat(),
        said=gettext("saved %(time)s", time=times.time_of_day(held.saved_at)) if held.saved_at else "",
    ), {"saved": 200, "stale": 409, "late": 202}[held.status]


def kept_page(mine: Any, paper: Paper) -> ResponseReturnValue:
    """Keep what a page without script sends late, say what became of each answer, and lead on."""
    held = operations.hold(access.actor(), mine.id, [_late(one) for one in paper.saves()])
    flash(_why(mine) + " " + gettext("What was saved before counts."), "wrong")
    for place, sentences in paper.wrong().items():
        what = gettext("Question %(number)s could not be kept: %(what)s", number=place, what=" ".join(sentences))
        flash(what, "wrong")
    sent = {one.position: one for one in paper.slots}
    for one in held:
        if one.status != "saved":
            given = sent[one.position]
            own = in_words(given.question, given.answer, given.certainty)
            flash(_message(mine, one) + " " + gettext("Your answer here was: %(words)s.", words=own), "wrong")
    return redirect(url_for("student.attempt", attempt_id=mine.id))


def _late(save: Save) -> LateSave:
    dates = (journal_date(request.form.get(name, "")) for name in ("made_at", "device_at"))
    return LateSave(save.position, save.sequence, save.answer, save.flagged, *dates, save.certainty)


def _why(mine: Any) -> str:
    now = times.time_of_day(access.now())
    if mine.submitted_at is not None and mine.submitted_how != "time":
        return gettext("This attempt is handed in; what arrived at %(time)s came after that.", time=now)
    return gettext("The time is over; what arrived at %(time)s came late.", time=now)


def _message(mine: Any, held: Held) -> str:
    number = held.position
    if held.status == "saved":
        return ""
    if held.status == "stale":
        return gettext("Question %(number)s was changed in another window or on another device.", number=number)
    if held.decision == "declined":
        return gettext("Your late answer to question %(number)s was not taken over.", number=number)
    if held.decision == "accepted":
        return gettext(
            "Your answer to question %(number)s arrived late, at %(time)s. It was taken over, and counts.",
            number=number, time=times.time_of_day(access.now()),
        )  # fmt: skip
    return gettext(
        "Your answer to question %(number)s arrived late, at %(time)s. It is kept, and does not count yet: your "
        "teacher decides about it. What was decided is told with your result.",
        number=number, time=times.time_of_day(access.now()),
    )  # fmt: skip
