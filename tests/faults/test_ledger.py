"""The proofs can fail: whatever is lost, doubled or half done is found by those who look."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from quizapp.operations import attempts
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import Attempt, Response
from tests.faults.conftest import Stage
from tests.faults.ledger import audit
from tests.faults.student import Taken

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def attempt_id(stage: Stage) -> int:
    """Return an attempt in which one answer was saved and acknowledged, and which was handed in and acknowledged."""
    student, now = stage.students[0], datetime.now(UTC)
    actor, taken = Actor(student.person_id, "Student", "student", now, ""), Taken(1, handing_in=True, handed_in=True)
    taken.id = attempts.start(actor, student.quiz_id)
    for slot in taken.slots.values():
        slot.sent[0] = None
    taken.slots[1].sent[1], taken.slots[1].acknowledged = "queen", 1
    attempts.save(actor, taken.id, [attempts.Save(1, 1, "queen")])
    attempts.submit(actor, taken.id)
    student.taken.append(taken)
    assert not audit(stage.students).faults
    return taken.id


@write
def spoil(act: Callable[[], object]) -> None:
    """Do to the database what must never happen."""
    act()


def slots(attempt_id: int, **values: object) -> None:
    """Change the first slot of an attempt."""
    db.session.execute(
        sa.update(Response).where(Response.attempt_id == attempt_id, Response.position == 1).values(**values)
    )


def change(attempt_id: int, **values: object) -> None:
    """Change an attempt."""
    db.session.execute(sa.update(Attempt).where(Attempt.id == attempt_id).values(**values))


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("lost", lambda number: slots(number, sequence=0, answer=None, points=0)),
        ("lost", lambda number: slots(number, answer="drone", points=0)),
        ("lost", lambda number: change(number, submitted_at=None)),
        ("lost", lambda number: change(number, number=2)),
        ("half", lambda number: slots(number, points=None)),
        ("half", lambda number: slots(number, points=0)),
        ("half", lambda number: change(number, score=None)),
        ("half", lambda number: change(number, submitted_how=None)),
        ("half", lambda number: db.session.execute(sa.delete(Response).where(Response.position == 2))),
        ("doubled", lambda number: change(number, number=2)),
        ("doubled", lambda number: note(_SOMEBODY, "attempt.submitted", "attempt", number)),
    ],
)
def test_what_must_never_be_is_found(stage: Stage, attempt_id: int, kind: str, act: Callable[[int], object]):
    spoil(lambda: act(attempt_id))
    assert getattr(audit(stage.students), kind)


_SOMEBODY = Actor(None, "somebody", "system", datetime.now(UTC), "")
