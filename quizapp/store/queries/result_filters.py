"""Narrow down results: by quiz, by class, and by when attempts began."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, select

from quizapp.store.models import Attempt, Enrolment, SchoolClass

BETWEEN_CLASSES = "; "


@dataclass(frozen=True)
class Filters:
    """Say which results are wanted: of a quiz, of the people who are in a class today, of attempts begun in a time.

    `teacher_id` narrows down nothing, but of the classes that a person is in only those of this teacher are named.
    """

    quiz_id: int | None = None
    class_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None
    teacher_id: int | None = None


def within(filters: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions on attempts."""
    conditions: list[ColumnElement[bool]] = []
    if filters.quiz_id is not None:
        conditions.append(Attempt.quiz_id == filters.quiz_id)
    if filters.class_id is not None:
        conditions.append(Attempt.person_id.in_(members(filters.class_id)))
    if filters.since is not None:
        conditions.append(Attempt.started_at >= filters.since)
    if filters.before is not None:
        conditions.append(Attempt.started_at < filters.before)
    return conditions


def members(class_id: int) -> Select[tuple[int]]:
    """Select the ids of the people who are in a class today."""
    return select(Enrolment.person_id).where(Enrolment.class_id == class_id)


def classes_of(connection: Connection, person_ids: list[int], teacher_id: int | None = None) -> dict[int, str]:
    """Return the names of the classes of some people: all, or those of one teacher."""
    found = defaultdict(list)
    wanted = (
        select(Enrolment.person_id, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(Enrolment.person_id.in_(person_ids))
        .order_by(SchoolClass.name, SchoolClass.id)
    )
    if teacher_id is not None:
        wanted = wanted.where(SchoolClass.owner_id == teacher_id)
    for person_id, name in connection.execute(wanted):
        found[person_id].append(name)
    return defaultdict(str, {person_id: BETWEEN_CLASSES.join(names) for person_id, names in found.items()})
