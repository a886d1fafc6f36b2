"""Write what a student changed in an attempt, within the transaction at hand: one statement for each row."""

from collections.abc import Mapping, Sequence

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
_SLOTS = insert(Response)
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


def lay_out(connection: Connection, attempt_id: int, form: Sequence[int]) -> None:
    """Make a slot for each question of a form."""
    connection.execute(
        _SLOTS,
        [
            {"attempt_id": attempt_id, "position": position, "question_id": question, "sequence": 0, "flagged": False}
            for position, question in enumerate(form, 1)
        ],
    )


def write_page(connection: Connection, attempt_id: int, page: int) -> None:
    """Note on which page a student is."""
    connection.execute(_PAGE, {"attempt": attempt_id, "turned": page})
