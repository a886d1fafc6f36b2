"""Read where every student of a quiz is, in three queries however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import func, select

from quizapp.store.db import db
from quizapp.store.models import Assignment, Attempt, Enrolment, Person, Response, SchoolClass


class Student(NamedTuple):
    """Name a student, with the classes through which the quiz is theirs (none: they have left them)."""

    id: int
    name: str
    username: str
    classes: tuple[str, ...] = ()


class Taken(NamedTuple):
    """Hold what a table shows of an attempt."""

    id: int
    quiz_id: int
    person_id: int
    number: int
    page: int
    started_at: datetime
    ends_at: datetime | None
    submitted_at: datetime | None
    submitted_how: str | None
    score: float | None
    most: float

    @property
    def share(self) -> float:
        """Return the score as a share of what could be had."""
        return (self.score or 0.0) / self.most if self.most else 0.0


TAKEN = tuple(getattr(Attempt, name) for name in Taken._fields)


class Progress(NamedTuple):
    """Count how far a running attempt is."""

    answered: int
    questions: int
    saved_at: datetime | None


@dataclass(frozen=True)
class Place:
    """Tell where a student is: away, working or done, with the attempt at hand (the running one, else the last)."""

    student: Student
    state: Literal["away", "working", "done"]
    attempt: Taken | None = None
    progress: Progress | None = None


def students_with_attempts(quiz_id: int) -> tuple[list[Student], dict[int, list[Taken]]]:
    """List the students of a quiz by name, also those who took it and left since, and their attempts by person."""
    people: dict[int, tuple[str, str]] = {}
    classes: dict[int, list[str]] = {}
    for person_id, name, username, class_name in db.session.execute(
        select(Person.id, Person.name, Person.username, SchoolClass.name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .join(Assignment, Assignment.class_id == SchoolClass.id)
        .where(Assignment.quiz_id == quiz_id)
        .order_by(SchoolClass.name)
    ):
        people[person_id] = (name, username)
        classes.setdefault(person_id, []).append(class_name)
    taken: dict[int, list[Taken]] = {}
    for name, username, *row in db.session.execute(
        select(Person.name, Person.username, *TAKEN)
        .join(Person, Person.id == Attempt.person_id)
        .where(Attempt.quiz_id == quiz_id)
        .order_by(Attempt.number)
    ):
        attempt = Taken(*row)
        people.setdefault(attempt.person_id, (name, username))
        taken.setdefault(attempt.person_id, []).append(attempt)
    found = [Student(key, *names, tuple(classes.get(key, ()))) for key, names in people.items()]
    return sorted(found, key=lambda student: (student.name.casefold(), student.id)), taken


def places_of(quiz_id: int) -> list[Place]:
    """List where every student of a quiz is, by name."""
    students, taken = students_with_attempts(quiz_id)
    running = [one.id for attempts in taken.values() for one in attempts if one.submitted_at is None]
    far = _progress_of(running)
    return [_place(student, taken.get(student.id, []), far) for student in students]


def _place(student: Student, attempts: Sequence[Taken], far: dict[int, Progress]) -> Place:
    running = next((attempt for attempt in attempts if attempt.submitted_at is None), None)
    if running is not None:
        return Place(student, "working", running, far.get(running.id))
    return Place(student, "done", attempts[-1]) if attempts else Place(student, "away")


def _progress_of(attempt_ids: Sequence[int]) -> dict[int, Progress]:
    answered: Any = func.count().filter(Response.answer.is_not(None))
    rows = db.session.execute(
        select(Response.attempt_id, answered, func.count(), func.max(Response.saved_at))
        .where(Response.attempt_id.in_(attempt_ids))
        .group_by(Response.attempt_id)
    )
    return {attempt_id: Progress(*rest) for attempt_id, *rest in rows}
