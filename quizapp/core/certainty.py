"""Count an answer by how sure its student is of it: certainty-based marking.

The table is A. R. Gardner-Medwin's (“Certainty-Based Marking: rewarding good judgment of what is or is not reliably
known”, 2019, and the papers of the LAPT project at University College London from 1995 on): at the three steps of
certainty a right answer counts 1, 2 or 3, and a wrong one 0, -2 or -6. Whoever tells their certainty truly does best:
step 3 pays from a probability of 0.8 on, step 2 from 0.67 on. An answer that is right in part counts between the two,
in proportion to its credit, which keeps that so.

An answer without a step counts as one at the first. An open answer counts nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from quizapp.core.answers import Answer
from quizapp.core.marking import mark
from quizapp.core.questions import Common

Certainty = Literal[1, 2, 3]
Asking = Literal["off", "recorded", "counted"]  # whether a quiz asks how sure one is, and whether that counts
CERTAINTIES: tuple[Certainty, ...] = (1, 2, 3)
ASKINGS: tuple[Asking, ...] = ("off", "recorded", "counted")
_RIGHT: dict[int, float] = {1: 1.0, 2: 2.0, 3: 3.0}
_WRONG: dict[int, float] = {1: 0.0, 2: -2.0, 3: -6.0}
MOST_COUNTED = _RIGHT[3]  # what an answer counts at the most, in shares of the points of its question


@dataclass(frozen=True)
class Earned:
    """Hold what one answer earned: points of so many, how sure its student was, and whether it is open.

    `points` go from 0 to `most`.
    """

    points: float
    most: float
    certainty: int | None = None
    is_open: bool = False


def earned_by(question: Common, answer: Answer, certainty: int | None, points: float | None = None) -> Earned:
    """Return what an answer to a question earned: the points that it was given when it was marked, or those of now."""
    marked = mark(question, answer).points if points is None else points
    return Earned(marked, question.points, certainty, answer is None)


def asking_in(recipe: Mapping[str, Any]) -> str:
    """Tell how the recipe of an attempt asks for certainty; one from before there was a choice does not ask."""
    return str(recipe.get("certainty", "off"))


def counts(credit: float, certainty: int | None) -> float:
    """Return what an answer of a credit from 0 to 1 counts, in shares of its question's points: from -6 to 3."""
    step = certainty or CERTAINTIES[0]
    return credit * _RIGHT[step] + (1 - credit) * _WRONG[step]


def points_of(earned: Earned, asking: str) -> float:
    """Return the points that an answer brings to the score of its attempt, where certainty is asked for like that."""
    if asking != "counted":
        return earned.points
    if earned.is_open or not earned.most:
        return 0.0
    return counts(earned.points / earned.most, earned.certainty) * earned.most


def score_of(earned: Iterable[Earned], asking: str) -> float:
    """Return the score of an attempt in points, never less than nothing."""
    return round(max(0.0, sum(points_of(one, asking) for one in earned)), 6)


def most_of(points: float, asking: str) -> float:
    """Return the highest score that questions of so many points can bring."""
    return points * MOST_COUNTED if asking == "counted" else points
