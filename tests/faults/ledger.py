"""Hold what the database has against what students were told: nothing lost, nothing twice, nothing half handed in."""

from collections import Counter
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from quizapp.core.marking import mark
from quizapp.store.db import db
from quizapp.store.models import Attempt, AuditEntry, Response
from quizapp.store.queries.banks import parsed
from tests.faults.student import QUESTIONS, Student, Taken
from tests.faults.tally import Count


def audit(students: Sequence[Student], since: dict[int, int] | None = None) -> Count:
    """Count what is wrong with the attempts of some students; `since` tells how many of each were looked at before."""
    since, count = since or {}, Count()
    db.session.rollback()
    stored = _stored(students, since)
    noted = _noted([attempt.id for attempts in stored.values() for attempt in attempts])
    for student in students:
        before = since.get(student.person_id, 0)
        mine = student.taken[before:]
        there = {attempt.number: attempt for attempt in stored[student.person_id]}
        _count_attempts(count, mine, stored[student.person_id], student)
        for taken in mine:
            if (attempt := there.get(taken.number)) is not None:
                _compare(count, taken, attempt, noted)
    db.session.rollback()
    return count


def _stored(students: Iterable[Student], since: dict[int, int]) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = {student.person_id: [] for student in students}
    for attempt in db.session.scalars(sa.select(Attempt).where(Attempt.person_id.in_(found)).order_by(Attempt.number)):
        if attempt.number > since.get(attempt.person_id, 0):
            found[attempt.person_id].append(attempt)
    return found


def _noted(attempts: Sequence[int]) -> Counter:
    wanted = sa.select(AuditEntry.action, AuditEntry.subject_id).where(
        AuditEntry.subject == "attempt", AuditEntry.subject_id.in_(attempts)
    )
    return Counter(tuple(row) for row in db.session.execute(wanted))


def _count_attempts(count: Count, mine: Sequence[Taken], stored: Sequence[Attempt], student: Student) -> None:
    """Each attempt that was told as begun is there once, with its number, and none that nobody asked for."""
    numbers = [attempt.number for attempt in stored]
    wanted = [taken.number for taken in mine]
    who = f"person {student.person_id}"
    if len(set(numbers)) != len(numbers) or not set(numbers) <= set(wanted):
        count.doubled.append(f"{who} has the attempts {numbers}, and asked for {wanted}")
    if gone := {taken.number for taken in mine if taken.id is not None} - set(numbers):
        count.lost.append(f"{who} has lost the attempts {gone}")


def _compare(count: Count, taken: Taken, attempt: Attempt, noted: Counter) -> None:
    slots = list(db.session.scalars(sa.select(Response).where(Response.attempt_id == attempt.id)))
    where = f"attempt {attempt.id}"
    if sorted(slot.position for slot in slots) != list(range(1, QUESTIONS + 1)):
        count.half.append(f"{where} has the slots {[slot.position for slot in slots]}")
    for slot in slots:
        told = taken.slots[slot.position]
        stands = f"{where}, question {slot.position}: {slot.sequence} {slot.answer!r} stands there"
        if slot.sequence < told.acknowledged:
            count.lost.append(f"{stands}, and {told.acknowledged} was acknowledged")
        elif slot.answer != told.sent.get(slot.sequence):
            count.lost.append(f"{stands}, and {told.sent.get(slot.sequence)!r} was sent")
    _compare_end(count, taken, attempt, slots, noted)


def _compare_end(count: Count, taken: Taken, attempt: Attempt, slots: Sequence[Response], noted: Counter) -> None:
    """All of handing in stands together, or none of it."""
    where, entries = f"attempt {attempt.id}", noted["attempt.submitted", attempt.id]
    points = [slot.points for slot in slots]
    is_in = attempt.submitted_at is not None
    right = [mark(parsed(slot.question), slot.answer).points for slot in slots]
    if is_in and (points != right or attempt.score != round(sum(right), 6) or attempt.submitted_how is None):
        count.half.append(f"{where} is handed in with {points} and {attempt.score}, and earns {right}")
    if not is_in and (any(one is not None for one in points) or attempt.score is not None or attempt.submitted_how):
        count.half.append(f"{where} is not handed in, and has {points} and {attempt.score}")
    if is_in and not taken.handing_in:
        count.half.append(f"{where} is handed in, which nobody asked for")
    if taken.handed_in and not is_in:
        count.lost.append(f"{where} was acknowledged as handed in, and is not")
    if entries > 1 or noted["attempt.started", attempt.id] > 1:
        count.doubled.append(f"{where} is noted as handed in {entries} times")
    if entries != is_in or noted["attempt.started", attempt.id] < 1:
        count.half.append(f"{where}: the audit log and the attempt do not agree")
