"""Keep answers that arrive when their attempt is over or handed in, and decide about them: one commit each.

Nothing that is kept here counts before it is taken over, by the quiz's policy or by its teacher; then the response, its
points and the score of its attempt are changed together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select

from quizapp.core.answers import Answer, read_answer
from quizapp.core.certainty import asking_in, earned_by, score_of
from quizapp.core.errors import Busy, Missing, NotNow, invalid, say
from quizapp.core.late import MOST_LATE, Decision, Origin, Policy, counts_at_once, digest_of, ended_at, newest
from quizapp.core.marking import mark
from quizapp.core.quizzes import REASON_LENGTH, may_save, page_of
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Attempt, LateResponse, Response
from quizapp.store.queries import attempts, banks, gradebook, late

TOO_MANY = say(
    "This answer was not kept: %(most)s late answers to this question are kept already. Show it to your teacher.",
    most=MOST_LATE,
)
AGAIN = say("More time was given meanwhile. Send the answer again.")


@dataclass(frozen=True)
class LateSave:
    """Ask to keep one answer that arrives late, with the date that the journal gave it, and the device's own."""

    position: int
    sequence: int
    answer: Answer
    flagged: bool = False
    made_at: datetime | None = None
    device_at: datetime | None = None
    certainty: int | None = None


@dataclass(frozen=True)
class Held:
    """Tell what became of a late answer, and what stands in its slot.

    `saved`: it is what stands there already. `stale`: a newer answer stands there. `late`: it is kept, and waits
    (`decision` None) or is decided.
    """

    position: int
    status: Literal["saved", "stale", "late"]
    decision: Decision | None
    sequence: int
    answer: Answer
    flagged: bool
    saved_at: datetime | None
    certainty: int | None = None


@write
def hold(actor: Actor, attempt_id: int, saves: Sequence[LateSave]) -> list[Held]:
    """Keep what a student's journal or page sends late, all of it or nothing; the quiz's policy decides at once.

    Raises `Missing` for an attempt or a question that is not theirs, `Invalid` for what is no answer, `NotNow` where
    too many are kept already, and `Busy` where it is not late any more (the teacher has given more time).
    """
    attempt = attempts.attempt_of(actor.id, attempt_id)
    if attempt is None:
        raise Missing(say("There is no such attempt of yours."))
    if not _is_over(attempt, actor.now):
        raise Busy(AGAIN)
    slots = _slots(attempt, [one.position for one in saves])
    return [_hold(actor, attempt, slots[one.position], one, "journal") for one in saves]


@write
def bring(actor: Actor, brought: Sequence[tuple[int, Sequence[LateSave]]]) -> int:
    """Keep the answers of a file that a teacher brings, for attempts at the teacher's own quizzes; all or nothing.

    Returns how many are kept that were not kept before. They wait, whatever the quiz's policy says, also where the
    attempt is still running (its student may have no way to it any more). Raises as `hold` does.
    """
    own = late.attempts_named(actor.id, [attempt_id for attempt_id, _ in brought])
    count = 0
    for attempt_id, saves in brought:
        if (attempt := own.get(attempt_id)) is None:
            raise Missing(say("There is no attempt of the number %(number)s at your quizzes.", number=attempt_id))
        slots, before = _slots(attempt, [one.position for one in saves]), _count(attempt_id)
        for one in saves:
            _hold(actor, attempt, slots[one.position], one, "file")
        db.session.flush()
        if new := _count(attempt_id) - before:
            note(actor, "attempt.late_brought", "attempt", attempt_id, attempt.quiz.title,
                 person=attempt.person.username, answers=new)  # fmt: skip
        count += new
    return count


def _count(attempt_id: int) -> int:
    wanted = select(func.count()).select_from(LateResponse).where(LateResponse.attempt_id == attempt_id)
    return db.session.scalar(wanted) or 0


def _is_over(attempt: Attempt, now: datetime) -> bool:
    return attempt.submitted_at is not None or not may_save(attempt.ends_at, now, attempt.quiz.grace_seconds)


def _slots(attempt: Attempt, positions: list[int]) -> dict[int, Response]:
    slots = {slot.position: slot for slot in attempts.slots_at(attempt.id, positions)}
    for position in positions:
        if position not in slots:
            raise Missing(say("This attempt has no question %(position)s.", position=position))
    return slots


