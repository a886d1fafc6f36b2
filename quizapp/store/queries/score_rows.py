"""Read the scores of everybody who has or could have an attempt: one row for each person and quiz, in chunks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select, union

from quizapp.core.exporting import percent, score_that_counts
from quizapp.core.quizzes import has_passed
from quizapp.store.models import Assignment, Attempt, Enrolment, Person, Quiz, SchoolClass
from quizapp.store.queries.result_filters import Filters, classes_of, members, within

PEOPLE_A_CHUNK = 500


def pairs_of(filters: Filters) -> Any:
    """Return who has or could have an attempt at what: (quiz, person)."""
    given = (
        select(Assignment.quiz_id, Enrolment.person_id)
        .join(Enrolment, Enrolment.class_id == Assignment.class_id)
        .join(SchoolClass, SchoolClass.id == Assignment.class_id)
        .join(Quiz, Quiz.id == Assignment.quiz_id)
        .where(Quiz.published_at.is_not(None), SchoolClass.archived_at.is_(None))
    )
    if filters.quiz_id is not None:
        given = given.where(Assignment.quiz_id == filters.quiz_id)
    if filters.class_id is not None:
        given = given.where(Enrolment.person_id.in_(members(filters.class_id)))
    return union(select(Attempt.quiz_id, Attempt.person_id).where(*within(filters)), given).subquery()


def score_rows(connection: Connection, filters: Filters) -> Iterator[Sequence[Any]]:
    """Yield the rows of the scores, quiz by quiz."""
    ids = select(Quiz.id).order_by(Quiz.id)
    if filters.quiz_id is not None:
        ids = ids.where(Quiz.id == filters.quiz_id)
    for quiz_id in connection.scalars(ids).all():
        yield from _scores_of(connection, quiz_id, filters)


def _scores_of(connection: Connection, quiz_id: int, filters: Filters) -> Iterator[Sequence[Any]]:
    of_quiz = replace(filters, quiz_id=quiz_id)
    quiz = connection.execute(select(Quiz.title, Quiz.counting, Quiz.pass_percent).where(Quiz.id == quiz_id)).one()
    pairs, last = pairs_of(of_quiz), 0
    while True:
        wanted = (
            select(Person.id, Person.username, Person.name)
            .join(pairs, pairs.c.person_id == Person.id)
            .where(pairs.c.person_id > last)
            .order_by(Person.id)
            .limit(PEOPLE_A_CHUNK)
        )
        people = connection.execute(wanted).all()
        if not people:
            return
        last = people[-1].id
        ids = [person.id for person in people]
        taken = defaultdict(list)
        attempts = select(Attempt.person_id, Attempt.score, Attempt.most, Attempt.started_at, Attempt.submitted_at)
        mine = attempts.where(Attempt.person_id.in_(ids), *within(of_quiz)).order_by(Attempt.number)
        for attempt in connection.execute(mine):
            taken[attempt.person_id].append(attempt)
        named = classes_of(connection, ids, filters.teacher_id)
        for person in people:
            yield (*person, named[person.id], quiz_id, quiz.title, *_score(quiz, taken[person.id]))


def _score(quiz: Any, taken: list[Any]) -> Sequence[Any]:
    """Return what counts of a person's attempts at a quiz."""
    handed_in = [attempt for attempt in taken if attempt.submitted_at is not None]
    score, most, share = score_that_counts([(attempt.score, attempt.most) for attempt in handed_in], quiz.counting)
    return (
        len(taken),
        len(handed_in),
        quiz.counting,
        score,
        most,
        percent(share),
        quiz.pass_percent,
        None if share is None else has_passed(share, 1.0, quiz.pass_percent),
        min((attempt.started_at for attempt in taken), default=None),
        max((attempt.submitted_at for attempt in handed_in), default=None),
    )
