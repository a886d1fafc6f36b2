"""Export results: scores per user, attempts, single responses, each as a file that is read while it is sent."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from quizapp.core.exporting import CODE_BOOK, RESULTS, code_book
from quizapp.store.db import db
from quizapp.store.export import Export, Progress
from quizapp.store.models import Attempt, Person, Quiz, Response, SchoolClass
from quizapp.store.queries.attempt_rows import attempt_rows, response_rows
from quizapp.store.queries.result_filters import Filters, within
from quizapp.store.queries.score_rows import pairs_of, score_rows

__all__ = ["Filters"]


def export(table: str, form: str, filters: Filters, progress: Progress | None = None) -> Export:
    """Open an export of a table (scores, attempts, responses) as csv, xlsx or jsonl.

    All of it is read from one moment. The result yields bytes, knows its `total` of rows, and has to be closed.
    """
    connection = db.engine.connect()
    try:
        total = connection.scalar(_COUNTS[table](filters)) or 0
        rows = _ROWS[table](connection, filters)
        return Export(RESULTS[table], form, rows, total, connection.close, progress)
    except BaseException:
        connection.close()
        raise


def export_code_book(table: str) -> Export:
    """Return the code book of a table as CSV."""
    rows = code_book(RESULTS[table])
    return Export(CODE_BOOK, "csv", iter(rows), len(rows))


def count(table: str, filters: Filters) -> int:
    """Return how many rows an export would have."""
    return db.session.scalar(_COUNTS[table](filters)) or 0


def quizzes() -> list[tuple[int, str]]:
    """List every quiz as (id, title)."""
    return [tuple(row) for row in db.session.execute(select(Quiz.id, Quiz.title).order_by(func.lower(Quiz.title)))]


def classes() -> list[tuple[int, str]]:
    """List every class as (id, name and teacher)."""
    wanted = select(SchoolClass.id, SchoolClass.name, Person.name).join(Person, Person.id == SchoolClass.owner_id)
    found = db.session.execute(wanted.order_by(func.lower(SchoolClass.name), SchoolClass.id))
    return [(number, f"{name} ({teacher})") for number, name, teacher in found]


_COUNTS: dict[str, Callable[[Filters], Select[tuple[int]]]] = {
    "scores": lambda filters: select(func.count()).select_from(pairs_of(filters)),
    "attempts": lambda filters: select(func.count(Attempt.id)).where(*within(filters)),
    "responses": lambda filters: (
        select(func.count())
        .select_from(Response)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(*within(filters))
    ),
}
_ROWS: dict[str, Callable[[Connection, Filters], Iterator[Sequence[Any]]]] = {
    "scores": score_rows,
    "attempts": attempt_rows,
    "responses": response_rows,
}
