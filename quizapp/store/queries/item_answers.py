"""Read how the questions of a quiz were answered, over all attempts that are handed in."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from quizapp.core.answers import Answer
from quizapp.core.banks import Heading
from quizapp.core.certainty_map import Sure
from quizapp.core.insights import Given
from quizapp.core.questions import Common
from quizapp.store.db import db
from quizapp.store.models import Assignment, Attempt, Bank, Enrolment, Question, Quiz, Response, SchoolClass
from quizapp.store.queries import banks


@dataclass(frozen=True)
class Answered:
    """Hold how one version of a question was answered: by how many, how many of them fully right, or not at all."""

    row: Question
    question: Common
    count: int
    right: int
    open: int
    points: float

    @property
    def share(self) -> float:
        """Return the mean share of the points that was earned (the facility)."""
        return self.points / (self.count * self.question.points) if self.count else 0.0


def answered_questions(quiz_id: int) -> list[Answered]:
    """List the questions that came up in a quiz, in the order of their banks, in two queries."""
    counts: dict[int, list[tuple[float, bool, int]]] = defaultdict(list)
    for question_id, points, is_open, count in db.session.execute(
        select(Response.question_id, Response.points, Response.answer.is_(None), func.count())
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.quiz_id == quiz_id, Attempt.submitted_at.is_not(None))
        .group_by(Response.question_id, Response.points, Response.answer.is_(None))
    ):
        counts[question_id].append((points or 0.0, bool(is_open), count))
    wanted = select(Question).where(Question.id.in_(counts)).order_by(Question.bank_id, Question.position, Question.id)
    return [_answered(row, counts[row.id]) for row in db.session.scalars(wanted)]


def _answered(row: Question, counts: list[tuple[float, bool, int]]) -> Answered:
    question = banks.parsed(row)
    return Answered(
        row=row,
        question=question,
        count=sum(count for _, _, count in counts),
        right=sum(count for points, _, count in counts if points >= question.points - 1e-6),
        open=sum(count for _, is_open, count in counts if is_open),
        points=sum(points * count for points, _, count in counts),
    )


def topics_of(rows: Sequence[Question]) -> dict[int, str]:
    """Return the title of the topic of each question, as the newest version of its bank has it."""
    headings = headings_of({row.bank_id for row in rows})
    return {row.id: headings[row.bank_id].topic_title(row.topic) for row in rows}


def question_in(teacher_id: int, quiz_id: int, question_id: int) -> Question | None:
    """Return a question (one version of it) that came up in a quiz of a teacher's own."""
    met = (
        select(Response.question_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Attempt.quiz_id == quiz_id, Quiz.owner_id == teacher_id, Response.question_id == question_id)
    )
    return db.session.scalar(select(Question).where(Question.id == question_id, met.exists()))


def answers_to(quiz_id: int, question_id: int) -> list[Answer]:
    """List the answers to a question in a quiz, of the attempts that are handed in; None is an open one."""
    return list(
        db.session.scalars(
            select(Response.answer)
            .join(Attempt, Attempt.id == Response.attempt_id)
            .where(Attempt.quiz_id == quiz_id, Response.question_id == question_id, Attempt.submitted_at.is_not(None))
        )
    )


def given_at(quiz_id: int, class_id: int | None = None) -> list[Given]:
    """List every answer of the attempts that are handed in (by students of a class), with its question, for insights.

    Each comes with the names of the speakers of its bank.
    """
    answers, rows = _answers_at(quiz_id, class_id)
    names = speaker_names({row.bank_id for row in rows.values()})
    return [(banks.parsed(rows[one]), answer, names[rows[one].bank_id]) for one, answer, _ in answers]


def certainties_at(quiz_id: int, class_id: int | None = None) -> list[Sure]:
    """List every answer of which its student said how sure they were, of the attempts that are handed in."""
    answers, rows = _answers_at(quiz_id, class_id, Response.certainty.is_not(None))
    headings = headings_of({row.bank_id for row in rows.values()})
    return [
        Sure(rows[one].bank_id, one, headings[rows[one].bank_id], banks.parsed(rows[one]), answer, certainty)
        for one, answer, certainty in answers
    ]


def _answers_at(
    quiz_id: int, class_id: int | None, *narrowed: ColumnElement[bool]
) -> tuple[Sequence[Row[Any]], dict[int, Question]]:
    wanted = (
        select(Response.question_id, Response.answer, Response.certainty)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.quiz_id == quiz_id, Attempt.submitted_at.is_not(None), *narrowed)
    )
    if class_id is not None:
        members = select(Enrolment.person_id).where(Enrolment.class_id == class_id)
        wanted = wanted.where(Attempt.person_id.in_(members))
    answers = db.session.execute(wanted).all()
    ids = {question_id for question_id, *_ in answers}
    return answers, {row.id: row for row in db.session.scalars(select(Question).where(Question.id.in_(ids)))}


def headings_of(bank_ids: Collection[int]) -> dict[int, Heading]:
    """Return the headings of banks in their newest versions."""
    versions = db.session.execute(select(Bank.id, Bank.version).where(Bank.id.in_(bank_ids)))
    return {bank_id: banks.heading_of(bank_id, version) for bank_id, version in versions}


def speaker_names(bank_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return for each bank the names of its speakers by their ids, as its newest version has them."""
    return {bank: {one.id: one.name for one in heading.speakers} for bank, heading in headings_of(bank_ids).items()}


def classes_of(quiz_id: int) -> list[SchoolClass]:
    """List the classes to which a quiz is given, by name."""
    given = select(Assignment.class_id).where(Assignment.quiz_id == quiz_id)
    return list(db.session.scalars(select(SchoolClass).where(SchoolClass.id.in_(given)).order_by(SchoolClass.name)))
