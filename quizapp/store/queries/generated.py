"""Read what the claims of a bank give, and what became of it: taken into the bank, rejected, or open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import URL, select

from quizapp.core.banks import Heading
from quizapp.core.difficulty import Correction, Measured
from quizapp.core.generating import FORMS, Generated, generate
from quizapp.core.values import digest
from quizapp.store.db import db
from quizapp.store.models import Question, Rejection
from quizapp.store.queries.banks import heading_of
from quizapp.store.queries.facility import facilities_of_form

STATES = ("open", "taken", "rejected")


@dataclass(frozen=True)
class Offered:
    """Hold a generated question and its state: `open`, `taken` or `rejected` (then with the reason)."""

    made: Generated
    state: str
    reason: str = ""


@dataclass(frozen=True)
class _Keyed:
    """Hold a heading by its digest: a version that only brought questions has the same claims."""

    digest: str
    heading: Heading = field(compare=False)


def made_of(bank_id: int, version: int, seed: str, form: str) -> tuple[Generated, ...]:
    """Return what the claims of a version of a bank give in one form, with a seed, as difficult as answers show."""
    made = _made(_keyed(db.engine.url, bank_id, version), seed, form)
    facilities = facilities_of_form(bank_id, form)
    measured = [
        Measured(form, one.question.id, one.estimate, facilities[one.question.id])
        for one in made
        if one.question.id in facilities
    ]
    correction = Correction(measured)
    return tuple(one.corrected_by(correction) for one in made) if measured else made


@lru_cache(maxsize=64)
def _keyed(database: URL, bank_id: int, version: int) -> _Keyed:
    heading = heading_of(bank_id, version)
    return _Keyed(digest(heading), heading)


@lru_cache(maxsize=2 * len(FORMS))  # two teachers who look at every form
def _made(keyed: _Keyed, seed: str, form: str) -> tuple[Generated, ...]:
    return generate(keyed.heading, seed, [form])


def could_be_made(name: str) -> bool:
    """Tell whether a name is one that some claim could give a question."""
    return name.partition(".")[0] in FORMS


def made_named(bank_id: int, version: int, seed: str, name: str) -> Generated | None:
    """Return what the claims of a version of a bank give under a name, or None."""
    form = name.partition(".")[0]
    made = made_of(bank_id, version, seed, form) if could_be_made(name) else ()
    return next((one for one in made if one.question.id == name), None)


def offered(bank_id: int, made: Iterable[Generated]) -> list[Offered]:
    """Tell of generated questions what became of each."""
    taken, rejected = names_taken(bank_id), rejections_of(bank_id)
    return [Offered(one, *_state(one.question.id, taken, rejected)) for one in made]


def _state(name: str, taken: Collection[str], rejected: dict[str, str]) -> tuple[str, str]:
    if name in taken:
        return "taken", ""
    return ("rejected", rejected[name]) if name in rejected else ("open", "")


def names_taken(bank_id: int) -> frozenset[str]:
    """Return the names of the questions that a bank has now."""
    found = select(Question.name).where(Question.bank_id == bank_id, Question.until.is_(None))
    return frozenset(db.session.scalars(found))


def rejections_of(bank_id: int) -> dict[str, str]:
    """Return the names of the generated questions that were rejected, each with the reason."""
    found = select(Rejection.name, Rejection.reason).where(Rejection.bank_id == bank_id)
    return dict(tuple(row) for row in db.session.execute(found))


def rejection_of(bank_id: int, name: str) -> Rejection | None:
    """Return the rejection of one generated question."""
    return db.session.get(Rejection, (bank_id, name))
