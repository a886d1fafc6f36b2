"""Read attempts, and the slots of their forms."""

from datetime import datetime
from itertools import islice

from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from quizapp.core.quizzes import may_save
from quizapp.store.db import db
from quizapp.store.models import Attempt, Quiz, Response

_ATTEMPT = (
    select(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.person_id == bindparam("person"))
    .options(joinedload(Attempt.quiz))
)


def attempt_of(person_id: int, attempt_id: int) -> Attempt | None:
    """Return an attempt of a student's own, with its quiz."""
    return db.session.scalar(_ATTEMPT, {"attempt": attempt_id, "person": person_id})


_SLOTS = (
    select(Response)
    .join(Response.question)
    .options(contains_eager(Response.question))
    .where(Response.attempt_id == bindparam("attempt"))
    .order_by(Response.position)
)


def slots_of(attempt_id: int) -> list[Response]:
    """List the slots of an attempt with their questions, in one query."""
    return list(db.session.scalars(_SLOTS, {"attempt": attempt_id}))


def slots_at(attempt_id: int, positions: list[int]) -> list[Response]:
    """List some slots of an attempt with their questions, as they stand now."""
    return list(
        db.session.scalars(
            select(Response)
            .join(Response.question)
            .options(contains_eager(Response.question))
            .where(Response.attempt_id == attempt_id, Response.position.in_(positions))
            .execution_options(populate_existing=True)
        )
    )


def overdue(now: datetime, most: int = 500) -> list[int]:
    """List attempts that nobody handed in although their time, and their quiz's grace after it, is over."""
    ended = (
        select(Attempt.id, Attempt.ends_at, Quiz.grace_seconds)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.submitted_at.is_(None), Attempt.ends_at <= now)
        .order_by(Attempt.ends_at)
    )
    over = (number for number, ends_at, grace in db.session.execute(ended) if not may_save(ends_at, now, grace))
    return list(islice(over, most))
