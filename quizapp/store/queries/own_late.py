"""Gather what is stored about a person's late answers, and about those that a teacher brought or decided about."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from quizapp.store.db import db
from quizapp.store.models import Attempt, LateResponse, Person, Quiz
from quizapp.store.queries.own_traces import told_time


def own_late(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return a person's late answers, and which of other people's they brought and decided about."""
    return {
        "late_answers": _told(Attempt.person_id == person_id, own=True),
        "late_answers_brought": _told(LateResponse.brought_by_id == person_id, own=False),
        "late_answers_decided": _told(LateResponse.decided_by_id == person_id, own=False),
    }


def _told(about: ColumnElement[bool], own: bool) -> list[dict[str, Any]]:
    bringer, decider = aliased(Person), aliased(Person)
    wanted = (
        select(LateResponse, Quiz.title, Attempt.number, Person.username, bringer.name, decider.name)
        .join(Attempt, Attempt.id == LateResponse.attempt_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(bringer, bringer.id == LateResponse.brought_by_id)
        .outerjoin(decider, decider.id == LateResponse.decided_by_id)
        .where(about)
        .order_by(LateResponse.arrived_at, LateResponse.id)
    )
    return [_late(own, *row) for row in db.session.execute(wanted)]


def _late(
    own: bool, row: LateResponse, title: str, number: int, username: str, brought_by: str | None, decided_by: str | None
) -> dict[str, Any]:
    told = {
        "quiz": title,
        "attempt": number,
        "position": row.position,
        "arrived_at": told_time(row.arrived_at),
        "origin": row.origin,
        "decision": row.decision,
        "decided_at": told_time(row.decided_at),
        "reason": row.reason,
    }
    if not own:
        return {**told, "student": username}
    return {
        **told,
        "answer": row.answer,
        **{"flagged": row.flagged, "certainty": row.certainty},
        "saves": row.sequence,
        "made_at": told_time(row.made_at),
        "device_at": told_time(row.device_at),
        "brought_by": brought_by,
        "decided_by": decided_by,
    }
