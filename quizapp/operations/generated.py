"""Take generated questions into their bank, or reject them with a reason."""

from collections.abc import Collection, Sequence

from quizapp.core.banks import MOST_QUESTIONS, Heading
from quizapp.core.errors import Missing, NotNow, invalid, say
from quizapp.core.questions import Common
from quizapp.core.quizzes import REASON_LENGTH
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Bank, Rejection
from quizapp.store.queries import banks, generated
from quizapp.store.versions import next_version, open_question


def take(actor: Actor, bank_id: int, form: str, seed: str, names: Collection[str]) -> int:
    """Add generated questions of a form to their bank, as they are with a seed; returns how many were added.

    All come in one new version. Those that the bank has already stay as they are; a rejection of one that is taken is
    forgotten. Raises `Missing` where the bank is not theirs, and `NotNow` where its claims give none of these any more.
    They are made before the write begins, for whom it would keep waiting.
    """
    bank = _owned(actor, bank_id)
    heading = banks.heading_of(bank.id, bank.version)
    made = [one.question for one in generated.made_of(bank.id, bank.version, seed, form) if one.question.id in names]
    return _add(actor, bank_id, form, seed, heading, made)


@write
def _add(actor: Actor, bank_id: int, form: str, seed: str, heading: Heading, made: Sequence[Common]) -> int:
    bank = _owned(actor, bank_id)
    if not made or banks.heading_of(bank.id, bank.version) != heading:
        raise NotNow(say("The claims of the bank were changed since: look at the questions that they give now."))
    taken = generated.names_taken(bank.id)
    added = [question for question in made if question.id not in taken]
    count, last = banks.size_of(bank.id)
    if count + len(added) > MOST_QUESTIONS:
        raise NotNow(say("The bank is full: %(most)s questions. Make another bank.", most=MOST_QUESTIONS))
    if not added:
        return 0
    next_version(actor, bank, heading, "generated")
    for place, question in enumerate(added, last + 1):
        open_question(bank, question, place, actor.now)
        _forget(bank.id, question.id)
    note(actor, "question.generated", "bank", bank.id, bank.title, form=form, seed=seed, count=len(added),
         version=bank.version)  # fmt: skip
    return len(added)


@write
def reject(actor: Actor, bank_id: int, name: str, reason: str) -> None:
    """Put a generated question aside, with a reason, unless it is aside for that very reason.

    Raises `Invalid` without a reason, and `Missing` where the bank is not theirs.
    """
    bank = _owned(actor, bank_id)
    reason = reason.strip()
    if not 1 <= len(reason) <= REASON_LENGTH:
        raise invalid(say("Give the reason in 1 to %(most)s characters.", most=REASON_LENGTH), "reason")
    old = generated.rejection_of(bank.id, name)
    if old is not None and old.reason == reason:
        return
    _forget(bank.id, name)
    db.session.add(Rejection(bank_id=bank.id, name=name, reason=reason, rejected_at=actor.now, rejected_by_id=actor.id))
    note(actor, "question.rejected", "bank", bank.id, bank.title, question=name, reason=reason)


@write
def restore(actor: Actor, bank_id: int, name: str) -> None:
    """Take a rejection back, unless it was before; raises `Missing` for what no claim could give."""
    bank = _owned(actor, bank_id)
    if generated.rejection_of(bank.id, name) is None:
        if not generated.could_be_made(name):
            raise Missing(say("The claims of the bank give no such question."))
    else:
        _forget(bank.id, name)
        note(actor, "question.restored", "bank", bank.id, bank.title, question=name)


def _forget(bank_id: int, name: str) -> None:
    if (old := generated.rejection_of(bank_id, name)) is not None:
        db.session.delete(old)
        db.session.flush()


def _owned(actor: Actor, bank_id: int) -> Bank:
    bank = banks.own_bank(actor.id, bank_id)
    if bank is None:
        raise Missing(say("There is no such bank of yours."))
    return bank
