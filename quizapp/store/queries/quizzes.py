"""Read quizzes as their teachers see them: plans, numbers, students, allowances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import aliased, selectinload

from quizapp.core.plans import Line, Plan
from quizapp.store.db import db
from quizapp.store.models import (
    Allowance,
    Assignment,
    Attempt,
    BlueprintLine,
    Enrolment,
    Person,
    Quiz,
    SchoolClass,
)

State = Literal["draft", "coming", "open", "past"]
STATES: tuple[State, ...] = ("draft", "coming", "open", "past")
SORTS = {
    "title": (func.lower(Quiz.title), Quiz.id),
    "opens": (func.coalesce(Quiz.opens_at, Quiz.created_at), Quiz.id),
    "closes": (Quiz.closes_at.is_(None), Quiz.closes_at, Quiz.id),
    "made": (Quiz.created_at, Quiz.id),
}


@dataclass(frozen=True)
class Numbers:
    """Count what came of a quiz: its students, those at work now, and those with an attempt handed in."""

    students: int = 0
    working: int = 0
    done: int = 0


def state_of(quiz: Quiz, now: datetime) -> State:
    """Tell whether a quiz is a draft (or withdrawn), coming, open or past; allowances of single people apart."""
    if quiz.published_at is None:
        return "draft"
    if quiz.opens_at and now < quiz.opens_at:
        return "coming"
    return "past" if quiz.closes_at and now >= quiz.closes_at else "open"


def _is_in_state(state: str, now: datetime) -> ColumnElement[bool]:
    published, coming = Quiz.published_at.is_not(None), and_(Quiz.opens_at.is_not(None), Quiz.opens_at > now)
    past = and_(Quiz.closes_at.is_not(None), Quiz.closes_at <= now)
    return {
        "draft": Quiz.published_at.is_(None),
        "coming": and_(published, coming),
        "open": and_(published, not_(coming), not_(past)),
        "past": and_(published, not_(coming), past),
    }[state]


def quizzes_of(
    teacher_id: int,
    now: datetime,
    search: str = "",
    state: str = "",
    sort: str = "made",
    down: bool = True,
    page: int = 1,
) -> Pagination:
    """Return a page of a teacher's quizzes."""
    wanted = select(Quiz).where(Quiz.owner_id == teacher_id, Quiz.title.icontains(search, autoescape=True))
    if state in STATES:
        wanted = wanted.where(_is_in_state(state, now))
    columns = SORTS.get(sort, SORTS["made"])
    wanted = wanted.order_by(*(column.desc() if down else column for column in columns))
    return db.paginate(wanted, page=page, per_page=50, error_out=False)


def quizzes_in_state(teacher_id: int, state: State, now: datetime, most: int = 20) -> list[Quiz]:
    """List a teacher's quizzes that are in a state, the newest first."""
    wanted = select(Quiz).where(Quiz.owner_id == teacher_id, _is_in_state(state, now))
    return list(db.session.scalars(wanted.order_by(Quiz.created_at.desc(), Quiz.id.desc()).limit(most)))


def quiz_of(teacher_id: int, quiz_id: int) -> Quiz | None:
    """Return a quiz of a teacher's own, with its blueprint."""
    return db.session.scalar(
        select(Quiz)
        .where(Quiz.id == quiz_id, Quiz.owner_id == teacher_id)
        .options(selectinload(Quiz.lines).joinedload(BlueprintLine.bank))
    )


def classes_with(quiz_id: int) -> list[SchoolClass]:
    """List the classes that a quiz is assigned to, by name."""
    wanted = select(SchoolClass).join(Assignment, Assignment.class_id == SchoolClass.id)
    return list(db.session.scalars(wanted.where(Assignment.quiz_id == quiz_id).order_by(func.lower(SchoolClass.name))))


def plan_of(quiz: Quiz) -> Plan:
    """Return the plan of a quiz as it stands."""
    return Plan(
        title=quiz.title,
        description=quiz.description,
        lines=tuple(Line(line.bank_id, line.topic, line.difficulty, line.count) for line in quiz.lines),
        class_ids=tuple(school_class.id for school_class in classes_with(quiz.id)),
        opens_at=quiz.opens_at,
        closes_at=quiz.closes_at,
        minutes=quiz.minutes,
        attempts=quiz.attempts,
        counting=quiz.counting,
        shuffle=quiz.shuffle,
        forward_only=quiz.forward_only,
        per_page=quiz.per_page,
        feedback=quiz.feedback,
        reading=quiz.reading,
        certainty=quiz.certainty,
        pass_percent=quiz.pass_percent,
        grace_seconds=quiz.grace_seconds,
        late=quiz.late,
        late_minutes=quiz.late_minutes,
    )


