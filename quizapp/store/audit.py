"""Note down who did what to whom, when and from where, within the transaction of the act itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from quizapp.store.db import db
from quizapp.store.models import AuditEntry
from quizapp.store.writing import Writer


@dataclass(frozen=True)
class Actor:
    """Tell who acts, when, and from where; every operation that changes something is given one.

    The command line acts as nobody (`id` None) under the name of the system's user; a visitor too has no id.
    """

    id: int | None
    name: str
    role: str
    now: datetime
    address: str = ""


def note(
    actor: Actor,
    action: str,
    subject: str = "",
    subject_id: int | None = None,
    subject_name: str = "",
    **details: object,
) -> int:
    """Add an entry to the audit log, and return its id; `action` reads like `quiz.published`."""
    return note_on(Writer.of(db.session.connection()), actor, action, subject, subject_id, subject_name, **details)


def note_on(
    writer: Writer,
    actor: Actor,
    action: str,
    subject: str = "",
    subject_id: int | None = None,
    subject_name: str = "",
    **details: object,
) -> int:
    """Add an entry within a transaction, and return its id."""
    return writer.add(
        _ENTRY,
        at=actor.now,
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        subject=subject,
        subject_id=subject_id,
        subject_name=subject_name,
        address=actor.address,
        details=details,
    )


_ENTRY = insert(AuditEntry)
