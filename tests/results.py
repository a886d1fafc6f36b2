"""Build attempts straight into the tables, a few with their answers or very many at once, and read their exports."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select

from quizapp.core.answers import key_of
from quizapp.core.marking import mark
from quizapp.store.db import db, write
from quizapp.store.models import Attempt, Person, Question, Quiz, Response
from quizapp.store.queries import banks
from tests.builders import NOW


@write
def take(
    quiz: Quiz,
    person: Person,
    answers: dict[str, Any] | None = None,
    number: int = 1,
    started_at: datetime = NOW,
    handed_in: bool = True,
) -> int:
    """Add an attempt with all questions of the quiz's bank: these answers, by ids of questions (None: every key)."""
    rows = list(
        db.session.scalars(
            select(Question).where(Question.bank_id == quiz.lines[0].bank_id).order_by(Question.position)
        )
    )
    parsed = {row.id: banks.parsed(row) for row in rows}
    given = {row.id: key_of(parsed[row.id]) if answers is None else answers.get(row.name) for row in rows}
    points = {row.id: mark(parsed[row.id], given[row.id]).points for row in rows}
    attempt = Attempt(
        quiz_id=quiz.id, person_id=person.id, number=number, seed=f"{number:016x}", recipe={}, started_at=started_at,
        ends_at=started_at + timedelta(hours=1), submitted_at=started_at + timedelta(minutes=12) if handed_in else None,
        submitted_how="student" if handed_in else None, score=sum(points.values()) if handed_in else None,
        most=sum(question.points for question in parsed.values()),
    )  # fmt: skip
    db.session.add(attempt)
    db.session.flush()
    db.session.execute(
        insert(Response),
        [
            {"attempt_id": attempt.id, "position": position, "question_id": row.id, "answer": given[row.id],
             "sequence": int(given[row.id] is not None), "flagged": position == 2,
             "saved_at": started_at if given[row.id] is not None else None,
             "points": points[row.id] if handed_in else None}
            for position, row in enumerate(rows, 1)
        ],
    )  # fmt: skip
    return attempt.id


@write
def take_many(quiz: Quiz, people: int, slots: int = 50, name: str = "", points: float = 1.0) -> None:
    """Add people with an attempt each at a quiz, all handed in, with `slots` responses to a question (or the first)."""
    standing = select(Question).where(Question.bank_id == quiz.lines[0].bank_id, Question.until.is_(None))
    question = db.session.scalars(standing.where(Question.name == name) if name else standing).first()
    first = (db.session.scalar(select(Person.id).order_by(Person.id.desc()).limit(1)) or 0) + 1
    ids = range(first, first + people)
    db.session.execute(
        insert(Person),
        [{"id": one, "username": f"many{one}", "name": f"Student {one}", "role": "student",
          "must_change_password": False, "created_at": NOW} for one in ids],
    )  # fmt: skip
    db.session.execute(
        insert(Attempt),
        [{"id": one, "quiz_id": quiz.id, "person_id": one, "number": 1, "seed": "0", "recipe": {}, "page": 1,
          "started_at": NOW, "submitted_at": NOW, "submitted_how": "student", "score": points * slots, "most": slots}
         for one in ids],
    )  # fmt: skip
    for start in range(0, people, 500):
        db.session.execute(
            insert(Response),
            [{"attempt_id": one, "position": position, "question_id": question.id, "answer": 0, "sequence": 1,
              "flagged": False, "saved_at": NOW, "points": points}
             for one in ids[start : start + 500] for position in range(1, slots + 1)],
        )  # fmt: skip


def csv_rows_of(answer) -> list[dict[str, str]]:
    """Read the CSV file of an answer as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def csv_rows(file: bytes) -> list[list[str]]:
    """Return the cells of a CSV file."""
    assert file.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def sheets(file: bytes) -> dict[str, list[list]]:
    """Return the cells of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
