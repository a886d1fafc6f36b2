"""Write what a student changed in an attempt, within the transaction at hand: one statement for each row."""

from sqlalchemy import Connection, bindparam, update

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
_PAGE = update(Attempt).where(Attempt.id == bindparam("attempt")).values(page=bindparam("turned"))


def write_answer(connection: Connection, attempt_id: int, position: int, answer: Stands) -> None:
    """Let an answer stand in a slot, if its sequence is higher than what stands there."""
    connection.execute(
        _ANSWER,
        {"attempt": attempt_id, "place": position, "number": answer.sequence, "given": answer.answer,
         "flag": answer.flagged, "at": answer.saved_at},
    )  # fmt: skip


def write_page(connection: Connection, attempt_id: int, page: int) -> None:
    """Note on which page a student is."""
    connection.execute(_PAGE, {"attempt": attempt_id, "turned": page})
