"""Write what a student changed in an attempt, within the transaction at hand: one statement for each row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from quizapp.store.models import Attempt, Response
from quizapp.store.queries.papers import Stands

_ANSWER = (
    update(Response)
    .where(Response.attempt_id == bindparam("attempt"), Response.position == bindparam("place"))
    .where(Response.sequence < bindparam("number"))
    .values(
        answer=bindparam("given"), flagged=bindparam("flag"), sequence=bindparam("number"), saved_at=bindparam("at")
    )
)
_POINTS = (
    update(Response)
    .where(Response.attempt_id == bindparam("attempt"), Response.position == bindparam("place"))
    .values(points=bindparam("earned"))
)
_BEGUN, _SLOTS = insert(Attempt), insert(Response)
_MARKED = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"))
    .values(score=bindparam("earned"), submitted_at=bindparam("at"), submitted_how=bindparam("how"))
)
_PAGE = update(Attempt).where(Attempt.id == bindparam("attempt")).values(page=bindparam("turned"))


def write_answers(connection: Connection, attempt_id: int, given: Mapping[int, Stands]) -> None:
    """Let answers stand in the slots of these positions, each if its sequence is higher than what stands there."""
    changes = [
        {"attempt": attempt_id, "place": position, "number": one.sequence, "given": one.answer, "flag": one.flagged,
         "at": one.saved_at}
        for position, one in given.items()
    ]  # fmt: skip
    if changes:
        connection.execute(_ANSWER, changes if len(changes) > 1 else changes[0])


def write_points(connection: Connection, attempt_id: int, points: Mapping[int, float]) -> None:
    """Note what each slot of an attempt has earned, by its position."""
    earned = [{"attempt": attempt_id, "place": place, "earned": number} for place, number in points.items()]
    if earned:
        connection.execute(_POINTS, earned)


def write_score(connection: Connection, attempt_id: int, score: float, how: str, at: datetime) -> None:
    """Note that an attempt is handed in, and what it has earned."""
    connection.execute(_MARKED, {"attempt": attempt_id, "earned": score, "how": how, "at": at})


def lay_out(connection: Connection, begun: Mapping[str, Any], form: Sequence[int]) -> int:
    """Make an attempt with a slot for each question of its form, and return its id."""
    attempt_id = int(connection.execute(_BEGUN, begun).inserted_primary_key[0])
    connection.execute(
        _SLOTS,
        [
            {"attempt_id": attempt_id, "position": position, "question_id": question, "sequence": 0, "flagged": False}
            for position, question in enumerate(form, 1)
        ],
    )
    return attempt_id


def write_page(connection: Connection, attempt_id: int, page: int) -> None:
    """Note on which page a student is."""
    connection.execute(_PAGE, {"attempt": attempt_id, "turned": page})
