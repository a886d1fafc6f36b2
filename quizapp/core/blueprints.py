"""Propose a blueprint: how many questions of which topic and difficulty."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """Ask for so many questions of a topic and a difficulty."""

    topic: str
    difficulty: str
    count: int


def balanced(strata: Sequence[tuple[str, str]], count: int) -> list[Line]:
    """Spread `count` questions as evenly as can be over the topics and difficulties of a bank's questions.

    `strata` holds the topic and difficulty of each question there is; none is asked for twice, so a small bank yields
    fewer than `count`.
    """
    left, taken = Counter(strata), Counter()
    while taken.total() < min(count, len(strata)):
        for stratum in left:
            if taken[stratum] < left[stratum] and taken.total() < count:
                taken[stratum] += 1
    return [Line(topic, difficulty, taken[topic, difficulty]) for topic, difficulty in left if taken[topic, difficulty]]
