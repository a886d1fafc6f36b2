"""Write the versions of banks and of their questions, within the transaction at hand.

A row of a question is never changed: an edit closes it (`until`) and opens another (`since`), in a new version.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert

from quizapp.core.banks import Heading
from quizapp.core.questions import Common
from quizapp.core.values import canonical, digest
from quizapp.store.audit import Actor
from quizapp.store.db import db
from quizapp.store.models import Bank, BankVersion, Question
from quizapp.store.queries import banks


def found_bank(actor: Actor, heading: Heading) -> Bank:
    """Add a bank without a version yet, of the one who acts."""
    bank = Bank(name=heading.id, title=heading.title, owner_id=actor.id, version=0, created_at=actor.now)
    db.session.add(bank)
    db.session.flush()
    return bank


def next_version(actor: Actor, bank: Bank, heading: Heading, how: str) -> None:
    """Begin a new version of a bank."""
    bank.version, bank.title = bank.version + 1, heading.title
    db.session.add(
        BankVersion(
            bank_id=bank.id,
            number=bank.version,
            heading=heading.model_dump(mode="json"),
            made_by_id=actor.id,
            made_how=how,
            created_at=actor.now,
        )
    )
    db.session.flush()


def replace(bank: Bank, before: dict[str, Question], questions: Sequence[Common], now: datetime) -> None:
    """Close the rows that are gone or changed, move those that stay, and open a row for each new wording."""
    keep = {question.id: digest(question) for question in questions}
    for row in [row for name, row in before.items() if keep.get(name) != row.digest]:
        row.until = bank.version
    db.session.flush()
    numbers = banks.numbers_of(bank.id)
    opened = []
    for position, question in enumerate(questions, 1):
        row = before.get(question.id)
        if row is not None and row.until is None:
            row.position = position
        else:
            opened.append(_row(bank, question, position, numbers.get(question.id, 0) + 1, now))
    if opened:
        db.session.execute(insert(Question), opened)


def open_question(bank: Bank, question: Common, position: int, now: datetime) -> int:
    """Open a row for a new wording of a question, or for a new question; returns its id."""
    number = banks.newest_number(bank.id, question.id) + 1
    row = Question(**_row(bank, question, position, number, now))
    db.session.add(row)
    db.session.flush()
    return row.id


def _row(bank: Bank, question: Common, position: int, number: int, now: datetime) -> dict[str, object]:
    return {
        "bank_id": bank.id,
        "name": question.id,
        "number": number,
        "position": position,
        "digest": digest(question),
        "kind": question.kind,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "document": canonical(question),
        "since": bank.version,
        "created_at": now,
    }
