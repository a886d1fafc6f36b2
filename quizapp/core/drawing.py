"""Draw a form from a blueprint, and the order of options, from a seed.

Everything here is a function of its arguments: the same seed draws the same form on every machine and on every
version of Python. (Only `random.Random.random` is used, whose sequence the language guarantees; its shuffling is not.)
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.errors import NotNow, say
from quizapp.core.questions import Cloze, Common, Matching, MultipleChoice, Ordering, SingleChoice


@dataclass(frozen=True)
class Stratum:
    """Ask for `count` questions out of a pool (the ids of all questions that fit one line of a blueprint)."""

    pool: Sequence[int]
    count: int
    name: str = ""


@dataclass(frozen=True)
class Shortage:
    """Tell that a stratum (counted from 0) goes short, although all were served as well as can be."""

    number: int
    name: str
    asked: int
    available: int
    missing: int


class Lots:
    """Draw lots from a seed."""

    def __init__(self, *seed: object):
        self._random = random.Random(":".join(map(str, seed))).random

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to limit - 1."""
        return int(self._random() * limit)

    def shuffled(self, things: Sequence) -> Iterator:
        """Yield all the things in a random order, at no more cost than what is taken (a lazy Fisher-Yates)."""
        moved: dict[int, int] = {}
        for last in range(len(things) - 1, -1, -1):
            chosen = self.below(last + 1)
            yield things[moved.get(chosen, chosen)]
            moved[chosen] = moved.get(last, last)
            moved.pop(last, None)


def draw(
    strata: Sequence[Stratum], seen: frozenset[int] | set[int], seed: str, shuffle: bool = False
) -> tuple[int, ...]:
    """Return the ids of the questions of a form, none twice: first those of the first stratum, and so on.

    As many as possible are questions that this student has not `seen`, and where the strata overlap, none goes short
    that could be served. Places and questions are a bipartite graph: places are matched with unseen questions first
    and then with the rest by augmenting paths (Kuhn 1955), which never give up a question once matched, so the
    number of unseen ones is the largest possible. Raises `NotNow`, naming the stratum, where there are too few.
    """
    places = [stratum for stratum in strata for _ in range(stratum.count)]
    holder: dict[int, int] = {}  # question -> the place that holds it
    held: dict[int, int] = {}  # place -> its question
    orders = [_Order(stratum.pool, Lots(seed, "stratum", number)) for number, stratum in enumerate(strata)]
    order_of = [orders[number] for number, stratum in enumerate(strata) for _ in range(stratum.count)]
    for allowed in (lambda question: question not in seen, lambda question: True):
        for place in range(len(places)):
            if place not in held:
                _seat(place, order_of, allowed, holder, held)
    short = next((places[place] for place in range(len(places)) if place not in held), None)
    if short is not None:
        raise NotNow(
            say(
                "There are too few questions for “%(name)s”: it asks for %(count)s.", name=short.name, count=short.count
            )
        )
    form = [held[place] for place in range(len(places))]
    return tuple(Lots(seed, "form").shuffled(form)) if shuffle else tuple(form)


def shortages(strata: Sequence[Stratum]) -> list[Shortage]:
    """List the strata that cannot be served; where strata overlap, the later one is called short.

    The list is empty exactly where `draw` finds a form.
    """
    holder: dict[int, int] = {}
    held: dict[int, int] = {}
    order_of: list[Sequence[int]] = []
    short = []
    for number, stratum in enumerate(strata):
        seated = 0
        for _ in range(min(stratum.count, len(stratum.pool))):
            order_of.append(stratum.pool)
            if not _seat(len(order_of) - 1, order_of, lambda question: True, holder, held):
                break  # the next place of the same stratum would find nothing either
            seated += 1
        if seated < stratum.count:
            missing = stratum.count - seated
            short.append(Shortage(number, stratum.name, stratum.count, len(stratum.pool), missing))
    return short


class _Order:
    """Remember the random order of a pool as far as it has been looked at."""

    def __init__(self, pool: Sequence[int], lots: Lots):
        self._source, self._known = lots.shuffled(pool), []

    def __iter__(self) -> Iterator[int]:
        yield from self._known
        for question in self._source:
            self._known.append(question)
            yield question


def _seat(place: int, order_of: list, allowed, holder: dict[int, int], held: dict[int, int]) -> bool:
    """Find a question for a place, moving others along the shortest path of exchanges; tell whether it was found."""
    came_from: dict[int, int] = {}  # question -> the place that asked for it
    queue = [place]
    for asking in queue:
        for question in order_of[asking]:
            if question in came_from or not allowed(question):
                continue
            came_from[question] = asking
            if question not in holder:
                while True:
                    asker = came_from[question]
                    before = held.get(asker)
                    holder[question], held[asker] = asker, question
                    if asker == place:
                        return True
                    question = before
            queue.append(holder[question])
    return False


def shown_order(question: Common, seed: str, position: int) -> tuple[int, ...]:
    """Return the indices of what a student chooses from, in the order in which this student sees them.

    `position` counts the places of the form from 1. Options whose question says so stay as they are written; the items
    of an ordering never stand in their right order; a reading keeps its order, which everyone sees, and so needs none;
    kinds without a choice have an empty order.
    """
    lots = Lots(seed, "options", position)
    if isinstance(question, SingleChoice | MultipleChoice):
        indices = range(len(question.options))
        return tuple(lots.shuffled(indices)) if question.shuffle else tuple(indices)
    if isinstance(question, Matching):
        return tuple(lots.shuffled(range(len(question.choices))))
    if isinstance(question, Ordering):
        order = tuple(lots.shuffled(range(len(question.items))))
        return order if order != tuple(range(len(order))) else (*order[1:], order[0])
    return ()


def gap_orders(question: Common, seed: str, position: int) -> tuple[tuple[int, ...], ...]:
    """Return for each gap of a cloze the indices of its options, in the order in which this student sees them.

    For `position` and what stays as it is written see `shown_order`; other kinds have no gaps.
    """
    if not isinstance(question, Cloze):
        return ()
    sizes = [range(len(gap.options)) for gap in question.gaps]
    if not question.shuffle:
        return tuple(map(tuple, sizes))
    return tuple(tuple(Lots(seed, "gap", position, number).shuffled(size)) for number, size in enumerate(sizes))
