"""Make a fresh site for the server: people, classes, a bank, quizzes, and signed-in browsers.

Everything goes through the tables and operations that the product has; what would take too long one by one (thousands
of students, of sessions) is inserted in bulk into the same tables. No password is hashed.
"""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from benchmarks.questions import bank_of
from quizapp.app import create_app
from quizapp.operations.banks import import_bank
from quizapp.settings import Settings
from quizapp.store import schema
from quizapp.store.audit import Actor
from quizapp.store.db import db, write
from quizapp.store.models import (
    Assignment,
    Attempt,
    BlueprintLine,
    BrowserSession,
    Enrolment,
    Person,
    Question,
    Quiz,
    Response,
    SchoolClass,
)
from quizapp.store.queries import forms
from quizapp.store.secrets import new_seed, token_digest

QUESTIONS, PER_PAGE = 20, 5
AT_ONCE = 5000  # rows of one insert


@dataclass(frozen=True)
class SignedIn:
    """Hold a person and the token of a browser in which this person is signed in."""

    person_id: int
    token: str


@contextmanager
def opened(instance: Path) -> Iterator[None]:
    """Open the database of a site in this process, and let go of it wholly in the end."""
    app = create_app(Settings(instance=instance, sweep_seconds=0))
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def make(instance: Path, students: int, bank_size: int) -> tuple[int, list[SignedIn]]:
    """Make a site with one quiz of 20 questions, 5 to a page, for so many students; return the quiz's id and them."""
    with opened(instance):
        schema.migrate()
        bank_id = import_bank(system(), bank_of(bank_size)).bank_id
        (teacher,) = add_people("teacher", 1, "teacher")
        people = add_people("student", students, "student")
        class_id = add_class(teacher, people)
        quiz_id = add_quiz(teacher, bank_id, [class_id])
        return quiz_id, sign_in(people)


def join_year(instance: Path, students: int) -> tuple[int, list[SignedIn], list[SignedIn]]:
    """Add a quiz with so many new students to a site that holds a year (see `year.py`); return it and them.

    The third are insiders who are signed in: an admin, the year's teacher, and its first students.
    """
    with opened(instance):
        teacher, bank_id = 1, 1
        (admin,) = add_people("admin", 1, "admin")
        insiders = db.session.scalars(select(Enrolment.person_id).where(Enrolment.class_id == 1)).all()
        people = add_people("student", students, "newcomer")
        quiz_id = add_quiz(teacher, bank_id, [add_class(teacher, people)])
        return quiz_id, sign_in(people), sign_in([admin, teacher, *insiders])


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def system() -> Actor:
    """Return who acts: nobody of the site."""
    return Actor(None, "the benchmark", "system", now())


@write
def add_people(role: str, count: int, prefix: str) -> list[int]:
    """Add people without passwords, and return their ids."""
    rows = [{"username": f"{prefix}-{number}", "name": f"{prefix.title()} {number}", "role": role, "created_at": now()}
            for number in range(1, count + 1)]  # fmt: skip
    bulk(Person, rows)
    first = db.session.query(Person.id).filter(Person.username == rows[0]["username"]).scalar()
    return list(range(first, first + count))


@write
def add_class(teacher: int, students: list[int]) -> int:
    """Add a class with its students, and return its id."""
    made = SchoolClass(name=f"Class {secrets.token_hex(3)}", owner_id=teacher, join_code=None, created_at=now())
    db.session.add(made)
    db.session.flush()
    bulk(Enrolment, [{"class_id": made.id, "person_id": one, "enrolled_at": now()} for one in students])
    return made.id


@write
def add_quiz(teacher: int, bank_id: int, classes: list[int], **terms: Any) -> int:
    """Add a published quiz of 20 questions, 5 to a page, with two hours of time, and return its id."""
    quiz = Quiz(**{"title": "Twenty questions", "description": "", "owner_id": teacher, "created_at": now(),
                   "published_at": now(), "per_page": PER_PAGE, "minutes": 120, **terms})  # fmt: skip
    quiz.lines.append(BlueprintLine(position=1, bank_id=bank_id, topic=None, difficulty=None, count=QUESTIONS))
    db.session.add(quiz)
    db.session.flush()
    bulk(Assignment, [{"quiz_id": quiz.id, "class_id": one, "assigned_at": now()} for one in classes])
    return quiz.id


def begin_attempts(instance: Path, quiz_id: int, students: list[SignedIn]) -> dict[int, int]:
    """Begin an attempt for each student at once, and return the attempts' ids by the persons'."""
    with opened(instance):
        return _begin_attempts(quiz_id, students)


@write
def _begin_attempts(quiz_id: int, students: list[SignedIn]) -> dict[int, int]:
    recipe, chance = forms.recipe_of(db.session.get_one(Quiz, quiz_id)), random.Random(quiz_id)
    pool, begun = db.session.scalars(select(Question.id)).all(), now()
    last = db.session.scalar(select(func.max(Attempt.id))) or 0
    made = {one.person_id: number for number, one in enumerate(students, last + 1)}
    bulk(Attempt, [{"id": number, "quiz_id": quiz_id, "person_id": person, "number": 1, "seed": new_seed(),
                    "recipe": recipe, "page": 1, "started_at": begun, "ends_at": begun + timedelta(hours=2),
                    "most": float(QUESTIONS)} for person, number in made.items()])  # fmt: skip
    slots = [{"attempt_id": number, "position": position, "question_id": question, "sequence": 0, "flagged": False}
             for number in made.values()
             for position, question in enumerate(chance.sample(pool, QUESTIONS), 1)]  # fmt: skip
    bulk(Response, slots)
    return made


@write
def sign_in(people: list[int]) -> list[SignedIn]:
    """Sign each person in, in a browser of their own, as `quizapp.operations.sessions` does after the password."""
    made = [SignedIn(one, secrets.token_urlsafe(32)) for one in people]
    begun, ends = now(), now() + timedelta(days=1)
    rows = [{"token_digest": token_digest(one.token), "person_id": one.person_id, "created_at": begun,
             "expires_at": ends, "device": "benchmark", "address": "127.0.0.1"} for one in made]  # fmt: skip
    bulk(BrowserSession, rows)
    return made


def bulk(model: Any, rows: list[dict[str, Any]]) -> None:
    """Insert many rows."""
    for begin in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(model), rows[begin : begin + AT_ONCE])
