"""Say what one chooses from in each kind of question, as a student sees it, and what a review tells one by one.

`shown` is a question as a page shows it (`web.questions.Shown`).
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from quizapp.core.questions import (
    Cloze,
    Common,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)


class Chosen(dict[str, str]):
    """Hold what fills the blanks of a choice; those that nobody chose stay empty."""

    def __missing__(self, name: str) -> str:
        return ""


Choice = tuple[int, dict[str, str]]  # the place of a choice in the document, and what fills its blanks


def _checked(shown: Any, part: int) -> list[Choice]:
    chosen = (shown.answer or ()) if isinstance(shown.question, MultipleChoice) else (shown.answer,)
    return _in_order(shown.arrangement.order, chosen, " checked")


def _truth(shown: Any, part: int) -> list[Choice]:
    return _in_order((0, 1), () if shown.answer is None else (0 if shown.answer else 1,), " checked")


def _selected(shown: Any, part: int) -> list[Choice]:
    order = shown.arrangement.gaps[part] if isinstance(shown.question, Cloze) else shown.arrangement.order
    return _in_order(order, (shown.answer[part],) if shown.answer else (), " selected")


def _in_order(order: Sequence[int], chosen: Collection[Any], word: str) -> list[Choice]:
    return [(index, {"rank": str(rank), "chosen": word if index in chosen else ""}) for rank, index in enumerate(order)]


def _seated(shown: Any, part: int) -> list[Choice]:
    return [(index, {"rank": str(number), f"at{place}": " selected"}) for number, index, place in shown.seats]


# What one chooses from in a part of each kind, as it is shown.
CHOICES: dict[type[Common], Callable[[Any, int], list[Choice]]] = {
    SingleChoice: _checked, MultipleChoice: _checked, TrueFalse: _truth, Matching: _selected, Cloze: _selected,
    Ordering: _seated,
}  # fmt: skip


def parts_of(question: Common) -> int:
    """Return how many parts of a question one chooses in."""
    if isinstance(question, Matching):
        return len(question.pairs)
    return len(question.gaps) if isinstance(question, Cloze) else int(type(question) in CHOICES)


def _options(shown: Any) -> Iterable[tuple[Any, ...]]:
    multiple = isinstance(shown.question, MultipleChoice)
    chosen = (shown.answer or ()) if multiple else (shown.answer,)
    for index in shown.arrangement.order:
        yield index, index in chosen, multiple and bool(chosen) and index not in chosen


# What a review tells one by one, of each kind for which it does: what its template's `reviewed_choice` is told.
REVIEWS: dict[type[Common], Callable[[Any], Iterable[tuple[Any, ...]]]] = {
    SingleChoice: _options,
    MultipleChoice: _options,
    TrueFalse: lambda shown: [(value, shown.answer is value) for value in (True, False)],
    Matching: lambda shown: enumerate(shown.answer or [None] * len(shown.question.pairs)),
    Ordering: lambda shown: [(index, place) for _, index, place in shown.seats],
}


def review_key(shown: Any) -> tuple[Any, ...]:
    """Return what else a review depends on: for a text whether it is right, for gaps what stands in them."""
    if isinstance(shown.question, Cloze):
        return (repr(shown.answer),)
    if isinstance(shown.question, ShortAnswer | Numeric):
        return shown.answer is None, shown.mark and shown.mark.verdict
    return ()
