"""Tell what arrived late in the words of its question, beside what stands there; and know what comes too late."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from quizapp.core.answers import Answer, wording
from quizapp.core.arrangements import arrangement_of
from quizapp.core.certainty import asking_in, earned_by, most_of, points_of
from quizapp.core.errors import Text, TooLate, say
from quizapp.core.questions import Common
from quizapp.store.queries import attempts, banks, late
from quizapp.web.answering import read_certainty, read_given
from quizapp.web.kinds import CERTAINTY_NAMES

T = TypeVar("T")
MOST_FIELDS = 500
_FIELD = re.compile(r"(?:q|sequence-|flagged-|sure-|was-)(\d{1,3})(?:-\d{1,3})?", re.ASCII)


@dataclass(frozen=True)
class LateShown:
    """Hold a late answer as a page shows it: in words, beside what stands in its slot, with what it would earn."""

    row: Any
    question: Common
    words: str
    stands: str
    stands_since: Any
    points: float
    standing_points: float
    most: float
    brought_by: str | None
    decided_by: str | None

    @property
    def waits(self) -> bool:
        """Tell whether nobody has decided about it."""
        return self.row.decision is None


def late_shown(attempt: Any) -> list[LateShown]:
    """List what arrived late for an attempt, question by question; two queries, and one where nothing did."""
    listed = late.late_of(attempt.id)
    if not listed:
        return []
    slots = {slot.position: slot for slot in attempts.slots_at(attempt.id, [one.row.position for one in listed])}
    asking = asking_in(attempt.recipe)
    return [_shown(one, slots[one.row.position], asking) for one in listed]


def _shown(one: late.LateListed, slot: Any, asking: str) -> LateShown:
    question = banks.parsed(slot.question)
    return LateShown(
        row=one.row,
        question=question,
        words=in_words(question, one.row.answer, one.row.certainty),
        stands=in_words(question, slot.answer, slot.certainty),
        stands_since=slot.saved_at,
        points=points_of(earned_by(question, one.row.answer, one.row.certainty), asking),
        standing_points=points_of(earned_by(question, slot.answer, slot.certainty), asking),
        most=most_of(question.points, asking),
        brought_by=one.brought_by,
        decided_by=one.decided_by,
    )


def in_words(question: Common, answer: Answer, certainty: int | None = None) -> str:
    """Tell an answer in one line, in the question's own words, and how sure one is; an open one as “no answer”."""
    sure = f" ({CERTAINTY_NAMES[certainty]})" if certainty in CERTAINTY_NAMES else ""
    if isinstance(answer, bool):
        return (gettext("True") if answer else gettext("False")) + sure
    return ("; ".join(part or "–" for part in wording(question, answer)) or gettext("no answer")) + sure


def unless_late(save: Callable[[], T]) -> T | None:
    """Return what a save returns, or None where it comes too late."""
    try:
        return save()
    except TooLate:
        return None


class EntryRead(NamedTuple):
    """Hold what an entry of a journal says of its slot, and what is wrong with it."""

    answer: Answer = None
    flagged: bool = False
    certainty: int | None = None
    wrong: tuple[Text, ...] = ()


def read_entry(question: Common, seed: str, position: int, content: str) -> EntryRead:
    """Read what is said of a slot (of the attempt with this seed) from what its form would have sent."""
    try:
        fields = MultiDict(parse_qsl(content, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return EntryRead(wrong=(say("These are more fields than a question has."),))
    named = {int(found[1]) for name in fields if (found := _FIELD.fullmatch(name))}
    if position not in named:
        return EntryRead(wrong=(say("These are not the fields of question %(number)s.", number=position),))
    flagged = fields.get(f"flagged-{position}", "") not in ("", "0", "false")
    given = read_given(question, arrangement_of(question, seed, position), f"q{position}", fields)
    return EntryRead(given.answer, flagged, read_certainty(f"sure-{position}", fields), given.wrong)
