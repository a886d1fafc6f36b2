"""Read what a receipt says of an attempt, and whether the database still says so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from quizapp.core import receipts
from quizapp.store.db import db
from quizapp.store.models import Attempt, Person
from quizapp.store.queries import banks
from quizapp.store.queries.papers import Sitting, Slot, slots_of
from quizapp.store.queries.people import Who


@dataclass(frozen=True)
class Standing:
    """Tell how what the database holds now stands to a genuine receipt."""

    is_there: bool
    handed_in_alike: bool = True
    differing: tuple[int, ...] = ()  # the positions of the answers that differ

    @property
    def agrees(self) -> bool:
        """Tell whether all that can be compared is the same."""
        return self.handed_in_alike and not self.differing


def receipt_of(
    attempt: Attempt | Sitting, person: Person | Who, slots: list[Slot], key: bytes, address: str, now: datetime
) -> dict[str, Any]:
    """Return the receipt of a person's attempt that is handed in, with its slots as the database has them now."""
    entries = [_entry(slot) for slot in slots]
    heading = {
        "site": {"address": address, "key": receipts.site_of(key)},
        "student": {"name": person.name, "username": person.username},
        "quiz": {"id": attempt.quiz_id, "title": attempt.quiz.title},
        "attempt": {
            "id": attempt.id,
            "number": attempt.number,
            "started_at": receipts.told(attempt.started_at),
            **_handing_in(attempt),
            "questions": len(entries),
            "answered": sum(entry["answer"] is not None for entry in entries),
        },
        "issued_at": receipts.told(now),
    }
    return receipts.sign(heading, entries, key)


def standing_of(receipt: dict[str, Any]) -> Standing:
    """Compare a receipt, which must be genuine, with what the database holds now."""
    claimed = receipt["attempt"]
    attempt = db.session.scalar(
        select(Attempt).where(Attempt.id == claimed["id"], Attempt.quiz_id == receipt["quiz"]["id"])
    )
    if attempt is None or receipts.told(attempt.started_at) != claimed["started_at"]:
        return Standing(False)
    held = {slot.position: _entry(slot) for slot in slots_of(attempt.id)}
    differing = [one["position"] for one in receipt["answers"] if _kept(one) != _kept(held.get(one["position"]))]
    handing_in = _handing_in(attempt)
    return Standing(True, all(claimed[name] == value for name, value in handing_in.items()), tuple(differing))


def _entry(slot: Slot) -> dict[str, Any]:
    return receipts.entry_of(
        banks.parsed(slot.question), slot.position, slot.answer, slot.sequence, slot.saved_at, slot.certainty
    )


def _kept(entry: dict[str, Any] | None) -> Any:
    return entry and (entry["answer"], entry["sequence"], entry["saved_at"], entry.get("certainty"))


def _handing_in(attempt: Attempt | Sitting) -> dict[str, Any]:
    return {"handed_in_at": receipts.told(attempt.submitted_at), "handed_in_how": attempt.submitted_how}
