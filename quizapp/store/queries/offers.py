"""Read quizzes as students see them: what is given to them, on which terms, and what they have made of it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select

from quizapp.core.certainty import Asking
from quizapp.core.quizzes import Counting, Feedback, Late, Reading, Terms, attempts_left, counted, phase
from quizapp.store import reading
from quizapp.store.models import Allowance, Assignment, Attempt, BlueprintLine, Enrolment, Quiz, SchoolClass


class QuizRow(NamedTuple):
    """Hold a quiz as its students see it."""

    id: int
    title: str
    description: str
    opens_at: datetime | None
    closes_at: datetime | None
    minutes: int | None
    attempts: int | None
    counting: Counting
    shuffle: bool
    forward_only: bool
    per_page: int
    feedback: Feedback
    reading: Reading
    certainty: Asking
    pass_percent: int | None
    grace_seconds: int
    late: Late
    late_minutes: int


class AttemptRow(NamedTuple):
    """Hold an attempt as the lists of its student have it."""

    id: int
    quiz_id: int
    number: int
    started_at: datetime
    ends_at: datetime | None
    submitted_at: datetime | None
    score: float | None
    most: float


@dataclass(frozen=True)
class QuizForStudent:
    """Hold a quiz, the terms on which one student takes it, and that student's attempts, first to last."""

    quiz: QuizRow
    terms: Terms
    attempts: tuple[AttemptRow, ...]

    @property
    def running(self) -> AttemptRow | None:
        """Return the attempt that is not handed in, if there is one."""
        return next((attempt for attempt in self.attempts if attempt.submitted_at is None), None)

    def begun(self, number: int | None = None) -> AttemptRow | None:
        """Return the attempt that is running, or else that of a number, if it has begun."""
        return self.running or next((attempt for attempt in self.attempts if attempt.number == number), None)

    @property
    def handed_in(self) -> tuple[AttemptRow, ...]:
        """Return the attempts that are handed in, first to last."""
        return tuple(attempt for attempt in self.attempts if attempt.submitted_at is not None)

    @property
    def left(self) -> int | None:
        """Return how many attempts may still be started; None: as many as one likes."""
        return attempts_left(self.terms, len(self.attempts))

    @property
    def shares(self) -> list[float]:
        """List the scores of the attempts handed in, first to last, each as a share of what can be had, from 0 to 1."""
        return [attempt.score / attempt.most if attempt.most else 0.0 for attempt in self.handed_in]

    @property
    def share(self) -> float | None:
        """Return the score that counts, as a share; None where nothing is handed in."""
        return counted(self.shares, self.terms.counting)

    @property
    def best(self) -> float | None:
        """Return the best score, as a share, whether it is the one that counts or not."""
        return counted(self.shares, "best")

    def phase(self, now: datetime) -> str:
        """Tell whether the quiz is coming, open or past for this student."""
        return phase(self.terms, now)


def terms_of(quiz: Quiz | QuizRow, minutes: int = 0, attempts: int = 0) -> Terms:
    """Return the terms of a quiz, with a person's allowances added."""
    return Terms(
        opens_at=quiz.opens_at,
        closes_at=quiz.closes_at,
        minutes=quiz.minutes,
        attempts=quiz.attempts,
        counting=quiz.counting,
        feedback=quiz.feedback,
        pass_percent=quiz.pass_percent,
        grace_seconds=quiz.grace_seconds,
        late=quiz.late,
        late_minutes=quiz.late_minutes,
        extra_minutes=minutes,
        extra_attempts=attempts,
    )


_EXTRA = (
    select(Allowance.person_id, func.sum(Allowance.minutes), func.sum(Allowance.attempts))
    .where(Allowance.quiz_id == bindparam("quiz"))
    .group_by(Allowance.person_id)
)


def terms_for(quiz: Quiz | QuizRow, person_id: int) -> Terms:
    """Return the terms on which a person takes a quiz."""
    rows = reading.rows(_EXTRA, quiz=quiz.id)
    own = next(((minutes, attempts) for person, minutes, attempts in rows if person == person_id), (0, 0))
    return replace(terms_of(quiz, *own), longest_extra=max((minutes for _, minutes, _ in rows), default=0))


