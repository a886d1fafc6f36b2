"""Read scores: of a class over its quizzes, and of a quiz over its students."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from quizapp.core.quizzes import counted, has_passed
from quizapp.store.db import db
from quizapp.store.models import Assignment, Attempt, Enrolment, Person, Quiz, SchoolClass
from quizapp.store.queries.classes import students_in
from quizapp.store.queries.watching import TAKEN, Student, Taken, students_with_attempts


@dataclass(frozen=True)
class Cell:
    """Hold one student's attempts at one quiz, first to last, and what counts of them."""

    attempts: tuple[Taken, ...] = ()
    counting: str = "best"
    pass_percent: int | None = None

    @property
    def handed_in(self) -> tuple[Taken, ...]:
        """Return the attempts that are handed in."""
        return tuple(attempt for attempt in self.attempts if attempt.submitted_at is not None)

    @property
    def running(self) -> Taken | None:
        """Return the attempt that is not handed in."""
        return next((attempt for attempt in self.attempts if attempt.submitted_at is None), None)

    @property
    def share(self) -> float | None:
        """Return the score that counts, as a share from 0 to 1; None where nothing is handed in."""
        return counted([attempt.share for attempt in self.handed_in], self.counting)  # type: ignore[arg-type]

    @property
    def passed(self) -> bool | None:
        """Tell whether the pass mark is reached; None where there is none, or nothing is handed in."""
        return None if self.share is None else has_passed(self.share, 1.0, self.pass_percent)

    @property
    def time(self) -> timedelta | None:
        """Return how long the attempts that are handed in took together."""
        lengths = [attempt.submitted_at - attempt.started_at for attempt in self.handed_in if attempt.submitted_at]
        return sum(lengths, timedelta()) if lengths else None


@dataclass(frozen=True)
class Gradebook:
    """Hold the scores of a class: its quizzes, its students, and a cell for each of both."""

    quizzes: tuple[Quiz, ...]
    students: tuple[Person, ...]
    cells: dict[tuple[int, int], Cell]

    def cell(self, person_id: int, quiz_id: int) -> Cell:
        """Return the cell of a student and a quiz."""
        return self.cells.get((person_id, quiz_id), Cell())

    def mean(self, person_id: int) -> float | None:
        """Return the mean of what counts over the quizzes that a student has taken."""
        return _mean([self.cell(person_id, quiz.id).share for quiz in self.quizzes])

    def mean_of_quiz(self, quiz_id: int) -> float | None:
        """Return the mean of what counts over the students who have taken a quiz."""
        return _mean([self.cell(person.id, quiz_id).share for person in self.students])


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None


def gradebook_of(class_id: int) -> Gradebook:
    """Return the scores of a class, in three queries however many there are."""
    return _gradebook(class_id, students_in(class_id))


def row_of(class_id: int, person: Person) -> list[tuple[Quiz, Cell]]:
    """List the quizzes of a class with one student's cell for each."""
    book = _gradebook(class_id, [person])
    return [(quiz, book.cell(person.id, quiz.id)) for quiz in book.quizzes]


def _gradebook(class_id: int, students: Sequence[Person]) -> Gradebook:
    shown = or_(Quiz.published_at.is_not(None), exists().where(Attempt.quiz_id == Quiz.id))
    quizzes = tuple(
        db.session.scalars(
            select(Quiz)
            .join(Assignment, Assignment.quiz_id == Quiz.id)
            .where(Assignment.class_id == class_id, shown)
            .order_by(func.coalesce(Quiz.opens_at, Quiz.created_at), Quiz.id)
        )
    )
    people = select(Enrolment.person_id).where(Enrolment.class_id == class_id)
    wanted = select(*TAKEN).where(Attempt.quiz_id.in_([quiz.id for quiz in quizzes]), Attempt.person_id.in_(people))
    if len(students) == 1:
        wanted = wanted.where(Attempt.person_id == students[0].id)
    found: dict[tuple[int, int], list[Taken]] = defaultdict(list)
    for row in db.session.execute(wanted.order_by(Attempt.number)):
        attempt = Taken(*row)
        found[attempt.person_id, attempt.quiz_id].append(attempt)
    terms = {quiz.id: (quiz.counting, quiz.pass_percent) for quiz in quizzes}
    cells = {key: Cell(tuple(attempts), *terms[key[1]]) for key, attempts in found.items()}
    return Gradebook(quizzes, tuple(students), cells)


@dataclass(frozen=True)
class Result:
    """Hold what one student achieved in a quiz."""

    student: Student
    cell: Cell


def results_of(quiz: Quiz) -> list[Result]:
    """List what each student of a quiz achieved, by name, in two queries however many there are."""
    students, taken = students_with_attempts(quiz.id)
    return [
        Result(student, Cell(tuple(taken.get(student.id, ())), quiz.counting, quiz.pass_percent))
        for student in students
    ]


def attempt_at(teacher_id: int, quiz_id: int, attempt_id: int) -> Attempt | None:
    """Return an attempt at a quiz of a teacher's own, with its student."""
    return db.session.scalar(
        select(Attempt)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.id == attempt_id, Attempt.quiz_id == quiz_id, Quiz.owner_id == teacher_id)
        .options(joinedload(Attempt.person))
    )


@dataclass(frozen=True)
class Recent:
    """Hold an attempt that was handed in of late, with its quiz's title and its student's name."""

    attempt: Taken
    title: str
    name: str


def recent_results(teacher_id: int, since: datetime, most: int = 8) -> list[Recent]:
    """List the attempts at a teacher's quizzes that were handed in of late, the newest first."""
    rows = db.session.execute(
        select(Quiz.title, Person.name, *TAKEN)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Person, Person.id == Attempt.person_id)
        .where(Quiz.owner_id == teacher_id, Attempt.submitted_at >= since)
        .order_by(Attempt.submitted_at.desc(), Attempt.id.desc())
        .limit(most)
    )
    return [Recent(Taken(*row), title, name) for title, name, *row in rows]


def has_any(teacher_id: int) -> tuple[bool, bool, bool]:
    """Tell whether a teacher has a class, a student in one, and a quiz: the first steps."""
    owned = select(SchoolClass.id).where(SchoolClass.owner_id == teacher_id)
    return (
        bool(db.session.scalar(select(owned.exists()))),
        bool(db.session.scalar(select(exists().where(Enrolment.class_id.in_(owned))))),
        bool(db.session.scalar(select(exists().where(Quiz.owner_id == teacher_id)))),
    )
