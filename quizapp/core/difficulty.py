"""Tell how difficult a question is: estimated before anybody answers it, and corrected by what is measured.

Difficulty goes from 0 (everybody earns all points) to 1 (nobody earns any). What is measured of it is 1 - facility;
facility is the mean credit, from 0 to 1, of the answers of attempts that are handed in, open ones with 0.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.core.questions import DIFFICULTIES, Difficulty
from quizapp.core.tallies import interval

# From this difficulty on a question is called medium, and hard.
MEDIUM, HARD = 0.4, 0.62
WEIGHT_OF_DEMAND = 0.6  # the rest is that of the distractors' closeness
PRIOR = 20  # answers, as which an estimate counts
ENOUGH = 30  # answers, before which no label is doubted


def estimate_of(demand: float, closeness: float) -> float:
    """Return the estimated difficulty, from 0 to 1: what the form demands, and how close the distractors are."""
    return WEIGHT_OF_DEMAND * demand + (1 - WEIGHT_OF_DEMAND) * closeness


def difficulty_of(estimate: float) -> Difficulty:
    """Return the name of a difficulty from 0 to 1."""
    return "hard" if estimate >= HARD else "medium" if estimate >= MEDIUM else "easy"


def corrected(estimate: float, credits: float, answers: int) -> float:
    """Return a difficulty, from 0 to 1: an estimate (0 to 1), corrected by what so many answers earned together.

    `credits` is the sum of the answers' credits, from 0 to `answers`. The measured difficulty is drawn towards the
    estimate, which counts as `PRIOR` answers: this is the mean of the posterior distribution of a share whose prior is
    a beta distribution with the estimate as its mean and the weight of `PRIOR` observations (Gelman et al., Bayesian
    Data Analysis, chapter 2). So few answers move it little, and many decide.

    Facility is taken as it is: who guesses among k options is right in one case of k, and nothing is taken off for
    that, so that the number means what a teacher sees.
    """
    return (PRIOR * estimate + answers - credits) / (PRIOR + answers) if answers else estimate


@dataclass(frozen=True)
class Facility:
    """Hold what was measured on a question: the sum of the credits (each from 0 to 1), and of how many answers."""

    credits: float = 0.0
    answers: int = 0

    @property
    def share(self) -> float:
        """Return the facility, from 0 to 1; 0 of no answers."""
        return self.credits / self.answers if self.answers else 0.0

    @property
    def span(self) -> tuple[float, float]:
        """Return between which facilities the true one lies with 95 % confidence (Wilson).

        Wilson's interval is one of right and wrong; where credit is given in parts it is, if anything, too wide.
        """
        return interval(self.share, self.answers)

    @property
    def difficulty(self) -> Difficulty:
        """Return the name of the measured difficulty."""
        return difficulty_of(1 - self.share)

    def contradicts(self, label: Difficulty) -> bool:
        """Tell whether a label cannot be right: there are answers enough, and the whole span is outside its band."""
        low, high = self.span
        easiest, hardest = DIFFICULTIES.index(difficulty_of(1 - high)), DIFFICULTIES.index(difficulty_of(1 - low))
        return self.answers >= ENOUGH and not easiest <= DIFFICULTIES.index(label) <= hardest


@dataclass(frozen=True)
class Measured:
    """Hold what was measured on a generated question: its form, its name, its estimate (0 to 1), its facility."""

    form: str
    name: str
    estimate: float
    facility: Facility

    @property
    def surplus(self) -> float:
        """Return by how much more difficult than estimated it was, summed over its answers."""
        return self.facility.answers * (1 - self.estimate) - self.facility.credits


@dataclass(frozen=True)
class Corrected:
    """Hold a corrected difficulty, from 0 to 1, and by how many answers: to the question, and to others of its form."""

    estimate: float
    answers: int
    others: int


class Correction:
    """Correct the estimates of generated questions by what was measured on them, and on others of their form."""

    def __init__(self, measured: Iterable[Measured]):
        self._measured = {one.name: one for one in measured}
        self._surplus, self._answers = defaultdict[str, float](float), Counter[str]()
        for one in self._measured.values():
            self._surplus[one.form] += one.surplus
            self._answers[one.form] += one.facility.answers

    def of(self, form: str, name: str, estimate: float) -> Corrected:
        """Return the corrected difficulty of a question of a form, whose estimate goes from 0 to 1.

        The estimate is first moved by the mean by which the form's other questions were more difficult than estimated
        (or less), over all their answers, and drawn towards no move as `corrected` draws; then it is corrected by the
        answers to the question itself. So no answer counts twice, and an untried question is as hard as its form is.
        """
        own = self._measured.get(name)
        facility = own.facility if own else Facility()
        others = self._answers[form] - facility.answers
        surplus = self._surplus[form] - (own.surplus if own else 0.0) if others else 0.0
        moved = min(1.0, max(0.0, estimate + surplus / (PRIOR + others)))
        return Corrected(corrected(moved, facility.credits, facility.answers), facility.answers, others)
