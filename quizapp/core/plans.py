"""Hold what a teacher plans for a quiz: its blueprint, its terms and its classes, and what is wrong with them.

A plan may be saved as a draft while it is not ready; `obstacles` tells what stands between it and its publication.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quizapp.core.certainty import ASKINGS, Asking
from quizapp.core.drawing import Shortage
from quizapp.core.errors import Fault, Text, invalid, say
from quizapp.core.questions import DIFFICULTIES
from quizapp.core.quizzes import (
    COUNTINGS,
    FEEDBACKS,
    GRACE_SECONDS,
    LATE_MINUTES,
    LATES,
    MOST_ATTEMPTS,
    MOST_DRAWN,
    MOST_GRACE_SECONDS,
    MOST_LATE_MINUTES,
    MOST_LINES,
    MOST_MINUTES,
    MOST_PER_PAGE,
    READINGS,
    REASON_LENGTH,
    TITLE_LENGTH,
    Counting,
    Feedback,
    Late,
    Reading,
)
from quizapp.core.values import TEXT_LENGTH

FIRST_YEAR, LAST_YEAR = 2000, 2100
OTHER_YEAR = say("Use a year from %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)


@dataclass(frozen=True)
class Line:
    """Ask for so many questions of a bank, of one topic and difficulty (None: any)."""

    bank_id: int
    topic: str | None
    difficulty: str | None
    count: int


@dataclass(frozen=True)
class Plan:
    """Hold all that a teacher decides about a quiz."""

    title: str
    description: str = ""
    lines: tuple[Line, ...] = ()
    class_ids: tuple[int, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None
    attempts: int | None = 1
    counting: Counting = "best"
    shuffle: bool = True
    forward_only: bool = False
    per_page: int = 1
    feedback: Feedback = "at_once"
    reading: Reading = "never"
    certainty: Asking = "off"
    pass_percent: int | None = None
    grace_seconds: int = GRACE_SECONDS
    late: Late = "teacher"
    late_minutes: int = LATE_MINUTES


# The numbers of a plan: its field, the least, the most, and what to say outside of them.
_NUMBERS = (
    ("minutes", 1, MOST_MINUTES, say("Give 1 to %(most)s minutes, or leave it empty for no limit.", most=MOST_MINUTES)),
    ("attempts", 1, MOST_ATTEMPTS,
     say("Give 1 to %(most)s attempts, or leave it empty for as many as one likes.", most=MOST_ATTEMPTS)),
    ("per_page", 1, MOST_PER_PAGE, say("Show 1 to %(most)s questions on a page.", most=MOST_PER_PAGE)),
    ("pass_percent", 1, 100, say("Give 1 to 100 percent, or leave it empty for no pass mark.")),
    ("grace_seconds", 0, MOST_GRACE_SECONDS, say("Give 0 to %(most)s seconds.", most=MOST_GRACE_SECONDS)),
    ("late_minutes", 1, MOST_LATE_MINUTES, say("Give 1 to %(most)s minutes.", most=MOST_LATE_MINUTES)),
)  # fmt: skip

_CHOICES = (
    ("counting", COUNTINGS), ("feedback", FEEDBACKS), ("reading", READINGS), ("certainty", ASKINGS), ("late", LATES),
)  # fmt: skip


def faults_of(plan: Plan) -> list[Fault]:
    """List what cannot be in a plan, not even in a draft."""
    faults = []
    if not 1 <= len(plan.title.strip()) <= TITLE_LENGTH:
        faults.append(Fault(say("Give a title of 1 to %(most)s characters.", most=TITLE_LENGTH), "title"))
    if len(plan.description) > TEXT_LENGTH:
        faults.append(Fault(say("Use %(most)s characters at the most.", most=TEXT_LENGTH), "description"))
    for name, least, most, sentence in _NUMBERS:
        number = getattr(plan, name)
        if number is not None and not least <= number <= most:
            faults.append(Fault(sentence, name))
    for name in ("opens_at", "closes_at"):
        moment = getattr(plan, name)
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            faults.append(Fault(OTHER_YEAR, name))
    if plan.opens_at and plan.closes_at and plan.closes_at <= plan.opens_at:
        faults.append(Fault(say("The quiz closes before it opens. Choose a later closing time."), "closes_at"))
    for name, known in _CHOICES:
        if getattr(plan, name) not in known:
            faults.append(Fault(say("Choose one of the list."), name))
    return faults + _faults_of_lines(plan.lines)


def _faults_of_lines(lines: Sequence[Line]) -> list[Fault]:
    faults, met = [], {}
    for number, line in enumerate(lines):
        if not 1 <= line.count <= MOST_DRAWN:
            faults.append(Fault(say("Ask for 1 to %(most)s questions.", most=MOST_DRAWN), f"lines.{number}.count"))
        if line.difficulty is not None and line.difficulty not in DIFFICULTIES:
            faults.append(Fault(say("Choose one of the list."), f"lines.{number}.difficulty"))
        first = met.setdefault((line.bank_id, line.topic, line.difficulty), number)
        if first != number:
            sentence = say("This is the same as line %(number)s. Put both into one line.", number=first + 1)
            faults.append(Fault(sentence, f"lines.{number}.source"))
    if len(lines) > MOST_LINES:
        faults.append(Fault(say("A blueprint has %(most)s lines at the most.", most=MOST_LINES)))
    elif sum(line.count for line in lines) > MOST_DRAWN:
        faults.append(Fault(say("A quiz has %(most)s questions at the most; ask for fewer.", most=MOST_DRAWN)))
    return faults


def obstacles(plan: Plan, short: Sequence[Shortage], now: datetime) -> list[Fault]:
    """List what stands between a plan and its publication, each beside its field."""
    faults = []
    if not plan.lines:
        faults.append(Fault(say("The blueprint is empty. Add a line that says how many questions to draw."), "lines"))
    faults += [Fault(shortage_told(one), f"lines.{one.number}.count") for one in short]
    if not plan.class_ids:
        faults.append(Fault(say("No class is assigned. Choose at least one, so that somebody can take it."), "classes"))
    if plan.closes_at and plan.closes_at <= now:
        faults.append(Fault(say("The closing time is over. Choose a later one, or none."), "closes_at"))
    if plan.feedback == "after_closing" and plan.closes_at is None:
        never = say(
            "The right answers are to be shown after the quiz has closed, and it never closes. Change one of them."
        )
        faults.append(Fault(never, "feedback"))
    return faults


def shortage_told(short: Shortage) -> Text:
    """Say which line of a blueprint cannot be served, and why."""
    if short.asked > short.available:
        return say(
            "Line %(number)s asks for %(asked)s questions of “%(name)s”, and there are %(available)s.",
            number=short.number + 1,
            asked=short.asked,
            name=short.name,
            available=short.available,
        )
    return say(
        "Line %(number)s asks for %(asked)s questions of “%(name)s”. There are %(available)s, but other lines need "
        "some of them: %(missing)s too few.",
        number=short.number + 1,
        asked=short.asked,
        name=short.name,
        available=short.available,
        missing=short.missing,
    )


def require_sensible_allowance(plan: Plan, minutes: int, attempts: int, reason: str) -> None:
    """Refuse an allowance that gives nothing, too much, or no reason; raises `Invalid`."""
    if not 0 <= minutes <= MOST_MINUTES:
        raise invalid(say("Give 0 to %(most)s minutes.", most=MOST_MINUTES), "minutes")
    if not 0 <= attempts <= MOST_ATTEMPTS:
        raise invalid(say("Give 0 to %(most)s attempts.", most=MOST_ATTEMPTS), "attempts")
    if not minutes and not attempts:
        raise invalid(say("Give more minutes, more attempts, or both."), "minutes")
    if minutes and plan.minutes is None and plan.closes_at is None:
        raise invalid(say("This quiz has no time limit and no closing time, so nobody needs more minutes."), "minutes")
    if attempts and plan.attempts is None:
        raise invalid(say("This quiz can be taken as often as one likes, so nobody needs more attempts."), "attempts")
    if not 1 <= len(reason.strip()) <= REASON_LENGTH:
        raise invalid(say("Give the reason in 1 to %(most)s characters.", most=REASON_LENGTH), "reason")
