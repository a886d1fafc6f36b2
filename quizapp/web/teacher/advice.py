"""Show what an editor would mend in a bank or a question, where people look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import gettext, lazy_gettext

from quizapp.core.banks import Bank, Heading
from quizapp.core.flaws import Finding, findings, findings_of_question
from quizapp.core.numbers import whole_number
from quizapp.core.questions import Common
from quizapp.web.forms import translated
from quizapp.web.teacher.wordings import FIELD_NAMES

MOST_QUESTIONS = 2000  # of which a page waits for the advice: a second or two
GRADE_NAMES = {
    "fault": lazy_gettext("⚠ mend it"),
    "warning": lazy_gettext("△ look at it"),
    "hint": lazy_gettext("· perhaps"),
}


@dataclass(frozen=True)
class Advice:
    """Hold one thing that an editor would mend: how much it matters, where it stands, why, and what to do."""

    grade: str
    name: Any
    rule: str
    where: str
    reason: str
    suggestion: str


def advice_on(bank: Bank) -> list[Advice] | None:
    """Return what an editor would mend in a bank; None where it is too large to look at meanwhile."""
    if len(bank.questions) > MOST_QUESTIONS:
        return None
    return _told(_found(bank), bank)


@lru_cache(maxsize=4)
def _found(bank: Bank) -> tuple[Finding, ...]:
    return findings(bank)


def advice_on_question(question: Common, heading: Heading) -> list[Advice]:
    """Return what an editor would mend in a question."""
    return _told(findings_of_question(question, heading))


def _told(found: Iterable[Finding], bank: Bank | None = None) -> list[Advice]:
    return [
        Advice(one.grade, GRADE_NAMES[one.grade], one.rule, _where(one.field, bank), translated(one.reason),
               translated(one.suggestion))
        for one in found
    ]  # fmt: skip


def _where(field: str, bank: Bank | None) -> str:
    """Tell a path as people count: “q4: Options 2”."""
    steps = field.split(".")
    named = ""
    if bank is not None and len(steps) > 1 and (place := whole_number(steps[1])) is not None:
        named, steps = f"{getattr(bank, steps[0])[place].id}: ", steps[2:]
    words = []
    for step in steps:
        number = whole_number(step)
        words.append(str(FIELD_NAMES.get(step, "")) if number is None else gettext("no. %(number)s", number=number + 1))
    return named + " ".join(word for word in words if word)
