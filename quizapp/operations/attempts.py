"""Start, save and hand in attempts. A save is acknowledged after its commit, and never before.

Nothing here reads a list of answers, changes it and writes it back: each slot is a row of its own, and only a save with
a higher sequence number than the row's replaces it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from quizapp.core.answers import Answer, read_answer
from quizapp.core.certainty import asking_in, earned_by, most_of, score_of
from quizapp.core.errors import Missing, NotNow, TooLate, say
from quizapp.core.questions import Common
from quizapp.core.quizzes import Terms, attempts_left, end_of, is_over, may_save, page_of, pages_of, phase
from quizapp.store import answers
from quizapp.store.audit import Actor, note_on
from quizapp.store.grouping import together
from quizapp.store.queries import attempts, banks, forms, offers, papers
from quizapp.store.secrets import new_seed
from quizapp.store.writing import Writer

NOT_YOURS = say("There is no such attempt of yours.")
HANDED_IN = say("This attempt is handed in; its answers can no longer change.")
TIME_OVER = say("The time is over. What was saved before has been handed in.")
LEFT = say("This quiz goes forward only, and you have left that page.")
TO_COME = say("This quiz goes forward only, and you have not come to that page yet.")


@dataclass(frozen=True)
class Save:
    """Ask to save one slot: `sequence` counts the changes of this slot, and only a higher one wins.

    `answer` is a plain value that `core.answers.read_answer` takes for the slot's question.
    """

    position: int
    sequence: int
    answer: Answer
    flagged: bool = False
    question: Common | None = None
    """The slot's question, where the answer has been read for it already; None: it is read."""
    certainty: int | None = None


@dataclass(frozen=True)
class Saved:
    """Tell what stands in a slot after a save: this answer, or (`stale`) a newer one that was there already."""

    position: int
    sequence: int
    status: Literal["saved", "stale"]
    answer: Answer
    flagged: bool
    saved_at: datetime | None
    certainty: int | None = None


def start(actor: Actor, quiz_id: int, number: int | None = None) -> int:
    """Start an attempt and return its id; where one is running, return that.

    `number` says which attempt is to be started, from 1: where it was started before (the form was sent twice), its id
    is returned, and no other begins.

    Raises `Missing` where the quiz is not given to this student, and `NotNow` where it is not open, no attempt is left,
    or its banks hold too few questions. The form is drawn before the write, so that no one waits for it.
    """
    seen, begun = _offer(actor, quiz_id, number)
    if begun is not None:
        return begun
    recipe, seed = forms.recipe_of(seen.quiz), new_seed()
    form = forms.form_of(recipe, actor.id, seed)
    rows = papers.questions_at(form)
    most = most_of(sum(banks.parsed(rows[question]).points for question in form), recipe["certainty"])
    return _begin(actor, quiz_id, number, {"recipe": recipe, "seed": seed, "most": most}, form)


@together
def _begin(
    writer: Writer, actor: Actor, quiz_id: int, number: int | None, drawn: dict[str, Any], form: Sequence[int]
) -> int:
    now, begun = _offer(actor, quiz_id, number)  # as it is now, with every other writer waiting
    if begun is not None:
        return begun
    number, ends_at = len(now.attempts) + 1, end_of(actor.now, now.terms)
    begins = {"page": 1, "started_at": actor.now, "ends_at": ends_at}
    started = {"quiz_id": quiz_id, "person_id": actor.id, "number": number, **drawn, **begins}
    attempt_id = answers.lay_out(writer, started, form)
    note_on(writer, actor, "attempt.started", "attempt", attempt_id, now.quiz.title, number=number)
    return attempt_id


def _offer(actor: Actor, quiz_id: int, number: int | None) -> tuple[offers.QuizForStudent, int | None]:
    """Return a quiz that a student may start, and the attempt that has begun already, if one has."""
    seen = offers.quiz_for(actor.id, quiz_id)
    if seen is None:
        raise Missing(say("There is no such quiz for you."))
    if (begun := seen.begun(number)) is not None:
        return seen, begun.id
    _require_open(seen.terms, len(seen.attempts), offers.may_start(actor.id, quiz_id), actor.now)
    return seen, None


def _require_open(terms: Terms, taken: int, assigned: bool, now: datetime) -> None:
    when = phase(terms, now)
    if not assigned:
        raise NotNow(say("This quiz is no longer open to you."))
    if when == "coming":
        raise NotNow(say("This quiz has not opened yet."))
    if when == "past":
        raise NotNow(say("This quiz is closed."))
    if attempts_left(terms, taken) == 0:
        raise NotNow(say("You have used all your attempts at this quiz."))


def save(actor: Actor, attempt_id: int, saves: Sequence[Save], page: int | None = None) -> list[Saved]:
    """Save slots of a running attempt, and turn to a page; returns what stands in each slot now.

    The same save sent again is told as saved again. Raises `Missing` for an attempt that is not theirs, `TooLate`
    where it is handed in or its time is over, `NotNow` where (forward only) the slot is not on the page at hand, and
    `Invalid` where an answer cannot be one to its question; then nothing is saved.
    """
    read = [replace(one, answer=_answer_of(actor, attempt_id, one)) for one in saves]
    return _save(actor, attempt_id, read, page)


