"""Watch a quiz while it is taken: who has started, who is where, who is done."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.store.queries import late, watching
from quizapp.store.queries import quizzes as reading
from quizapp.web import access
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.quizzes import own_quiz

STATES = ("working", "away", "done")


@blueprint.get("/quizzes/<int:quiz_id>/watch")
def watch(quiz_id: int) -> ResponseReturnValue:
    """Show where every student is; the page's script asks for the table anew every few seconds."""
    quiz = own_quiz(quiz_id)
    return render_template("teacher/watch.html", quiz=quiz, **_seen(quiz))


@blueprint.get("/quizzes/<int:quiz_id>/watch/now")
def watch_now(quiz_id: int) -> ResponseReturnValue:
    """Give the script the table as it is now."""
    quiz = own_quiz(quiz_id)
    return {"html": render_template("teacher/watch_now.html", quiz=quiz, **_seen(quiz))}


def _seen(quiz: Any) -> dict:
    places = watching.places_of(quiz.id)
    classes = sorted({name for place in places for name in place.student.classes})
    asked, state = request.args.get("class", ""), request.args.get("state", "")
    chosen = [place for place in places if not asked or asked in place.student.classes]
    counts = {name: sum(place.state == name for place in chosen) for name in STATES}
    shown = [place for place in chosen if not state or place.state == state]
    now = access.now()
    return {
        "standings": sorted(shown, key=lambda place: STATES.index(place.state)), "counts": counts, "classes": classes,
        "chosen": asked, "state": state, "phase": reading.state_of(quiz, now), "waiting": late.waiting_in([quiz.id]),
        "minutes_left": {
            place.student.id: max(0, round((place.attempt.ends_at - now).total_seconds() / 60))
            for place in shown if place.state == "working" and place.attempt and place.attempt.ends_at
        },
    }  # fmt: skip
