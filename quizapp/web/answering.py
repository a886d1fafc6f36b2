"""Read the answers that forms hold: for each kind, how its fields become an answer, in one table.

The fields of the question at place 3 of a form are named `q3`, or `q3-0`, `q3-1` and so on where it has parts. Whatever
they count, they count as the student sees it (`core.arrangements`).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from quizapp.core.answers import Answer, read_answer
from quizapp.core.arrangements import Arrangement
from quizapp.core.certainty import CERTAINTIES
from quizapp.core.errors import Invalid, Text
from quizapp.core.numbers import whole_number
from quizapp.core.questions import (
    Cloze,
    Common,
    HotText,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)


@dataclass(frozen=True, slots=True)
class Given:
    """Hold the answer that a form holds for a question, and what is wrong where it holds none."""

    answer: Answer
    wrong: tuple[Text, ...] = ()


def read_given(question: Common, arrangement: Arrangement, name: str, values: MultiDict[str, str]) -> Given:
    """Read the answer to a question from the fields of this name."""
    try:
        seen = read_answer(question, _RAW[type(question)](question, name, values))
    except Invalid as refusal:
        return Given(None, tuple(fault.message for fault in refusal.faults))
    return Given(arrangement.as_meant(question, seen))


def read_certainty(name: str, values: MultiDict[str, str]) -> int | None:
    """Read how sure a student is from the field of this name; None where nothing is said, or no step is."""
    step = whole_number(values.get(name, ""), CERTAINTIES[-1])
    return step if step in CERTAINTIES else None


def stand(
    question: Common, arrangement: Arrangement, answer: Answer, flagged: bool, certainty: int | None = None
) -> str:
    """Return in one string how a page shows an answer, its flag, and how sure one is (where that was said)."""
    sure = () if certainty is None else (certainty,)
    return json.dumps([arrangement.as_seen(question, answer), flagged, *sure])


def whole(text: str | None) -> int | str | None:
    """Return the number in a field, or what else is in it; None where nothing is."""
    number = whole_number(text or "", 999_999)
    return text or None if number is None else number


def _parts(name: str, values: MultiDict[str, str], size: int) -> list[int | str | None]:
    return [whole(values.get(f"{name}-{part}")) for part in range(size)]


def _chosen(name: str, values: MultiDict[str, str]) -> list[int | str | None]:
    return [whole(text) for text in values.getlist(name)]


def _raw_order(question: Ordering, name: str, values: MultiDict[str, str]) -> list[int | None]:
    """Turn “the place of each item” (from 1) into “the item at each place”."""
    size = len(question.items)
    places = _parts(name, values, size)
    taken = [place for place in places if place is not None]
    if len(set(taken)) < len(taken):
        first = next(place for place in taken if taken.count(place) > 1)
        return [places.index(first)] * size  # one item in several places: refused with its sentence
    return [places.index(place) if place in places else None for place in range(1, size + 1)]


_TRUTHS = {"true": True, "false": False}
_RAW: dict[type[Common], Callable[[Any, str, MultiDict[str, str]], Any]] = {
    SingleChoice: lambda question, name, values: whole(values.get(name)),
    MultipleChoice: lambda question, name, values: _chosen(name, values),
    TrueFalse: lambda question, name, values: _TRUTHS.get(values.get(name, ""), values.get(name)),
    ShortAnswer: lambda question, name, values: values.get(name),
    Numeric: lambda question, name, values: values.get(name),
    Matching: lambda question, name, values: _parts(name, values, len(question.pairs)),
    Ordering: _raw_order,
    Cloze: lambda question, name, values: _parts(name, values, len(question.gaps)),
    HotText: lambda question, name, values: _chosen(name, values),
}
