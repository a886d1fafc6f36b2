"""Tell answers in the order that a student sees, and back in the order of the question's document.

The pages of an attempt count what a student chooses from as it is shown to them. The order of the document never leaves
the server before the review, for it may give the key away: the items of an ordering stand in it as they belong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizapp.core.answers import Answer
from quizapp.core.drawing import gap_orders, shown_order
from quizapp.core.questions import Cloze, Common, Matching, MultipleChoice, Ordering, SingleChoice

Order = Sequence[int]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Hold in which order a student sees the options (choices, items) of a question, and those of each gap."""

    order: tuple[int, ...] = ()
    gaps: tuple[tuple[int, ...], ...] = ()

    def as_meant(self, question: Common, seen: Answer) -> Answer:
        """Return the answer that counts places as they are shown, counted as the document has them."""
        return _moved(question, seen, self.order, self.gaps)

    def as_seen(self, question: Common, meant: Answer) -> Answer:
        """Return the answer that counts as the document does, counted as it is shown; undoes `as_meant`."""
        return _moved(question, meant, _inverse(self.order), [_inverse(gap) for gap in self.gaps])


def arrangement_of(question: Common, seed: str, position: int) -> Arrangement:
    """Return how the student of a seed sees the question at a position (from 1)."""
    return Arrangement(shown_order(question, seed, position), gap_orders(question, seed, position))


def _moved(question: Common, answer: Answer, order: Order, gaps: Sequence[Order]) -> Answer:
    move = _MOVE.get(type(question))
    return answer if answer is None or move is None else move(answer, order, gaps)


def _inverse(order: Order) -> Order:
    return sorted(range(len(order)), key=order.__getitem__)


def _each(answer: Answer, order: Order, gaps: Sequence[Order]) -> Answer:
    return [None if index is None else order[index] for index in answer]


_MOVE: dict[type[Common], Callable[[Answer, Order, Sequence[Order]], Answer]] = {
    SingleChoice: lambda answer, order, gaps: order[answer],
    MultipleChoice: lambda answer, order, gaps: sorted(order[index] for index in answer),
    Matching: _each,
    Ordering: _each,
    Cloze: lambda answer, order, gaps: [
        None if index is None else gap[index] for index, gap in zip(answer, gaps, strict=True)
    ],
}
