"""Start an attempt, and show its pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from quizapp.core.answers import Progress, progress, remark
from quizapp.core.quizzes import is_over, page_of, pages_of
from quizapp.operations import attempts as operations
from quizapp.store.queries import banks, papers
from quizapp.store.queries.papers import Sitting, Slot
from quizapp.web import access, fragments
from quizapp.web.forms import translated
from quizapp.web.slots import shown_slots
from quizapp.web.student import blueprint
from quizapp.web.times import duration, time_of_day
from quizapp.web.words import gettext

WHOLE = "student/paper.html"


@blueprint.post("/quizzes/<int:quiz_id>/attempts")
def start(quiz_id: int) -> ResponseReturnValue:
    """Start an attempt, or go on with the one that is running, or that a form sent before has started."""
    return attempt(operations.start(access.actor(), quiz_id, request.form.get("number", type=int)))


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
    values = {"open": _still_open(mine, slots), **_times(mine)}
    return fragments.page("student/summary.html", paper := _paper(mine, mine.page, slots), values, paper=paper)


def _still_open(mine: Sitting, slots: Sequence[Slot]) -> Markup:
    """Name the questions that a student should look at again."""
    rows = list(zip(_map(mine, slots), slots, strict=True))
    undone = [row for row, _ in rows if row.progress != "answered"]
    flagged = [row for row, _ in rows if row.flagged and row.progress == "answered"]
    remarks = [(row, remark(banks.parsed(slot.question), slot.answer)) for row, slot in rows]
    uncounted = [(row, translated(found)) for row, found in remarks if found]
    if undone or uncounted or flagged:
        return fragments.part("student/summary_parts.html", "open", undone, uncounted, flagged, mine.page)
    return fragments.piece("student/summary_parts.html", "open", (), (), (), 0)


def mine_of(attempt_id: int) -> Sitting:
    """Return an attempt of the person who asks."""
    return access.found(papers.sitting_of(access.me().id, attempt_id))


def reading_in(recipe: dict[str, Any]) -> str:
    """Tell when the source can be read during an attempt; one that began before there was a choice shows none."""
    return recipe.get("reading", "never")


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


class PaperFrame(NamedTuple):
    """Hold what the frame of a page of an attempt depends on; the rest is filled in."""

    title: str
    page: int
    pages: int
    per_page: int
    questions: int
    forward_only: bool
    timed: bool
    reading: str
    id: Markup = fragments.blank("attempt")

    @property
    def first(self) -> int:
        """Return the position of the first question of the page."""
        return (self.page - 1) * self.per_page + 1

    @property
    def last(self) -> int:
        """Return the position of the last question of the page."""
        return min(self.page * self.per_page, self.questions)


def _paper(mine: Sitting, number: int, slots: Sequence[Slot]) -> PaperFrame:
    per_page, forward_only = mine.recipe["per_page"], mine.recipe["forward_only"]
    pages = pages_of(len(slots), per_page)
    reading = reading_in(mine.recipe)
    return PaperFrame(
        mine.quiz.title, number, pages, per_page, len(slots), forward_only, mine.ends_at is not None, reading
    )


def _times(mine: Sitting) -> dict[str, Any]:
    """Return what fills the blanks of a page for its attempt, the time that it is, and the time that is left."""
    now, ends_at = access.now(), mine.ends_at
    filled = {"attempt": mine.id, "now": now.isoformat()}
    return filled if ends_at is None else filled | {"ends_at": ends_at.isoformat(), "left": duration(ends_at - now)}


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
    paper, saved_at = _paper(mine, number, slots), max((one.saved_at for one in slots if one.saved_at), default=None)
    rows = _map(mine, slots, 0 if template == WHOLE else number)
    shown = shown_slots(mine, slots_on(mine, number, slots) if here is None else here, **wrong)
    sections = [one.drawn("student/paper_parts.html", "section") for one in shown]
    if template == WHOLE:
        sections = [_on_page(page_of(one.position, paper.per_page), section)
                    for one, section in zip(shown, sections, strict=True)]  # fmt: skip
    values = {
        "questions": Markup("\n".join(sections)),
        "places": fragments.pieces("student/parts.html", "place", rows),
        "done": sum(row.progress == "answered" for row in rows),
        "said": said(saved_at) if saved_at else "",
        **_times(mine),
    }
    key = paper, saved_at is not None
    return fragments.page(template, key, values, paper=paper, saved=saved_at is not None), status


def _on_page(page: int, section: Markup) -> Markup:
    return fragments.piece("student/paper_parts.html", "on_page", page=page, section=section)


def said(moment: datetime) -> str:
    """Say when an answer was saved."""
    return gettext("saved on the server at %(time)s", time=time_of_day(moment))
