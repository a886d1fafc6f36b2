"""Start an attempt, and show its pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.answers import Progress, progress
from quizapp.core.quizzes import is_over, page_of, pages_of
from quizapp.operations import attempts as operations
from quizapp.store.queries import papers
from quizapp.store.queries.papers import Sitting, Slot
from quizapp.web import access
from quizapp.web.slots import shown_slots
from quizapp.web.student import blueprint
from quizapp.web.times import time_of_day
from quizapp.web.words import gettext

WHOLE = "student/paper.html"


@blueprint.post("/quizzes/<int:quiz_id>/attempts")
def start(quiz_id: int) -> ResponseReturnValue:
    """Start an attempt, or go on with the one that is running, or that a form sent before has started."""
    begun = operations.start(access.actor(), quiz_id, request.form.get("number", type=int))
    return redirect(url_for("student.attempt", attempt_id=begun))


@blueprint.get("/attempts/<int:attempt_id>")
def attempt(attempt_id: int) -> ResponseReturnValue:
    """Lead to where the student was."""
    mine = mine_of(attempt_id)
    if mine.submitted_at is not None:
        return redirect(url_for("student.result", attempt_id=attempt_id))
    return redirect(url_for("student.page", attempt_id=attempt_id, number=mine.page))


@blueprint.get("/attempts/<int:attempt_id>/pages/<int:number>")
def page(attempt_id: int, number: int) -> ResponseReturnValue:
    """Show a page of questions; where the time is over, or the page cannot be reached, say so or lead on."""
    mine = mine_of(attempt_id)
    if mine.submitted_at is not None or (mine.recipe["forward_only"] and number != mine.page):
        return redirect(url_for("student.attempt", attempt_id=attempt_id))
    if is_over(mine.ends_at, access.now()):
        return render_template("student/over.html", attempt=mine)
    slots = papers.slots_of(attempt_id)
    access.found(1 <= number <= pages_of(len(slots), mine.recipe["per_page"]) or None)
    return shown_page(mine, number, slots)


@blueprint.get("/attempts/<int:attempt_id>/paper")
def paper(attempt_id: int) -> ResponseReturnValue:
    """Show a whole attempt in one document, which its script keeps for a time without a network.

    A quiz that goes forward only shows no page in it that was left.
    """
    mine = mine_of(attempt_id)
    if mine.submitted_at is not None:
        return redirect(url_for("student.attempt", attempt_id=attempt_id))
    if is_over(mine.ends_at, access.now()):
        return render_template("student/over.html", attempt=mine)
    first = (mine.page - 1) * mine.recipe["per_page"] + 1 if mine.recipe["forward_only"] else 1
    slots = papers.slots_of(attempt_id)
    return shown_page(mine, mine.page, slots, template=WHOLE, here=slots[first - 1 :])


@blueprint.get("/attempts/<int:attempt_id>/summary")
def summary(attempt_id: int) -> ResponseReturnValue:
    """Name what is not answered before an attempt is handed in."""
    mine = mine_of(attempt_id)
    if mine.submitted_at is not None:
        return redirect(url_for("student.attempt", attempt_id=attempt_id))
    if is_over(mine.ends_at, access.now()):
        return render_template("student/over.html", attempt=mine)
    slots = papers.slots_of(attempt_id)
    remarks = {slot.position: slot.remark for slot in shown_slots(mine, slots) if slot.remark}
    return render_template(
        "student/summary.html",
        attempt=mine,
        rows=_map(mine, slots),
        pages=pages_of(len(slots), mine.recipe["per_page"]),
        remarks=remarks,
        forward_only=mine.recipe["forward_only"],
    )


def mine_of(attempt_id: int) -> Sitting:
    """Return an attempt of the person who asks."""
    return access.found(papers.sitting_of(access.me().id, attempt_id))


def slots_on(mine: Sitting, number: int, slots: Sequence[Slot]) -> Sequence[Slot]:
    """List those slots of an attempt that stand on a page."""
    per_page = mine.recipe["per_page"]
    return slots[(number - 1) * per_page : number * per_page]


class Place(NamedTuple):
    """Hold what the map of the questions shows of one of them, and whether it can still be reached."""

    position: int
    page: int
    progress: Progress
    flagged: bool
    reachable: bool
    is_current: bool
    forward_only: bool


def _map(mine: Sitting, slots: Sequence[Slot], here: int = 0) -> list[Place]:
    per_page, forward_only = mine.recipe["per_page"], mine.recipe["forward_only"]
    found = []
    for one in slots:
        page = page_of(one.position, per_page)
        reachable = not forward_only or page >= mine.page
        how = progress(one.answer)
        found.append(Place(one.position, page, how, one.flagged, reachable, page == here, forward_only))
    return found


def shown_page(
    mine: Sitting,
    number: int,
    slots: Sequence[Slot],
    status: int = 200,
    template: str = "student/page.html",
    here: Sequence[Slot] | None = None,
    **wrong: Any,
) -> ResponseReturnValue:
    """Show a page of an attempt (or other slots, `here`) as it stands, or (`errors`, `typed`) with what was wrong."""
    saved_at = max((one.saved_at for one in slots if one.saved_at), default=None)
    here = slots_on(mine, number, slots) if here is None else here
    rows = _map(mine, slots, 0 if template == WHOLE else number)
    return render_template(
        template,
        attempt=mine,
        number=number,
        pages=pages_of(len(slots), mine.recipe["per_page"]),
        slots=shown_slots(mine, here, **wrong),
        rows=rows,
        done=sum(row.progress == "answered" for row in rows),
        forward_only=mine.recipe["forward_only"],
        said=said(saved_at) if saved_at else "",
    ), status


def said(moment: datetime) -> str:
    """Say when an answer was saved."""
    return gettext("saved on the server at %(time)s", time=time_of_day(moment))
