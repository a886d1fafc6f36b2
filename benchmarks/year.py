"""Make a database that holds a whole year of many schools, fast: in SQL, on the tables that the product made.

Every 25 students are a class, every 40 classes take the same 50 quizzes, each once, of 20 questions that a bank of
1,000 holds: so 20,000 students make 1,000,000 attempts with 20,000,000 responses, marked as the site marks them. What
was made is kept outside of the repository and taken again, as long as the tables, this module and the size are the
same.
"""

import hashlib
import inspect
import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import questions, site
from benchmarks.cases import DoesNotFit
from benchmarks.limits import sqlite
from quizapp.core.marking import mark
from quizapp.core.questions import Common
from quizapp.store import schema
from quizapp.store.base import Base
from quizapp.store.db import db
from quizapp.store.models import Question, Quiz
from quizapp.store.queries import forms
from quizapp.store.queries.banks import parsed

WHOLE = 1_000_000
STUDENTS_OF_CLASS, CLASSES_OF_SCHOOL, QUIZZES_OF_SCHOOL = 25, 40, 50
BANK_SIZE, VARIANTS = 1000, 4
BYTES_OF_ATTEMPT = 2600  # with its twenty responses, its entries in the audit log, and the indexes of all
LONGEST_AGO = 300 * 86_400  # seconds

# What a student might answer, by kind: the answers of `core.answers`, one of each four right.
ANSWERS: dict[str, list[Any]] = {
    "single_choice": [0, 1, 0, 2],
    "multiple_choice": [[0, 1], [0], [0, 2], [1, 3]],
    "true_false": [False, True, False, False],
    "short_answer": ["queen", "the queen", "a drone", "worker"],
    "numeric": ["6", "6,2", "8", "4"],
    "matching": [[0, 1, 2], [1, 0, 2], [0, 1, 3], [2, 1, 0]],
    "ordering": [[0, 1, 2, 3], [0, 1, 3, 2], [1, 0, 2, 3], [3, 2, 1, 0]],
    "cloze": [[0, 0], [0, 1], [0, 0], [1, 0]],
    "hot_text": [[1], [0], [0, 1], [2]],
}


