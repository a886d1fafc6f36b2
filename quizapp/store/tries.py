"""Count the tries at a door (to sign in, to change a password, to use a join code) within the transaction at hand.

A try is counted as failed before it is judged, so that many at once do not get past the limit, and forgiven after.
"""

from sqlalchemy import delete

from quizapp.core.people import WINDOW, require_patience
from quizapp.store.audit import Actor
from quizapp.store.db import db
from quizapp.store.models import SignInFailure
from quizapp.store.queries.people import failures_of


def require_few_failures(actor: Actor, door: str, username: str, browser: str = "") -> None:
    """Refuse another try after too many failures of late; raises `NotNow`."""
    require_patience(door, failures_of(actor.now, door, username, actor.address, browser))


def count_failure(actor: Actor, door: str, username: str, browser: str = "") -> None:
    """Count a try as failed; `browser` is the digest of one in which the person has signed in before, or empty."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.at <= actor.now - WINDOW))
    db.session.add(SignInFailure(door=door, username=username, browser=browser, address=actor.address, at=actor.now))


def forgive(actor: Actor, door: str, username: str, browser: str = "") -> None:
    """Forget the failures of an account at a door, in this browser if it is known, else from this address."""
    failures = delete(SignInFailure).where(
        SignInFailure.door == door, SignInFailure.username == username, SignInFailure.browser == browser
    )
    db.session.execute(failures if browser else failures.where(SignInFailure.address == actor.address))
