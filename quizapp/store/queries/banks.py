"""Read banks, their versions and their questions.

A version of a bank is all questions with `since <= version` and no `until`, or a later one.
"""

import json
import threading
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import URL, Select, func, or_, select

from quizapp.core.arrangements import Arrangement, arrangement_of
from quizapp.core.banks import Heading
from quizapp.core.questions import Common, question_of
from quizapp.core.values import fold
from quizapp.store.db import db
from quizapp.store.models import Bank, BankVersion, Question, Upload


def banks_open_to(teacher_id: int) -> Select[tuple[Bank]]:
    """Select the banks that a teacher may use: their own, and those bundled with the site."""
    return select(Bank).where(or_(Bank.owner_id == teacher_id, Bank.owner_id.is_(None))).order_by(Bank.title)


@dataclass(frozen=True)
class Listed:
    """Hold a bank as a list shows it."""

    bank: Bank
    questions: int
    changed_at: datetime


LIST_SORTS = ("title", "questions", "changed")


def banks_listed(teacher_id: int, own: bool, search: str = "", sort: str = "title", down: bool = False) -> list[Listed]:
    """List a teacher's own banks, or those bundled with the site, whose title or id has these words."""
    count = (
        select(func.count()).where(Question.bank_id == Bank.id, Question.until.is_(None)).correlate(Bank)
    ).scalar_subquery()
    chosen = select(Bank, count, BankVersion.created_at).join(
        BankVersion, (BankVersion.bank_id == Bank.id) & (BankVersion.number == Bank.version)
    )
    found = db.session.execute(chosen.where(Bank.owner_id == teacher_id if own else Bank.owner_id.is_(None)))
    listed = [Listed(*row) for row in found if fold(search) in fold(f"{row[0].title} {row[0].name}")]
    keys = {"title": lambda one: fold(one.bank.title), "questions": lambda one: one.questions,
            "changed": lambda one: one.changed_at}  # fmt: skip
    return sorted(listed, key=keys[sort], reverse=down)


def bank_open_to(teacher_id: int, bank_id: int) -> Bank | None:
    """Return a bank, if this teacher may use it."""
    return db.session.scalar(banks_open_to(teacher_id).where(Bank.id == bank_id))


def own_bank(teacher_id: int | None, bank_id: int) -> Bank | None:
    """Return a bank, if this teacher may change it."""
    return db.session.scalar(select(Bank).where(Bank.id == bank_id, Bank.owner_id == teacher_id))


def bank_of(owner_id: int | None, name: str) -> Bank | None:
    """Return the bank of a name among an owner's (None: among the bundled ones)."""
    owner = Bank.owner_id.is_(None) if owner_id is None else Bank.owner_id == owner_id
    return db.session.scalar(select(Bank).where(owner, Bank.name == name))


def heading_of(bank_id: int, version: int) -> Heading:
    """Return all of a version of a bank but its questions."""
    return _heading(db.engine.url, bank_id, version)


@lru_cache(maxsize=256)
def _heading(database: URL, bank_id: int, version: int) -> Heading:
    found = db.session.get_one(BankVersion, (bank_id, version))
    return Heading.model_validate(found.heading)


def rows_of(bank_id: int, version: int) -> list[Question]:
    """List the rows of the questions of a version of a bank, in the order of its document."""
    return list(
        db.session.scalars(
            select(Question)
            .where(Question.bank_id == bank_id, Question.since <= version)
            .where(or_(Question.until.is_(None), Question.until > version))
            .order_by(Question.position, Question.id)
        )
    )


def current_row(bank_id: int, name: str) -> Question | None:
    """Return the current version of a question of a bank."""
    return db.session.scalar(
        select(Question).where(Question.bank_id == bank_id, Question.name == name, Question.until.is_(None))
    )


def versions_of(bank_id: int, name: str) -> list[Question]:
    """List the versions of a question, the newest first."""
    return list(
        db.session.scalars(
            select(Question).where(Question.bank_id == bank_id, Question.name == name).order_by(Question.number.desc())
        )
    )


def parsed(row: Question) -> Common:
    """Return the question of a row; rows never change, so each is parsed once in a process."""
    return _parsed(row.digest, row.document)


@lru_cache(maxsize=2048)
def _parsed(digest: str, document: str) -> Common:
    return question_of(json.loads(document))


def arranged(row: Question, seed: str, position: int) -> Arrangement:
    """Return how the student of a seed sees the question of a row at a position; drawn once in a process."""
    key = row.digest, seed, position
    found = _arranged.get(key)
    if found is None:
        if len(_arranged) >= MOST_ARRANGED:
            _arranged.clear()
        found = _arranged[key] = arrangement_of(parsed(row), seed, position)
    return found


MOST_ARRANGED = 10_000  # when there are more, all are forgotten
_arranged: dict[tuple[str, str, int], Arrangement] = {}


def questions_of(rows: Iterable[Question]) -> list[Common]:
    """Return the questions of rows."""
    return [parsed(row) for row in rows]


def pool(bank_id: int, version: int, topic: str | None, difficulty: str | None) -> Sequence[int]:
    """List the ids of the questions of a version of a bank that fit a line of a blueprint, always in the same order.

    A version never changes, so each pool is read once in a process; who else wants one meanwhile waits for it.
    """
    with _one_reads:
        return _pool(db.engine.url, bank_id, version, topic, difficulty)


_one_reads = threading.Lock()


@lru_cache(maxsize=1024)
def _pool(database: URL, bank_id: int, version: int, topic: str | None, difficulty: str | None) -> "array[int]":
    wanted = (
        select(Question.id)
        .where(Question.bank_id == bank_id, Question.since <= version)
        .where(or_(Question.until.is_(None), Question.until > version))
        .order_by(Question.id)  # never by what a later version may move
    )
    if topic is not None:
        wanted = wanted.where(Question.topic == topic)
    if difficulty is not None:
        wanted = wanted.where(Question.difficulty == difficulty)
    return array("q", db.session.scalars(wanted, execution_options={"yield_per": 5000}))  # a fifth of a tuple's memory


def numbers_of(bank_id: int) -> dict[str, int]:
    """Return the newest number of every question that a bank has or had."""
    counted = (
        select(Question.name, func.max(Question.number)).where(Question.bank_id == bank_id).group_by(Question.name)
    )
    return dict(db.session.execute(counted).all())


def newest_number(bank_id: int, name: str) -> int:
    """Return the newest number of a question that a bank has or had, or 0."""
    counted = select(func.max(Question.number)).where(Question.bank_id == bank_id, Question.name == name)
    return db.session.scalar(counted) or 0


def size_of(bank_id: int) -> tuple[int, int]:
    """Count the questions of a bank as it stands, and return the position of the last one."""
    standing = select(func.count(), func.coalesce(func.max(Question.position), 0))
    count, last = db.session.execute(standing.where(Question.bank_id == bank_id, Question.until.is_(None))).one()
    return count, last


def uploads_of(teacher_id: int | None) -> list[Upload]:
    """List the uploads of a teacher that wait for their word, the newest first."""
    return list(db.session.scalars(select(Upload).where(Upload.owner_id == teacher_id).order_by(Upload.id.desc())))


def upload_of(teacher_id: int | None, upload_id: int) -> Upload | None:
    """Return an upload, if it is this teacher's."""
    return db.session.scalar(select(Upload).where(Upload.id == upload_id, Upload.owner_id == teacher_id))
