"""Add, change and remove single questions; every change makes a new version of the bank, and old ones stay readable."""

from quizapp.core.banks import MOST_QUESTIONS
from quizapp.core.errors import Missing, NotNow, invalid, require, say
from quizapp.core.fitting import Names, misfits_of_question
from quizapp.core.questions import Common
from quizapp.core.suggesting import Suggestions
from quizapp.core.values import digest, plain
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Bank, Question
from quizapp.store.once import once
from quizapp.store.queries import banks
from quizapp.store.versions import next_version, open_question


@write
@once
def add(actor: Actor, bank_id: int, question: Common) -> int:
    """Add a question at the end of a bank; returns the id of its row, raises `Invalid`."""
    bank = _owned(actor, bank_id)
    if banks.current_row(bank.id, question.id) is not None:
        raise invalid(say("The bank has a question “%(name)s” already. Choose another id.", name=question.id), "id")
    count, last = banks.size_of(bank.id)
    if count >= MOST_QUESTIONS:
        raise NotNow(say("The bank is full: %(most)s questions. Make another bank.", most=MOST_QUESTIONS))
    _begin(actor, bank, question, "edit")
    added = open_question(bank, question, last + 1, actor.now)
    note(actor, "question.added", "bank", bank.id, bank.title, question=question.id, version=bank.version)
    return added


@write
def change(actor: Actor, bank_id: int, question: Common, loaded: str) -> bool:
    """Give a question another wording, if it is still what `loaded` is the digest of; tell whether anything changed.

    Raises `NotNow` where somebody else changed or removed it since.
    """
    bank = _owned(actor, bank_id)
    row = banks.current_row(bank.id, question.id)
    if row is None:
        raise NotNow(say("The question was removed since you opened it. Write it anew if it is still wanted."))
    if row.digest == digest(question):
        return False
    if row.digest != loaded:
        raise NotNow(
            say("The question was changed since you opened it. Both are shown below; save again to put yours in place.")
        )
    _begin(actor, bank, question, "edit")
    _close(bank, row)
    open_question(bank, question, row.position, actor.now)
    note(actor, "question.changed", "bank", bank.id, bank.title, question=question.id, version=bank.version)
    return True


@write
def remove(actor: Actor, bank_id: int, name: str) -> None:
    """Take a question out of a bank, unless it is out; attempts that have it keep it. Raises `Missing`."""
    bank = _owned(actor, bank_id)
    row = banks.current_row(bank.id, name)
    if row is None and banks.versions_of(bank.id, name):
        return
    if row is None:
        raise Missing(say("The bank has no such question."))
    next_version(actor, bank, banks.heading_of(bank.id, bank.version), "removal")
    _close(bank, row)
    note(actor, "question.removed", "bank", bank.id, bank.title, question=name, version=bank.version)


def _owned(actor: Actor, bank_id: int) -> Bank:
    bank = banks.own_bank(actor.id, bank_id)
    if bank is None:
        raise Missing(say("There is no such bank of yours."))
    return bank


def _begin(actor: Actor, bank: Bank, question: Common, how: str) -> None:
    """Begin the version that brings a question, which must still fit the bank as it stands."""
    heading = banks.heading_of(bank.id, bank.version)
    require(misfits_of_question(plain(question), Names.of(heading), Suggestions()))
    next_version(actor, bank, heading, how)


def _close(bank: Bank, row: Question) -> None:
    row.until = bank.version
    db.session.flush()  # before another row of this name is opened
