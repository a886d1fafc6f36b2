"""Bring banks in, and change their questions; every change makes a new version, and old ones can be read for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from quizapp.core.banks import Bank as BankDocument
from quizapp.core.banks import Heading, heading_of
from quizapp.core.comparing import Changes, compare
from quizapp.core.questions import Common, canonical, digest
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Bank, BankVersion, Question
from quizapp.store.queries import banks


@dataclass(frozen=True)
class Imported:
    """Tell what an import did: the bank, its version now, and what changed (nothing: no new version was made)."""

    bank_id: int
    version: int
    changes: Changes
    heading_changed: bool


@write
def import_bank(actor: Actor, document: BankDocument) -> Imported:
    """Bring a bank in, as a new one or as the next version of the one of the same id and owner.

    The command line (an actor without an id) brings in banks that are bundled with the site.
    """
    return bring_in(actor, document)


def bring_in(actor: Actor, document: BankDocument) -> Imported:
    """Bring a bank in, within the transaction at hand."""
    bank = banks.bank_of(actor.id, document.id)
    before = banks.rows_of(bank.id, bank.version) if bank else []
    changes = compare(banks.questions_of(before), document.questions)
    heading = heading_of(document)
    heading_changed = bank is None or banks.heading_of(bank.id, bank.version) != heading
    moved = [row.name for row in before] != [question.id for question in document.questions]
    if bank is not None and not (changes.any or heading_changed or moved):
        return Imported(bank.id, bank.version, changes, False)
    if bank is None:
        bank = Bank(name=document.id, title=document.title, owner_id=actor.id, version=0, created_at=actor.now)
        db.session.add(bank)
        db.session.flush()
    _next_version(actor, bank, heading, "import")
    replace(bank, {row.name: row for row in before}, document.questions, actor.now)
    note(
        actor,
        "bank.imported",
        "bank",
        bank.id,
        bank.title,
        version=bank.version,
        new=len(changes.new),
        changed=len(changes.changed),
        gone=len(changes.gone),
    )
    return Imported(bank.id, bank.version, changes, heading_changed)


def _next_version(actor: Actor, bank: Bank, heading: Heading, how: str) -> None:
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
    closed = [row for name, row in before.items() if keep.get(name) != row.digest]
    for row in closed:
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
