"""Open a new site: its first people, and a demonstration quiz for them to take."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core.blueprints import balanced
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Assignment, Bank, BlueprintLine, Enrolment, Person, Quiz, SchoolClass
from quizapp.store.queries import banks
from quizapp.store.queries.people import is_anybody_there
from quizapp.store.secrets import new_code

QUESTIONS, MINUTES = 10, 30


@dataclass(frozen=True)
class FirstPerson:
    """Hold what an account of the first hour is made of."""

    username: str
    name: str
    role: str
    hashed: str


@dataclass(frozen=True)
class Begun:
    """Tell what was made: whether there is a demonstration, and the join code of its class."""

    join_code: str = ""
    quiz_title: str = ""


@write
def begin(actor: Actor, people: Sequence[FirstPerson], bank_name: str = "") -> Begun | None:
    """Make the first people of a site without any, or return None where there is somebody.

    With the name of a bundled bank (and a teacher among the people), a demonstration is made too: a class with a join
    code in which the students are, and a published quiz on the bank.
    """
    if is_anybody_there():
        return None
    added = [_add(actor, person) for person in people]
    bank = banks.bank_of(None, bank_name) if bank_name else None
    if bank is None:
        return Begun()
    teacher = next(person for person in added if person.role == "teacher")
    doer = Actor(teacher.id, teacher.name, teacher.role, actor.now, actor.address)
    students = [person for person in added if person.role == "student"]
    for student in students:
        student.keeper_id = teacher.id
    school_class = _class(doer, students)
    quiz = _quiz(doer, bank, school_class)
    return Begun(school_class.join_code, quiz.title)


def _add(actor: Actor, person: FirstPerson) -> Person:
    added = Person(
        username=person.username,
        name=person.name,
        role=person.role,
        password_hash=person.hashed,
        created_at=actor.now,
    )
    db.session.add(added)
    db.session.flush()
    note(actor, "person.created", "person", added.id, added.name, role=added.role)
    return added


def _class(actor: Actor, students: Sequence[Person]) -> SchoolClass:
    made = SchoolClass(
        name="Demonstration class", owner_id=actor.id, join_code=new_code(), created_at=actor.now
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add_all(Enrolment(class_id=made.id, person_id=student.id, enrolled_at=actor.now) for student in students)
    note(actor, "class.created", "class", made.id, made.name)
    return made


def _quiz(actor: Actor, bank: Bank, school_class: SchoolClass) -> Quiz:
    rows = banks.rows_of(bank.id, bank.version)
    quiz = Quiz(
        title=f"Demonstration: {bank.title}"[:200],
        description="A quiz to try everything out. It can be taken as often as you like.",
        owner_id=actor.id,
        minutes=MINUTES,
        attempts=None,
        feedback="at_once",
        published_at=actor.now,
        created_at=actor.now,
    )
    for position, line in enumerate(balanced([(row.topic, row.difficulty) for row in rows], QUESTIONS), 1):
        quiz.lines.append(
            BlueprintLine(
                position=position, bank_id=bank.id, topic=line.topic, difficulty=line.difficulty, count=line.count
            )
        )
    db.session.add(quiz)
    db.session.flush()
    db.session.add(Assignment(quiz_id=quiz.id, class_id=school_class.id, assigned_at=actor.now))
    note(actor, "quiz.published", "quiz", quiz.id, quiz.title)
    return quiz
