"""Say what one chooses from in each kind of question, as a student sees it, and what a review tells one by one.

`shown` is a question as a page shows it (`web.questions.Shown`).
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

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
from quizapp.web import fragments


class Choice(NamedTuple):
    """Hold a choice as it is shown: its place in the document, its number in its field, and what says it is chosen."""

    index: int
    rank: int
    chosen: str = ""

    def filled(self, text: str) -> str:
        """Return its piece with its own blanks filled in."""
        return text.replace(_RANK, str(self.rank)).replace(_CHOSEN, self.chosen)


class Seat(NamedTuple):
    """Hold an item of an ordering as it is shown: its place in the document, the number of its field, its place."""

    index: int
    rank: int
    at: int | None

    def filled(self, text: str) -> str:
        """Return its piece with its own blanks filled in: the place that it has is chosen."""
        text = text.replace(_RANK, str(self.rank)).replace(f"{_AT}{self.at}{fragments.EDGE}", SELECTED)
        return _ANY_AT.sub("", text)


CHECKED, SELECTED = " checked", " selected"
_RANK, _CHOSEN = fragments.blank("rank"), fragments.blank("chosen")
_AT = f"{fragments.EDGE}at"
_ANY_AT = re.compile(rf"{_AT}\d+{fragments.EDGE}", re.ASCII)


def _checked(shown: Any, part: int) -> list[Choice]:
    chosen = (shown.answer or ()) if isinstance(shown.question, MultipleChoice) else (shown.answer,)
    return _in_order(shown.arrangement.order, chosen, CHECKED)


def _truth(shown: Any, part: int) -> list[Choice]:
    return _in_order((0, 1), () if shown.answer is None else (0 if shown.answer else 1,), CHECKED)


def _selected(shown: Any, part: int) -> list[Choice]:
    order = shown.arrangement.gaps[part] if isinstance(shown.question, Cloze) else shown.arrangement.order
    return _in_order(order, (shown.answer[part],) if shown.answer else (), SELECTED)


def _in_order(order: Sequence[int], chosen: Collection[Any], word: str) -> list[Choice]:
    return [Choice(index, rank, word if index in chosen else "") for rank, index in enumerate(order)]


def _sentences(shown: Any, part: int) -> list[Choice]:
    _, indices = shown.question.passages[part]
    return [Choice(index, index, CHECKED if index in (shown.answer or ()) else "") for index in indices]


def _seated(shown: Any, part: int) -> list[Seat]:
    return [Seat(index, number, place) for number, index, place in shown.seats]


# What one chooses from in a part of each kind, as it is shown.
CHOICES: dict[type[Common], Callable[[Any, int], Sequence[Choice | Seat]]] = {
    SingleChoice: _checked, MultipleChoice: _checked, TrueFalse: _truth, Matching: _selected, Cloze: _selected,
    Ordering: _seated, HotText: _sentences,
}  # fmt: skip


def parts_of(question: Common) -> int:
    """Return how many parts of a question one chooses in."""
    if isinstance(question, Matching):
        return len(question.pairs)
    if isinstance(question, HotText):
        return len(question.passages)
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
    HotText: lambda shown: [(index, index in (shown.answer or ())) for index in range(len(shown.question.sentences))],
}


def review_key(shown: Any) -> tuple[Any, ...]:
    """Return what else a review depends on: for a text whether it is right, for gaps what stands in them."""
    if isinstance(shown.question, Cloze):
        return (repr(shown.answer),)
    if isinstance(shown.question, ShortAnswer | Numeric):
        return shown.answer is None, shown.mark and shown.mark.verdict
    return ()
