"""Read what arrived late: of an attempt, of a quiz, and of all quizzes of a teacher."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from quizapp.core.late import MOST_LATE
from quizapp.store import reading
from quizapp.store.db import db
from quizapp.store.models import Attempt, LateResponse, Person, Quiz


class LateListed(NamedTuple):
    """Hold a late answer, with the names of who brought it and of who decided about it."""

    row: LateResponse
    brought_by: str | None
    decided_by: str | None


class Waiting(NamedTuple):
    """Count the late answers of an attempt that nobody has decided about."""

    quiz_id: int
    title: str
    attempt_id: int
    number: int
    name: str
    count: int
    since: datetime


_bringer, _decider = aliased(Person), aliased(Person)
_LATE = (
    select(LateResponse, _bringer.name, _decider.name)
    .outerjoin(_bringer, _bringer.id == LateResponse.brought_by_id)
    .outerjoin(_decider, _decider.id == LateResponse.decided_by_id)
    .where(LateResponse.attempt_id == bindparam("attempt"))
    .order_by(LateResponse.position, LateResponse.sequence, LateResponse.id)
)


_ANY = select(LateResponse.id).where(LateResponse.attempt_id == bindparam("attempt")).limit(1)


def late_of(attempt_id: int) -> list[LateListed]:
    """List what arrived late for an attempt, question by question, the oldest answer to each first."""
    if reading.row(_ANY, attempt=attempt_id) is None:  # mostly nothing did
        return []
    return [LateListed(*row) for row in db.session.execute(_LATE, {"attempt": attempt_id})]


def kept_at(attempt_id: int, position: int) -> list[LateResponse]:
    """List what is kept already for one question of an attempt; it is bounded (`MOST_LATE`)."""
    wanted = select(LateResponse).where(LateResponse.attempt_id == attempt_id, LateResponse.position == position)
    return list(db.session.scalars(wanted.order_by(LateResponse.id).limit(MOST_LATE)))


def waiting_at(attempt_id: int, ids: Iterable[int] | None = None) -> list[LateResponse]:
    """List the late answers of an attempt that wait (of them, those of some ids)."""
    wanted = select(LateResponse).where(LateResponse.attempt_id == attempt_id, LateResponse.decision.is_(None))
    if ids is not None:
        wanted = wanted.where(LateResponse.id.in_(list(ids)))
    return list(db.session.scalars(wanted.order_by(LateResponse.id)))


def waiting_in(quiz_ids: Sequence[int]) -> dict[int, int]:
    """Count the late answers that wait, for each attempt at some quizzes that has any."""
    rows = db.session.execute(
        select(LateResponse.attempt_id, func.count())
        .join(Attempt, Attempt.id == LateResponse.attempt_id)
        .where(Attempt.quiz_id.in_(quiz_ids), LateResponse.decision.is_(None))
        .group_by(LateResponse.attempt_id)
    )
    return dict(rows.all())


def waiting_for(teacher_id: int, quiz_id: int | None = None, most: int = 500) -> list[Waiting]:
    """List the attempts at a teacher's quizzes (or at one of them) with late answers that wait, the oldest first."""
    since = func.min(LateResponse.arrived_at)
    wanted = (
        select(Quiz.id, Quiz.title, Attempt.id, Attempt.number, Person.name, func.count(), since)
        .join(Attempt, Attempt.id == LateResponse.attempt_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Person, Person.id == Attempt.person_id)
        .where(Quiz.owner_id == teacher_id, LateResponse.decision.is_(None))
        .group_by(Quiz.id, Quiz.title, Attempt.id, Attempt.number, Person.name)
        .order_by(since, Attempt.id)
        .limit(most)
    )
    if quiz_id is not None:
        wanted = wanted.where(Quiz.id == quiz_id)
    return [Waiting(*row) for row in db.session.execute(wanted)]


def count_waiting(teacher_id: int) -> int:
    """Return how many late answers wait for a teacher's decision."""
    wanted = (
        select(func.count(LateResponse.id))
        .join(Attempt, Attempt.id == LateResponse.attempt_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Quiz.owner_id == teacher_id, LateResponse.decision.is_(None))
    )
    return db.session.scalar(wanted) or 0


def attempts_named(teacher_id: int, ids: Iterable[int]) -> dict[int, Attempt]:
    """Return those of some attempts that are at a teacher's own quizzes, by id, with their people and quizzes."""
    wanted = (
        select(Attempt)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.id.in_(list(ids)), Quiz.owner_id == teacher_id)
        .options(joinedload(Attempt.person), joinedload(Attempt.quiz))
    )
    return {attempt.id: attempt for attempt in db.session.scalars(wanted)}
