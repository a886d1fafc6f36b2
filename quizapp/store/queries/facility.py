"""Read how difficult the questions of a bank were for those who answered them, over all versions of each."""

from collections.abc import Collection

from sqlalchemy import JSON, ColumnElement, Float, Text, case, cast, func, literal, select

from quizapp.core.difficulty import Facility
from quizapp.store.db import db
from quizapp.store.models import Question, Response

_DOCUMENT = cast(Question.document, Text().with_variant(JSON(), "postgresql"))  # SQLite reads JSON from a text
# The most points that a version of a question gives; its document leaves out what is left at its default.
_MOST = func.coalesce(cast(_DOCUMENT.op("->>")(literal("points", Text())), Float), 1.0)


def facilities_named(bank_id: int, names: Collection[str]) -> dict[str, Facility]:
    """Return by name what was measured on these questions of a bank, without those that nobody answered."""
    return _measured(bank_id, Question.name.in_(names)) if names else {}


def facilities_of_form(bank_id: int, form: str) -> dict[str, Facility]:
    """Return by name what was measured on the questions that a bank has (or had) of a form of generated ones."""
    return _measured(bank_id, Question.name.startswith(f"{form}.", autoescape=True))


def _measured(bank_id: int, which: ColumnElement[bool]) -> dict[str, Facility]:
    """Sum up the answers to questions of a bank, of all attempts that are handed in: those have points, and no others.

    What a way of marking takes off below 0 or gives beyond a question's points is no part of its facility. The versions
    are found first (their points are read from their documents once each), then the responses by their questions; the
    attempts need not be looked at.
    """
    versions = select(Question.id, Question.name, _MOST.label("most")).where(Question.bank_id == bank_id, which)
    version = versions.cte("version").prefix_with("MATERIALIZED")
    credit = case(
        (Response.points <= 0, 0.0),
        (Response.points >= version.c.most, 1.0),
        else_=Response.points / version.c.most,
    )
    summed = (
        select(version.c.name, func.sum(credit), func.count())
        .join(Response, Response.question_id == version.c.id)
        .where(Response.points.is_not(None))
        .group_by(version.c.name)
    )
    return {name: Facility(credits, answers) for name, credits, answers in db.session.execute(summed)}