def count_attempts(quiz_id: int) -> int:
    """Return how many attempts at a quiz there are, running ones too."""
    return db.session.scalar(select(func.count()).select_from(Attempt).where(Attempt.quiz_id == quiz_id)) or 0


def numbers_of(quiz_ids: Sequence[int]) -> dict[int, Numbers]:
    """Count students, those at work and those done of some quizzes, in two queries however many there are."""
    students = dict(db.session.execute(_students_of(quiz_ids)).all())
    running = func.count(func.distinct(Attempt.person_id)).filter(Attempt.submitted_at.is_(None))
    done = func.count(func.distinct(Attempt.person_id)).filter(Attempt.submitted_at.is_not(None))
    counted = select(Attempt.quiz_id, running, done).where(Attempt.quiz_id.in_(quiz_ids)).group_by(Attempt.quiz_id)
    found = {quiz_id: (working, handed_in) for quiz_id, working, handed_in in db.session.execute(counted)}
    return {quiz_id: Numbers(students.get(quiz_id, 0), *found.get(quiz_id, (0, 0))) for quiz_id in quiz_ids}


def _students_of(quiz_ids: Sequence[int]) -> Select[tuple[int, int]]:
    return (
        select(Assignment.quiz_id, func.count(func.distinct(Enrolment.person_id)))
        .join(SchoolClass, SchoolClass.id == Assignment.class_id)
        .join(Enrolment, Enrolment.class_id == Assignment.class_id)
        .where(Assignment.quiz_id.in_(quiz_ids), SchoolClass.archived_at.is_(None))
        .group_by(Assignment.quiz_id)
    )


def student_of_quiz(teacher_id: int, quiz_id: int, person_id: int) -> Person | None:
    """Return a student who can take a quiz of this teacher's own, or has taken it."""
    in_class = (
        select(Enrolment.person_id)
        .join(Assignment, Assignment.class_id == Enrolment.class_id)
        .where(Assignment.quiz_id == quiz_id)
    )
    took = select(Attempt.person_id).where(Attempt.quiz_id == quiz_id)
    owned = select(Quiz.id).where(Quiz.id == quiz_id, Quiz.owner_id == teacher_id).exists()
    reach = or_(Person.id.in_(in_class), Person.id.in_(took))
    return db.session.scalar(select(Person).where(Person.id == person_id, reach, owned))


def running_attempts(quiz_id: int, person_id: int | None = None) -> list[Attempt]:
    """List the attempts at a quiz that are not handed in, of everybody or of one person."""
    wanted = select(Attempt).where(Attempt.quiz_id == quiz_id, Attempt.submitted_at.is_(None))
    return list(db.session.scalars(wanted if person_id is None else wanted.where(Attempt.person_id == person_id)))


def extra_minutes(quiz_id: int) -> dict[int, int]:
    """Return the minutes that people were given on top at a quiz, by person."""
    wanted = select(Allowance.person_id, func.sum(Allowance.minutes)).where(Allowance.quiz_id == quiz_id)
    return dict(db.session.execute(wanted.group_by(Allowance.person_id)).all())


@dataclass(frozen=True)
class AllowanceListed:
    """Hold an allowance with the names of who was given it and who gave it."""

    allowance: Allowance
    person: str
    given_by: str


def allowances_of(quiz_id: int) -> list[AllowanceListed]:
    """List the allowances of a quiz, the newest first."""
    giver = aliased(Person)
    wanted = (
        select(Allowance, Person.name, giver.name)
        .join(Person, Person.id == Allowance.person_id)
        .join(giver, giver.id == Allowance.given_by_id)
        .where(Allowance.quiz_id == quiz_id)
        .order_by(Allowance.id.desc())
    )
    return [AllowanceListed(*row) for row in db.session.execute(wanted)]


def students_of_quiz(quiz_id: int) -> list[Person]:
    """List the students of the classes that a quiz is assigned to, by name."""
    in_class = (
        select(Enrolment.person_id)
        .join(Assignment, Assignment.class_id == Enrolment.class_id)
        .where(Assignment.quiz_id == quiz_id)
    )
    return list(db.session.scalars(select(Person).where(Person.id.in_(in_class)).order_by(func.lower(Person.name))))