def _answer_of(actor: Actor, attempt_id: int, one: Save) -> Answer:
    if one.question is not None:
        return one.answer
    asked = papers.asked_at(actor.id, attempt_id, one.position)
    if asked is None:
        raise Missing(say("You have no attempt with a question %(position)s there.", position=one.position))
    return read_answer(banks.parsed(asked[0]), one.answer)


@together
def _save(writer: Writer, actor: Actor, attempt_id: int, saves: Sequence[Save], page: int | None) -> list[Saved]:
    """Write what was read, in as few statements as can be: others wait."""
    at = papers.standing_of(writer, actor.id, attempt_id, [one.position for one in saves])
    _require_running(at, actor.now)
    for one in saves:
        _require_at_hand(at, one.position)
        if one.position not in at.slots:
            raise Missing(say("This attempt has no question %(position)s.", position=one.position))
    newer = [one for one in saves if at.slots[one.position].sequence < one.sequence]
    given = {
        one.position: papers.Stands(one.sequence, one.answer, one.flagged, actor.now, one.certainty) for one in newer
    }
    answers.write_answers(writer, attempt_id, given)
    if page is not None:
        _turn(writer, attempt_id, at, page)
    return [_told(one, at.slots[one.position], given.get(one.position)) for one in saves]


def _require_running(at: papers.Standing | None, now: datetime) -> None:
    if at is None:
        raise Missing(NOT_YOURS)
    if at.submitted_how is not None:
        raise TooLate(TIME_OVER if at.submitted_how == "time" else HANDED_IN)
    if not may_save(at.ends_at, now, at.grace_seconds):
        raise TooLate(TIME_OVER)


def _require_at_hand(at: papers.Standing, position: int) -> None:
    there = page_of(position, at.recipe["per_page"])
    if at.recipe["forward_only"] and there != at.page:
        raise NotNow(LEFT if there < at.page else TO_COME)


def _told(one: Save, stood: papers.Stands, stands: papers.Stands | None) -> Saved:
    """Tell what stands in a slot now: what was given, or what stood there already."""
    now = stands or stood
    again = (stood.sequence, stood.answer, stood.flagged, stood.certainty) == (
        one.sequence, one.answer, one.flagged, one.certainty,
    )  # fmt: skip
    status: Literal["saved", "stale"] = "saved" if stands or again else "stale"
    return Saved(one.position, now.sequence, status, now.answer, now.flagged, now.saved_at, now.certainty)


def _turn(writer: Writer, attempt_id: int, at: papers.Standing, page: int) -> None:
    page = min(max(page, 1), pages_of(at.size, at.recipe["per_page"]))
    if at.recipe["forward_only"]:
        page = max(at.page, min(page, at.page + 1))
    if page != at.page:
        answers.write_page(writer, attempt_id, page)


@together
def submit(writer: Writer, actor: Actor, attempt_id: int) -> None:
    """Hand an attempt in, marked; handing in twice is handing in once. Raises `Missing` where it is not theirs."""
    at = papers.standing_of(writer, actor.id, attempt_id, [])
    if at is None:
        raise Missing(NOT_YOURS)
    if at.submitted_how is None:
        over = is_over(at.ends_at, actor.now)
        _hand_in(writer, actor, attempt_id, at, "time" if over else "student")


def submit_overdue(now: datetime) -> int:
    """Hand in every attempt whose time is over, each by itself; returns how many there were.

    One that cannot be handed in keeps no other back; an `ExceptionGroup` tells of those when all have had their turn.
    """
    done, failed = 0, []
    for attempt_id in attempts.overdue(now):
        try:
            done += _submit_one(attempt_id, now)
        except Exception as error:  # whatever is wrong with one attempt
            error.add_note(f"attempt {attempt_id}")
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} overdue attempts could not be handed in", failed)
    return done


@together
def _submit_one(writer: Writer, attempt_id: int, now: datetime) -> bool:
    at = papers.standing_at(writer, attempt_id)
    if at is None or at.submitted_how is not None or may_save(at.ends_at, now, at.grace_seconds):
        return False  # handed in, or given more time, since it was found
    _hand_in(writer, Actor(None, "the clock", "system", now), attempt_id, at, "time")
    return True


def _hand_in(writer: Writer, actor: Actor, attempt_id: int, at: papers.Standing, how: str) -> None:
    slots = papers.slots_within(writer, attempt_id)
    earned = {slot.position: earned_by(banks.parsed(slot.question), slot.answer, slot.certainty) for slot in slots}
    answers.write_points(writer, attempt_id, {position: one.points for position, one in earned.items()})
    score = score_of(earned.values(), asking_in(at.recipe))
    answers.write_score(writer, attempt_id, score, how, at.ends_at if how == "time" and at.ends_at else actor.now)
    note_on(writer, actor, "attempt.submitted", "attempt", attempt_id, at.title, how=how, score=score, most=at.most)
