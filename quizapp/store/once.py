"""Let a form that is sent twice count once.

A form that makes something carries a random token. The operation that acts on it is decorated with `once` (below
`write`): the second time that the same person sends the same, it is not run, and returns what it returned first. What a
form says goes to its operation by position, and tells it from another form under the same token; what was only made of
it on the way, such as a hash with its random salt, goes by keyword, and does not.
"""

import functools
import hashlib
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete

from quizapp.store.audit import Actor
from quizapp.store.db import db
from quizapp.store.models import OnceToken

KEPT_FOR = timedelta(days=2)


def once(operation: Callable[..., int]) -> Callable[..., int]:
    """Give an operation (whose first argument is its `Actor`, and which returns an id) the argument `token`."""

    def key_of(actor: Actor, said: tuple, token: str) -> str:
        words = f"{operation.__module__}.{operation.__qualname__} {actor.id} {token} {said!r}"
        return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()  # whatever is sent as a token fits

    def known(actor: Actor, *args, token: str) -> int | None:
        """Return what came of it, where the same was sent before."""
        found = db.session.get(OnceToken, key_of(actor, args, token)) if token else None
        return found and found.result

    @functools.wraps(operation)
    def run(actor: Actor, *args, token: str = "", **kwargs) -> int:
        if not token:
            return operation(actor, *args, **kwargs)
        key = key_of(actor, args, token)
        if (known := db.session.get(OnceToken, key)) is not None:
            return known.result
        result = operation(actor, *args, **kwargs)
        db.session.execute(delete(OnceToken).where(OnceToken.at < actor.now - KEPT_FOR))
        db.session.add(OnceToken(token=key, result=result, at=actor.now))
        return result

    run.known = known
    return run
