"""Note who was refused at the door, within the transaction at hand, without filling the audit log."""

from sqlalchemy import func, select

from quizapp.core.people import WINDOW
from quizapp.store.audit import Actor, note
from quizapp.store.db import db
from quizapp.store.models import AuditEntry
from quizapp.store.queries.people import person_named

REFUSED, UNKNOWN = "session.refused", "unknown"


def note_refusal(actor: Actor, username: str, why: str, counted: bool) -> None:
    """Note a refused sign-in; one whose tries are not `counted` (and so limited), once in a while at the most.

    A username that nobody has is not told: it may be a password, typed into the wrong field.
    """
    person = person_named(username)
    name, person_id = (person.username, person.id) if person else (UNKNOWN, None)
    if counted or not _noted_of_late(actor, name, why):
        note(actor, REFUSED, "person", person_id, name, why=why)


def _noted_of_late(actor: Actor, name: str, why: str) -> bool:
    lately = select(func.count()).select_from(AuditEntry).where(AuditEntry.at > actor.now - WINDOW)
    same = lately.where(
        AuditEntry.action == REFUSED,
        AuditEntry.subject_name == name,
        AuditEntry.address == actor.address,
        AuditEntry.details["why"].as_string() == why,
    )
    return bool(db.session.scalar(same))