def terms_at(quiz_id: int, person_id: int) -> Terms | None:
    """Return the terms on which a person takes a quiz, by its id."""
    row = reading.row(_QUIZ_ROW, quiz=quiz_id)
    return terms_for(QuizRow(*row), person_id) if row else None


# The statements below run at each look of a student at their quizzes, so they are built once.
_PERSON, _QUIZ = bindparam("person"), bindparam("quiz")
_quizzes = select(*(getattr(Quiz, name) for name in QuizRow._fields))
_QUIZ_ROW = _quizzes.where(Quiz.id == _QUIZ)
_GIVEN = (
    select(Assignment.quiz_id)
    .join(SchoolClass, SchoolClass.id == Assignment.class_id)
    .join(Enrolment, Enrolment.class_id == Assignment.class_id)
    .where(Enrolment.person_id == _PERSON, SchoolClass.archived_at.is_(None))
)
_OPEN = select(Quiz.id).where(Quiz.id.in_(_GIVEN), Quiz.published_at.is_not(None))
_RUNNING = select(Attempt.quiz_id).where(Attempt.person_id == _PERSON, Attempt.submitted_at.is_(None))
_TAKEN = exists().where(Attempt.quiz_id == Quiz.id, Attempt.person_id == _PERSON)
_LISTED = _quizzes.where(Quiz.id.in_(_OPEN) | Quiz.id.in_(_RUNNING)).order_by(Quiz.id)
_ONE = _quizzes.where(Quiz.id == _QUIZ, Quiz.id.in_(_OPEN) | _TAKEN)
_MAY_START = select(_OPEN.where(Quiz.id == _QUIZ).exists())
_GIVEN_TO = select(Allowance.quiz_id, Allowance.minutes, Allowance.attempts).where(
    Allowance.person_id == _PERSON, Allowance.quiz_id.in_(bindparam("quizzes", expanding=True))
)
_TAKEN_BY = (
    select(*(getattr(Attempt, name) for name in AttemptRow._fields))
    .where(Attempt.person_id == _PERSON, Attempt.quiz_id.in_(bindparam("quizzes", expanding=True)))
    .order_by(Attempt.number)
)


def quizzes_for(person_id: int) -> list[QuizForStudent]:
    """List the published quizzes that are assigned to a student, and any in which an attempt of theirs is running.

    There are three queries, however many quizzes there are.
    """
    return _for_student(person_id, [QuizRow(*row) for row in reading.rows(_LISTED, person=person_id)])


def quiz_for(person_id: int, quiz_id: int) -> QuizForStudent | None:
    """Return a quiz as a student sees it: published and assigned to them, or one that they have an attempt at."""
    row = reading.row(_ONE, person=person_id, quiz=quiz_id)
    return _for_student(person_id, [QuizRow(*row)])[0] if row else None


_ASKED = select(func.sum(BlueprintLine.count)).where(BlueprintLine.quiz_id == _QUIZ)


def questions_asked(quiz_id: int) -> int:
    """Return how many questions a form of a quiz has."""
    row = reading.row(_ASKED, quiz=quiz_id)
    return (row and row[0]) or 0


def may_start(person_id: int, quiz_id: int) -> bool:
    """Tell whether a quiz is published and assigned to a student now (its times and attempts are another question)."""
    row = reading.row(_MAY_START, person=person_id, quiz=quiz_id)
    return bool(row and row[0])


def _for_student(person_id: int, quizzes: list[QuizRow]) -> list[QuizForStudent]:
    asked = {"person": person_id, "quizzes": [quiz.id for quiz in quizzes]}
    given: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for quiz_id, minutes, attempts in reading.rows(_GIVEN_TO, **asked):
        given[quiz_id][0] += minutes
        given[quiz_id][1] += attempts
    taken: dict[int, list[AttemptRow]] = defaultdict(list)
    for attempt in (AttemptRow(*row) for row in reading.rows(_TAKEN_BY, **asked)):
        taken[attempt.quiz_id].append(attempt)
    return [QuizForStudent(quiz, terms_of(quiz, *given[quiz.id]), tuple(taken[quiz.id])) for quiz in quizzes]