def _hold(actor: Actor, attempt: Attempt, slot: Response, one: LateSave, origin: Origin) -> Held:
    answer = read_answer(banks.parsed(slot.question), one.answer)
    kept, digest = late.kept_at(attempt.id, slot.position), digest_of(one.sequence, answer, one.certainty)
    if known := next((row for row in kept if row.digest == digest), None):
        return _told(slot, "late", known.decision)
    superseded = one.sequence > slot.sequence and any(row.decision is None for row in kept)
    is_same = (answer, one.certainty) == (slot.answer, slot.certainty)
    if is_same and not superseded:
        return _told(slot, "saved")
    if origin == "journal" and one.sequence <= slot.sequence and not is_same:
        return _told(slot, "stale")
    if len(kept) >= MOST_LATE:
        raise NotNow(TOO_MANY)
    row = LateResponse(
        attempt_id=attempt.id, position=slot.position, sequence=one.sequence, answer=answer, flagged=one.flagged,
        certainty=one.certainty, made_at=one.made_at, device_at=one.device_at, arrived_at=actor.now, origin=origin,
        digest=digest, brought_by_id=actor.id if origin == "file" else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if origin == "journal" and _counts_at_once(attempt, row):
        _decide(actor, attempt, row, "accepted", by_policy=True)
        _note(actor, attempt, "accepted", [row], by="policy")
    return _told(slot, "late", row.decision)


def _told(slot: Response, status: Literal["saved", "stale", "late"], decision: Any = None) -> Held:
    return Held(
        slot.position, status, decision, slot.sequence, slot.answer, slot.flagged, slot.saved_at, slot.certainty
    )


def _counts_at_once(attempt: Attempt, row: LateResponse) -> bool:
    """Tell whether the policy takes an answer over; never one to a page that a forward-only attempt is not at."""
    recipe, policy = attempt.recipe, Policy(attempt.quiz.late, attempt.quiz.late_minutes)  # type: ignore[arg-type]
    if recipe["forward_only"] and page_of(row.position, recipe["per_page"]) != attempt.page:
        return False
    ended = ended_at(attempt.ends_at, attempt.submitted_at)
    return ended is not None and counts_at_once(policy, attempt.started_at, ended, row.made_at, row.arrived_at)


@write
def decide(
    actor: Actor, quiz_id: int, attempt_id: int, ids: Sequence[int] | None, decision: Decision, reason: str
) -> int:
    """Take late answers over, or not (some by their ids, or all that wait), with a reason; returns how many.

    Of several to one question the newest is taken over, and the older ones are not. What was decided before stays as
    it is. Raises `Missing` for an attempt that is not at a quiz of the teacher's own, and `Invalid` without a reason.
    """
    attempt = gradebook.attempt_at(actor.id, quiz_id, attempt_id)
    if attempt is None:
        raise Missing(say("There is no such attempt at your quizzes."))
    if not 1 <= len(reason.strip()) <= REASON_LENGTH:
        raise invalid(say("Give the reason in 1 to %(most)s characters.", most=REASON_LENGTH), "reason")
    waiting = late.waiting_at(attempt_id, ids)
    taken = set(newest(waiting).values()) if decision == "accepted" else set()
    for verdict in ("declined", "accepted"):
        rows = [row for row in waiting if (row in taken) == (verdict == "accepted")]
        for row in rows:
            _decide(actor, attempt, row, verdict, reason.strip())
        if rows:
            _note(actor, attempt, verdict, rows, reason=reason.strip())
    return len(waiting)


def _decide(
    actor: Actor, attempt: Attempt, row: LateResponse, decision: str, reason: str = "", by_policy: bool = False
) -> None:
    row.decision, row.decided_at, row.reason = decision, actor.now, reason
    row.decided_by_id = None if by_policy else actor.id
    if decision == "accepted":
        _take_over(actor, attempt, row)


def _take_over(actor: Actor, attempt: Attempt, row: LateResponse) -> None:
    """Put a late answer into its slot, under a higher sequence, and mark it anew where its attempt is marked."""
    (slot,) = attempts.slots_at(attempt.id, [row.position])
    slot.sequence = max(slot.sequence + 1, row.sequence)
    slot.answer, slot.flagged, slot.saved_at, slot.certainty = row.answer, row.flagged, actor.now, row.certainty
    if attempt.submitted_at is not None:
        slot.points = mark(banks.parsed(slot.question), row.answer).points
        db.session.flush()
        slots = attempts.slots_of(attempt.id)
        earned = [earned_by(banks.parsed(one.question), one.answer, one.certainty, one.points) for one in slots]
        attempt.score = score_of(earned, asking_in(attempt.recipe))


def _note(actor: Actor, attempt: Attempt, decision: str, rows: Iterable[LateResponse], **more: Any) -> None:
    db.session.flush()
    note(
        actor, f"attempt.late_{decision}", "attempt", attempt.id, attempt.quiz.title, person=attempt.person.username,
        questions=[row.position for row in rows], score=attempt.score, most=attempt.most, **more,
    )  # fmt: skip
