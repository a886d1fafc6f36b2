"""Show a teacher's first page: what runs now, what came of late, what to do next."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from quizapp.store.queries import gradebook, late
from quizapp.store.queries import quizzes as reading
from quizapp.web import access
from quizapp.web.teacher import blueprint

RECENT = timedelta(days=14)


@blueprint.get("")
def home() -> ResponseReturnValue:
    """Show the overview."""
    me, now = access.me().id, access.now()
    running, coming, drafts = (reading.quizzes_in_state(me, state, now) for state in ("open", "coming", "draft"))
    return render_template(
        "teacher/home.html",
        running=running,
        coming=coming,
        drafts=drafts,
        numbers=reading.numbers_of([quiz.id for quiz in running]),
        recent=gradebook.recent_results(me, now - RECENT),
        late=late.count_waiting(me),
        steps=gradebook.has_any(me),
    )
