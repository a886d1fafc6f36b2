"""Decide what a quiz allows: when it is open, how long an attempt lasts, which attempt counts, what is shown.

Times are aware datetimes in UTC; `now` comes in as an argument. Lengths are in minutes, scores in points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Counting = Literal["best", "last", "first", "mean"]
Feedback = Literal["at_once", "after_closing", "never"]
Late = Literal["teacher", "journal"]  # who decides about late answers: the teacher, or first the journal's date
COUNTINGS: tuple[Counting, ...] = ("best", "last", "first", "mean")
FEEDBACKS: tuple[Feedback, ...] = ("at_once", "after_closing", "never")
LATES: tuple[Late, ...] = ("teacher", "journal")
Reading = Literal["never", "after", "always"]  # when the source is shown during an attempt
READINGS: tuple[Reading, ...] = ("never", "after", "always")

# Limits, written once: forms, tables and pages read them here.
MOST_MINUTES, MOST_ATTEMPTS, MOST_PER_PAGE, MOST_DRAWN, MOST_LINES = 24 * 60, 100, 50, 200, 50
TITLE_LENGTH, REASON_LENGTH = 200, 500
# What was sent before the end may arrive a little after it, and still counts: so many seconds, unless a quiz says else.
GRACE_SECONDS, MOST_GRACE_SECONDS = 5, 300
LATE_MINUTES, MOST_LATE_MINUTES = 60, 7 * 24 * 60


@dataclass(frozen=True)
class Terms:
    """Hold the terms on which a quiz is taken by one person: the quiz's own, with that person's allowances added."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None
    attempts: int | None = None
    counting: Counting = "best"
    feedback: Feedback = "at_once"
    pass_percent: int | None = None
    grace_seconds: int = GRACE_SECONDS
    late: Late = "teacher"
    late_minutes: int = LATE_MINUTES
    extra_minutes: int = 0
    extra_attempts: int = 0
    longest_extra: int = 0  # the most minutes that anybody was given

    @property
    def closing(self) -> datetime | None:
        """Return when the quiz closes for this person: extra time counts past the closing too."""
        return self.closes_at and self.closes_at + timedelta(minutes=self.extra_minutes)

    @property
    def closed_for_all(self) -> datetime | None:
        """Return when the quiz has closed for everybody, so that the right answers help nobody any more."""
        extra = max(self.extra_minutes, self.longest_extra)
        return self.closes_at and self.closes_at + timedelta(minutes=extra)


def phase(terms: Terms, now: datetime) -> Literal["coming", "open", "past"]:
    """Tell whether a quiz is still to come, open, or over for a person."""
    if terms.opens_at and now < terms.opens_at:
        return "coming"
    return "past" if terms.closing and now >= terms.closing else "open"


def end_of(started_at: datetime, terms: Terms) -> datetime | None:
    """Return when an attempt ends: at its time limit or at the closing, whichever is sooner; None where neither is."""
    limit = terms.minutes and started_at + timedelta(minutes=terms.minutes + terms.extra_minutes)
    return min((end for end in (limit, terms.closing) if end), default=None)


def is_over(ends_at: datetime | None, now: datetime) -> bool:
    """Tell whether the time of an attempt has run out."""
    return ends_at is not None and now >= ends_at


def may_save(ends_at: datetime | None, now: datetime, grace_seconds: int) -> bool:
    """Tell whether a save that arrives now is still taken: until the end, and for the quiz's grace after it."""
    return ends_at is None or now < ends_at + timedelta(seconds=grace_seconds)


def page_of(position: int, per_page: int) -> int:
    """Return the page on which a place of the form stands, both counted from 1."""
    return (position - 1) // per_page + 1


def pages_of(questions: int, per_page: int) -> int:
    """Return how many pages a form has."""
    return max(1, page_of(questions, per_page))


def attempts_left(terms: Terms, taken: int) -> int | None:
    """Return how many attempts a person has left, or None where they are not limited."""
    return None if terms.attempts is None else max(0, terms.attempts + terms.extra_attempts - taken)


def counted(scores: Sequence[float], counting: Counting) -> float | None:
    """Return the score that counts, of those of the attempts handed in, first to last; None for none."""
    if not scores:
        return None
    return {"best": max(scores), "last": scores[-1], "first": scores[0], "mean": sum(scores) / len(scores)}[counting]


def review_from(terms: Terms, ended_at: datetime) -> datetime | None:
    """Return from when on a student may see an attempt that ended then with its keys and evidence; None: not ever.

    Where late answers are taken over by the journal's date, it waits until none is, so that no key is sent in late.
    """
    if terms.feedback == "never" or (terms.feedback == "after_closing" and terms.closed_for_all is None):
        return None
    shown = ended_at if terms.feedback == "at_once" else terms.closed_for_all
    return shown + timedelta(minutes=terms.late_minutes) if terms.late == "journal" else shown


def may_review(terms: Terms, ended_at: datetime, now: datetime) -> bool:
    """Tell whether a student may see the questions of an attempt that ended then, with answers, keys and evidence."""
    if terms.feedback == "at_once" and terms.late == "teacher":
        return True
    shown = review_from(terms, ended_at)
    return shown is not None and now >= shown


_ROUNDED_PERCENT = 1e-4  # a score is a sum of points that were each rounded


def has_passed(score: float, most: float, pass_percent: int | None) -> bool | None:
    """Tell whether a score reaches the pass mark (in percent of the most that can be had); None where there is none."""
    if pass_percent is None:
        return None
    return most > 0 and score * 100 >= (pass_percent - _ROUNDED_PERCENT) * most
