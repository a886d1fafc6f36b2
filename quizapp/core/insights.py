"""Tell what answers show beside their points: who knows what is claimed, who claims it, and who over-claims.

Three figures, each with its count, and a table of confusions:

- *knows what is claimed*, *knows who claims it*: the mean credit of the questions that ask it (`asks`), open ones too;
- *over-claiming*: of the answered questions that offer to say so, the share in which it was said that the source says
  what it does not (an option marked `unsaid`);
- *confusions*: whom was named where whom was right (options marked with their `speaker`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from quizapp.core.answers import Answer
from quizapp.core.marking import mark
from quizapp.core.questions import Common, MultipleChoice, Option, SingleChoice

Given = tuple[Common, Answer, Mapping[str, str]]


@dataclass(frozen=True)
class Tally:
    """Hold a sum and of how many it is; `share` goes from 0 to 1."""

    sum: float = 0.0
    count: int = 0

    @property
    def share(self) -> float:
        """Return the mean, 0 of none."""
        return self.sum / self.count if self.count else 0.0

    def plus(self, value: float) -> "Tally":
        """Return a tally with one more."""
        return Tally(self.sum + value, self.count + 1)


@dataclass
class Insight:
    """Hold what answers show; `confusions` counts (who was right, who was named), by name."""

    what: Tally = Tally()
    who: Tally = Tally()
    over: Tally = Tally()
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def is_empty(self) -> bool:
        """Tell whether no question shows anything of this."""
        return not (self.what.count or self.who.count or self.over.count or self.confusions)

    @property
    def has_confusions(self) -> bool:
        """Tell whether anybody was named where somebody else was right."""
        return any(key != named for key, named in self.confusions)

    @property
    def speakers(self) -> list[str]:
        """List the speakers who were right or were named, those who were right most often first."""
        right = Counter[str]()
        for (key, named), count in self.confusions.items():
            right[key] += count
            right[named] += 0
        return sorted(right, key=lambda name: (-right[name], name))

    @property
    def most(self) -> int:
        """Return the largest count of the confusions."""
        return max(self.confusions.values(), default=0)


def insight_of(given: Iterable[Given]) -> Insight:
    """Return what answers show; each comes with its question and the names of the speakers of its bank."""
    found = Insight()
    for question, answer, names in given:
        if question.asks:
            tally: Tally = getattr(found, question.asks)
            setattr(found, question.asks, tally.plus(mark(question, answer).credit))
        if answer is None or not isinstance(question, SingleChoice | MultipleChoice):
            continue
        chosen = _chosen(question, answer)
        if any(option.unsaid for option in question.options):
            found.over = found.over.plus(any(option.unsaid for option in chosen))
        if isinstance(question, SingleChoice) and chosen:
            key = next(option for option in question.options if option.right)
            if key.speaker and chosen[0].speaker:
                pair = (names.get(key.speaker, key.speaker), names.get(chosen[0].speaker, chosen[0].speaker))
                found.confusions[pair] += 1
    return found


def _chosen(question: SingleChoice | MultipleChoice, answer: Answer) -> list[Option]:
    indices = [answer] if isinstance(question, SingleChoice) else answer
    return [question.options[index] for index in indices]
