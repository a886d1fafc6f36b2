"""Read what a form is drawn from, and draw it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from quizapp.core.drawing import Stratum, draw
from quizapp.store.db import db
from quizapp.store.models import Attempt, Bank, Question, Quiz, Response
from quizapp.store.queries import banks


def recipe_of(quiz: Quiz) -> dict[str, Any]:
    """Return what a form is drawn from now: the blueprint, the newest versions of its banks, and how it is shown."""
    ids = [line.bank_id for line in quiz.lines]
    versions = dict(db.session.execute(select(Bank.id, Bank.version).where(Bank.id.in_(ids))).all())
    return {
        "lines": [
            {
                "bank": line.bank_id,
                "version": versions[line.bank_id],
                "topic": line.topic,
                "difficulty": line.difficulty,
                "count": line.count,
            }
            for line in quiz.lines
        ],
        "shuffle": quiz.shuffle,
        "per_page": quiz.per_page,
        "forward_only": quiz.forward_only,
    }


def strata_of(recipe: dict[str, Any]) -> list[Stratum]:
    """Return the strata of a recipe, each with its pool."""
    return [
        Stratum(
            banks.pool(line["bank"], line["version"], line["topic"], line["difficulty"]), line["count"], _name_of(line)
        )
        for line in recipe["lines"]
    ]


def _name_of(line: dict[str, Any]) -> str:
    heading = banks.heading_of(line["bank"], line["version"])
    parts = (heading.title, line["topic"] and heading.topic_title(line["topic"]), line["difficulty"])
    return ", ".join(part for part in parts if part)


def form_of(recipe: dict[str, Any], person_id: int, seed: str, before: int | None = None) -> tuple[int, ...]:
    """Draw a form: the ids of its questions, those that the person has not seen (before an attempt) first.

    The same recipe, seed and history draw the same form again at any later time. Raises `NotNow` where the banks hold
    too few questions.
    """
    ids = {line["bank"] for line in recipe["lines"]}
    return draw(strata_of(recipe), seen_by(person_id, ids, before), seed, recipe["shuffle"])


def seen_by(person_id: int, bank_ids: set[int], before: int | None = None) -> frozenset[int]:
    """Return the ids of all versions of every question that a person met in an attempt (earlier than `before`)."""
    met, any_version = aliased(Question), aliased(Question)
    wanted = (
        select(any_version.id)
        .join(met, (met.bank_id == any_version.bank_id) & (met.name == any_version.name))
        .join(Response, Response.question_id == met.id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.person_id == person_id, met.bank_id.in_(bank_ids))
    )
    if before is not None:
        wanted = wanted.where(Attempt.id < before)
    return frozenset(db.session.scalars(wanted.distinct()))


def questions_named(ids: tuple[int, ...]) -> dict[int, Question]:
    """Return questions by their ids."""
    return {row.id: row for row in db.session.scalars(select(Question).where(Question.id.in_(ids)))}
