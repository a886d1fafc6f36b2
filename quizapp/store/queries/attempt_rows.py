"""Read attempts and their responses in chunks: one row for each attempt, or for each slot of it."""

import json
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, func, select

from quizapp.core.answers import key_of, wording
from quizapp.core.exporting import percent, share_of
from quizapp.core.marking import mark
from quizapp.core.questions import Common
from quizapp.core.quizzes import has_passed
from quizapp.store.export import Part
from quizapp.store.models import Attempt, Bank, LateResponse, Person, Question, Quiz, Response
from quizapp.store.queries.banks import parsed
from quizapp.store.queries.result_filters import Filters, classes_of, within
from quizapp.store.writing import Writer

ATTEMPTS_A_CHUNK, QUESTIONS_KEPT, ANSWERS_KEPT = 100, 2000, 20_000
BETWEEN_PARTS = " | "


def _attempt_chunks(connection: Connection, filters: Filters) -> Iterator[list[Any]]:
    """Yield attempts, with their people and quizzes, a few at a time: each may have two hundred responses."""
    last = 0
    wanted = (
        select(
            Attempt.id, Attempt.person_id, Person.username, Person.name, Attempt.quiz_id, Quiz.title, Quiz.pass_percent,
            Attempt.number, Attempt.seed, Attempt.started_at, Attempt.ends_at, Attempt.submitted_at,
            Attempt.submitted_how, Attempt.score, Attempt.most,
        )
        .join(Person, Person.id == Attempt.person_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(*within(filters))
        .order_by(Attempt.id)
        .limit(ATTEMPTS_A_CHUNK)
    )  # fmt: skip
    while chunk := connection.execute(wanted.where(Attempt.id > last)).all():
        last = chunk[-1].id
        yield list(chunk)


def attempt_rows(connection: Connection, filters: Filters) -> Iterator[Sequence[Any]]:
    """Yield the rows of the attempts."""
    for chunk in _attempt_chunks(connection, filters):
        ids = [attempt.id for attempt in chunk]
        sizes = (
            select(
                Response.attempt_id,
                func.count(),
                func.count(Response.answer),
                func.count().filter(Response.flagged.is_(True)),
            )
            .where(Response.attempt_id.in_(ids))
            .group_by(Response.attempt_id)
        )
        size_of = {row[0]: tuple(row[1:]) for row in connection.execute(sizes)}
        late_of = late_sizes(connection, ids)
        named = classes_of(connection, [attempt.person_id for attempt in chunk], filters.teacher_id)
        for one in chunk:
            yield _attempt_row(
                one, named[one.person_id], size_of.get(one.id, (0, 0, 0)), late_of.get(one.id, (0, 0, 0))
            )


def late_sizes(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Count for some attempts what arrived late, what of it waits, and what was taken over."""
    waits, taken = LateResponse.decision.is_(None), LateResponse.decision == "accepted"
    wanted = select(LateResponse.attempt_id, func.count(), func.count().filter(waits), func.count().filter(taken))
    rows = connection.execute(wanted.where(LateResponse.attempt_id.in_(ids)).group_by(LateResponse.attempt_id))
    return {row[0]: tuple(row[1:]) for row in rows}


def _attempt_row(one: Any, class_names: str, sizes: tuple[int, ...], late: tuple[int, ...]) -> Sequence[Any]:
    over = one.submitted_at is not None
    share = share_of(one.score, one.most) if over else None
    return (
        one.id, one.person_id, one.username, one.name, class_names, one.quiz_id, one.title, one.number, one.started_at,
        one.ends_at, one.submitted_at, one.submitted_how,
        round((one.submitted_at - one.started_at).total_seconds() / 60, 2) if over else None, *sizes, one.score,
        one.most, percent(share), has_passed(share, 1.0, one.pass_percent) if share is not None else None, one.seed,
        *late,
    )  # fmt: skip


_SLOTS = (
    select(
        Response.attempt_id, Response.position, Response.question_id, cast(Response.answer, Text), Response.points,
        Response.flagged, Response.certainty, Response.sequence, Response.saved_at,
    )
    .where(Response.attempt_id.in_(bindparam("attempts", expanding=True)))
    .order_by(Response.attempt_id, Response.position)
)  # fmt: skip


def response_rows(connection: Connection, filters: Filters) -> Iterator[Sequence[Any]]:
    """Yield the rows of the responses, attempt by attempt, in parts: most come again and again."""
    known, unit, changed = _Questions(connection), Writer.of(connection), lru_cache(maxsize=1000)(Part)
    for chunk in _attempt_chunks(connection, filters):
        attempts = {one.id: (_attempt_part(one), one.submitted_at is not None) for one in chunk}
        slots = unit.rows(_SLOTS, attempts=list(attempts))
        known.need({question_id for _, _, question_id, *_ in slots})
        for attempt_id, position, question_id, answer, points, *change, saved_at in slots:
            attempt, over = attempts[attempt_id]
            answered = known.answered(question_id, answer, points, over)
            yield attempt, position, answered, changed(*change), saved_at


def _attempt_part(one: Any) -> Part:
    return Part(
        one.id, one.person_id, one.username, one.name, one.quiz_id, one.title, one.number, one.submitted_at
    )  # fmt: skip


class _Questions:
    """Keep the questions that were needed last, with their keys in words, and the answers that were given to them."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self._answered: dict[tuple[int, str | None, float | None, bool], Part] = {}
        self._kept: OrderedDict[int, tuple[Any, Common, str]] = OrderedDict()

    def need(self, ids: set[int]) -> None:
        """Read those of some questions that are not kept."""
        missing = sorted(ids - set(self._kept))
        for start in range(0, len(missing), 500):
            wanted = (
                select(
                    Question.id, Bank.name.label("bank"), Question.name, Question.number, Question.digest,
                    Question.kind, Question.topic, Question.difficulty, Question.document,
                )
                .join(Bank, Bank.id == Question.bank_id)
                .where(Question.id.in_(missing[start : start + 500]))
            )  # fmt: skip
            for row in self._connection.execute(wanted):
                question = parsed(row)
                key = BETWEEN_PARTS.join(wording(question, key_of(question)))
                self._kept[row.id] = (row, question, key)
        for number in ids:
            self._kept.move_to_end(number)
        while len(self._kept) > max(QUESTIONS_KEPT, len(ids)):
            self._kept.popitem(last=False)

    def answered(self, number: int, answer: str | None, points: float | None, over: bool) -> Part:
        """Return what a row says of a question and an answer to it (as JSON), when the attempt is over or not."""
        key = number, answer, points, over
        found = self._answered.get(key)
        if found is None:
            if len(self._answered) >= ANSWERS_KEPT:
                self._answered.clear()
            found = self._answered[key] = self._part(*key)
        return found

    def _part(self, number: int, told: str | None, points: float | None, over: bool) -> Part:
        row, question, key = self._kept[number]
        answer = None if told is None else json.loads(told)
        return Part(
            row.bank, row.name, row.number, row.digest, row.kind, row.topic, row.difficulty,
            BETWEEN_PARTS.join(wording(question, answer)), answer, key, points, question.points,
            mark(question, answer).verdict if over else None,
        )  # fmt: skip