def kept_in() -> Path:
    """Return the folder for what is made once and taken again."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "quizapp-benchmarks"


def copy_of(attempts: int, instance: Path) -> None:
    """Put a database with so many attempts (or none) into an instance folder; raises `DoesNotFit`."""
    kept = kept_in() / f"year-{attempts}-{_fingerprint()}.sqlite3"
    _require_room(instance.parent, attempts * BYTES_OF_ATTEMPT * (1 if kept.exists() else 2))
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        for other in kept.parent.glob(f"year-{attempts}-*"):
            other.unlink()  # of other tables than today's
        part = instance.with_name("part")
        make(part, attempts)
        shutil.move(part / "quizapp.sqlite3", kept)
        shutil.rmtree(part)
    instance.mkdir(parents=True)
    shutil.copyfile(kept, instance / "quizapp.sqlite3")


def _require_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > 0.8 * free:
        raise DoesNotFit(f"{needed / 1e9:.1f} GB of disk are needed, and {free / 1e9:.1f} GB are free")


def _fingerprint() -> str:
    """Return what changes when the tables, the questions or this module do."""
    told = schema.newest() + inspect.getsource(inspect.getmodule(copy_of)) + inspect.getsource(questions)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def make(instance: Path, attempts: int) -> None:
    """Make a site with so many attempts, one school at least with its quizzes."""
    students = max(1, attempts // QUIZZES_OF_SCHOOL)
    with site.opened(instance):
        schema.migrate()
        bank_id = site.import_bank(site.system(), questions.bank_of(BANK_SIZE)).bank_id
        (teacher,) = site.add_people("teacher", 1, "teacher")
        people = site.add_people("student", students, "student")
        _found_schools(teacher, people, bank_id)
        recipe = forms.recipe_of(db.session.get_one(Quiz, 1))
        said = list(_said())
    if not attempts:
        return
    connection = sqlite.connect(instance / "quizapp.sqlite3", isolation_level=None)
    try:
        _fill(connection, attempts, people[0], recipe, said)
    finally:
        connection.close()


def _found_schools(teacher: int, people: list[int], bank_id: int) -> None:
    """Put the students into classes, and give the classes of each school its quizzes."""
    classes = [site.add_class(teacher, people[begin : begin + STUDENTS_OF_CLASS])
               for begin in range(0, len(people), STUDENTS_OF_CLASS)]  # fmt: skip
    for begin in range(0, len(classes), CLASSES_OF_SCHOOL):
        for number in range(QUIZZES_OF_SCHOOL):
            site.add_quiz(teacher, bank_id, classes[begin : begin + CLASSES_OF_SCHOOL], title=f"Week {number + 1}")


def _said() -> Iterator[tuple[int, int, str, float]]:
    """Yield for each question the answers that are given to it, with their points."""
    for row in db.session.query(Question).all():
        question: Common = parsed(row)
        for variant, answer in enumerate(ANSWERS[row.kind]):
            yield row.id, variant, json.dumps(answer), mark(question, answer).points


def _fill(connection: Any, attempts: int, first_student: int, recipe: dict, said: list[tuple]) -> None:
    """Insert the attempts, their responses, and what the audit log tells of them."""
    for pragma in (
        "journal_mode=OFF",
        "synchronous=OFF",
        "foreign_keys=OFF",
        "cache_size=-400000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    connection.execute("CREATE TEMP TABLE said (question, variant, answer, points, PRIMARY KEY (question, variant)) "
                       "WITHOUT ROWID")  # fmt: skip
    connection.executemany("INSERT INTO said VALUES (?, ?, ?, ?)", said)
    now = site.now().replace(tzinfo=None)
    values = {
        "attempts": attempts, "students": max(1, attempts // QUIZZES_OF_SCHOOL), "of_school": QUIZZES_OF_SCHOOL,
        "of_class": STUDENTS_OF_CLASS * CLASSES_OF_SCHOOL, "first_student": first_student,
        "first_question": said[0][0], "recipe": json.dumps(recipe), "step": LONGEST_AGO / attempts,
        "begin": (now - timedelta(seconds=LONGEST_AGO)).isoformat(" "), "bank": BANK_SIZE, "most": 20,
        "length": site.QUESTIONS,
    }  # fmt: skip
    later = list(connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('attempt', 'response', 'audit_entry')"
    ))  # fmt: skip
    for name, _ in later:
        connection.execute(f"DROP INDEX {name}")
    for table, columns, rest in _STEPS:
        missing = _defaults(table, columns)
        into = ", ".join([*columns, *missing])
        chosen = ", ".join([*columns.values(), *missing.values()])
        connection.execute(f"INSERT INTO {table} ({into}) SELECT {chosen} {rest}", values)
    for _, text in later:
        connection.execute(text)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")


def _defaults(table: str, columns: dict[str, str]) -> dict[str, str]:
    """Return what else must be filled of a table, with its plain defaults as the product has them."""
    others = (one for one in Base.metadata.tables[table].columns if one.name not in columns and not one.primary_key)
    return {one.name: _literal(one.default.arg) for one in others if one.default is not None and one.default.is_scalar}


def _literal(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool | int) else f"'{value}'"


# Week after week, all students of all schools take the quiz of that week, one after the other.
_STUDENT = "(n - 1) % :students"
_QUIZ = "(n - 1) % :students / :of_class * :of_school + (n - 1) / :students + 1"
_AT = "strftime('%Y-%m-%d %H:%M:%f', :begin, '+' || (n * :step + {}) || ' seconds') || '000'"
_QUESTION = ":first_question + (n * 7919 + p * 53) % :bank"
_VARIANT = f"(n * 31 + p * 17 + n / 7) % {VARIANTS}"
_NUMBERS = "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < :attempts) "
_PLACES = (
    "(WITH RECURSIVE place(p) AS (SELECT 1 UNION ALL SELECT p + 1 FROM place WHERE p < :length) SELECT p FROM place)"
)
_FROM = "FROM (" + _NUMBERS + "SELECT n FROM count)"
_SCORE = (
    f"(SELECT round(sum(points), 6) FROM {_PLACES} JOIN said ON said.question = {_QUESTION} "
    f"AND said.variant = {_VARIANT})"
)
_ATTEMPT = {
    "id": "n", "quiz_id": _QUIZ, "person_id": f":first_student + {_STUDENT}", "number": "1",
    "seed": "printf('%016x', n)", "recipe": ":recipe", "page": "4", "started_at": _AT.format(0),
    "ends_at": _AT.format(7200), "submitted_at": _AT.format(900), "submitted_how": "'student'", "score": _SCORE,
    "most": ":most",
}  # fmt: skip
_RESPONSE = {
    "attempt_id": "n", "position": "p", "question_id": _QUESTION, "sequence": "1", "answer": "said.answer",
    "saved_at": "started_at", "points": "said.points",
}  # fmt: skip
_STEPS: list[tuple[str, dict[str, str], str]] = [
    ("attempt", _ATTEMPT, _FROM),
    ("response", _RESPONSE,
     f"FROM (SELECT id AS n, started_at FROM attempt ORDER BY id) CROSS JOIN {_PLACES} CROSS JOIN said "
     f"WHERE said.question = {_QUESTION} AND said.variant = {_VARIANT}"),
    *(("audit_entry", {
        "at": moment, "actor_id": "person_id", "actor_name": "'Student'", "action": f"'{action}'",
        "subject": "'attempt'", "subject_id": "id", "subject_name": "'Week'", "address": "'127.0.0.1'",
        "details": "'{\"number\": 1}'"}, "FROM attempt ORDER BY id")
      for action, moment in (("attempt.started", "started_at"), ("attempt.submitted", "submitted_at"))),
]  # fmt: skip
