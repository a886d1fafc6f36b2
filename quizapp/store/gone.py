"""Remember for a while who took what away, so that the form of it, sent twice, is answered the same way twice.

To everybody else the thing is not there, as before.
"""

import hashlib

from quizapp.store.audit import Actor
from quizapp.store.db import db
from quizapp.store.models import OnceToken


def remember_gone(actor: Actor, kind: str, number: int) -> None:
    """Note that this person took a thing away; `once` forgets it after some days."""
    db.session.merge(OnceToken(token=_key(actor, kind, number), result=number, at=actor.now))


def was_taken_away(actor: Actor, kind: str, number: int) -> bool:
    """Tell whether it was this person who took a thing away that is not there."""
    return db.session.get(OnceToken, _key(actor, kind, number)) is not None


def _key(actor: Actor, kind: str, number: int) -> str:
    return hashlib.sha256(f"gone {kind} {actor.id} {number}".encode()).hexdigest()
