"""Write what a student changed in an attempt, within the transaction at hand: one statement for each row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update

from quizapp.store.models import Attempt, Response
from quizapp.store.queries.papers import Stands
from quizapp.store.writing import Writer

_ANSWER = (
    update(Response)
    .where(Response.attempt_id == bindparam("attempt"), Response.position == bindparam("place"))
    .where(Response.sequence < bindparam("number"))
    .values(
        answer=bindparam("given"),
        flagged=bindparam("flag"),
        sequence=bindparam("number"),
        saved_at=bindparam("at"),
        certainty=bindparam("sure"),
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


def write_answers(writer: Writer, attempt_id: int, given: Mapping[int, Stands]) -> None:
    """Let answers stand in the slots of these positions, each if its sequence is higher than what stands there."""
    writer.change(
        _ANSWER,
        [
            {"attempt": attempt_id, "place": position, "number": one.sequence, "given": one.answer,
             "flag": one.flagged, "at": one.saved_at, "sure": one.certainty}
            for position, one in given.items()
        ],
    )  # fmt: skip


def write_points(writer: Writer, attempt_id: int, points: Mapping[int, float]) -> None:
    """Note what each slot of an attempt has earned, by its position."""
    writer.change(
        _POINTS, [{"attempt": attempt_id, "place": place, "earned": number} for place, number in points.items()]
    )


def write_score(writer: Writer, attempt_id: int, score: float, how: str, at: datetime) -> None:
    """Note that an attempt is handed in, and what it has earned."""
    writer.change(_MARKED, [{"attempt": attempt_id, "earned": score, "how": how, "at": at}])


def lay_out(writer: Writer, begun: Mapping[str, Any], form: Sequence[int]) -> int:
    """Make an attempt with a slot for each question of its form, and return its id."""
    attempt_id = writer.add(_BEGUN, **begun)
    writer.change(
        _SLOTS,
        [
            {"attempt_id": attempt_id, "position": position, "question_id": question, "sequence": 0, "flagged": False}
            for position, question in enumerate(form, 1)
        ],
    )
    return attempt_id


def write_page(writer: Writer, attempt_id: int, page: int) -> None:
    """Note on which page a student is."""
    writer.change(_PAGE, [{"attempt": attempt_id, "turned": page}])
