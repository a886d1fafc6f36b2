"""Read a running attempt as its pages need it: in two small queries, whatever the number of questions.

These run at each change that a student makes, so their statements are built once, they read rows and not entities, and
what never changes (a version of a question) is read once in a process.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, func, select
from sqlalchemy.orm import aliased

from quizapp.store import reading
from quizapp.store.db import db
from quizapp.store.models import Attempt, Question, Quiz, Response
from quizapp.store.writing import Writer

MOST_KEPT = 2048  # versions of questions in the memory of a process, a few KiB each


@dataclass(frozen=True, slots=True)
class QuizName:
    """Name the quiz of an attempt."""

    title: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """Hold an attempt as its pages see it."""

    id: int
    quiz_id: int
    number: int
    seed: str
    recipe: dict[str, Any]
    page: int
    ends_at: datetime | None
    started_at: datetime
    submitted_at: datetime | None
    submitted_how: str | None
    score: float | None
    most: float
    quiz: QuizName


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """Hold a version of a question, as `banks.parsed` takes it."""

    id: int
    bank_id: int
    name: str
    digest: str
    document: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Hold one slot of an attempt, with its question."""

    position: int
    sequence: int
    answer: Any
    flagged: bool
    saved_at: datetime | None
    points: float | None
    certainty: int | None
    question: QuestionRow


_SITTING = (
    select(
        Attempt.id, Attempt.quiz_id, Attempt.number, Attempt.seed, Attempt.recipe, Attempt.page, Attempt.ends_at,
        Attempt.started_at, Attempt.submitted_at, Attempt.submitted_how, Attempt.score, Attempt.most, Quiz.title,
    )
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .where(Attempt.id == bindparam("attempt"), Attempt.person_id == bindparam("person"))
)  # fmt: skip
_SLOTS = (
    select(
        Response.position, Response.sequence, Response.answer, Response.flagged, Response.saved_at, Response.points,
        Response.certainty, Response.question_id,
    )
    .where(Response.attempt_id == bindparam("attempt"))
    .order_by(Response.position)
)  # fmt: skip
_SEQUENCES = select(Response.sequence).where(Response.attempt_id == bindparam("attempt")).order_by(Response.position)
_FORM = select(Response.question_id).where(Response.attempt_id == bindparam("attempt")).order_by(Response.position)
_QUESTIONS = select(Question.id, Question.bank_id, Question.name, Question.digest, Question.document).where(
    Question.id.in_(bindparam("ids", expanding=True))
)


def sitting_of(person_id: int, attempt_id: int) -> Sitting | None:
    """Return an attempt of a student's own."""
    row = reading.row(_SITTING, attempt=attempt_id, person=person_id)
    return Sitting(*row[:-1], QuizName(row[-1])) if row else None


def slots_of(attempt_id: int) -> list[Slot]:
    """List the slots of an attempt, in the order of their positions."""
    return _slots(reading.rows(_SLOTS, attempt=attempt_id))


def slots_within(writer: Writer, attempt_id: int) -> list[Slot]:
    """List the slots of an attempt as they stand within a transaction."""
    return _slots(writer.rows(_SLOTS, attempt=attempt_id))


_ASKED = (
    select(Response.question_id, Attempt.seed)
    .join(Attempt, Attempt.id == Response.attempt_id)
    .where(Response.attempt_id == bindparam("attempt"), Response.position == bindparam("position"))
    .where(Attempt.person_id == bindparam("person"))
)


def asked_at(person_id: int, attempt_id: int, position: int) -> tuple[QuestionRow, str] | None:
    """Return the question in a slot of an attempt of a student's own, and the attempt's seed."""
    found = reading.row(_ASKED, attempt=attempt_id, position=position, person=person_id)
    return (questions_at(found[:1])[found[0]], found[1]) if found else None


def form_of(attempt_id: int) -> list[QuestionRow]:
    """List the questions of an attempt, in the order of its form."""
    ids = [question for (question,) in reading.rows(_FORM, attempt=attempt_id)]
    rows = questions_at(ids)
    return [rows[question] for question in ids]


def sequences_of(attempt_id: int) -> list[int]:
    """List the sequences of the slots of an attempt, in the order of their positions."""
    return [sequence for (sequence,) in reading.rows(_SEQUENCES, attempt=attempt_id)]


def _slots(rows: Sequence[Sequence[Any]]) -> list[Slot]:
    questions = questions_at([row[-1] for row in rows])
    return [Slot(*row[:-1], questions[row[-1]]) for row in rows]


@dataclass(frozen=True, slots=True)
class Stands:
    """Hold what stands in a slot."""

    sequence: int
    answer: Any
    flagged: bool
    saved_at: datetime | None
    certainty: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold how an attempt stands, with the slots that are asked for by their positions, and how many it has."""

    recipe: dict[str, Any]
    page: int
    ends_at: datetime | None
    submitted_how: str | None
    grace_seconds: int
    title: str
    most: float
    size: int
    slots: dict[int, Stands]


_counted = aliased(Response)
_SIZE = select(func.count()).select_from(_counted).where(_counted.attempt_id == Attempt.id).scalar_subquery()
_STANDING = (
    select(
        Attempt.recipe, Attempt.page, Attempt.ends_at, Attempt.submitted_how, Quiz.grace_seconds, Quiz.title,
        Attempt.most, _SIZE,
        Response.position, Response.sequence, Response.answer, Response.flagged, Response.saved_at, Response.certainty,
    )
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .outerjoin(
        Response,
        (Response.attempt_id == Attempt.id) & Response.position.in_(bindparam("positions", expanding=True)),
    )
    .where(Attempt.id == bindparam("attempt"))
)  # fmt: skip
_OWN_STANDING = _STANDING.where(Attempt.person_id == bindparam("person"))


def standing_of(writer: Writer, person_id: int | None, attempt_id: int, positions: list[int]) -> Standing | None:
    """Return how an attempt of a student's own stands within a transaction, or None where there is none."""
    return _standing(writer.rows(_OWN_STANDING, attempt=attempt_id, person=person_id, positions=positions))


def standing_at(writer: Writer, attempt_id: int) -> Standing | None:
    """Return how an attempt stands within a transaction, whoever's it is, without its slots."""
    return _standing(writer.rows(_STANDING, attempt=attempt_id, positions=[]))


def _standing(rows: Sequence[Sequence[Any]]) -> Standing | None:
    if not rows:
        return None
    slots = {row[8]: Stands(*row[9:]) for row in rows if row[8] is not None}
    return Standing(*rows[0][:8], slots)


_known: "WeakKeyDictionary[Engine, dict[int, QuestionRow]]" = WeakKeyDictionary()


def questions_at(ids: Iterable[int]) -> dict[int, QuestionRow]:
    """Return versions of questions by their ids; each is read once in a process, and the oldest are let go."""
    known = _known.setdefault(db.engine, {})
    found = {number: known.get(number) for number in ids}
    if missing := [number for number, row in found.items() if row is None]:
        for row in reading.rows(_QUESTIONS, ids=missing):
            found[row[0]] = known[row[0]] = QuestionRow(*row)
        for oldest in list(known)[: max(0, len(known) - MOST_KEPT)]:
            known.pop(oldest, None)
    return found  # type: ignore[return-value]
