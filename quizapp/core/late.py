"""Decide about answers that arrive when their attempt is over or handed in: they are kept, and wait, or count at once.

Each has two clocks: `made_at` is when it was given, by the journal's estimate of the server's time, and `arrived_at` is
the server's own. What the clock of the device said is kept beside them, and nothing follows from it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, TypeVar

from quizapp.core.plans import FIRST_YEAR, LAST_YEAR
from quizapp.core.quizzes import Late

Origin = Literal["journal", "file"]
Decision = Literal["accepted", "declined"]
ORIGINS: tuple[Origin, ...] = ("journal", "file")
DECISIONS: tuple[Decision, ...] = ("accepted", "declined")
MOST_LATE = 50  # late answers of one question of one attempt


@dataclass(frozen=True)
class Policy:
    """Hold what a quiz says about late answers."""

    late: Late
    late_minutes: int


def ended_at(ends_at: datetime | None, submitted_at: datetime | None) -> datetime | None:
    """Return when an attempt took its last answer: at its end, or when it was handed in before; None: it goes on."""
    return min((moment for moment in (ends_at, submitted_at) if moment), default=None)


def counts_at_once(
    policy: Policy, started_at: datetime, ended_at: datetime, made_at: datetime | None, arrived_at: datetime
) -> bool:
    """Tell whether a late answer is taken over by itself: the journal dates it before the end, and it came soon after.

    One that the journal dates before the beginning, or does not date at all, waits for the teacher.
    """
    if policy.late != "journal" or made_at is None:
        return False
    return started_at <= made_at < ended_at and arrived_at <= ended_at + timedelta(minutes=policy.late_minutes)


def journal_date(text: str) -> datetime | None:
    """Return the moment that a journal's date in ISO 8601 names; None for what is no such date, or an absurd one."""
    if len(text) > 40:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def digest_of(sequence: int, answer: Any, certainty: int | None = None) -> str:
    """Return what a late answer is known again by, within its question of its attempt."""
    sure = () if certainty is None else (certainty,)
    written = json.dumps([sequence, answer, *sure], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


class Kept(Protocol):
    """Be a late answer, as far as it is put into an order."""

    id: int
    position: int
    sequence: int
    made_at: datetime | None
    arrived_at: datetime


K = TypeVar("K", bound=Kept)


def newest(kept: Iterable[K]) -> dict[int, K]:
    """Return the newest late answer of each question, by its sequence, and by time where that is the same."""
    ordered = sorted(kept, key=lambda one: (one.sequence, one.made_at or one.arrived_at, one.id))
    return {one.position: one for one in ordered}
