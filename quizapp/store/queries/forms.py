"""Read what a form is drawn from, and draw it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from quizapp.core.banks import Heading
from quizapp.core.drawing import Stratum, draw
from quizapp.store import reading
from quizapp.store.db import db
from quizapp.store.models import Attempt, Bank, BlueprintLine, Question, Quiz, Response
from quizapp.store.queries import banks
from quizapp.store.queries.offers import QuizRow

_LINES = (
    select(
        BlueprintLine.bank_id, Bank.version, BlueprintLine.topic, BlueprintLine.difficulty,
        BlueprintLine.count,
    )
    .join(Bank, Bank.id == BlueprintLine.bank_id)
    .where(BlueprintLine.quiz_id == bindparam("quiz"))
    .order_by(BlueprintLine.position)
)  # fmt: skip


def recipe_of(quiz: Quiz | QuizRow) -> dict[str, Any]:
    """Return what a form is drawn from now: the blueprint, the newest versions of its banks, and how it is shown."""
    lines = reading.rows(_LINES, quiz=quiz.id)
    return {
        "lines": [dict(zip(("bank", "version", "topic", "difficulty", "count"), line, strict=True)) for line in lines],
        "shuffle": quiz.shuffle,
        "per_page": quiz.per_page,
        "forward_only": quiz.forward_only,
        "reading": quiz.reading,
        "certainty": quiz.certainty,
    }


def versions_in(recipe: Mapping[str, Any]) -> dict[int, int]:
    """Return the version of each bank from which a form of this recipe is drawn."""
    return {line["bank"]: line["version"] for line in recipe["lines"]}


def headings_in(recipe: Mapping[str, Any]) -> dict[int, Heading]:
    """Return the heading of each bank from which a form of this recipe is drawn, in that version."""
    return {bank: banks.heading_of(bank, version) for bank, version in versions_in(recipe).items()}


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


# In two steps, each of which can only begin where it should: at the attempts of one person, and at the questions met.
_OWN = select(Attempt.id).where(Attempt.person_id == bindparam("person"))
_MET = select(Response.question_id).where(Response.attempt_id.in_(_OWN)).distinct()
_MET_BEFORE = select(Response.question_id).where(Response.attempt_id.in_(_OWN.where(Attempt.id < bindparam("before"))))
_met, _any_version = aliased(Question), aliased(Question)
_VERSIONS = (
    select(_any_version.id, _any_version.bank_id)
    .join(_met, (_met.bank_id == _any_version.bank_id) & (_met.name == _any_version.name))
    .where(_met.id.in_(bindparam("met", expanding=True)))  # by their ids alone: a bank may hold 100,000 questions
)
_AT_ONCE = 5000  # ids in one statement


def seen_by(person_id: int, bank_ids: set[int], before: int | None = None) -> frozenset[int]:
    """Return the ids of all versions of every question that a person met in an attempt (earlier than `before`)."""
    wanted, asked = (_MET, {}) if before is None else (_MET_BEFORE, {"before": before})
    met = [question for (question,) in reading.rows(wanted, person=person_id, **asked)]
    found: set[int] = set()
    for first in range(0, len(met), _AT_ONCE):
        versions = reading.rows(_VERSIONS, met=met[first : first + _AT_ONCE])
        found.update(question for question, bank in versions if bank in bank_ids)
    return frozenset(found)


def questions_named(ids: tuple[int, ...]) -> dict[int, Question]:
    """Return questions by their ids."""
    return {row.id: row for row in db.session.scalars(select(Question).where(Question.id.in_(ids)))}
